"""The placement test as the server holds it, and the path that it opens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from courseware.state_text import State, encode
from lti_tool.tool import Tool
from tests.lti_tool.classroom import (
    TEACHER,
    Browser,
    a_launch,
    launched,
    publish,
    queued_scores,
    right_answers,
)
from tests.sample_plans import add_plans

SHORT, LONG = 18, 19
ALL_READ = frozenset({1, 2, 3})


@pytest.fixture
def learner(app: Flask, tool: Tool, sample_course: Path) -> Browser:
    add_plans(sample_course)
    publish(tool.database, sample_course)
    return launched(app, tool, a_launch("anne"))


def placed(browser: Browser, tool: Tool, *, right: int) -> dict[str, Any]:
    view = browser.start("kartlegging")
    for position, key in enumerate(right_answers(tool, view["attempt"])[:right]):
        browser.answer(view["attempt"], position, key)
    result: dict[str, Any] = browser.submit(view["attempt"]).json
    return result


def lessons_of(app: Flask, tool: Tool) -> tuple[int, int]:
    """How many lessons the teacher sees the learner to have read, of how many."""
    teacher = launched(app, tool, a_launch("liv", roles=TEACHER))
    (person,) = teacher.get("teacher").json["people"]
    return person["lessonsSeen"], person["lessons"]


def test_its_result_is_the_learners_and_not_the_gradebooks(learner: Browser, tool: Tool) -> None:
    result = placed(learner, tool, right=2)

    assert result["delivery"] == "none"
    assert queued_scores(tool) == []
    (standing,) = learner.get("session").json["results"]
    assert (standing["assessment"], standing["percent"]) == ("kartlegging", 66)


def test_the_bundle_has_its_questions_only_as_practice(learner: Browser, tool: Tool) -> None:
    bundle = learner.get(learner.get("session").json["bundle"]).json

    test = next(each for each in bundle["assessments"] if each["id"] == "kartlegging")
    assert test["mode"] == "remote"
    assert "forms" not in test


def test_the_short_path_counts_only_after_the_test_has_opened_it(
    app: Flask, learner: Browser, tool: Tool
) -> None:
    short = encode(State(seen=frozenset({1, 2}), path=SHORT))
    learner.put("state", {"state": short})
    assert lessons_of(app, tool) == (2, 3)

    placed(learner, tool, right=2)
    learner.put("state", {"state": short})

    assert lessons_of(app, tool) == (2, 2)


def test_a_longer_path_may_always_be_chosen(app: Flask, learner: Browser, tool: Tool) -> None:
    placed(learner, tool, right=3)

    learner.put("state", {"state": encode(State(seen=ALL_READ, path=LONG))})

    assert lessons_of(app, tool) == (3, 3)
