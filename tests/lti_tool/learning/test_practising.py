"""What waits in a practice while a test that asks it is open."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courseware.model import Course
from lti_tool.storage import courses
from lti_tool.storage.attempts import AttemptRow
from lti_tool.tool import Tool
from tests.lti_tool.classroom import COURSE, TEACHER, Browser, a_launch, launched
from tests.lti_tool.clock import FakeClock
from tests.sample_course import swap

THE_TEST_ALONE = {"kurspakke_course": COURSE, "kurspakke_assessment": "prove"}


@pytest.fixture
def sample_course(sample_course: Path) -> Path:
    """Its test draws from the practice's bank as well as from its own."""
    swap(sample_course / "course.yaml", "    banks: [prove]", "    banks: [ovelse, prove]")
    return sample_course


def waiting(person: Browser) -> list[str]:
    """By the session and by the question that a page asks later: they never differ."""
    at_start: list[str] = person.get("session").json["closed"]
    assert person.get("practice").json == {"closed": at_start}
    return at_start


def drawn_practice(tool: Tool, attempt_id: str) -> list[str]:
    with tool.database.read() as session:
        row = session.query(AttemptRow).filter_by(id=attempt_id).one()
        course = tool.shelf.get(row.edition, row.localization).course
        drawn = {item[0] for item in row.form}
    return sorted(drawn & {question.id for question in course.bank("ovelse").questions})


def test_a_practice_waits_with_what_the_open_test_asks_until_it_is_handed_in(
    tool: Tool, anne: Browser, bo: Browser
) -> None:
    assert waiting(anne) == []

    view = anne.start()
    expected = drawn_practice(tool, view["attempt"])

    assert expected
    assert view["closed"] == expected
    assert waiting(anne) == expected
    assert waiting(bo) == []
    anne.submit(view["attempt"])
    assert waiting(anne) == []


def test_nothing_waits_longer_than_the_tests_time(anne: Browser, clock: FakeClock) -> None:
    assert anne.start()["closed"]
    clock.advance(minutes=61)

    assert anne.get("practice").json == {"closed": []}


def test_a_test_in_an_activity_of_its_own_closes_the_courses_practice(
    app: Flask, tool: Tool, anne: Browser
) -> None:
    alone = launched(app, tool, a_launch("anne", link="test", custom=THE_TEST_ALONE))

    view = alone.start()

    assert waiting(anne) == drawn_practice(tool, view["attempt"])


def test_what_only_the_test_asks_is_not_told(tool: Tool, anne: Browser) -> None:
    anne.start()

    secret = {question.id for question in course_of(tool).bank("prove").questions}
    assert secret.isdisjoint(waiting(anne))
    assert not any(f'"{id_}"' in heard for heard in anne.heard for id_ in secret)


def test_a_teacher_has_no_practice_of_their_own(app: Flask, tool: Tool, edition: str) -> None:
    teacher = launched(app, tool, a_launch("liv", roles=TEACHER))

    assert teacher.get("session").json["closed"] == []
    assert teacher.get("practice").status_code == 403


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["start", "submit", "an hour"]), max_size=8))
def test_whatever_happened_before_exactly_the_open_tests_questions_wait(
    app: Flask, tool: Tool, edition: str, clock: FakeClock, happened: list[str]
) -> None:
    person = launched(app, tool, a_launch(f"person-{clock().timestamp()}"))
    opened: str | None = None
    for event in happened:
        match event:
            case "start":
                response = person.post("tests/prove")
                if response.status_code == 200 and not response.json["submitted"]:
                    opened = response.json["attempt"]
            case "submit" if opened:
                person.submit(opened)
                opened = None
            case "an hour":
                clock.advance(minutes=61)
                person.get("results")  # still here
                opened = None

    assert waiting(person) == (drawn_practice(tool, opened) if opened else [])
    clock.advance(seconds=1)


def course_of(tool: Tool) -> Course:
    with tool.database.read() as session:
        edition = courses.active_edition(session, COURSE)
    assert edition is not None
    return tool.shelf.get(edition.hash, None).course
