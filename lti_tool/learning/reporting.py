"""
What the gradebook is told: the best of the round, once, and again only when it got better.

Called in the transaction that makes a result true, and at every visit, so that a column which a
teacher adds afterwards is filled too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from courseware.model import Assessment, Course
from lti_tool.certification.records import RoundOpened
from lti_tool.certification.standing import newest, round_at
from lti_tool.learning.attempts import Attempt, may_start_another
from lti_tool.learning.placements import Seat, Whose
from lti_tool.learning.results import (
    SCORE_MAXIMUM,
    Points,
    Scored,
    best,
    reported_score,
    scored,
)
from lti_tool.protocol.grades import Score
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import outbox, progress
from lti_tool.storage.attempts import attempts_of
from lti_tool.storage.certification import rounds_of
from lti_tool.storage.invigilation import unlocks_of
from lti_tool.storage.progress import Column, Progress, Reported
from lti_tool.texts import text


@dataclass(frozen=True, slots=True)
class _Worth:
    score: int
    comment: str
    since: datetime
    round: int = 1


def report_best(session: Session, seat: Seat, course: Course, *, now: datetime) -> None:
    """Hand the learner's best result to the outbox, unless the same column has as good a one."""
    whose = seat.whose
    kept = progress.progress_of(session, whose, for_change=True)
    if kept is None or kept.column is None:
        return
    by = scored(course, seat.choice)
    worth = None if by is None else _worth(session, by, course, kept, seat)
    if worth is None:
        return
    before = kept.reported
    if before is not None and before.line_item == kept.column.line_item:
        as_good = (before.round, before.score) >= (worth.round, worth.score)
        if as_good:
            return
    to_send = _message(kept.column, whose, worth)
    # A platform may name one column and then another, in turn; only the last is in `reported`.
    # A new round's score is sent even where it is the same: the platform may have wiped the old.
    is_new_round = before is not None and before.round < worth.round
    same = None if is_new_round else outbox.last_if_same(session, to_send)
    outgoing = same or outbox.enqueue(session, to_send, now)
    reported = Reported(kept.column.line_item, worth.score, outgoing, worth.round)
    progress.note_reported(session, whose, reported)


def report_again(session: Session, seat: Seat, course: Course, *, now: datetime) -> bool:
    """
    Send the best result once more, with a new timestamp, to the column as it is now.

    False where there is no result, or no column for it.
    """
    whose = seat.whose
    kept = progress.progress_of(session, whose, for_change=True)
    by = scored(course, seat.choice)
    worth = _worth(session, by, course, kept, seat) if kept and by else None
    if kept is None or kept.column is None or worth is None:
        return False
    before, line_item = kept.reported, kept.column.line_item
    if (
        before is not None
        and before.line_item == line_item
        and (before.round, before.score) > (worth.round, worth.score)
    ):
        # What counts has changed since: nobody loses what the gradebook has.
        tenant = Tenant.from_key(whose.tenant)
        reported, outgoing = before, outbox.resend(session, tenant, before.outgoing, now)
    else:
        again = replace(_message(kept.column, whose, worth), ended_at=now)
        outgoing = outbox.enqueue(session, again, now)
        reported = Reported(line_item, worth.score, outgoing, worth.round)
    if outgoing is None:
        return False
    progress.note_reported(session, whose, replace(reported, outgoing=outgoing))
    return True


def _message(column: Column, whose: Whose, worth: _Worth) -> outbox.ScoreToSend:
    return outbox.ScoreToSend(
        tenant=Tenant.from_key(whose.tenant),
        line_item=column.line_item,
        user_id=whose.person,
        score=Score(worth.score, SCORE_MAXIMUM),
        ended_at=worth.since,
        scopes=column.scopes,
        comment=worth.comment,
    )


def _worth(
    session: Session, by: Scored, course: Course, kept: Progress, seat: Seat
) -> _Worth | None:
    language = kept.language
    if by.assessment is None:
        completed_at = kept.completed(seat.choice.chapter)
        if completed_at is None:
            return None
        key = "completed" if seat.choice.chapter is None else "chapter-completed"
        comment = text("learning", language, f"comment.{key}", version=course.version)
        return _Worth(SCORE_MAXIMUM, comment, completed_at)
    taken = [
        attempt
        for attempt in attempts_of(session, kept.whose)
        if attempt.assessment in by.tests and attempt.ended is not None
    ]
    unlocks = unlocks_of(session, kept.whose, by.assessment.id)
    opened = rounds_of(session, kept.whose)
    round_, counting = _counting(taken, opened, by.assessment, unlocks)
    ended = {attempt.ended.points: attempt for attempt in reversed(counting) if attempt.ended}
    points = best(ended)
    if points is None:
        return None
    attempt = ended[points]
    assert attempt.ended is not None  # noqa: S101 - chosen above
    key = "passed" if points.passed else "failed"
    comment = text(
        "learning",
        language,
        f"comment.{key}",
        points=_points(points),
        possible=points.possible,
        version=attempt.version,
    )
    if attempt.draft:
        comment = f"{comment} {text('learning', language, 'comment.draft')}"
    score = reported_score(points, by.tests[attempt.assessment])
    return _Worth(score, comment, attempt.ended.at, round_)


def _counting(
    taken: Sequence[Attempt],
    opened: Sequence[RoundOpened],
    assessment: Assessment,
    unlocks: Sequence[datetime],
) -> tuple[int, list[Attempt]]:
    """
    The newest round with a final result, and its attempts.

    Who renews a certificate and fails at first keeps the old result until the new one is final:
    passed, or no attempt left at the whole test.

    taken: of every test that counts. assessment: the whole test.
    """
    for number in range(newest(opened), 0, -1):
        of_round = [each for each in taken if round_at(opened, each.started_at) == number]
        passed = any(each.ended and each.ended.points.passed for each in of_round)
        unlocked = sum(round_at(opened, at) == number for at in unlocks)
        tried = sum(each.assessment == assessment.id for each in of_round)
        final = passed or not may_start_another(assessment, tried, unlocked)
        if number == 1 or (of_round and final):
            return number, of_round
    raise AssertionError("the first round is always there")


def _points(points: Points) -> str:
    return f"{points.earned:g}".replace(".", ",")
