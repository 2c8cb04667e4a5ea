"""The author's packages: who may take them, what there is to take, and what is kept of it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from lti_tool.learning.granting import add
from lti_tool.learning.grants import Role, Scope
from lti_tool.learning.packaging import profiles
from lti_tool.protocol.registration import Tenant
from lti_tool.protocol.roles import Roles
from lti_tool.storage import audit
from lti_tool.tool import Tool
from tests.lti_tool.classroom import (
    COURSE,
    LEARNER,
    TEACHER,
    TENANT,
    VIK,
    Browser,
    a_launch,
    a_picking,
    launched,
    publish,
)
from tests.lti_tool.clock import START, FakeClock
from tests.sample_course import swap

IN_VIK = {"kurspakke_course": COURSE, "kurspakke_localization": VIK}


def asked(**more: Any) -> dict[str, Any]:
    return {"course": COURSE, "profile": "web", "opensIn": "nb", "release": True} | more


def grant(tool: Tool, role: Role = Role.AUTHOR, person: str = "kari", **more: Any) -> None:
    given = {"by": "operator", "at": START, "until": None} | more
    with tool.database.begin() as session:
        add(session, TENANT.key, person, role, Scope.TENANT, "", **given)


@pytest.fixture
def kari(app: Flask, tool: Tool, edition: str) -> Browser:
    """An author who is a learner to the platform, in the placement of Vik."""
    grant(tool)
    return launched(app, tool, a_launch("kari", custom=IN_VIK))


def code(browser: Browser, **more: Any) -> tuple[int, str]:
    response = browser.post("packages", asked(**more))
    return response.status_code, response.json["error"]["code"]


def test_an_author_sees_the_courses_as_the_municipality_has_them(kari: Browser) -> None:
    told = kari.get("packages").json

    assert told["course"] == COURSE
    assert [each["id"] for each in told["profiles"]] == profiles()
    assert [each["id"] for each in told["profiles"] if each["isPaper"]] == ["print"]
    assert told["courses"] == [
        {
            "id": COURSE,
            "title": "Døme på kurs",
            "version": "1.2.0",
            "localization": "Vik kommune",
            "languages": ["nb", "nn"],
            "opensIn": "nn",
            "approved": True,
        }
    ]
    assert kari.get("tabs").json["packages"] is True


def test_what_is_taken_is_the_package_and_is_on_record(kari: Browser, tool: Tool) -> None:
    response = kari.post("packages", asked(opensIn="nb"))

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Cache-Control"] == "no-store"
    name = "eksempel-fjellregionen-vik-web.zip"
    assert response.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert int(response.headers["Content-Length"]) == len(response.data)
    with zipfile.ZipFile(io.BytesIO(response.data)) as package:
        assert '<html lang="nb"' in package.read("index.html").decode()
        provenance = json.loads(package.read("provenance.json"))
    assert provenance["layers"][-1]["id"] == VIK
    with tool.database.read() as session:
        [entry] = [e for e in audit.entries(session, TENANT.key) if e.act == "package.take"]
    assert (entry.actor, entry.subject) == ("kari", "eksempel 1.2.0")
    assert entry.details == {
        "profile": "web",
        "localization": VIK,
        "opens_in": "nb",
        "release": True,
        "sha256": hashlib.sha256(response.data).hexdigest(),
    }


def test_a_paper_is_in_the_language_that_was_asked_for(kari: Browser) -> None:
    taken = kari.post("packages", asked(profile="print", opensIn="nb"))

    assert "eksempel-fjellregionen-vik-print-nb.pdf" in taken.headers["Content-Disposition"]
    assert PdfReader(io.BytesIO(taken.data)).root_object["/Lang"] == "nb-NO"


@pytest.mark.parametrize(
    ("role", "roles"),
    [
        (None, LEARNER),
        (None, TEACHER),
        (None, Roles(administrator=True)),
        *((role, LEARNER) for role in Role if role is not Role.AUTHOR),
    ],
)
def test_nobody_else_takes_a_package(
    role: Role | None, roles: Roles, app: Flask, tool: Tool, edition: str
) -> None:
    if role is not None:
        grant(tool, role)
    kari = launched(app, tool, a_launch("kari", roles=roles))

    assert kari.get("packages").status_code == 403
    assert code(kari) == (403, "no-right")
    assert kari.get("tabs").json["packages"] is False
    with tool.database.read() as session:
        assert "package.take" not in {e.act for e in audit.entries(session, TENANT.key)}


def test_a_grant_reaches_its_own_tenant_for_its_own_time(
    app: Flask, tool: Tool, edition: str, clock: FakeClock
) -> None:
    grant(tool, until=START + timedelta(hours=1))
    elsewhere = launched(app, tool, a_launch("kari", tenant=Tenant("canvas", "1")))
    here = launched(app, tool, a_launch("kari"))
    picking = launched(app, tool, a_picking("kari"))

    assert elsewhere.get("packages").status_code == 403
    assert picking.get("packages").status_code == 403
    assert here.get("packages").status_code == 200
    clock.advance(minutes=61)
    assert here.get("packages").status_code == 403


def test_a_course_that_is_not_cleared_for_release_says_what_to_mend(
    app: Flask, tool: Tool, sample_course: Path, sample_localizations: Path
) -> None:
    approval = "approval: {name: Kari Eksempel, role: Fagansvarlig, date: 2026-01-15}\n"
    swap(sample_course / "course.yaml", approval, "")
    publish(tool.database, sample_course, sample_localizations)
    grant(tool)
    kari = launched(app, tool, a_launch("kari"))

    refused = kari.post("packages", asked())

    error = refused.json["error"]
    assert (refused.status_code, error["code"]) == (422, "package-refused")
    assert [problem["where"] for problem in error["problems"]] == [
        "eksempel/course.yaml:1 approval"
    ]
    assert all(problem["what"] and problem["mend"] for problem in error["problems"])
    assert kari.get("packages").json["courses"][0]["approved"] is False
    assert kari.post("packages", asked(release=False)).status_code == 200


def test_what_a_municipality_does_not_have_is_taken_as_it_is_shared(
    app: Flask, tool: Tool, sample_course: Path
) -> None:
    publish(tool.database, sample_course)
    grant(tool)
    kari = launched(app, tool, a_launch("kari"))

    assert kari.get("packages").json["courses"][0]["localization"] is None
    taken = kari.post("packages", asked(profile="cartridge11"))

    assert "eksempel-shared-cartridge11.zip" in taken.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(taken.data)) as package:
        assert f"{tool.settings.url}/lti/launch".encode() in package.read("lti/course.xml")


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"course": "another"}, "not-offered"),
        ({"course": "../eksempel"}, "not-offered"),
        ({"opensIn": "en"}, "not-offered"),
        ({"opensIn": "--release"}, "not-offered"),
        ({"profile": "--all"}, "bad-request"),
        ({"profile": None}, "bad-request"),
        ({"release": "yes"}, "bad-request"),
    ],
)
def test_what_the_page_cannot_ask_for_is_refused(
    kari: Browser, change: dict[str, Any], answer: str
) -> None:
    assert code(kari, **change) == (400, answer)


def test_a_second_order_waits_for_the_first(kari: Browser, tool: Tool) -> None:
    with tool.workshop._alone(f"{TENANT.key} kari"):
        assert code(kari) == (409, "package-under-way")
