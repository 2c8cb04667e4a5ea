"""
Who an employee is, where it matters for a certificate: names they wrote, codes they show.

A code says only who stands in front of the assessor; it lives for minutes and signs nothing.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.learning.placements import Whose
from lti_tool.storage.database import Base


class WrittenNameRow(Base):
    """What the employee wrote where the platform tells no name; the newest counts."""

    __tablename__ = "written_name"
    __table_args__ = (Index("ix_written_name_person", "tenant", "placement", "person"),)

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    placement: Mapped[str] = mapped_column(String(24))
    person: Mapped[str] = mapped_column(String(255))
    name: Mapped[str]
    at: Mapped[datetime]


class BedsideCodeRow(Base):
    __tablename__ = "bedside_code"
    __table_args__ = (Index("ix_bedside_code_until", "until"),)

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    placement: Mapped[str] = mapped_column(String(24))
    course: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(String(255))
    until: Mapped[datetime]


def write_name(session: Session, whose: Whose, name: str, *, id_: str, at: datetime) -> None:
    session.add(
        WrittenNameRow(
            tenant=whose.tenant,
            id=id_,
            placement=whose.placement,
            person=whose.person,
            name=name,
            at=at,
        )
    )
    session.flush()


def written_names(session: Session, whose: Whose) -> dict[str, str]:
    """The newest of each person in the placement, or of one where `whose.person` is not empty."""
    query = select(WrittenNameRow).where(
        WrittenNameRow.tenant == whose.tenant, WrittenNameRow.placement == whose.placement
    )
    if whose.person:
        query = query.where(WrittenNameRow.person == whose.person)
    ordered = query.order_by(WrittenNameRow.at, WrittenNameRow.id)
    return {row.person: row.name for row in session.scalars(ordered)}


def show_code(session: Session, whose: Whose, code: str, *, until: datetime, now: datetime) -> bool:
    """Whether the code was free; the person's older ones end."""
    session.execute(
        delete(BedsideCodeRow).where(
            BedsideCodeRow.tenant == whose.tenant,
            (BedsideCodeRow.until <= now) | (BedsideCodeRow.person == whose.person),
        )
    )
    if session.get(BedsideCodeRow, (whose.tenant, code)) is not None:
        return False
    session.add(
        BedsideCodeRow(
            tenant=whose.tenant,
            code=code,
            placement=whose.placement,
            course=whose.course,
            person=whose.person,
            until=until,
        )
    )
    session.flush()
    return True


def shown_by(session: Session, tenant: str, code: str, *, now: datetime) -> Whose | None:
    row = session.get(BedsideCodeRow, (tenant, code))
    if row is None or row.until <= now:
        return None
    return Whose(row.tenant, row.placement, row.course, row.person)


def end_codes(session: Session, whose: Whose) -> bool:
    """Whether the person still showed one: of two who use it at once, one is told no."""
    ended = session.execute(
        delete(BedsideCodeRow)
        .where(BedsideCodeRow.tenant == whose.tenant, BedsideCodeRow.person == whose.person)
        .returning(BedsideCodeRow.code)
    )
    return ended.first() is not None
