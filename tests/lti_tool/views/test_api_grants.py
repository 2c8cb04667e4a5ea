from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from lti_tool.protocol.memberships import Member, Members
from lti_tool.protocol.roles import Roles
from lti_tool.storage import audit
from lti_tool.storage.members import keep_members
from lti_tool.storage.placements import placement_id
from lti_tool.tool import Tool
from tests.lti_tool.classroom import LEARNER, TEACHER, Browser, a_launch, launched
from tests.lti_tool.clock import FakeClock

UNIT = {"kurspakke_course": "eksempel", "kurspakke_unit": "Sykehjemmet"}
ADMINISTRATOR = Roles(administrator=True)


def opened(app: Flask, tool: Tool, person: str, roles: Roles, link: str = "link-1") -> Browser:
    return launched(app, tool, a_launch(person, roles=roles, link=link, custom=UNIT))


@pytest.fixture
def liv(app: Flask, tool: Tool, edition: str) -> Browser:
    """The teacher; Nina is a nurse on the platform's list, Anne has opened the course."""
    teacher = opened(app, tool, "liv", TEACHER)
    opened(app, tool, "anne", LEARNER)
    with tool.database.begin() as session:
        nina = Member("nina", "Nina Eksempel", LEARNER)
        keep_members(
            session, "moodle:1", placement_id("link-1"), Members((nina,), True), at=tool.clock()
        )
    return teacher


@pytest.fixture
def astrid(app: Flask, tool: Tool, liv: Browser) -> Browser:
    return opened(app, tool, "astrid", ADMINISTRATOR)


def a_grant(**changes: Any) -> dict[str, Any]:
    return {"person": "nina", "role": "assessor", "scope": "placement", "until": None} | changes


def test_a_teacher_gives_a_role_and_takes_it_back(
    app: Flask, tool: Tool, liv: Browser, clock: FakeClock
) -> None:
    given = liv.post("grants", a_grant(until="2026-03-31")).json["grants"]

    (grant,) = given
    assert (grant["name"], grant["role"], grant["mayWithdraw"]) == (
        "Nina Eksempel",
        "assessor",
        True,
    )
    assert grant["lastDay"].startswith("2026-03-31")
    nina = opened(app, tool, "nina", LEARNER)
    assert nina.get("teacher").status_code == 200
    assert nina.get("grants").status_code == 403

    clock.advance(minutes=5)
    assert liv.post(f"grants/{grant['id']}/withdraw").json["grants"] == []
    assert nina.get("teacher").status_code == 403
    with tool.database.read() as session:
        acts = [(each.act, each.actor) for each in audit.entries(session, "moodle:1")]
    assert acts == [("grant.add", "liv"), ("grant.revoke", "liv")]


def test_a_teacher_is_offered_only_what_may_be_given(liv: Browser, astrid: Browser) -> None:
    by_teacher = liv.get("grants").json["givable"]
    by_administrator = astrid.get("grants").json["givable"]

    assert {each["scope"] for each in by_teacher} == {"placement"}
    assert {each["role"] for each in by_teacher} == {"leader", "assessor", "invigilator"}
    assert len(by_administrator) == 15


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"scope": "tenant"}, 403, "may-not-give"),
        ({"scope": "unit"}, 403, "may-not-give"),
        ({"role": "approver"}, 403, "may-not-give"),
        ({"person": "liv"}, 403, "not-to-oneself"),
        ({"person": "stranger"}, 404, "not-there"),
        ({"until": "2026-03-01"}, 400, "day-is-over"),
        ({"until": "soon"}, 400, "day-not-read"),
        ({"role": "king"}, 400, "bad-request"),
        ({"scope": "world"}, 400, "bad-request"),
        ({"person": 7}, 400, "bad-request"),
    ],
)
def test_what_may_not_be_given_is_refused_with_its_reason(
    changes: dict[str, Any], status: int, code: str, liv: Browser
) -> None:
    refused = liv.post("grants", a_grant(**changes))

    assert (refused.status_code, refused.json["error"]["code"]) == (status, code)
    assert liv.get("grants").json["grants"] == []


def test_a_role_is_given_once(liv: Browser) -> None:
    liv.post("grants", a_grant())

    assert liv.post("grants", a_grant()).json["error"]["code"] == "role-held-already"


def test_an_administrators_wide_role_is_seen_by_the_teacher_and_left_to_the_administrator(
    app: Flask, tool: Tool, liv: Browser, astrid: Browser
) -> None:
    astrid.post("grants", a_grant(role="leader", scope="unit"))

    (grant,) = liv.get("grants").json["grants"]
    assert (grant["scopeId"], grant["mayWithdraw"]) == ("Sykehjemmet", False)
    refused = liv.post(f"grants/{grant['id']}/withdraw")
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "may-not-withdraw")
    assert opened(app, tool, "nina", LEARNER, "link-2").get("teacher").status_code == 200
    assert astrid.post(f"grants/{grant['id']}/withdraw").json["grants"] == []


def test_a_grant_of_another_placement_cannot_be_withdrawn_from_here(
    app: Flask, tool: Tool, liv: Browser
) -> None:
    (grant,) = liv.post("grants", a_grant()).json["grants"]
    other = opened(app, tool, "kari", TEACHER, "link-2")

    assert other.get("grants").json["grants"] == []
    assert other.post(f"grants/{grant['id']}/withdraw").status_code == 404


def test_a_placement_without_a_unit_offers_none(app: Flask, tool: Tool, edition: str) -> None:
    astrid = launched(app, tool, a_launch("astrid", roles=ADMINISTRATOR))
    launched(app, tool, a_launch("anne"))

    assert "unit" not in {each["scope"] for each in astrid.get("grants").json["givable"]}
    refused = astrid.post("grants", a_grant(person="anne", scope="unit"))
    assert refused.json["error"]["code"] == "no-unit-here"
