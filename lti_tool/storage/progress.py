"""
How far each learner has come in the course of a placement, and what the gradebook has been told.

Nobody but learners has a row: what teachers try out is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Index, String, Table, bindparam, exists, false, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.learning.placements import Whose
from lti_tool.storage.database import Base, lock
from lti_tool.storage.prepared import Prepared


class ProgressRow(Base):
    __tablename__ = "progress"
    __table_args__ = (Index("ix_progress_person", "tenant", "person"),)

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    placement: Mapped[str] = mapped_column(String(24), primary_key=True)
    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(255), primary_key=True)
    name: Mapped[str | None]
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[str | None] = mapped_column(String(4096))
    lessons_seen: Mapped[int]
    completed_at: Mapped[datetime | None]
    completed_chapter: Mapped[str | None] = mapped_column(String(64))
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    line_item: Mapped[str | None]
    scopes: Mapped[str]
    reported_to: Mapped[str | None]
    reported_score: Mapped[int | None]
    reported_as: Mapped[str | None] = mapped_column(String(32))
    reported_round: Mapped[int] = mapped_column(server_default="1")
    evaluated: Mapped[bool] = mapped_column(server_default=false())
    """Has said what the course was like; not what was said."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a platform's gradebook, and what we may do there."""

    line_item: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reported:
    """
    The last score that was handed to the outbox.

    score: of SCORE_MAXIMUM. outgoing: the id of the outbox row.
    round: the certification period that the score was won in.
    """

    line_item: str
    score: int
    outgoing: str
    round: int = 1


@dataclass(frozen=True, slots=True)
class Progress:
    """
    name: as the platform sent it, or None where it keeps names to itself.
    language: of the comment in the gradebook.
    state: the player's own text, None before anything was stored.
    completed_at: when every lesson of what the link opened had been seen for the first time.
    completed_chapter: the chapter that this was, None for the whole course.
    column: where scores go now, None where the placement has no grade.
    """

    whose: Whose
    name: str | None
    language: str
    state: str | None
    lessons_seen: int
    completed_at: datetime | None
    completed_chapter: str | None
    first_at: datetime
    last_at: datetime
    column: Column | None
    reported: Reported | None

    def completed(self, chapter: str | None) -> datetime | None:
        """When this chapter, or the whole course, was completed; another chapter does not count."""
        return self.completed_at if self.completed_chapter == chapter else None


_TABLE = cast(Table, ProgressRow.__table__)
_ARRIVE = Prepared(  # all but the first launch of a learner
    update(_TABLE)
    .where(
        ProgressRow.tenant == bindparam("t"),
        ProgressRow.placement == bindparam("p"),
        ProgressRow.course == bindparam("c"),
        ProgressRow.person == bindparam("w"),
    )
    .values(
        {name: bindparam(name) for name in ("name", "language", "last_at", "line_item", "scopes")}
    )
)


def arrive(
    session: Session,
    whose: Whose,
    *,
    name: str | None,
    language: str,
    column: Column | None,
    at: datetime,
) -> None:
    """Note that a learner opened the course. A name that is no longer sent is forgotten."""
    arrival = {
        "name": name,
        "language": language,
        "last_at": at,
        "line_item": column.line_item if column else None,
        "scopes": " ".join(sorted(column.scopes)) if column else "",
    }
    known = dict(zip(("t", "p", "c", "w"), whose.key, strict=True))
    if _ARRIVE.change(session, arrival | known) == 1:
        return
    row = session.get(ProgressRow, whose.key)
    if row is None:
        lock(session, " ".join(("progress", *whose.key)))
        row = session.get(ProgressRow, whose.key, populate_existing=True)
    if row is None:
        row = ProgressRow(
            tenant=whose.tenant,
            placement=whose.placement,
            course=whose.course,
            person=whose.person,
            lessons_seen=0,
            first_at=at,
        )
        session.add(row)
    for field, value in arrival.items():
        setattr(row, field, value)
    session.flush()


_IS_KEPT = Prepared(
    select(ProgressRow.person).where(
        ProgressRow.tenant == bindparam("that_tenant"),
        ProgressRow.placement == bindparam("that_placement"),
        ProgressRow.course == bindparam("that_course"),
        ProgressRow.person == bindparam("that_person"),
    )
)


