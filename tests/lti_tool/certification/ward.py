"""A ward: the sample course with real test questions, an employee, a nurse and a leader."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from lti_tool.learning.grants import Grant, Role, Scope
from lti_tool.learning.placements import Placement
from lti_tool.storage import placements
from lti_tool.storage.grants import add_grant
from lti_tool.tool import Tool
from tests.lti_tool.classroom import COURSE, TENANT, Browser, a_launch, launched, publish, take
from tests.lti_tool.clock import START, FakeClock
from tests.sample_course import swap, write_course, write_localizations

UNIT = "Vikheimen"
CUSTOM = {
    "kurspakke_course": COURSE,
    "kurspakke_localization": "fjellregionen/vik",
    "kurspakke_unit": UNIT,
}
NINA = {"name": "Nina Eksempel", "title": "sykepleier"}
LEIF = {"name": "Leif Eksempel", "title": "virksomhetsleder"}
RULE = "all_right: [regning], critical_right: true"
SEEN = ["identitet", "liste"]


def publish_certifying(
    tool: Tool, folder: Path, terms: str = "    attempts: 3\n", rule: str = RULE
) -> str:
    """The sample course, approved, with a bank that is no example."""
    course = write_course(folder)
    swap(course / "course.yaml", RULE, rule)
    swap(course / "course.yaml", "    attempts: 3\n", terms)
    swap(course / "questions" / "prove.yaml", "example: true\n", "")
    return publish(tool.database, course, write_localizations(folder))


@dataclass(frozen=True)
class Ward:
    """The same link, opened by three people."""

    app: Flask
    tool: Tool
    clock: FakeClock

    def open(self, person: str, **more: Any) -> Browser:
        return launched(self.app, self.tool, a_launch(person, **{"custom": CUSTOM, **more}))

    def place(self) -> Placement:
        with self.tool.database.read() as session:
            place = placements.placement_of(session, TENANT.key, placements.placement_id("link-1"))
        assert place is not None
        return place

    def name(self, person: str, role: Role, scope: Scope = Scope.UNIT, where: str = UNIT) -> None:
        """Give somebody a role."""
        with self.tool.database.begin() as session:
            add_grant(
                session,
                Grant(TENANT.key, f"{person}-{role}", person, role, scope, where, "liv", START),
            )

    def employee(self, person: str = "anne", name: str | None = "Anne Eksempel") -> Browser:
        return self.open(person, name=name)

    def nurse(self) -> Browser:
        self.name("nina", Role.ASSESSOR)
        return self.open("nina")

    def leader(self) -> Browser:
        self.name("leif", Role.LEADER)
        return self.open("leif")


def sign(nurse: Browser, person: str = "anne", **changes: Any) -> Any:
    form = {
        "person": person,
        "subject": "Anne Eksempel",
        "identity": True,
        "approved": True,
        "observations": SEEN,
        "note": "",
        **NINA,
    }
    return nurse.post("certification/sign-offs", form | changes)


def mark(leader: Browser, person: str = "anne") -> str:
    """How the leader sees the person stand now."""
    people = leader.get("certification/people").json.get("people", ())
    return next((str(each["seen"]) for each in people if each["person"] == person), "")


def decide(leader: Browser, person: str = "anne", **changes: Any) -> Any:
    form = {
        "person": person,
        "seen": mark(leader, person),
        "scopes": ["dele-ut"],
        "until": "2028-06-01",
        "reason": "Fast på avdelingen",
        **LEIF,
    }
    return leader.post("certification/decisions", form | changes)


def certified(ward: Ward, person: str = "anne") -> tuple[Browser, Browser, Browser]:
    """Employee, nurse and leader, after the leader's decision."""
    anne = ward.employee(person)
    nina, leif = ward.nurse(), ward.leader()
    assert take(anne, ward.tool)["passed"]
    ward.clock.advance(minutes=1)
    assert sign(nina, person).status_code == 201
    ward.clock.advance(minutes=1)
    assert decide(leif, person).status_code == 201
    return anne, nina, leif
