"""What a person meets on opening the course of a placement, and the state that is kept for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.learning import completion, testroom
from lti_tool.learning.attempts import Attempt
from lti_tool.learning.errors import BadRequest, Unopenable
from lti_tool.learning.placements import Seat
from lti_tool.learning.reporting import report_best
from lti_tool.learning.results import Points, best, scored
from lti_tool.learning.shelf import Served, Shelf
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import attempts as stored
from lti_tool.storage import courses, outbox, progress
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


def served_at(session: Session, shelf: Shelf, seat: Seat, *, for_teacher: bool) -> Served:
    """The active edition as the placement shows it. Raises Unopenable in words for the person."""
    choice = seat.choice
    edition = courses.active_edition(session, choice.course)
    if edition is None:
        raise Unopenable("course-not-active", for_teacher=for_teacher, course=choice.course)
    if choice.localization not in {None, *(each.id for each in edition.localizations)}:
        raise Unopenable(
            "localization-not-there",
            for_teacher=for_teacher,
            localization=choice.localization or "",
        )
    served = shelf.get(edition.hash, choice.localization)
    course = served.course
    chapter_there = choice.chapter in {None, *(chapter.id for chapter in course.chapters)}
    test_there = choice.assessment in {None, *(test.id for test in course.assessments)}
    if not (chapter_there and test_there):
        raise Unopenable("part-not-there", for_teacher=for_teacher)
    return served


def catch_up(session: Session, shelf: Shelf, seat: Seat, served: Served, *, now: datetime) -> None:
    """Close what ran out while the person was away, and tell a gradebook that knows less."""
    for attempt in stored.attempts_of(session, seat.whose):
        testroom.settle(session, shelf, seat, attempt, now=now)
    report_best(session, seat, served.course, now=now)


def keep_state(session: Session, shelf: Shelf, seat: Seat, state: str, *, now: datetime) -> None:
    """Keep the player's state; when it shows every lesson seen, that may be what counts."""
    if not completion.is_state(state):
        raise BadRequest("state-not-ours")
    whose, choice = seat.whose, seat.choice
    edition = courses.active_edition(session, choice.course)
    if edition is None:  # retired while the page stood open
        progress.save_state(session, whose, state=state, lessons_seen=None, at=now)
        return
    course = shelf.get(edition.hash, choice.localization).course
    seen = completion.lessons_seen(course, choice.chapter, state)
    progress.save_state(session, whose, state=state, lessons_seen=seen, at=now)
    if completion.is_completed(course, choice.chapter, state) and progress.complete(
        session, whose, at=now
    ):
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
            delivery
            if counting and counting.assessment and counting.assessment.id == assessment
            else None,
        )
        for assessment, points in by_test.items()
    ]


def results_by_test(attempts: list[Attempt]) -> dict[str, Points]:
    """The best of each test; tests without an ended attempt are left out."""
    tests: dict[str, list[Points]] = {}
    for attempt in attempts:
        if attempt.ended is not None:
            tests.setdefault(attempt.assessment, []).append(attempt.ended.points)
    return {test: points for test, all_ in tests.items() if (points := best(all_)) is not None}


def delivery_of(session: Session, kept: progress.Progress | None) -> Delivery | None:
    """What has become of the last score that was handed to the outbox."""
    if kept is None or kept.column is None:
        return None
    if kept.reported is None:
        return Delivery(State.WAITING, None, None)
    found = outbox.deliveries(session, Tenant.from_key(kept.whose.tenant), [kept.reported.outgoing])
    return found.get(kept.reported.outgoing)
