"""
Who takes part in the LMS courses, as the platforms last said: for the roster alone.

A whole list replaces the one before it, and what nobody has asked for anew is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.protocol.memberships import Member, Members
from lti_tool.protocol.roles import Roles
from lti_tool.storage.database import Base, lock
from lti_tool.storage.placements import PlacementRow

KEPT = timedelta(days=30)


class MemberRow(Base):
    __tablename__ = "member"

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    placement: Mapped[str] = mapped_column(String(24), primary_key=True)
    person: Mapped[str] = mapped_column(String(255), primary_key=True)
    name: Mapped[str | None]
    is_learner: Mapped[bool]
    is_teacher: Mapped[bool]


@dataclass(frozen=True, slots=True)
class MemberList:
    """members: as of `read_at`; None where the platform was not asked, or too long ago."""

    members: Members
    read_at: datetime | None


def keep_members(
    session: Session, tenant: str, placement: str, members: Members, *, at: datetime
) -> None:
    """Replace the list of a placement."""
    lock(session, f"members {tenant} {placement}")
    session.execute(delete(MemberRow).where(*_of(tenant, placement)))
    session.add_all(
        MemberRow(
            tenant=tenant,
            placement=placement,
            person=member.id,
            name=member.name,
            is_learner=member.roles.learner,
            is_teacher=member.roles.instructor or member.roles.administrator,
        )
        for member in members.people
    )
    session.execute(
        update(PlacementRow)
        .where(PlacementRow.tenant == tenant, PlacementRow.id == placement)
        .values(members_read_at=at, members_whole=members.is_whole)
    )
    session.flush()


def members_of(session: Session, tenant: str, placement: str, *, now: datetime) -> MemberList:
    place = session.get(PlacementRow, (tenant, placement))
    read_at = place.members_read_at if place else None
    if place is None or read_at is None or now >= read_at + KEPT:
        return MemberList(Members((), is_whole=False), None)
    query = select(MemberRow).where(*_of(tenant, placement))
    people = map(_read, session.scalars(query.order_by(MemberRow.name, MemberRow.person)))
    return MemberList(Members(tuple(people), bool(place.members_whole)), read_at)


def forget_old_members(session: Session, *, now: datetime) -> None:
    """Delete the lists that nobody has asked for anew."""
    old = select(PlacementRow.tenant, PlacementRow.id).where(
        PlacementRow.members_read_at <= now - KEPT
    )
    for tenant, placement in session.execute(old).all():
        session.execute(delete(MemberRow).where(*_of(tenant, placement)))
        session.execute(
            update(PlacementRow)
            .where(PlacementRow.tenant == tenant, PlacementRow.id == placement)
            .values(members_read_at=None, members_whole=None)
        )


def _of(tenant: str, placement: str) -> Iterable[Any]:
    return (MemberRow.tenant == tenant, MemberRow.placement == placement)


def _read(row: MemberRow) -> Member:
    return Member(row.person, row.name, Roles(row.is_learner, row.is_teacher))
