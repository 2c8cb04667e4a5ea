"""
Attempts at pass tests and their answers.

An attempt changes once: when it ends. After that nothing of it is ever written again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Select,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from courseware.drawing import DrawnItem, Form
from lti_tool.learning.attempts import Answer, Attempt, Ended, TopicPoints
from lti_tool.learning.placements import Whose
from lti_tool.learning.results import Points
from lti_tool.storage.database import Base, lock
from lti_tool.storage.prepared import Prepared


class AttemptRow(Base):
    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("tenant", "placement", "course", "person", "assessment", "number"),
        Index(
            "ix_attempt_deadline",
            "deadline",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_attempt_open",
            "tenant",
            "person",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    placement: Mapped[str] = mapped_column(String(24))
    person: Mapped[str] = mapped_column(String(255))
    course: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(32))
    edition: Mapped[str] = mapped_column(String(64), ForeignKey("course_edition.edition"))
    localization: Mapped[str | None] = mapped_column(String(300))
    course_hash: Mapped[str] = mapped_column(String(64))
    assessment: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    form: Mapped[list[list[Any]]] = mapped_column(JSON)
    draft: Mapped[bool]
    started_at: Mapped[datetime]
    deadline: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    by_clock: Mapped[bool | None]
    earned: Mapped[float | None] = mapped_column(Float)
    possible: Mapped[int | None]
    percent: Mapped[int | None]
    passed: Mapped[bool | None]
    topics: Mapped[list[list[Any]] | None] = mapped_column(JSON(none_as_null=True))
    incomplete_topics: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    critical_wrong: Mapped[int | None]
    test_session: Mapped[str | None] = mapped_column(String(32))
    staff_group: Mapped[str | None] = mapped_column(String(64))


class AnswerRow(Base):
    __tablename__ = "answer"
    __table_args__ = (
        ForeignKeyConstraint(["tenant", "attempt"], ["attempt.tenant", "attempt.id"]),
    )

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    attempt: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    response: Mapped[str] = mapped_column(String(255))
    marked: Mapped[bool]
    saved_at: Mapped[datetime]


def lock_test(session: Session, whose: Whose, assessment: str) -> None:
    """One at a time: two tabs that open the same test get the same attempt."""
    lock(session, " ".join(("test", *whose.key, assessment)))


def add_attempt(session: Session, attempt: Attempt) -> None:
    session.add(
        AttemptRow(
            tenant=attempt.tenant,
            id=attempt.id,
            placement=attempt.placement,
            person=attempt.person,
            course=attempt.course,
            version=attempt.version,
            edition=attempt.edition,
            localization=attempt.localization,
            course_hash=attempt.course_hash,
            assessment=attempt.assessment,
            number=attempt.number,
            seed=attempt.seed,
            form=[
                [item.question_id, item.variant_index, item.options] for item in attempt.form.items
            ],
            draft=attempt.draft,
            started_at=attempt.started_at,
            deadline=attempt.deadline,
            test_session=attempt.test_session,
            staff_group=attempt.group,
        )
    )
    session.flush()


def move_deadline(session: Session, attempt: Attempt, deadline: datetime) -> None:
    """Of an open attempt: what has ended is never changed."""
    session.execute(
        update(AttemptRow)
        .where(
            AttemptRow.tenant == attempt.tenant,
            AttemptRow.id == attempt.id,
            AttemptRow.ended_at.is_(None),
        )
        .values(deadline=deadline)
    )


def attempt_for_change(session: Session, tenant: str, id_: str, person: str) -> Attempt | None:
    """The person's own attempt, held until the transaction ends so that nothing overtakes us."""
    query = (
        select(AttemptRow)
        .where(AttemptRow.tenant == tenant, AttemptRow.id == id_, AttemptRow.person == person)
        .with_for_update()
    )
    row = session.scalar(query.execution_options(populate_existing=True))
    return None if row is None else _read(row)


def attempt_of(session: Session, tenant: str, id_: str, person: str) -> Attempt | None:
    """The person's own attempt, for a look."""
    row = session.get(AttemptRow, (tenant, id_))
    return None if row is None or row.person != person else _read(row)


