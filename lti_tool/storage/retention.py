"""
How long results are kept, and what goes when that is over.

Whatever is not finished stays, however old: a test that is open, a score on its way to the
gradebook, a certificate that has not lapsed for as long as the results are kept.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, String, delete, exists, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.certification.calendar import oslo_day
from lti_tool.learning.placements import Whose
from lti_tool.learning.retention import Rule
from lti_tool.storage.attempts import AnswerRow, AttemptRow
from lti_tool.storage.certification import DecisionRow, RoundRow, SignOffRow, lock_person
from lti_tool.storage.database import Base
from lti_tool.storage.identity import BedsideCodeRow, WrittenNameRow
from lti_tool.storage.invigilation import ExtraTimeRow, UnlockRow
from lti_tool.storage.outbox import OutgoingScoreRow, State
from lti_tool.storage.progress import ProgressRow

_OfSomebody = (
    type[ProgressRow]
    | type[AttemptRow]
    | type[BedsideCodeRow]
    | type[ExtraTimeRow]
    | type[UnlockRow]
    | type[DecisionRow]
    | type[SignOffRow]
    | type[RoundRow]
)


class RetentionRow(Base):
    __tablename__ = "retention"

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    months: Mapped[int]


def set_rule(session: Session, rule: Rule) -> None:
    """In place of the one for the same results, if there is one."""
    session.merge(RetentionRow(tenant=rule.tenant, course=rule.course, months=rule.months))
    session.flush()


def clear_rule(session: Session, rule: Rule) -> None:
    session.execute(
        delete(RetentionRow).where(
            RetentionRow.tenant == rule.tenant, RetentionRow.course == rule.course
        )
    )


def rules(session: Session) -> list[Rule]:
    query = select(RetentionRow).order_by(RetentionRow.tenant, RetentionRow.course)
    return [Rule(row.tenant, row.course, row.months) for row in session.scalars(query)]


def kept_in(session: Session) -> list[tuple[str, str]]:
    """Every tenant and course that anybody has results in, also of a platform that was removed."""
    row = ProgressRow
    query = select(row.tenant, row.course).distinct().order_by(row.tenant, row.course)
    return [(tenant, course) for tenant, course in session.execute(query)]


def over(session: Session, tenant: str, course: str, before: datetime, limit: int) -> list[Whose]:
    """Who was last in the course before that, with nothing that is not finished."""
    row = ProgressRow
    query = (
        select(row.tenant, row.placement, row.course, row.person)
        .where(*_since(tenant, course, before), ~_unfinished(tenant, before))
        .order_by(row.placement, row.person)
        .limit(limit)
    )
    return [Whose(*found) for found in session.execute(query)]


def count_over(session: Session, tenant: str, course: str, before: datetime) -> tuple[int, int]:
    """How many go, and how many stay although they were last here before that."""
    unfinished = _unfinished(tenant, before)
    count = select(func.count()).select_from(ProgressRow).where(*_since(tenant, course, before))
    going = session.scalar(count.where(~unfinished)) or 0
    return going, (session.scalar(count) or 0) - going


def forget(session: Session, whose: Whose, before: datetime) -> bool:
    """
    Delete all that one person did in one course of one placement, but for the tests that a
    certificate rests on. False where that is no longer over, or has gone already.
    """
    lock_person(session, whose)  # nobody decides meanwhile on a test that goes
    claimed = (
        delete(ProgressRow)
        .where(
            *_of(ProgressRow, whose),
            ProgressRow.last_at < before,
            ~_unfinished(whose.tenant, before),
        )
        .returning(ProgressRow.line_item, ProgressRow.reported_to)
    )
    row = session.execute(claimed.execution_options(synchronize_session=False)).one_or_none()
    if row is None:
        return False
    tenant = whose.tenant
    certified = select(DecisionRow.attempt).where(*_of(DecisionRow, whose))
    going = (*_of(AttemptRow, whose), AttemptRow.id.not_in(certified))
    answered = AnswerRow.attempt.in_(select(AttemptRow.id).where(*going))
    session.execute(delete(AnswerRow).where(AnswerRow.tenant == tenant, answered))
    session.execute(delete(AttemptRow).where(*going))
    for table in (BedsideCodeRow, ExtraTimeRow, UnlockRow):
        session.execute(delete(table).where(*_of(table, whose)))
    _forget_scores(session, whose, {column for column in row if column is not None})
    _forget_names(session, whose)
    return True


def _since(tenant: str, course: str, before: datetime) -> tuple[ColumnElement[bool], ...]:
    row = ProgressRow
    return row.tenant == tenant, row.course == course, row.last_at < before


def _unfinished(tenant: str, before: datetime) -> ColumnElement[bool]:
    """Whether a row of `progress` of the tenant has to stay, whenever the person was last here."""
    score = OutgoingScoreRow
    return or_(
        exists().where(
            score.tenant == tenant,
            score.user_id == ProgressRow.person,
            score.state == State.WAITING,
        ),
        exists().where(*_beside(AttemptRow), AttemptRow.ended_at.is_(None)),
        exists().where(*_beside(SignOffRow), SignOffRow.at >= before),
        exists().where(*_beside(RoundRow), RoundRow.at >= before),
        exists().where(*_beside(DecisionRow), DecisionRow.until >= oslo_day(before)),
    )


def _forget_scores(session: Session, whose: Whose, columns: set[str]) -> None:
    """Those of the columns, unless another link needs them; all of whoever has nothing left."""
    score, left = OutgoingScoreRow, ProgressRow
    theirs = (left.tenant == whose.tenant, left.person == whose.person)
    rows = session.execute(select(left.line_item, left.reported_to).where(*theirs)).all()
    gone = delete(score).where(
        score.tenant == whose.tenant,
        score.user_id == whose.person,
        score.state != State.WAITING,
    )
    if rows:
        gone = gone.where(score.line_item.in_(columns - {each for row in rows for each in row}))
    session.execute(gone)


def _forget_names(session: Session, whose: Whose) -> None:
    """What does not say for which course it was written, unless the person has another there."""
    name, left = WrittenNameRow, ProgressRow
    session.execute(
        delete(name).where(
            name.tenant == whose.tenant,
            name.placement == whose.placement,
            name.person == whose.person,
            ~exists().where(
                left.tenant == whose.tenant,
                left.placement == whose.placement,
                left.person == whose.person,
            ),
        )
    )


def _of(table: _OfSomebody, whose: Whose) -> tuple[ColumnElement[bool], ...]:
    return (
        table.tenant == whose.tenant,
        table.placement == whose.placement,
        table.course == whose.course,
        table.person == whose.person,
    )


def _beside(table: _OfSomebody) -> tuple[ColumnElement[bool], ...]:
    """Of the same person in the same course and place."""
    return (
        table.tenant == ProgressRow.tenant,
        table.placement == ProgressRow.placement,
        table.course == ProgressRow.course,
        table.person == ProgressRow.person,
    )
