from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from lti_tool.learning.grants import Grant, Role, Scope
from lti_tool.protocol.roles import Roles
from lti_tool.storage.grants import add_grant, revoke_grant
from lti_tool.storage.placements import placement_id
from lti_tool.tool import Tool
from tests.lti_tool.classroom import LEARNER, Browser, a_launch, launched, take
from tests.lti_tool.clock import START, FakeClock

UNIT = {"kurspakke_course": "eksempel", "kurspakke_unit": "Sykehjemmet"}
NOBODY = Roles()


def give(
    tool: Tool,
    role: Role = Role.LEADER,
    scope: Scope = Scope.TENANT,
    scope_id: str = "",
    tenant: str = "moodle:1",
    person: str = "liv",
) -> None:
    until = START + timedelta(hours=1)
    with tool.database.begin() as session:
        grant = Grant(tenant, "g1", person, role, scope, scope_id, "admin", START, until)
        add_grant(session, grant)


def opened(app: Flask, tool: Tool, roles: Roles = LEARNER) -> Browser:
    return launched(app, tool, a_launch("liv", roles=roles, custom=UNIT))


@pytest.mark.parametrize(
    ("scope", "scope_id"),
    [
        (Scope.TENANT, ""),
        (Scope.PLACEMENT, placement_id("link-1")),
        (Scope.UNIT, "Sykehjemmet"),
    ],
)
@pytest.mark.parametrize("role", [Role.LEADER, Role.ASSESSOR, Role.INVIGILATOR])
@pytest.mark.parametrize("roles", [LEARNER, NOBODY])
def test_who_holds_a_role_here_sees_the_results_whatever_the_platform_calls_them(
    roles: Roles, role: Role, scope: Scope, scope_id: str, app: Flask, tool: Tool, edition: str
) -> None:
    give(tool, role, scope, scope_id)

    liv = opened(app, tool, roles)

    assert liv.get("session").json["page"] == "teacher"
    assert liv.get("teacher").status_code == 200


@pytest.mark.parametrize(
    ("role", "scope", "scope_id", "tenant", "person"),
    [
        (Role.LEADER, Scope.UNIT, "Hjemmetjenesten", "moodle:1", "liv"),
        (Role.LEADER, Scope.PLACEMENT, placement_id("link-2"), "moodle:1", "liv"),
        (Role.LEADER, Scope.TENANT, "", "moodle:2", "liv"),
        (Role.LEADER, Scope.TENANT, "", "moodle:1", "bo"),
        (Role.AUTHOR, Scope.TENANT, "", "moodle:1", "liv"),
    ],
)
def test_a_role_elsewhere_of_another_kind_or_of_another_person_opens_nothing(
    role: Role,
    scope: Scope,
    scope_id: str,
    tenant: str,
    person: str,
    app: Flask,
    tool: Tool,
    edition: str,
) -> None:
    give(tool, role, scope, scope_id, tenant, person)

    liv = opened(app, tool)

    assert liv.get("session").json["page"] == "course"
    assert liv.get("teacher").status_code == 403


def test_a_learner_who_leads_takes_the_course_too(app: Flask, tool: Tool, edition: str) -> None:
    give(tool)
    liv = opened(app, tool)

    assert take(liv, tool)["passed"]

    assert not liv.get("session").json["readOnly"]
    assert [person["id"] for person in liv.get("teacher").json["people"]] == ["liv"]


def test_a_role_that_ends_or_is_withdrawn_closes_the_page_at_once(
    app: Flask, tool: Tool, edition: str, clock: FakeClock
) -> None:
    give(tool)
    liv = opened(app, tool)
    assert liv.get("teacher").status_code == 200

    clock.advance(minutes=61)
    assert liv.get("teacher").status_code == 403

    clock.advance(minutes=-61)
    assert liv.get("teacher").status_code == 200
    with tool.database.begin() as session:
        revoke_grant(session, "moodle:1", "g1", at=clock())
    assert liv.get("teacher").status_code == 403