def attempts_of(session: Session, whose: Whose) -> list[Attempt]:
    """All of a learner's attempts at the tests of this course in this placement, oldest first."""
    query = _of_placement(whose.tenant, whose.placement, whose.course)
    query = query.where(AttemptRow.person == whose.person)
    return [_read(row) for row in session.scalars(query)]


def percents_of(session: Session, whose: Whose, assessment: str) -> list[int]:
    """The person's results at one test of the course, in this placement or in any other."""
    query = select(AttemptRow.percent).where(
        AttemptRow.tenant == whose.tenant,
        AttemptRow.person == whose.person,
        AttemptRow.course == whose.course,
        AttemptRow.assessment == assessment,
        AttemptRow.percent.is_not(None),
    )
    return [percent or 0 for percent in session.scalars(query)]


def open_attempts_of(session: Session, tenant: str, person: str, course: str) -> list[Attempt]:
    """The person's tests of this course that have not ended, in whatever placements."""
    query = select(AttemptRow).where(
        AttemptRow.tenant == tenant,
        AttemptRow.person == person,
        AttemptRow.course == course,
        AttemptRow.ended_at.is_(None),
    )
    return [_read(row) for row in session.scalars(query)]


def attempts_in(session: Session, tenant: str, placement: str, course: str) -> list[Attempt]:
    """Everybody's attempts at the tests of this course in this placement."""
    return [_read(row) for row in session.scalars(_of_placement(tenant, placement, course))]


def editions_of(
    session: Session, whose: Whose, *, everybody: bool = False
) -> set[tuple[str, str | None]]:
    """Editions and localizations that the person's tests were drawn from, or everybody's here."""
    query = select(AttemptRow.edition, AttemptRow.localization).where(
        AttemptRow.tenant == whose.tenant,
        AttemptRow.placement == whose.placement,
        AttemptRow.course == whose.course,
    )
    if not everybody:
        query = query.where(AttemptRow.person == whose.person)
    return {(edition, localization) for edition, localization in session.execute(query.distinct())}


_EDITION_OF = Prepared(
    select(AttemptRow.edition, AttemptRow.localization).where(
        AttemptRow.tenant == bindparam("that_tenant"), AttemptRow.id == bindparam("that_id")
    )
)


def edition_of(session: Session, tenant: str, id_: str) -> set[tuple[str, str | None]]:
    """The edition and localization that one test was drawn from; empty where there is no such."""
    row = _EDITION_OF.first(session, {"that_tenant": tenant, "that_id": id_})
    return set() if row is None else {(row.edition, row.localization)}


def overdue_attempts(
    session: Session, before: datetime, limit: int, *, after: Attempt | None = None
) -> list[Attempt]:
    """
    Open attempts whose deadline passed before that time, of every tenant; disturbs nobody.

    after: the last one of the page before.
    """
    place = (AttemptRow.deadline, AttemptRow.tenant, AttemptRow.id)
    query = (
        select(AttemptRow)
        .where(AttemptRow.ended_at.is_(None), AttemptRow.deadline < before)
        .order_by(*place)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(*place) > (after.deadline, after.tenant, after.id))
    return [_read(row) for row in session.scalars(query)]


def hold_open(session: Session, attempt: Attempt) -> Attempt | None:
    """The attempt, held for the caller; None where it has ended or another holds it."""
    query = (
        select(AttemptRow)
        .where(
            AttemptRow.tenant == attempt.tenant,
            AttemptRow.id == attempt.id,
            AttemptRow.ended_at.is_(None),
        )
        .with_for_update(skip_locked=True)
    )
    row = session.scalar(query)
    return None if row is None else _read(row)


