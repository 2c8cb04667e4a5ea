"""A pass test that asks staff groups different questions."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from courseware.state_text import State, encode
from lti_tool.learning.placements import Seat
from lti_tool.storage.attempts import attempts_of
from lti_tool.storage.placements import placement_id, placement_of
from lti_tool.tool import Tool
from tests.lti_tool.classroom import TENANT, Browser, a_launch, launched, publish, right_answers
from tests.sample_course import swap
from tests.sample_plans import add_plans

SHORT = 18


@pytest.fixture
def learner(app: Flask, tool: Tool, sample_course: Path) -> Browser:
    """Nurses are asked about numbers; all must have read what is theirs."""
    add_plans(sample_course)
    file = sample_course / "course.yaml"
    swap(
        file,
        "      - {topic: regning, count: 2}\n    rule:",
        "      - {topic: regning, count: 2, groups: [sykepleier]}\n    rule:",
    )
    swap(file, "    time_limit: 60\n", "    time_limit: 60\n    requires: completed\n")
    publish(tool.database, sample_course)
    return launched(app, tool, a_launch("anne"))


def read(learner: Browser, *lessons: int) -> None:
    learner.put("state", {"state": encode(State(seen=frozenset(lessons), path=SHORT))})


def placed_short(learner: Browser, tool: Tool) -> None:
    view = learner.start("kartlegging")
    for position, key in enumerate(right_answers(tool, view["attempt"])[:2]):
        learner.answer(view["attempt"], position, key)
    learner.submit(view["attempt"])


def test_nobody_is_asked_before_they_have_said_which_group_is_theirs(learner: Browser) -> None:
    assert learner.post("tests/prove").json["error"]["code"] == "group-first"
    refused = learner.post("tests/prove", {"group": "lege"})
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "no-such-group")


def test_each_group_gets_its_own_questions_after_its_own_lessons(
    learner: Browser, app: Flask, tool: Tool
) -> None:
    """`meld-fra`, lesson 2, is the nurses'."""
    placed_short(learner, tool)
    read(learner, 1)
    assistant = learner.post("tests/prove", {"group": "assistent"}).json
    nurse = launched(app, tool, a_launch("nina"))
    placed_short(nurse, tool)
    read(nurse, 1)

    assert len(assistant["items"]) == 1
    assert nurse.post("tests/prove", {"group": "sykepleier"}).json["error"]["code"] == (
        "lessons-first"
    )
    read(nurse, 1, 2)
    assert len(nurse.post("tests/prove", {"group": "sykepleier"}).json["items"]) == 3


def test_the_attempt_keeps_the_group_and_goes_on_without_being_told(
    learner: Browser, tool: Tool
) -> None:
    placed_short(learner, tool)
    read(learner, 1, 2)
    started = learner.post("tests/prove", {"group": "sykepleier"}).json

    assert learner.post("tests/prove", {"group": "assistent"}).json["attempt"] == started["attempt"]
    assert learner.start()["attempt"] == started["attempt"]
    with tool.database.read() as session:
        place = placement_of(session, TENANT.key, placement_id("link-1"))
        assert place is not None
        kept = attempts_of(session, Seat(place, "anne").whose)
    assert [each.group for each in kept] == [None, "sykepleier"]


def test_a_placement_test_taken_by_another_link_opens_its_path_here_too(
    learner: Browser, app: Flask, tool: Tool
) -> None:
    placed_short(learner, tool)
    read(learner, 1)
    custom = {"kurspakke_course": "eksempel", "kurspakke_assessment": "prove"}

    alone = launched(app, tool, a_launch("anne", link="link-2", custom=custom))

    assert alone.post("tests/prove", {"group": "assistent"}).status_code == 200
