"""
The pass test: start or go on, save an answer, hand in.

Every function runs in its caller's transaction and takes the time from it. Whatever comes after the
deadline first closes the test, so it does not matter who notices that time is up: the person, or
the sweep of a worker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from courseware import grading
from courseware.drawing import draw
from courseware.model import Assessment, Course, Kind
from courseware.plan import asks_group, placement_test
from courseware.shown_options import as_stored
from lti_tool.certification.casework import renews_now
from lti_tool.certification.standing import newest, round_at
from lti_tool.learning.admission import Known, admit
from lti_tool.learning.attempts import (
    GRACE,
    Answer,
    Attempt,
    Ended,
    TopicPoints,
    deadline,
    fits,
)
from lti_tool.learning.completion import Reading, read_anywhere
from lti_tool.learning.errors import BadRequest, Conflict, NotThere
from lti_tool.learning.placements import Choice, Seat, shows_test
from lti_tool.learning.reporting import report_best
from lti_tool.learning.results import points_of
from lti_tool.learning.serving import served_at
from lti_tool.learning.shelf import Shelf
from lti_tool.storage import attempts as stored
from lti_tool.storage import invigilation, progress
from lti_tool.storage.certification import rounds_of
from lti_tool.storage.database import Database
from lti_tool.storage.placements import placement_of

PutOff = dict[tuple[str, str], datetime]
"""Tests that could not be handed in (tenant and attempt), and when to try them again."""

_SWEEP_SIZE = 50
_PAUSE_AFTER_FAILURE = timedelta(minutes=10)

log = structlog.get_logger(__name__)


def open_test(
    session: Session,
    shelf: Shelf,
    seat: Seat,
    assessment_id: str,
    *,
    code: str = "",
    group: str | None = None,
    now: datetime,
    new_id: Callable[[], str],
    new_seed: Callable[[], int],
) -> Attempt:
    """
    The attempt that the learner is in, or a new one drawn from the active edition.

    One whose time has run out is closed and comes back ended: nobody starts anew by surprise.
    Raises NotThere for a test that is not of this placement, Conflict when it may not be started
    now (`admission`), Unopenable where the course has been retired.

    code: what the person typed where an invigilator holds the test.
    group: whose questions the person is to have, where groups are asked different ones.
    """
    whose = seat.whose
    stored.lock_test(session, whose, assessment_id)
    taken = [
        attempt
        for attempt in stored.attempts_of(session, whose)
        if attempt.assessment == assessment_id
    ]
    if taken and taken[-1].ended is None:
        return settle(session, shelf, seat, taken[-1], now=now)
    served = served_at(session, shelf, seat)
    assessment = test_of(served.course, seat.choice, assessment_id)
    drawn_for = _group_of(served.course, assessment, group)
    is_renewal = served.course.renews(assessment)
    if is_renewal and not renews_now(session, shelf, seat, served, now=now):
        raise Conflict("not-renewing")
    opened = rounds_of(session, whose)
    under_way = newest(opened)
    known = Known(
        of_round=[each for each in taken if round_at(opened, each.started_at) == under_way],
        unlocks=[
            at
            for at in invigilation.unlocks_of(session, whose, assessment_id)
            if round_at(opened, at) == under_way
        ],
        reading=_read_so_far(session, served.course, seat, drawn_for)
        if assessment.requires_completed
        else Reading(0, 0),
        days=invigilation.days_of(session, seat.placement),
        sessions=invigilation.sessions_under_way(session, seat.placement, now),
        code=code,
        person=seat.person,
    )
    supervised = admit(assessment, known, now)
    extra = invigilation.extra_time_of(session, whose, assessment_id)
    seed = new_seed()
    attempt = Attempt(
        tenant=whose.tenant,
        id=new_id(),
        placement=whose.placement,
        person=whose.person,
        course=whose.course,
        version=served.course.version,
        edition=served.edition,
        localization=served.localization,
        course_hash=served.hash,
        assessment=assessment_id,
        number=max((each.number for each in taken), default=0) + 1,
        seed=seed,
        form=draw(served.course, assessment, seed, drawn_for),
        draft=served.course.is_draft,
        started_at=now,
        deadline=deadline(assessment, now, extra),
        test_session=supervised.id if supervised else None,
        group=drawn_for,
    )
    stored.add_attempt(session, attempt)
    return attempt


def _group_of(course: Course, assessment: Assessment, group: str | None) -> str | None:
    """The group to draw for. Raises Conflict where the person has to say which, BadRequest."""
    if not asks_group(assessment):
        return None
    if group is None:
        raise Conflict("group-first")
    if group not in {each.id for each in course.groups}:
        raise BadRequest("no-such-group")
    return group


def _read_so_far(session: Session, course: Course, seat: Seat, group: str | None) -> Reading:
    """How far the person has read in the whole course, by whatever links."""
    test = placement_test(course)
    percents = stored.percents_of(session, seat.whose, test.id) if test else []
    states = progress.states_of(session, seat.whose)
    return read_anywhere(course, states, max(percents, default=None), group)


def save_answer(
    session: Session,
    shelf: Shelf,
    seat: Seat,
    attempt_id: str,
    position: int,
    answer: Answer,
    *,
    now: datetime,
) -> bool:
    """
    Keep one answer, in the names that the browser knows (`shown_options`); the last one counts.
    False when the test had ended, or just did.

    A time that ran out is settled here and has to be committed, so it is no exception.
    """
    attempt = settle(session, shelf, seat, own(session, seat, attempt_id), now=now)
    if attempt.ended is not None:
        return False
    if not 0 <= position < len(attempt.form.items):
        raise BadRequest("no-such-question")
    course = shelf.get(attempt.edition, attempt.localization).course
    drawn = attempt.form.items[position]
    question = course.question(drawn.question_id)
    response = as_stored(question, drawn.options, answer.response)
    if not fits(question, response):
        raise BadRequest("no-such-answer")
    stored.save_answer(session, attempt, position, Answer(response, answer.marked), at=now)
    return True


def submit(
    session: Session, shelf: Shelf, seat: Seat, attempt_id: str, *, now: datetime
) -> Attempt:
    """Hand in. However often, and from however many tabs: one result, the same every time."""
    attempt = settle(session, shelf, seat, own(session, seat, attempt_id), now=now)
    if attempt.ended is not None:
        return attempt
    attempt = _end(session, shelf, attempt, at=now, by_clock=False)
    _report(session, shelf, seat, attempt, now=now)
    return attempt


def settle(
    session: Session, shelf: Shelf, seat: Seat, attempt: Attempt, *, now: datetime
) -> Attempt:
    """The attempt as it stands at this moment: one that is overdue is handed in by the clock."""
    if not attempt.is_overdue(now):
        return attempt
    held = stored.attempt_for_change(session, attempt.tenant, attempt.id, attempt.person)
    if held is None or held.deadline is None or not held.is_overdue(now):
        return held or attempt  # ended, or given more time, before we held it
    ended = _end(session, shelf, held, at=held.deadline, by_clock=True)
    _report(session, shelf, seat, ended, now=now)
    return ended


def hand_in_overdue(
    database: Database, shelf: Shelf, now: datetime, put_off: PutOff | None = None
) -> int:
    """
    For a worker: hand in the tests whose people have gone. Returns how many.

    Any number of workers may do this at once. Each test has a transaction of its own, so one that
    cannot be scored keeps no other waiting.

    put_off: those that failed lately; the worker keeps it between its calls.
    """
    put_off = {} if put_off is None else put_off
    for key in [key for key, until in put_off.items() if until <= now]:
        del put_off[key]
    closed = 0
    last: Attempt | None = None
    while True:
        with database.read() as session:
            page = stored.overdue_attempts(session, now - GRACE, _SWEEP_SIZE, after=last)
        if not page:
            return closed
        last = page[-1]
        for attempt in page:
            key = (attempt.tenant, attempt.id)
            if key in put_off:
                continue
            try:
                closed += _hand_in(database, shelf, attempt, now)
            except Exception:  # whatever it is, the other tests and the scores go on
                put_off[key] = now + _PAUSE_AFTER_FAILURE
                log.exception("test not handed in", tenant=attempt.tenant, attempt=attempt.id)


def test_of(course: Course, choice: Choice, assessment_id: str) -> Assessment:
    """The test of that id that we hold, where the placement shows it. Raises NotThere."""
    shown = shows_test(course, choice, assessment_id)
    for assessment in course.assessments if shown else ():
        if assessment.id == assessment_id and assessment.kind is not Kind.PRACTICE:
            return assessment
    raise NotThere


def own(session: Session, seat: Seat, attempt_id: str) -> Attempt:
    """The learner's own attempt in this very placement, held; others' do not exist for them."""
    whose = seat.whose
    attempt = stored.attempt_for_change(session, whose.tenant, attempt_id, whose.person)
    if attempt is None or (attempt.placement, attempt.course) != (whose.placement, whose.course):
        raise NotThere
    return attempt


def _hand_in(database: Database, shelf: Shelf, overdue: Attempt, now: datetime) -> bool:
    """False where the person, another worker or somebody who gave more time has been faster."""
    shelf.fetch([(overdue.edition, overdue.localization)])  # while nobody waits for us
    with database.begin() as session:
        attempt = stored.hold_open(session, overdue)
        if attempt is None or attempt.deadline is None or not attempt.is_overdue(now):
            return False
        ended = _end(session, shelf, attempt, at=attempt.deadline, by_clock=True)
        place = placement_of(session, attempt.tenant, attempt.placement)
        if place is not None:
            _report(session, shelf, Seat(place, attempt.person), ended, now=now)
        return True


def _end(
    session: Session, shelf: Shelf, attempt: Attempt, *, at: datetime, by_clock: bool
) -> Attempt:
    """Score what was answered, by exactly what was drawn."""
    course = shelf.get(attempt.edition, attempt.localization).course
    answers = stored.answers_of(session, attempt)
    judged = grading.result(
        course,
        course.assessment(attempt.assessment),
        attempt.form,
        [answer.response for answer in answers],
    )
    ended = Ended(
        at=at,
        by_clock=by_clock,
        points=points_of(judged),
        topics=tuple(
            TopicPoints(topic.topic, topic.earned, topic.possible) for topic in judged.topics
        ),
        incomplete_topics=judged.incomplete_topics,
        critical_wrong=len(judged.wrong_critical),
    )
    stored.end_attempt(session, attempt, ended)
    return replace(attempt, ended=ended)


def _report(session: Session, shelf: Shelf, seat: Seat, ended: Attempt, *, now: datetime) -> None:
    """Tell the gradebook, unless the link has been given another course meanwhile."""
    if seat.choice.course == ended.course:
        course = shelf.get(ended.edition, ended.localization).course
        report_best(session, seat, course, now=now)
