"""A link that says nothing, or is looked at for a review, stays what it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from lti_tool.learning import publishing
from lti_tool.protocol.launch import SUBMISSION_REVIEW
from lti_tool.storage.placements import placement_id, placement_of
from lti_tool.tool import Tool
from tests.lti_tool.classroom import (
    COURSE,
    TEACHER,
    TENANT,
    a_launch,
    launched,
    publish,
    queued_scores,
)
from tests.lti_tool.clock import START, FakeClock
from tests.sample_course import swap, write_course

CHOSEN = {"kurspakke_course": COURSE, "kurspakke_assessment": "prove", "kurspakke_unit": "Akutten"}
FIRST_CHAPTER_READ = "2!nb!2!0-6!!!!"
BOTH_CHAPTERS_READ = "2!nb!3!0-e!!!!"


@pytest.fixture
def course(tool: Tool, sample_course: Path) -> Path:
    publish(tool.database, sample_course)
    return sample_course


def choice_of(tool: Tool, link: str = "link-1") -> tuple[str, str | None, str | None]:
    with tool.database.read() as session:
        place = placement_of(session, TENANT.key, placement_id(link))
    assert place is not None
    return place.choice.course, place.choice.assessment, place.choice.unit


def test_a_launch_that_does_not_repeat_the_choice_changes_nothing(
    app: Flask, tool: Tool, course: Path
) -> None:
    launched(app, tool, a_launch("anne", custom=CHOSEN))

    launched(app, tool, a_launch("anne", custom={}))

    assert choice_of(tool) == (COURSE, "prove", "Akutten")


def test_a_review_never_changes_what_a_link_opens(app: Flask, tool: Tool, course: Path) -> None:
    launched(app, tool, a_launch("anne", custom=CHOSEN))

    for custom in ({}, {"kurspakke_course": COURSE}):
        review = a_launch("liv", roles=TEACHER, custom=custom, message_type=SUBMISSION_REVIEW)
        launched(app, tool, review)

    assert choice_of(tool) == (COURSE, "prove", "Akutten")


def test_a_link_without_a_choice_keeps_its_course_when_another_is_activated(
    app: Flask, tool: Tool, course: Path, tmp_path: Path
) -> None:
    launched(app, tool, a_launch("anne", custom={}))
    other = write_course(tmp_path / "other")
    swap(other / "course.yaml", "id: eksempel", "id: annet")
    publish(tool.database, other)
    publishing.activate(tool.database, "annet", "1.2.0", at=START, by="test")

    launched(app, tool, a_launch("anne", custom={}))

    assert choice_of(tool)[0] == COURSE


def test_another_chapter_is_not_completed_by_the_one_before_it(
    app: Flask, tool: Tool, clock: FakeClock, course: Path
) -> None:
    first = {"kurspakke_course": COURSE, "kurspakke_chapter": "taushetsplikt"}
    anne = launched(app, tool, a_launch("anne", custom=first))
    anne.put("state", {"state": FIRST_CHAPTER_READ})
    assert len(queued_scores(tool)) == 1

    clock.advance(minutes=1)
    second = {**first, "kurspakke_chapter": "regning"}
    other_column = "https://lms.example.no/lineitem/8?type_id=1"
    again = launched(app, tool, a_launch("anne", custom=second, line_item=other_column))
    again.get("session")
    assert len(queued_scores(tool)) == 1

    again.put("state", {"state": BOTH_CHAPTERS_READ})
    assert len(queued_scores(tool)) == 2