def is_kept(session: Session, whose: Whose) -> bool:
    """Whether the learner has opened this course there, which every request asks."""
    values = {
        "that_tenant": whose.tenant,
        "that_placement": whose.placement,
        "that_course": whose.course,
        "that_person": whose.person,
    }
    return _IS_KEPT.first(session, values) is not None


def progress_of(session: Session, whose: Whose, *, for_change: bool = False) -> Progress | None:
    """for_change: held until the transaction ends, so that nothing overtakes us."""
    row = session.get(
        ProgressRow, whose.key, populate_existing=for_change, with_for_update=for_change or None
    )
    return None if row is None else _read(row)


def progress_in(session: Session, tenant: str, placement: str, course: str) -> list[Progress]:
    """Every learner who has opened the course there, by name, those without one last."""
    query = (
        select(ProgressRow)
        .where(
            ProgressRow.tenant == tenant,
            ProgressRow.placement == placement,
            ProgressRow.course == course,
        )
        .order_by(ProgressRow.name.is_(None), ProgressRow.name, ProgressRow.first_at)
    )
    return [_read(row) for row in session.scalars(query)]


def states_of(session: Session, whose: Whose) -> list[str]:
    """What the person's pages of this course have kept: in this placement, then in any other."""
    query = select(ProgressRow.state).where(
        ProgressRow.tenant == whose.tenant,
        ProgressRow.person == whose.person,
        ProgressRow.course == whose.course,
        ProgressRow.state.is_not(None),
    )
    here = ProgressRow.placement == whose.placement
    return [state or "" for state in session.scalars(query.order_by(here.desc()))]


def save_state(
    session: Session, whose: Whose, *, state: str, lessons_seen: int | None, at: datetime
) -> None:
    """lessons_seen: None to leave it as it was."""
    row = session.get_one(ProgressRow, whose.key, with_for_update=True)
    row.state, row.last_at = state, at
    if lessons_seen is not None:
        row.lessons_seen = lessons_seen
    session.flush()


def complete(session: Session, whose: Whose, chapter: str | None, *, at: datetime) -> bool:
    """
    Note the first completion of the chapter, None for the whole course.

    False when that was noted before: later ones change nothing.
    """
    row = session.get_one(ProgressRow, whose.key)
    if row.completed_at is not None and row.completed_chapter == chapter:
        return False
    row.completed_at, row.completed_chapter = at, chapter
    session.flush()
    return True


def has_evaluated(session: Session, whose: Whose) -> bool:
    """In any placement of the course."""
    row = ProgressRow
    return session.scalars(
        select(
            exists().where(
                row.tenant == whose.tenant,
                row.person == whose.person,
                row.course == whose.course,
                row.evaluated,
            )
        )
    ).one()


def note_evaluated(session: Session, whose: Whose) -> bool:
    """False where the person had done so before, in any placement of the course."""
    lock(session, " ".join(("evaluated", whose.tenant, whose.course, whose.person)))
    if has_evaluated(session, whose):
        return False
    row = session.get_one(ProgressRow, whose.key, populate_existing=True, with_for_update=True)
    row.evaluated = True
    session.flush()
    return True


def follow_resent(session: Session, tenant: str, before: str, after: str) -> None:
    """Whoever looks at the score `before`, of the outbox, looks at the one sent again."""
    row = ProgressRow
    statement = update(row).where(row.tenant == tenant, row.reported_as == before)
    session.execute(statement.values(reported_as=after))


def note_reported(session: Session, whose: Whose, reported: Reported) -> None:
    row = session.get_one(ProgressRow, whose.key)
    row.reported_to = reported.line_item
    row.reported_score = reported.score
    row.reported_as = reported.outgoing
    row.reported_round = reported.round
    session.flush()


def _read(row: ProgressRow) -> Progress:
    reported = None
    if row.reported_to is not None and row.reported_as is not None:
        reported = Reported(
            row.reported_to, row.reported_score or 0, row.reported_as, row.reported_round
        )
    return Progress(
        whose=Whose(row.tenant, row.placement, row.course, row.person),
        name=row.name,
        language=row.language,
        state=row.state,
        lessons_seen=row.lessons_seen,
        completed_at=row.completed_at,
        completed_chapter=row.completed_chapter,
        first_at=row.first_at,
        last_at=row.last_at,
        column=Column(row.line_item, frozenset(row.scopes.split())) if row.line_item else None,
        reported=reported,
    )
