"""
What the invigilator and the leader do about tests: hold them, give time, give one more attempt.

Each act runs in its caller's transaction and leaves a line in the audit log with its reason. Who
may do it has been asked before; that nobody does it for themselves is asked here.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from courseware.model import Assessment, Course, Kind
from lti_tool.certification.records import Signatory
from lti_tool.certification.standing import newest, round_at
from lti_tool.learning.admission import (
    CODE_ALPHABET,
    CODE_LENGTH,
    Days,
    TestSession,
    waits_until,
)
from lti_tool.learning.attempts import Attempt, deadline, may_start_another
from lti_tool.learning.errors import BadRequest, Conflict, NotAllowed, NotThere
from lti_tool.learning.placements import Placement, Seat, shows_test
from lti_tool.learning.shelf import Served, Shelf
from lti_tool.learning.testroom import settle, test_of
from lti_tool.storage import attempts as stored
from lti_tool.storage import audit, invigilation, progress, sessions
from lti_tool.storage.certification import rounds_of

MAX_REASON = 500
MAX_NAME = 100
MOST_HOURS = 12
SHOWN_FOR = timedelta(hours=12)
"""How long somebody who has handed in stays on the list of those in the room."""
LOST_AFTER = timedelta(minutes=3)
"""A page in a test is heard of about once a minute."""

_ID_BYTES = 15


@dataclass(frozen=True, slots=True)
class Present:
    """
    One person and one test, as the invigilator needs it: no answers and no points.

    attempt: the newest lately; None for somebody who has not started.
    seen_at: when the page of somebody in the test was last heard of; None for all others.
    is_lost: nothing has been heard of it for a while.
    is_stopped: no attempt is left, or a waiting time runs.
    may_unlock: is stopped, and the course lets a leader give one more.
    """

    person: str
    name: str | None
    assessment: str
    attempt: Attempt | None
    answered: int
    extra_percent: int
    seen_at: datetime | None
    is_lost: bool
    is_stopped: bool
    may_unlock: bool


def tests_at(course: Course, place: Placement) -> list[Assessment]:
    """The tests that count and are held at the placement."""
    return [
        test
        for test in course.assessments
        if test.kind is Kind.PASS and shows_test(course, place.choice, test.id)
    ]


def present(session: Session, seat: Seat, served: Served, *, now: datetime) -> list[Present]:
    """Everybody who has opened the course here, those in a test first."""
    place, course = seat.placement, served.course
    heard = sessions.last_seen(session, place.tenant, place.id)
    taken: dict[tuple[str, str], list[Attempt]] = {}
    for attempt in stored.attempts_in(session, place.tenant, place.id, course.id):
        taken.setdefault((attempt.person, attempt.assessment), []).append(attempt)
    newest_ones = [attempts[-1] for attempts in taken.values()]
    answered = stored.answered_in(session, newest_ones)
    extra = invigilation.extra_times_in(session, place, course.id)
    people = progress.progress_in(session, place.tenant, place.id, course.id)
    found = []
    for test in tests_at(course, place):
        for kept in people:
            person = kept.whose.person
            attempts = taken.get((person, test.id), [])
            last = attempts[-1] if attempts else None
            in_test = last is not None and last.ended is None and not last.is_overdue(now)
            seen_at = heard.get(person) if in_test else None
            subject = Seat(place, person)
            stopped = not in_test and _is_stopped(session, subject, test, attempts, now)
            found.append(
                Present(
                    person=person,
                    name=kept.name,
                    assessment=test.id,
                    attempt=last if last and (in_test or _is_lately(last, now)) else None,
                    answered=answered.get(last.id, 0) if last else 0,
                    extra_percent=extra.get((person, test.id), 0),
                    seen_at=seen_at,
                    is_lost=in_test and (seen_at is None or now - seen_at > LOST_AFTER),
                    is_stopped=stopped,
                    may_unlock=stopped and _may_be_given(session, subject, test),
                )
            )
    found.sort(key=lambda each: each.attempt is None or each.attempt.ended is not None)
    return found


def start_session(
    session: Session, seat: Seat, name: str, title: str, hours: int, *, now: datetime
) -> TestSession:
    """A code for the people in the room. Raises BadRequest."""
    name, title = " ".join(name.split()), " ".join(title.split())
    if not (0 < len(name) <= MAX_NAME and 0 < len(title) <= MAX_NAME):
        raise BadRequest("name-and-title-missing")
    if not 1 <= hours <= MOST_HOURS:
        raise BadRequest("hours-out-of-bounds")
    made = TestSession(
        id=secrets.token_urlsafe(_ID_BYTES),
        code="".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH)),
        started_at=now,
        until=now + timedelta(hours=hours),
        by=Signatory(seat.person, name, title),
    )
    invigilation.add_session(session, seat.placement, made)
    _note(session, seat, "test.session", made.id, now, until=made.until.isoformat())
    return made


def end_session(session: Session, seat: Seat, id_: str, *, now: datetime) -> None:
    """Its code starts no more tests; those that were started go on. Raises NotThere."""
    if not invigilation.end_session(session, seat.placement, id_, now):
        raise NotThere
    _note(session, seat, "test.session-end", id_, now)


def give_time(
    session: Session,
    shelf: Shelf,
    seat: Seat,
    served: Served,
    person: str,
    assessment_id: str,
    percent: int,
    reason: str,
    *,
    now: datetime,
) -> None:
    """
    More time for one person, from the start of the test; also in the middle of it.

    percent: of the time limit, on top; the newest word counts, and 0 takes it back. A test whose
    time is out already is not opened again.
    """
    subject, said = _subject(session, seat, person), _said(reason)
    test = test_of(served.course, seat.choice, assessment_id)
    if test.time_limit is None:
        raise Conflict("untimed-test")
    if not 0 <= percent <= test.extra_time:
        raise BadRequest("extra-out-of-bounds", most=test.extra_time)
    stored.lock_test(session, subject.whose, assessment_id)
    invigilation.give_extra_time(
        session, subject.whose, assessment_id, percent, at=now, by=seat.person, reason=said
    )
    for attempt in stored.attempts_of(session, subject.whose):
        if attempt.assessment == assessment_id and attempt.ended is None:
            _move(session, shelf, subject, attempt, percent, now)
    _note(
        session, seat, "test.extra-time", person, now,
        assessment=assessment_id, percent=percent, reason=said,
    )  # fmt: skip


def unlock(
    session: Session,
    seat: Seat,
    served: Served,
    person: str,
    assessment_id: str,
    reason: str,
    *,
    now: datetime,
) -> None:
    """One more attempt, at once. Raises Conflict for somebody who may start anyway."""
    subject, said = _subject(session, seat, person), _said(reason)
    test = test_of(served.course, seat.choice, assessment_id)
    stored.lock_test(session, subject.whose, assessment_id)
    taken = [
        attempt
        for attempt in stored.attempts_of(session, subject.whose)
        if attempt.assessment == assessment_id
    ]
    if taken and taken[-1].ended is None:
        raise Conflict("test-under-way")
    if not _is_stopped(session, subject, test, taken, now):
        raise Conflict("attempts-left")
    if not _may_be_given(session, subject, test):
        raise Conflict("unlocks-used", most=test.unlocks or 0)
    invigilation.add_unlock(
        session,
        subject.whose,
        assessment_id,
        id_=secrets.token_urlsafe(_ID_BYTES),
        at=now,
        by=seat.person,
        reason=said,
    )
    _note(session, seat, "test.unlock", person, now, assessment=assessment_id, reason=said)


def set_days(session: Session, seat: Seat, days: Days, *, now: datetime) -> None:
    """From and to which day the placement's tests can be started. Raises BadRequest."""
    if days.first is not None and days.last is not None and days.last < days.first:
        raise BadRequest("days-backwards")
    invigilation.set_days(session, seat.placement, days)
    first, last = (day.isoformat() if day else None for day in (days.first, days.last))
    _note(session, seat, "test.days", seat.placement.id, now, first=first, last=last)


