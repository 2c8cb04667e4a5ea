from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from lti_tool.protocol.launch import DATA_PRIVACY, Launch
from lti_tool.protocol.roles import Roles
from lti_tool.storage import audit
from lti_tool.tool import Tool
from tests.lti_tool.classroom import TEACHER, TENANT, Browser, a_launch, launched, take

ADMINISTRATOR = Roles(administrator=True)


def a_privacy_launch(**more: object) -> Launch:
    settings = {"roles": ADMINISTRATOR, "message_type": DATA_PRIVACY, "resource_link_id": None}
    return a_launch("admin", **{**settings, "line_item": None, **more})  # type: ignore[arg-type]


@pytest.fixture
def admin(app: Flask, tool: Tool, edition: str) -> Browser:
    return launched(app, tool, a_privacy_launch())


def test_an_administrator_sees_who_is_kept(admin: Browser, app: Flask, tool: Tool) -> None:
    launched(app, tool, a_launch("anne", name="Anne Ås"))

    shown = admin.get("privacy").json

    [person] = shown["people"]
    assert (person["id"], person["name"], person["placements"]) == ("anne", "Anne Ås", 1)
    assert shown["about"] is None


def test_a_launch_about_somebody_names_them(app: Flask, tool: Tool, edition: str) -> None:
    admin = launched(app, tool, a_privacy_launch(about="anne"))

    assert admin.get("privacy").json["about"] == "anne"


def test_what_is_deleted_is_said_first_then_done_and_logged(
    admin: Browser, anne: Browser, tool: Tool
) -> None:
    take(anne, tool)

    said = admin.post("privacy/person", {"person": "anne"}).json["holdings"]
    done = admin.post("privacy/erase", {"person": "anne"}).json["holdings"]
    left = admin.post("privacy/person", {"person": "anne"}).json["holdings"]

    assert said == done
    assert {each["name"] for each in said if not each["kept"]} == {
        "answers",
        "attempts",
        "progress",
        "scores",
        "visits",
    }
    assert left == [{"name": "audit", "count": 1, "kept": True}]
    assert admin.post("privacy/erase", {"person": "anne"}).status_code == 404


def test_handing_out_is_logged(admin: Browser, anne: Browser, tool: Tool) -> None:
    document = admin.post("privacy/export", {"person": "anne"}).json

    assert document["person"] == "anne"
    with tool.database.read() as session:
        [entry] = audit.entries(session, TENANT.key)
    assert (entry.act, entry.actor, entry.subject) == ("person.export", "admin", "anne")


@pytest.mark.parametrize("path", ["privacy/person", "privacy/export", "privacy/erase"])
@pytest.mark.parametrize("who", ["learner", "teacher", "administrator in a course"])
def test_nobody_else_gets_at_people(
    who: str, path: str, app: Flask, tool: Tool, anne: Browser
) -> None:
    roles = {"teacher": TEACHER, "administrator in a course": ADMINISTRATOR}.get(who)
    other = launched(app, tool, a_launch("eve", **({"roles": roles} if roles else {})))

    assert other.get("privacy").status_code == 403
    assert other.post(path, {"person": "anne"}).status_code == 403
    assert anne.get("session").status_code == 200


@pytest.mark.parametrize("body", [{}, {"person": ""}, {"person": 1}, {"person": "x" * 256}])
def test_a_person_is_an_id(body: dict[str, object], admin: Browser) -> None:
    assert admin.post("privacy/person", body).status_code == 400


def test_another_tenants_people_are_not_there(anne: Browser, app: Flask, tool: Tool) -> None:
    elsewhere = launched(app, tool, a_privacy_launch(tenant=replace(TENANT, deployment_id="2")))

    assert elsewhere.get("privacy").json["people"] == []
    assert elsewhere.post("privacy/erase", {"person": "anne"}).status_code == 404
    assert anne.get("session").status_code == 200
