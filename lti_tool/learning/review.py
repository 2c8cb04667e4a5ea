"""How one learner stands in one placement, and each time a test was taken: for the teacher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.learning import roster, testroom
from lti_tool.learning.placements import Seat
from lti_tool.learning.results import Points
from lti_tool.learning.roster import Person
from lti_tool.learning.shelf import Served, Shelf
from lti_tool.storage import attempts as stored


@dataclass(frozen=True, slots=True)
class Try:
    """points: None while the test is open."""

    assessment: str
    number: int
    started_at: datetime
    ended_at: datetime | None
    by_clock: bool
    points: Points | None


@dataclass(frozen=True, slots=True)
class Review:
    """person: None where nobody of that id has opened the course here."""

    person: Person | None
    tries: tuple[Try, ...]


def is_overdue(session: Session, seat: Seat, person: str, *, now: datetime) -> bool:
    """Whether `settle` would close a test of the person's."""
    whose = Seat(seat.placement, person).whose
    return any(attempt.is_overdue(now) for attempt in stored.attempts_of(session, whose))


def settle(session: Session, shelf: Shelf, seat: Seat, person: str, *, now: datetime) -> None:
    theirs = Seat(seat.placement, person)
    for attempt in stored.attempts_of(session, theirs.whose):
        testroom.settle(session, shelf, theirs, attempt, now=now)


def of(session: Session, seat: Seat, served: Served, person: str) -> Review:
    """The newest try first."""
    attempts = stored.attempts_of(session, Seat(seat.placement, person).whose)
    tries = tuple(
        Try(
            attempt.assessment,
            attempt.number,
            attempt.started_at,
            attempt.ended.at if attempt.ended else None,
            attempt.ended is not None and attempt.ended.by_clock,
            attempt.ended.points if attempt.ended else None,
        )
        for attempt in attempts
    )
    newest = sorted(tries, key=lambda each: (each.started_at, each.number), reverse=True)
    return Review(roster.person_at(session, seat, served, person), tuple(newest))