def _move(
    session: Session, shelf: Shelf, subject: Seat, attempt: Attempt, percent: int, now: datetime
) -> None:
    open_still = settle(session, shelf, subject, attempt, now=now)
    if open_still.ended is not None:
        return
    course = shelf.get(attempt.edition, attempt.localization).course
    moved = deadline(course.assessment(attempt.assessment), attempt.started_at, percent)
    if moved is not None:
        stored.move_deadline(session, open_still, moved)


def _is_stopped(
    session: Session, subject: Seat, test: Assessment, taken: list[Attempt], now: datetime
) -> bool:
    """Whether one more attempt would change anything: none is left, or there is a wait."""
    if not taken or any(each.ended and each.ended.points.passed for each in taken[-1:]):
        return False
    opened = rounds_of(session, subject.whose)
    of_round = [each for each in taken if round_at(opened, each.started_at) == newest(opened)]
    unlocks = _unlocks(session, subject, test)
    until = waits_until(test, of_round, unlocks)
    used = not may_start_another(test, len(of_round), len(unlocks))
    return used or (until is not None and now < until)


def _may_be_given(session: Session, subject: Seat, test: Assessment) -> bool:
    """Whether the course lets a leader give one more attempt in this round."""
    return test.unlocks is None or len(_unlocks(session, subject, test)) < test.unlocks


def _unlocks(session: Session, subject: Seat, test: Assessment) -> list[datetime]:
    """When one more was given in the round under way."""
    opened = rounds_of(session, subject.whose)
    given = invigilation.unlocks_of(session, subject.whose, test.id)
    return [at for at in given if round_at(opened, at) == newest(opened)]


def _subject(session: Session, seat: Seat, person: str) -> Seat:
    """Another learner of the placement. Raises NotThere, NotAllowed for oneself."""
    subject = Seat(seat.placement, person)
    if progress.progress_of(session, subject.whose) is None:
        raise NotThere
    if person == seat.person:
        raise NotAllowed("not-to-oneself")
    return subject


def _said(reason: str) -> str:
    said = " ".join(reason.split())
    if not 0 < len(said) <= MAX_REASON:
        raise BadRequest("reason-missing")
    return said


def _is_lately(attempt: Attempt, now: datetime) -> bool:
    return attempt.ended is None or now - attempt.ended.at < SHOWN_FOR


def _note(
    session: Session,
    seat: Seat,
    act: str,
    subject: str,
    now: datetime,
    **details: str | int | None,
) -> None:
    tenant = seat.placement.tenant
    audit.record(session, act, subject, at=now, by=seat.person, tenant=tenant, **details)
