"""What a person meets on opening the course of a placement, and the state that is kept for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from courseware.model import Course
from courseware.plan import placement_test
from lti_tool.learning import completion, testroom
from lti_tool.learning.attempts import Attempt
from lti_tool.learning.errors import BadRequest, Unopenable
from lti_tool.learning.placements import Seat
from lti_tool.learning.reporting import report_best
from lti_tool.learning.results import Points, best, scored
from lti_tool.learning.serving import served_at
from lti_tool.learning.shelf import Served, Shelf
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import attempts as stored
from lti_tool.storage import outbox, progress
from lti_tool.storage.outbox import Delivery, State


@dataclass(frozen=True, slots=True)
class Standing:
    """
    A learner's best result at one test.

    delivery: what the gradebook knows of it; None where the placement has no grade for it.
    """

    assessment: str
    points: Points
    delivery: Delivery | None


@dataclass(frozen=True, slots=True)
class Underway:
    """A test that the learner is in the middle of."""

    assessment: str
    answered: int
    of: int


def catch_up(session: Session, shelf: Shelf, seat: Seat, *, now: datetime) -> None:
    """Close what ran out while the person was away, and tell a gradebook that knows less."""
    served = served_at(session, shelf, seat)
    for attempt in stored.attempts_of(session, seat.whose):
        testroom.settle(session, shelf, seat, attempt, now=now)
    report_best(session, seat, served.course, now=now)


def keep_state(session: Session, shelf: Shelf, seat: Seat, state: str, *, now: datetime) -> None:
    """Keep the player's state; when it shows every lesson seen, that may be what counts."""
    if not completion.is_state(state):
        raise BadRequest("state-not-ours")
    whose, chapter = seat.whose, seat.choice.chapter
    try:
        course = served_at(session, shelf, seat).course
    except Unopenable:  # retired while the page stood open: what was done is kept all the same
        progress.save_state(session, whose, state=state, lessons_seen=None, at=now)
        return
    placement = placed_at(course, stored.attempts_of(session, whose))
    read = completion.reading(course, chapter, state, placement)
    progress.save_state(session, whose, state=state, lessons_seen=read.seen, at=now)
    if read.is_completed and progress.complete(session, whose, chapter, at=now):
        report_best(session, seat, course, now=now)


def standings(session: Session, served: Served, seat: Seat) -> list[Standing]:
    """The learner's best result at each test that was ever ended, in the order of first tries."""
    counting = scored(served.course, seat.choice)
    by_test = results_by_test(stored.attempts_of(session, seat.whose))
    delivery = delivery_of(session, progress.progress_of(session, seat.whose))
    return [
        Standing(
            assessment,
            points,
            delivery if counting and assessment in counting.tests else None,
        )
        for assessment, points in by_test.items()
    ]


def underway(session: Session, seat: Seat, *, now: datetime) -> list[Underway]:
    """The tests that the learner may go on with; one whose time has run out is over."""
    return [
        Underway(
            attempt.assessment,
            answered=sum(answer.response != "" for answer in stored.answers_of(session, attempt)),
            of=len(attempt.form.items),
        )
        for attempt in stored.attempts_of(session, seat.whose)
        if attempt.ended is None and not attempt.is_overdue(now)
    ]


def results_by_test(attempts: list[Attempt]) -> dict[str, Points]:
    """The best of each test; tests without an ended attempt are left out."""
    tests: dict[str, list[Points]] = {}
    for attempt in attempts:
        if attempt.ended is not None:
            tests.setdefault(attempt.assessment, []).append(attempt.ended.points)
    return {test: points for test, all_ in tests.items() if (points := best(all_)) is not None}


def placed_at(course: Course, attempts: list[Attempt]) -> int | None:
    """The best result of the course's placement test, in per cent; None before there is one."""
    test = placement_test(course)
    points = results_by_test(attempts).get(test.id) if test else None
    return points.percent if points else None


def delivery_of(session: Session, kept: progress.Progress | None) -> Delivery | None:
    """What has become of the last score that was handed to the outbox."""
    if kept is None or kept.column is None:
        return None
    if kept.reported is None:
        return Delivery(State.WAITING, None, None)
    return deliveries_of(session, [kept]).get(kept.whose.person)


def deliveries_of(session: Session, several: Iterable[progress.Progress]) -> dict[str, Delivery]:
    """By person, in one query: of those in one placement whose score was handed to the outbox."""
    handed = {
        kept.reported.outgoing: kept.whose
        for kept in several
        if kept.column is not None and kept.reported is not None
    }
    if not handed:
        return {}
    tenant = Tenant.from_key(next(iter(handed.values())).tenant)
    found = outbox.deliveries(session, tenant, handed)
    return {handed[row_id].person: delivery for row_id, delivery in found.items()}
