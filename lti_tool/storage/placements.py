"""Which course each resource link of a tenant opens."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, String, Table, UniqueConstraint, bindparam, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.learning.placements import Choice, Placement
from lti_tool.storage.database import Base, lock
from lti_tool.storage.prepared import Prepared

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
    members_read_at: Mapped[datetime | None] = mapped_column(index=True)
    members_whole: Mapped[bool | None]
    context: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Use:
    """
    A course or a part of it that a link has opened in an LMS course.

    context: the LMS course; None where the platform did not say. since: the first time.
    """

    course: str
    chapter: str | None
    assessment: str | None
    context: str | None
    since: datetime


_BY_ID = Prepared(  # nearly every launch finds its placement as it was
    select(cast(Table, PlacementRow.__table__)).where(
        PlacementRow.tenant == bindparam("that_tenant"), PlacementRow.id == bindparam("that_id")
    )
)


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
    context: str | None = None,
    at: datetime,
) -> Placement:
    """
    The link's placement, made at its first launch and following its choice after that.

    A teacher who picks other content for the same link changes the choice; results stay with the
    course that they were won in.
    """
    as_it_was = _BY_ID.first(
        session, {"that_tenant": tenant, "that_id": placement_id(resource_link)}
    )
    if as_it_was is not None and (
        _read(as_it_was).choice == choice
        and as_it_was.memberships_url == memberships_url
        and as_it_was.context == context
    ):
        return _read(as_it_was)
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
    if row.context != context:
        row.context = context
    session.flush()
    return _read(row)


def placement_of(session: Session, tenant: str, id_: str) -> Placement | None:
    row = _BY_ID.first(session, {"that_tenant": tenant, "that_id": id_})
    return None if row is None else _read(row)


def uses(session: Session, tenant: str) -> list[Use]:
    """What the tenant has opened before, each part of a course once for every LMS course."""
    part = (PlacementRow.course, PlacementRow.chapter, PlacementRow.assessment)
    query = (
        select(*part, PlacementRow.context, func.min(PlacementRow.created_at))
        .where(PlacementRow.tenant == tenant)
        .group_by(*part, PlacementRow.context)
    )
    return [Use(*row) for row in session.execute(query)]


def units(
    session: Session, tenant: str, localization: str | None, context: str | None
) -> list[str]:
    """
    The workplaces that links name in this localization or below it, or in the same LMS course.

    Several municipalities may share a tenant, and a workplace is one municipality's.
    """
    row = PlacementRow
    near: list[ColumnElement[bool]] = [row.localization == localization]
    if localization is not None:
        near.append(row.localization.startswith(f"{localization}/", autoescape=True))
    if context is not None:
        near.append(row.context == context)
    query = (
        select(row.unit)
        .where(row.tenant == tenant, row.unit.is_not(None), or_(*near))
        .distinct()
        .order_by(row.unit)
    )
    return [unit for unit in session.scalars(query) if unit is not None]


def _find(session: Session, tenant: str, resource_link: str) -> PlacementRow | None:
    return session.get(PlacementRow, (tenant, placement_id(resource_link)), populate_existing=True)


def _choose(row: PlacementRow, choice: Choice) -> None:
    row.course = choice.course
    row.localization = choice.localization
    row.chapter = choice.chapter
    row.assessment = choice.assessment
    row.unit = choice.unit
    row.picked_version = choice.picked_version


def _read(row: Any) -> Placement:
    choice = Choice(
        course=row.course,
        localization=row.localization,
        chapter=row.chapter,
        assessment=row.assessment,
        unit=row.unit,
        picked_version=row.picked_version,
    )
    return Placement(row.tenant, row.id, row.resource_link, choice, row.memberships_url)
