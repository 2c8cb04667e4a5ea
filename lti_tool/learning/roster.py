"""How everybody stands in one placement, for its teacher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from courseware.plan import EVERYTHING, lessons_for
from lti_tool.certification.records import RoundOpened
from lti_tool.certification.standing import newest, round_at
from lti_tool.learning import testroom
from lti_tool.learning.attempts import Attempt
from lti_tool.learning.completion import reading
from lti_tool.learning.opening import deliveries_of, placed_at, results_by_test
from lti_tool.learning.placements import Seat
from lti_tool.learning.results import Points, Scored, best, scored
from lti_tool.learning.shelf import Served, Shelf
from lti_tool.protocol.memberships import Member
from lti_tool.storage import attempts as stored
from lti_tool.storage import certification, progress
from lti_tool.storage.members import MemberList, members_of
from lti_tool.storage.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Person:
    """
    id: the platform's, which its administrator can look up.
    lessons: how many there are for this person.
    points: the best of the test that counts; None before one has ended, or without a test.
    attempts: ended and open ones of that test, in the round under way.
    delivery: None where the placement has no column.
    has_left: not among the members of the LMS course any more, as far as we have been told.
    """

    id: str
    name: str | None
    last_at: datetime
    lessons_seen: int
    lessons: int
    completed_at: datetime | None
    points: Points | None
    attempts: int
    is_in_test: bool
    delivery: Delivery | None
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """
    lessons: how many the placement has for all together; none where it is a test alone.
    unopened: learners of the LMS course who have not opened this yet.
    members_at: when the platform's list was read; None where it is not there.
    has_whole_list: False where the platform has more members than we read.
    """

    scored: Scored | None
    lessons: int
    people: tuple[Person, ...]
    unopened: tuple[Member, ...] = ()
    members_at: datetime | None = None
    has_whole_list: bool = True


def any_overdue(session: Session, seat: Seat, *, now: datetime) -> bool:
    """Whether `settle_all` would close any test."""
    return any(attempt.is_overdue(now) for attempt in _attempts(session, seat))


def settle_all(session: Session, shelf: Shelf, seat: Seat, *, now: datetime) -> None:
    """Close the tests of this placement whose time ran out."""
    for attempt in _attempts(session, seat):
        testroom.settle(session, shelf, Seat(seat.placement, attempt.person), attempt, now=now)


def roster(session: Session, seat: Seat, served: Served, *, now: datetime) -> Roster:
    """All learners who have opened the course here, or could. Call `settle_all` first."""
    whose = seat.whose
    by = scored(served.course, seat.choice)
    attempts: dict[str, list[Attempt]] = {}
    for attempt in _attempts(session, seat):
        attempts.setdefault(attempt.person, []).append(attempt)
    kept = progress.progress_in(session, whose.tenant, whose.placement, whose.course)
    known = members_of(session, whose.tenant, whose.placement, now=now)
    members = {member.id: member for member in known.members.people}
    opened = {each.whose.person for each in kept}
    rounds = certification.rounds(session, replace(whose, person=""))
    deliveries = deliveries_of(session, kept)
    people = (
        _person(
            each,
            deliveries.get(each.whose.person),
            attempts.get(each.whose.person, []),
            by,
            served,
            seat,
            rounds.get(each.whose.person, []),
        )
        for each in kept
    )
    return Roster(
        scored=by,
        lessons=0
        if seat.choice.assessment
        else len(lessons_for(served.course, EVERYTHING, seat.choice.chapter)),
        people=tuple(_as_member(person, members, known) for person in people),
        unopened=tuple(
            member
            for member in members.values()
            if member.id not in opened and member.roles.learner
        ),
        members_at=known.read_at,
        has_whole_list=known.members.is_whole,
    )


def _as_member(person: Person, members: dict[str, Member], known: MemberList) -> Person:
    """With the name from the platform's list, where the launch brought none."""
    member = members.get(person.id)
    is_told = known.read_at is not None and known.members.is_whole
    is_new = known.read_at is not None and person.last_at > known.read_at
    return replace(
        person,
        name=person.name or (member.name if member else None),
        has_left=is_told and not is_new and member is None,
    )


def person_at(session: Session, seat: Seat, served: Served, person: str) -> Person | None:
    """One learner of the placement; None where nobody of that id has opened the course here."""
    whose = Seat(seat.placement, person).whose
    kept = progress.progress_of(session, whose)
    if kept is None:
        return None
    by = scored(served.course, seat.choice)
    rounds = certification.rounds_of(session, whose)
    attempts = stored.attempts_of(session, whose)
    delivery = deliveries_of(session, [kept]).get(person)
    return _person(kept, delivery, attempts, by, served, seat, rounds)


def _attempts(session: Session, seat: Seat) -> list[Attempt]:
    whose = seat.whose
    return stored.attempts_in(session, whose.tenant, whose.placement, whose.course)


def _person(
    kept: progress.Progress,
    delivery: Delivery | None,
    attempts: list[Attempt],
    by: Scored | None,
    served: Served,
    seat: Seat,
    rounds: Sequence[RoundOpened],
) -> Person:
    course, chapter = served.course, seat.choice.chapter
    counting = by.tests if by else {}
    at_test = [attempt for attempt in attempts if attempt.assessment in counting]
    read = reading(course, chapter, kept.state, placed_at(course, attempts))
    return Person(
        id=kept.whose.person,
        name=kept.name,
        last_at=kept.last_at,
        lessons_seen=read.seen,
        lessons=read.lessons,
        completed_at=kept.completed(chapter),
        points=best(results_by_test(at_test).values()),
        attempts=sum(round_at(rounds, each.started_at) == newest(rounds) for each in at_test),
        is_in_test=any(attempt.ended is None for attempt in at_test),
        delivery=delivery,
    )
