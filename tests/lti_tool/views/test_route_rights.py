"""
Every route under /api/, asked by every role: who gets past the door, and who is refused.

The table is the whole truth: a route that is not in it fails the test until somebody has said who
may use it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from lti_tool.learning.grants import Role
from lti_tool.protocol.launch import DATA_PRIVACY, SUBMISSION_REVIEW
from lti_tool.protocol.roles import Roles
from lti_tool.tool import Tool
from tests.lti_tool.certification.ward import Ward, certified, publish_certifying
from tests.lti_tool.classroom import TEACHER, Browser, a_picking, take
from tests.lti_tool.clock import FakeClock
from tests.lti_tool.views.test_tenancy import BEFORE_A_VISIT, address, api_rules, launched

LEARNING = {"learner", "assessor", "leader", "invigilator", "author", "approver"}
"""Everybody whom the platform calls a learner, whatever role they have been given here."""
IN_COURSE = LEARNING | {"teacher", "administrator", "nobody", "reviewer"}
EVERYBODY = IN_COURSE | {"picker", "privacy"}
TEACHING = {"teacher", "administrator", "reviewer"}
SEEING = TEACHING | {"leader", "assessor", "invigilator"}
HOLDING = TEACHING | {"leader", "invigilator"}

MAY = {
    "GET /api/session": IN_COURSE,
    "PUT /api/state": LEARNING,
    "GET /api/practice": LEARNING,
    "GET /api/results": EVERYBODY,  # their own, and nothing where there is none
    "GET /api/tabs": IN_COURSE,
    "GET /api/evaluation": SEEING,
    "PUT /api/evaluation": LEARNING,
    "POST /api/tests/<id:assessment>": LEARNING,
    "GET /api/attempts/<attempt:attempt_id>": LEARNING,
    "PUT /api/attempts/<attempt:attempt_id>/answers/<position:position>": LEARNING,
    "POST /api/attempts/<attempt:attempt_id>/submit": LEARNING,
    "GET /api/deep-link": {"picker"},
    "POST /api/deep-link": {"picker"},
    "POST /api/deep-link/cancel": {"picker"},
    "GET /api/deep-link/examples": {"picker"},
    "GET /api/teacher": SEEING,
    "GET /api/review": {"reviewer"},
    "GET /api/privacy": {"privacy"},
    "POST /api/privacy/person": {"privacy"},
    "POST /api/privacy/export": {"privacy"},
    "POST /api/privacy/erase": {"privacy"},
    "POST /api/teacher/members": SEEING,
    "POST /api/teacher/scores": TEACHING,
    "POST /api/teacher/scores/check": TEACHING,
    "GET /api/grants": TEACHING,
    "POST /api/grants": TEACHING,
    "POST /api/grants/<grant:grant_id>/withdraw": TEACHING,
    "GET /api/connection": TEACHING,
    "POST /api/connection": TEACHING,
    "GET /api/certification/mine": LEARNING,
    "PUT /api/certification/name": LEARNING,
    "POST /api/certification/renewal": LEARNING,
    "POST /api/certification/code": LEARNING,
    "GET /api/certification/people": {"assessor", "leader"},
    "POST /api/certification/lookup": {"assessor"},
    "POST /api/certification/sign-offs": {"assessor"},
    "POST /api/certification/decisions": {"leader"},
    "POST /api/certification/revocations": {"leader"},
    "POST /api/certification/rounds": {"leader"},
    "POST /api/certification/proofs": {"leader"},
    "GET /api/room": HOLDING,
    "POST /api/room/session": HOLDING,
    "POST /api/room/session/<attempt:session_id>/end": HOLDING,
    "POST /api/room/days": HOLDING,
    "POST /api/room/extra-time": HOLDING,
    "POST /api/room/unlock": TEACHING | {"leader"},
    "GET /api/packages": {"author"},
    "POST /api/packages": {"author"},
}

BODY = {
    "approved": True,
    "assessment": "prove",
    "chosen": {"nyttig": "ja"},
    "course": "eksempel",
    "hours": 2,
    "identity": True,
    "items": [],
    "kind": "record",
    "language": "nb",
    "name": "Navn Navnesen",
    "note": "",
    "observations": ["identitet", "liste"],
    "opensIn": "nb",
    "percent": 25,
    "person": "person-anne",
    "profile": "web",
    "reason": "Derfor",
    "release": False,
    "response": "a",
    "role": "leader",
    "scope": "placement",
    "scopes": ["dele-ut"],
    "seen": "1",
    "state": "1!nb!1!0-2!!!",
    "subject": "Anne Hemmelig",
    "title": "leder",
    "until": "2028-06-01",
}
"""A body that every route can read, so that what is refused is the person and not the form."""


class Everybody:
    """One of each role, with Anne's certificate under way in their placement."""

    def __init__(self, ward: Ward) -> None:
        self.anne = ward.open("person-anne", name="Anne Hemmelig")
        take(self.anne, ward.tool)
        self.code = self.anne.post("certification/code").json["code"]
        bo, _, _ = certified(ward, "person-bo")
        self.decision = bo.get("certification/mine").json["history"][0]["id"]
        administrator = Roles(administrator=True)
        for role in (*Role,):
            ward.name(role.value, role)
        self.roles: dict[str, Browser] = {
            "learner": ward.open("learner"),
            "nobody": ward.open("nobody", roles=Roles()),
            "teacher": ward.open("teacher", roles=TEACHER),
            "administrator": ward.open("administrator", roles=administrator),
            "reviewer": ward.open(
                "reviewer", roles=TEACHER, message_type=SUBMISSION_REVIEW, about="person-anne"
            ),
            "privacy": ward.open(
                "privacy", roles=administrator, message_type=DATA_PRIVACY, resource_link_id=None
            ),
            "picker": launched(ward.app, ward.tool, a_picking("picker")),
        } | {role.value: ward.open(role.value) for role in Role}

    def body(self, route: str) -> dict[str, object]:
        """As for everybody, but a test is not opened by a code, and Anne is not deleted."""
        if route == "POST /api/certification/lookup":
            return BODY | {"code": self.code}
        if route == "POST /api/privacy/erase":
            return BODY | {"person": "person-bo"}
        return BODY | {"decision": self.decision}


@pytest.fixture
def everybody(app: Flask, tool: Tool, clock: FakeClock, tmp_path: Path) -> Everybody:
    publish_certifying(tool, tmp_path / "course")
    return Everybody(Ward(app, tool, clock))


def test_somebody_has_said_of_every_route_who_may_use_it(app: Flask) -> None:
    routes = {f"{method} {rule.rule}" for method, rule in api_rules(app)}

    assert {route for route in routes if route.partition(" ")[2] not in BEFORE_A_VISIT} == set(MAY)


def test_every_role_gets_past_its_own_doors_and_no_others(app: Flask, everybody: Everybody) -> None:
    wrong = []
    for method, rule in api_rules(app):
        route = f"{method} {rule.rule}"
        for role, browser in everybody.roles.items():
            if rule.rule in BEFORE_A_VISIT:
                continue
            answer = browser.call(method, address(app, rule, {}), everybody.body(route))
            assert answer.status_code < 500, (route, role, answer.text)
            if (answer.status_code == 403) == (role in MAY[route]):
                wrong.append((route, role, answer.status_code, answer.text[:200]))

    assert wrong == []
