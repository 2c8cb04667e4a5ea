"""Tasks that are only for those who passed their group's own test."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from lti_tool.certification.signing import said_in
from lti_tool.storage.certification import decisions_of_person
from lti_tool.tool import Tool
from tests.lti_tool.certification.ward import Ward, decide, sign
from tests.lti_tool.classroom import TENANT, Browser, publish, right_answers
from tests.lti_tool.clock import FakeClock
from tests.sample_course import swap, write_course, write_localizations
from tests.sample_plans import add_plans


@pytest.fixture
def ward(app: Flask, tool: Tool, clock: FakeClock, tmp_path: Path) -> Ward:
    """Nurses are asked about numbers too, and only they may be given `mikstur`."""
    course = write_course(tmp_path / "course")
    add_plans(course)
    file = course / "course.yaml"
    swap(
        file,
        "      - {topic: regning, count: 2}\n    rule:",
        "      - {topic: regning, count: 2, groups: [sykepleier]}\n    rule:",
    )
    swap(file, "{id: mikstur, title", "{id: mikstur, groups: [sykepleier], title")
    swap(course / "questions" / "prove.yaml", "example: true\n", "")
    publish(tool.database, course, write_localizations(tmp_path / "course"))
    return Ward(app, tool, clock)


def passed(ward: Ward, person: str, group: str) -> Browser:
    browser = ward.employee(person)
    view = browser.post("tests/prove", {"group": group}).json
    for position, key in enumerate(right_answers(ward.tool, view["attempt"])):
        browser.answer(view["attempt"], position, key)
    assert browser.submit(view["attempt"]).json["passed"]
    ward.clock.advance(minutes=1)
    assert sign(ward.nurse() if person == "anne" else ward.open("nina"), person).status_code == 201
    return browser


def test_a_task_of_another_group_is_not_given(ward: Ward) -> None:
    passed(ward, "anne", "assistent")

    refused = decide(ward.leader(), scopes=["dele-ut", "mikstur"])

    assert refused.json["error"]["code"] == "scope-of-another-group"
    assert decide(ward.open("leif")).status_code == 201


def test_who_passed_the_groups_own_test_is_given_its_tasks(ward: Ward) -> None:
    passed(ward, "anne", "sykepleier")
    leader = ward.leader()

    people = leader.get("certification/people").json["people"]
    (person,) = (each for each in people if each["person"] == "anne")
    made = decide(leader, scopes=["dele-ut", "mikstur"])

    assert (person["test"]["group"], person["test"]["groupTitle"]) == ("sykepleier", "Sykepleier")
    assert made.status_code == 201
    with ward.tool.database.read() as session:
        ((_, signed),) = decisions_of_person(session, TENANT.key, "anne")
    assert said_in(signed)["test"]["group"]["id"] == "sykepleier"
