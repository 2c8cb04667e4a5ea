"""Which course each resource link of a tenant opens."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.learning.placements import Choice, Placement
from lti_tool.storage.database import Base, lock

_ID_LENGTH = 24


class PlacementRow(Base):
    __tablename__ = "placement"
    __table_args__ = (UniqueConstraint("tenant", "resource_link"),)

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    resource_link: Mapped[str] = mapped_column(String(255))
    course: Mapped[str] = mapped_column(String(64))
    localization: Mapped[str | None] = mapped_column(String(300))
    chapter: Mapped[str | None] = mapped_column(String(64))
    assessment: Mapped[str | None] = mapped_column(String(64))
    unit: Mapped[str | None] = mapped_column(String(64))
    picked_version: Mapped[str | None] = mapped_column(String(32))
    memberships_url: Mapped[str | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


def placement_id(resource_link: str) -> str:
    """Derived, so that two first launches of the same link make the same placement."""
    return hashlib.sha256(resource_link.encode()).hexdigest()[:_ID_LENGTH]


def keep_placement(
    session: Session,
    tenant: str,
    resource_link: str,
    choice: Choice,
    *,
    memberships_url: str | None = None,
    at: datetime,
) -> Placement:
    """
    The link's placement, made at its first launch and following its choice after that.

    A teacher who picks other content for the same link changes the choice; results stay with the
    course that they were won in.
    """
    row = _find(session, tenant, resource_link)
    if row is None:
        lock(session, f"placement {tenant} {resource_link}")
        row = _find(session, tenant, resource_link)
    if row is None:
        row = PlacementRow(
            tenant=tenant,
            id=placement_id(resource_link),
            resource_link=resource_link,
            created_at=at,
            changed_at=at,
        )
        _choose(row, choice)
        session.add(row)
    elif _read(row).choice != choice:
        _choose(row, choice)
        row.changed_at = at
    if row.memberships_url != memberships_url:
        row.memberships_url = memberships_url
    session.flush()
    return _read(row)


def placement_of(session: Session, tenant: str, id_: str) -> Placement | None:
    row = session.get(PlacementRow, (tenant, id_))
    return None if row is None else _read(row)


def _find(session: Session, tenant: str, resource_link: str) -> PlacementRow | None:
    return session.get(PlacementRow, (tenant, placement_id(resource_link)), populate_existing=True)


def _choose(row: PlacementRow, choice: Choice) -> None:
    row.course = choice.course
    row.localization = choice.localization
    row.chapter = choice.chapter
    row.assessment = choice.assessment
    row.unit = choice.unit
    row.picked_version = choice.picked_version


def _read(row: PlacementRow) -> Placement:
    choice = Choice(
        course=row.course,
        localization=row.localization,
        chapter=row.chapter,
        assessment=row.assessment,
        unit=row.unit,
        picked_version=row.picked_version,
    )
    return Placement(row.tenant, row.id, row.resource_link, choice, row.memberships_url)
