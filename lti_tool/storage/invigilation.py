"""Supervised sessions, unlocked tests, extra time, and the days of a placement's tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Date, Index, String, Text, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.certification.records import Signatory
from lti_tool.learning.admission import Days, TestSession
from lti_tool.learning.placements import Placement, Whose
from lti_tool.storage.database import Base


class TestSessionRow(Base):
    __tablename__ = "test_session"
    __table_args__ = (Index("ix_test_session_placement", "tenant", "placement"),)
    __test__ = False  # pytest: a session of tests, not a test

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    placement: Mapped[str] = mapped_column(String(24))
    code: Mapped[str] = mapped_column(String(8))
    started_at: Mapped[datetime]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    by_person: Mapped[str] = mapped_column(String(255))
    by_name: Mapped[str]
    by_title: Mapped[str]


class UnlockRow(Base):
    """One more attempt for one person. Rows are only ever added."""

    __tablename__ = "test_unlock"
    __table_args__ = (Index("ix_test_unlock_whose", "tenant", "placement", "course", "person"),)

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    placement: Mapped[str] = mapped_column(String(24))
    course: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(String(255))
    assessment: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    by_person: Mapped[str] = mapped_column(String(255))
    reason: Mapped[str] = mapped_column(Text)


class ExtraTimeRow(Base):
    """What one person has beyond the time limit; the newest counts, the audit log has them all."""

    __tablename__ = "extra_time"

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    placement: Mapped[str] = mapped_column(String(24), primary_key=True)
    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(255), primary_key=True)
    assessment: Mapped[str] = mapped_column(String(64), primary_key=True)
    percent: Mapped[int]
    at: Mapped[datetime]
    by_person: Mapped[str] = mapped_column(String(255))
    reason: Mapped[str] = mapped_column(Text)


class TestWindowRow(Base):
    __tablename__ = "test_window"
    __test__ = False

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    placement: Mapped[str] = mapped_column(String(24), primary_key=True)
    first_day: Mapped[date | None] = mapped_column(Date)
    last_day: Mapped[date | None] = mapped_column(Date)


def add_session(session: Session, place: Placement, made: TestSession) -> None:
    session.add(
        TestSessionRow(
            tenant=place.tenant,
            id=made.id,
            placement=place.id,
            code=made.code,
            started_at=made.started_at,
            until=made.until,
            by_person=made.by.person,
            by_name=made.by.name,
            by_title=made.by.title,
        )
    )
    session.flush()


def sessions_under_way(session: Session, place: Placement, now: datetime) -> list[TestSession]:
    """Those whose code starts a test now, oldest first."""
    query = (
        select(TestSessionRow)
        .where(
            TestSessionRow.tenant == place.tenant,
            TestSessionRow.placement == place.id,
            TestSessionRow.ended_at.is_(None),
            TestSessionRow.until > now,
        )
        .order_by(TestSessionRow.started_at, TestSessionRow.id)
    )
    return [_read(row) for row in session.scalars(query)]


def end_session(session: Session, place: Placement, id_: str, at: datetime) -> bool:
    """Whether it was under way."""
    ended = session.execute(
        update(TestSessionRow)
        .where(
            TestSessionRow.tenant == place.tenant,
            TestSessionRow.id == id_,
            TestSessionRow.placement == place.id,
            TestSessionRow.ended_at.is_(None),
            TestSessionRow.until > at,
        )
        .values(ended_at=at)
        .returning(TestSessionRow.id)
    )
    return ended.first() is not None


def invigilator_of(session: Session, tenant: str, session_id: str | None) -> Signatory | None:
    """Who held the session that an attempt was started in."""
    row = session.get(TestSessionRow, (tenant, session_id)) if session_id else None
    return None if row is None else _read(row).by


def add_unlock(
    session: Session, whose: Whose, assessment: str, *, id_: str, at: datetime, by: str, reason: str
) -> None:
    session.add(
        UnlockRow(**_of(whose), id=id_, assessment=assessment, at=at, by_person=by, reason=reason)
    )
    session.flush()


def unlocks_of(session: Session, whose: Whose, assessment: str) -> Sequence[datetime]:
    """When the person was given one more attempt at the test."""
    query = select(UnlockRow.at).where(
        UnlockRow.tenant == whose.tenant,
        UnlockRow.placement == whose.placement,
        UnlockRow.course == whose.course,
        UnlockRow.person == whose.person,
        UnlockRow.assessment == assessment,
    )
    return session.scalars(query.order_by(UnlockRow.at)).all()


def give_extra_time(
    session: Session,
    whose: Whose,
    assessment: str,
    percent: int,
    *,
    at: datetime,
    by: str,
    reason: str,
) -> None:
    row = session.get(ExtraTimeRow, (*whose.key, assessment))
    if row is None:
        row = ExtraTimeRow(**_of(whose), assessment=assessment)
        session.add(row)
    row.percent, row.at, row.by_person, row.reason = percent, at, by, reason
    session.flush()


def extra_time_of(session: Session, whose: Whose, assessment: str) -> int:
    """Per cent of the time limit, on top of it."""
    row = session.get(ExtraTimeRow, (*whose.key, assessment))
    return 0 if row is None else row.percent


def extra_times_in(session: Session, place: Placement, course: str) -> dict[tuple[str, str], int]:
    """Everybody's, by person and test."""
    query = select(ExtraTimeRow).where(
        ExtraTimeRow.tenant == place.tenant,
        ExtraTimeRow.placement == place.id,
        ExtraTimeRow.course == course,
    )
    return {(row.person, row.assessment): row.percent for row in session.scalars(query)}


def set_days(session: Session, place: Placement, days: Days) -> None:
    row = session.get(TestWindowRow, (place.tenant, place.id))
    if row is None:
        row = TestWindowRow(tenant=place.tenant, placement=place.id)
        session.add(row)
    row.first_day, row.last_day = days.first, days.last
    session.flush()


def days_of(session: Session, place: Placement) -> Days:
    row = session.get(TestWindowRow, (place.tenant, place.id))
    return Days() if row is None else Days(row.first_day, row.last_day)


def _of(whose: Whose) -> dict[str, str]:
    return {
        "tenant": whose.tenant,
        "placement": whose.placement,
        "course": whose.course,
        "person": whose.person,
    }


def _read(row: TestSessionRow) -> TestSession:
    return TestSession(
        id=row.id,
        code=row.code,
        started_at=row.started_at,
        until=row.until,
        by=Signatory(row.by_person, row.by_name, row.by_title),
    )
