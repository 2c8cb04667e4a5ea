"""Moodle's rules for scores, each as LTI.md and MOODLE.md found it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from lti_tool.sandbox.errors import ServiceRefused
from lti_tool.sandbox.gradebook import take_score
from lti_tool.sandbox.model import EMPLOYEE, PEOPLE, TEACHER, Grade, LineItem

COLUMN = LineItem("1", "Prøve", 100)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_a_fully_graded_score_counts() -> None:
    grade = take(score(comment="Bra"))

    assert grade.points == 85
    assert grade.comment == "Bra"
    assert grade.timestamp == datetime(2026, 11, 20, 11, 0, 5, 250000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "maximum", "points"), [(8, 10, 80), (0, 10, 0), (120, 100, 100), (2.5, 10, 25)]
)
def test_points_are_put_on_the_columns_scale(given: float, maximum: float, points: float) -> None:
    assert take(score(scoreGiven=given, scoreMaximum=maximum)).points == points


@pytest.mark.parametrize("progress", ["NotReady", "Pending", "PendingManual", "Failed"])
def test_anything_but_fully_graded_erases_the_grade(progress: str) -> None:
    before = take(score())

    later = take(score(timestamp="2026-11-20T12:00:00Z", gradingProgress=progress), before)

    assert later.points is None


def test_a_score_without_a_comment_erases_the_earlier_comment() -> None:
    before = take(score(comment="Bra"))

    assert take(score(timestamp="2026-11-20T12:00:00Z"), before).comment == ""


@pytest.mark.parametrize(
    "timestamp",
    [
        "2026-11-20T11:00:05.250Z",
        "2026-11-20T11:00:05.999Z",
        "2026-11-20T12:00:05.999+01:00",
        "2026-11-20T11:00:04Z",
    ],
)
def test_a_score_that_is_not_later_in_whole_seconds_is_refused(timestamp: str) -> None:
    before = take(score())

    with pytest.raises(ServiceRefused) as refusal:
        take(score(timestamp=timestamp), before)

    assert refusal.value.status == 409


def test_one_second_later_is_taken() -> None:
    before = take(score())

    assert take(score(timestamp="2026-11-20T11:00:06Z", scoreGiven=90), before).points == 90


def test_the_user_id_may_be_a_number() -> None:
    assert take(score(userId=int(EMPLOYEE.id))).person == EMPLOYEE.id


@pytest.mark.parametrize(
    "change",
    [
        {"userId": TEACHER.id},
        {"userId": "99"},
        {"userId": None},
        {"scoreMaximum": None},
        {"scoreMaximum": 0},
        {"scoreGiven": "85"},
        {"scoreGiven": -1},
        {"scoreGiven": True},
        {"timestamp": 1795302805},
        {"timestamp": "2026-11-20T11:00:05"},
        {"timestamp": "2026-13-20T11:00:05Z"},
        {"timestamp": None},
        {"activityProgress": None},
        {"gradingProgress": None},
    ],
)
def test_what_is_no_score_of_a_learner_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ServiceRefused, match="Incorrect score received") as refusal:
        take(score(**change))

    assert refusal.value.status == 400


def test_a_body_that_is_no_object_is_refused() -> None:
    with pytest.raises(ServiceRefused, match="no JSON object"):
        take(["85"])


def take(message: object, before: Grade | None = None) -> Grade:
    return take_score(COLUMN, before, message, PEOPLE, NOW)


def score(**changes: Any) -> dict[str, Any]:
    message = {
        "userId": EMPLOYEE.id,
        "scoreGiven": 85,
        "scoreMaximum": 100,
        "timestamp": "2026-11-20T11:00:05.250Z",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        **changes,
    }
    return {name: value for name, value in message.items() if value is not None}
