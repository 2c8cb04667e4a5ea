"""
One person's pass test: what was drawn, until when, and what became of it.

The clock is the server's. An answer counts until the deadline and a little after it, because the
last one may be under way when time runs out; then the test hands itself in, as of its deadline.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from courseware.drawing import Form
from courseware.model import (
    AnswerForm,
    Assessment,
    Calculation,
    Case,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Question,
    SingleChoice,
    TrueFalse,
)
from courseware.numbers import MAX_TYPED
from courseware.scoring import MAX_RESPONSE, PARTS, matched
from lti_tool.learning.results import Points

GRACE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class TopicPoints:
    """What was earned in one topic, exactly."""

    topic: str
    earned: Fraction
    possible: int


@dataclass(frozen=True, slots=True)
class Ended:
    """
    by_clock: nobody handed it in; its time ran out.
    incomplete_topics: those in which every question had to be right, and was not.
    critical_wrong: how many critical questions were not right.
    """

    at: datetime
    by_clock: bool
    points: Points
    topics: tuple[TopicPoints, ...]
    incomplete_topics: tuple[str, ...] = ()
    critical_wrong: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """
    edition, localization, course_hash: exactly what the test was drawn from, and is scored by.
    number: the person's first, second, … at this test in this placement.
    draft: nobody has approved the course, so the result certifies nothing.
    group: the staff group it was drawn for; None where everybody is asked the same.
    """

    tenant: str
    id: str
    placement: str
    person: str
    course: str
    version: str
    edition: str
    localization: str | None
    course_hash: str
    assessment: str
    number: int
    seed: int
    form: Form
    draft: bool
    started_at: datetime
    deadline: datetime | None
    ended: Ended | None = None
    test_session: str | None = None
    """The supervised session that it was started in."""
    group: str | None = None

    def is_overdue(self, now: datetime) -> bool:
        """Open, but past the last moment that an answer is taken."""
        return self.ended is None and self.deadline is not None and now > self.deadline + GRACE


@dataclass(frozen=True, slots=True)
class Answer:
    response: str = ""
    marked: bool = False


def deadline(
    assessment: Assessment, started_at: datetime, extra_percent: int = 0
) -> datetime | None:
    """extra_percent: what the person has on top of the time limit, to the second."""
    limit = assessment.time_limit
    if limit is None:
        return None
    extra = int(limit.total_seconds()) * extra_percent // 100
    return started_at + limit + timedelta(seconds=extra)


def may_start_another(assessment: Assessment, taken: int, unlocked: int = 0) -> bool:
    """unlocked: how many attempts were given on top."""
    return assessment.attempts is None or taken < assessment.attempts + unlocked


def fits(question: Question, response: str) -> bool:
    """
    Whether the text may be stored as an answer to the question; it need not be a right one, or a
    finished one: half a number is saved too.
    """
    if response == "":
        return True
    if len(response) > MAX_RESPONSE or not response.isprintable():
        return False
    match question:
        case Case():
            given = response.split(PARTS)
            return len(given) == len(question.parts) and all(map(fits, question.parts, given))
        case TrueFalse() | Calculation(form=AnswerForm.YES_NO):
            return response in ("t", "f")
        case SingleChoice():
            return response in {option.id for option in question.options}
        case MultipleChoice():
            ids = {option.id for option in question.options}
            return set(response) <= ids and list(response) == sorted(set(response))
        case Ordering():
            return sorted(response) == sorted(item.id for item in question.items)
        case Matching():
            return matched(question, response) is not None
        case Numeric() | Calculation():
            typed, chosen, unit = response.partition("|")
            if chosen and unit not in question.unit_choices:
                return False
            return len(typed) <= MAX_TYPED
    return False
