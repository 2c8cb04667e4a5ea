"""
Whether a score counts, and what the gradebook keeps of it: Moodle's rules as a pure function.

Spec: https://www.imsglobal.org/spec/lti-ags/v2p0#score-service. Where Moodle is stricter or does
something of its own, the line says so (`mod/lti/service/gradebookservices/.../scores.php`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from lti_tool.sandbox.errors import ServiceRefused
from lti_tool.sandbox.model import Grade, LineItem, Person

_ISO_8601 = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}([.,]\d{1,9})?(Z|[+-]\d{2}(:?\d{2})?)", re.ASCII
)


def take_score(
    line_item: LineItem,
    before: Grade | None,
    score: object,
    people: Collection[Person],
    received: datetime,
) -> Grade:
    """
    The grade that the message `score` leaves behind; `before` is the grade it replaces.

    Raises ServiceRefused: 400 for what is no score of a learner, 409 for one that is not newer.
    """
    if not isinstance(score, dict):
        raise _incorrect("The body is no JSON object.")
    person = _learner(score, people)
    timestamp = _timestamp(score)
    given = _number(score, "scoreGiven")
    maximum = _number(score, "scoreMaximum")
    if given is not None and not maximum:
        raise _incorrect("`scoreMaximum` is missing beside `scoreGiven`, or it is zero.")
    # Moodle compares whole seconds: a second score in the same second is refused.
    if before is not None and int(timestamp.timestamp()) <= int(before.timestamp.timestamp()):
        raise ServiceRefused(409, "Refusing score with an earlier timestamp for this person.")
    return Grade(
        line_item=line_item.id,
        person=person.id,
        points=_points(score, given, maximum, line_item),
        # Moodle erases the comment of an earlier score when the new one has none.
        comment=str(score.get("comment") or ""),
        timestamp=timestamp,
        received=received,
        activity_progress=_text(score, "activityProgress"),
        grading_progress=_text(score, "gradingProgress"),
    )


def _points(
    score: Mapping[str, Any], given: float | None, maximum: float | None, line_item: LineItem
) -> float | None:
    # Moodle erases the grade, even one given before, unless the score is fully graded.
    if score.get("gradingProgress") != "FullyGraded" or given is None or not maximum:
        return None
    return min(given * line_item.maximum / maximum, line_item.maximum)


def _learner(score: Mapping[str, Any], people: Collection[Person]) -> Person:
    user_id = score.get("userId")
    for person in people:
        # Moodle takes the id as a number, too.
        if person.is_learner and person.id == str(user_id):
            return person
    raise _incorrect("`userId` is not a learner of this course.")


def _timestamp(score: Mapping[str, Any]) -> datetime:
    text = score.get("timestamp")
    if not isinstance(text, str) or not _ISO_8601.fullmatch(text):
        raise _incorrect("`timestamp` is not an ISO 8601 time with a time zone.")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise _incorrect(f"`timestamp` is no time: {error}") from error


def _number(score: Mapping[str, Any], name: str) -> float | None:
    value = score.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise _incorrect(f"`{name}` is not a number from zero up.")
    return float(value)


def _text(score: Mapping[str, Any], name: str) -> str:
    value = score.get(name)
    if not isinstance(value, str) or not value:
        raise _incorrect(f"`{name}` is missing.")
    return value


def _incorrect(why: str) -> ServiceRefused:
    """Moodle's own words first, so that they are found when searched for."""
    return ServiceRefused(400, f"Incorrect score received. {why}")