def end_attempt(session: Session, attempt: Attempt, ended: Ended) -> None:
    points = ended.points
    session.execute(
        update(AttemptRow)
        .where(
            AttemptRow.tenant == attempt.tenant,
            AttemptRow.id == attempt.id,
            AttemptRow.ended_at.is_(None),
        )
        .values(
            ended_at=ended.at,
            by_clock=ended.by_clock,
            earned=points.earned,
            possible=points.possible,
            percent=points.percent,
            passed=points.passed,
            topics=[[scored.topic, str(scored.earned), scored.possible] for scored in ended.topics],
            incomplete_topics=list(ended.incomplete_topics),
            critical_wrong=ended.critical_wrong,
        )
    )


_ANSWERS = cast(Table, AnswerRow.__table__)
_INSERT_ANSWER = Prepared(insert(_ANSWERS))
_CHANGE_ANSWER = Prepared(
    update(_ANSWERS)
    .where(
        AnswerRow.tenant == bindparam("t"),
        AnswerRow.attempt == bindparam("a"),
        AnswerRow.position == bindparam("p"),
    )
    .values({name: bindparam(name) for name in ("response", "marked", "saved_at")})
)


def save_answer(
    session: Session, attempt: Attempt, position: int, answer: Answer, *, at: datetime
) -> None:
    """The attempt must be held, so that no other answer to the same question comes between."""
    said = {"response": answer.response, "marked": answer.marked, "saved_at": at}
    place = {"t": attempt.tenant, "a": attempt.id, "p": position}
    if _CHANGE_ANSWER.change(session, place | said) == 0:
        key = {"tenant": attempt.tenant, "attempt": attempt.id, "position": position}
        _INSERT_ANSWER.change(session, key | said)


def answers_of(session: Session, attempt: Attempt) -> tuple[Answer, ...]:
    """One for each item, in the form's order."""
    query = select(AnswerRow).where(
        AnswerRow.tenant == attempt.tenant, AnswerRow.attempt == attempt.id
    )
    saved = {row.position: Answer(row.response, row.marked) for row in session.scalars(query)}
    return tuple(saved.get(position, Answer()) for position in range(len(attempt.form.items)))


def answered_in(session: Session, attempts: Sequence[Attempt]) -> dict[str, int]:
    """How many questions have an answer, by the attempt's id; all of one tenant."""
    if not attempts:
        return {}
    query = (
        select(AnswerRow.attempt, func.count())
        .where(
            AnswerRow.tenant == attempts[0].tenant,
            AnswerRow.attempt.in_([attempt.id for attempt in attempts]),
            AnswerRow.response != "",
        )
        .group_by(AnswerRow.attempt)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _of_placement(tenant: str, placement: str, course: str) -> Select[AttemptRow]:
    return (
        select(AttemptRow)
        .where(
            AttemptRow.tenant == tenant,
            AttemptRow.placement == placement,
            AttemptRow.course == course,
        )
        .order_by(AttemptRow.person, AttemptRow.assessment, AttemptRow.number)
    )


def _read(row: AttemptRow) -> Attempt:
    return Attempt(
        tenant=row.tenant,
        id=row.id,
        placement=row.placement,
        person=row.person,
        course=row.course,
        version=row.version,
        edition=row.edition,
        localization=row.localization,
        course_hash=row.course_hash,
        assessment=row.assessment,
        number=row.number,
        seed=row.seed,
        form=Form(tuple(DrawnItem(*item) for item in row.form)),
        draft=row.draft,
        started_at=row.started_at,
        deadline=row.deadline,
        ended=_read_end(row),
        test_session=row.test_session,
        group=row.staff_group,
    )


def _read_end(row: AttemptRow) -> Ended | None:
    if row.ended_at is None:
        return None
    points = Points(
        earned=row.earned or 0.0,
        possible=row.possible or 0,
        percent=row.percent or 0,
        passed=bool(row.passed),
    )
    topics = tuple(
        TopicPoints(topic, Fraction(earned), possible)
        for topic, earned, possible in row.topics or ()
    )
    return Ended(
        at=row.ended_at,
        by_clock=bool(row.by_clock),
        points=points,
        topics=topics,
        incomplete_topics=tuple(row.incomplete_topics or ()),
        critical_wrong=row.critical_wrong or 0,
    )
