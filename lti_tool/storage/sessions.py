"""Visits by the hash of their token."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    Index,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.learning.sessions import LONGEST, Page, Token, Visit
from lti_tool.protocol.launch import DeepLinkingSettings
from lti_tool.storage.database import Base
from lti_tool.storage.prepared import Prepared

_PICKING = text("deep_linking IS NOT NULL")


class VisitRow(Base):
    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_opened_at", "opened_at"),
        Index("ix_visit_placement", "tenant", "placement"),
        Index("ix_visit_picking", "launch", sqlite_where=_PICKING, postgresql_where=_PICKING),
    )

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    launch: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(String(255))
    page: Mapped[str] = mapped_column(String(16))
    is_learner: Mapped[bool]
    is_teacher: Mapped[bool]
    is_administrator: Mapped[bool]
    placement: Mapped[str | None] = mapped_column(String(24))
    language: Mapped[str] = mapped_column(String(8))
    platform_name: Mapped[str]
    about: Mapped[str | None] = mapped_column(String(255))
    return_url: Mapped[str | None]
    deep_linking: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    opened_at: Mapped[datetime]
    used_at: Mapped[datetime]
    line_item: Mapped[str | None]
    ags_scopes: Mapped[str] = mapped_column(default="")


_TABLE = cast(Table, VisitRow.__table__)
_INSERT = Prepared(insert(_TABLE))
_FIND = Prepared(
    select(_TABLE).where(
        VisitRow.tenant == bindparam("that_tenant"),
        VisitRow.token_digest == bindparam("that_digest"),
    )
)


def open_visit(session: Session, token: Token, visit: Visit) -> None:
    _INSERT.change(
        session,
        {
            "tenant": visit.tenant,
            "token_digest": token.digest,
            "launch": visit.launch,
            "person": visit.person,
            "page": visit.page.value,
            "is_learner": visit.is_learner,
            "is_teacher": visit.is_teacher,
            "is_administrator": visit.is_administrator,
            "placement": visit.placement,
            "language": visit.language,
            "platform_name": visit.platform_name,
            "about": visit.about,
            "return_url": visit.return_url,
            "deep_linking": asdict(visit.deep_linking) if visit.deep_linking else None,
            "opened_at": visit.opened_at,
            "used_at": visit.used_at,
            "line_item": visit.line_item,
            "ags_scopes": " ".join(sorted(visit.ags_scopes)),
        },
    )


def find_visit(session: Session, token: Token) -> Visit | None:
    """Whether it is over is for the caller to say."""
    return visit_by_digest(session, token.tenant, token.digest)


def visit_by_digest(session: Session, tenant: str, digest: str) -> Visit | None:
    """Likewise, for an address that was made for this visit."""
    row = _FIND.first(session, {"that_tenant": tenant, "that_digest": digest})
    return None if row is None else _read(row)


def picking_visit(session: Session, registration_id: str, launch: str) -> Visit | None:
    """The visit of somebody who picks content, by the address of its page. It opens nothing."""
    of_registration = VisitRow.tenant.startswith(f"{registration_id}:", autoescape=True)
    query = select(_TABLE).where(VisitRow.launch == launch, of_registration, _PICKING)
    row = session.execute(query).first()
    return None if row is None else _read(row)


def touch_visit(session: Session, token: Token, *, at: datetime) -> None:
    session.execute(
        update(VisitRow)
        .where(VisitRow.tenant == token.tenant, VisitRow.token_digest == token.digest)
        .values(used_at=at)
    )


def forget_old_visits(session: Session, *, now: datetime) -> None:
    """Delete what no token can open any more."""
    session.execute(delete(VisitRow).where(VisitRow.opened_at <= now - LONGEST))


def _read(row: Any) -> Visit:
    settings = row.deep_linking
    return Visit(
        tenant=row.tenant,
        launch=row.launch,
        person=row.person,
        page=Page(row.page),
        is_learner=row.is_learner,
        is_teacher=row.is_teacher,
        is_administrator=row.is_administrator,
        placement=row.placement,
        language=row.language,
        platform_name=row.platform_name,
        about=row.about,
        return_url=row.return_url,
        deep_linking=None
        if settings is None
        else DeepLinkingSettings(**settings | {"accept_types": tuple(settings["accept_types"])}),
        opened_at=row.opened_at,
        used_at=row.used_at,
        line_item=row.line_item,
        ags_scopes=frozenset(row.ags_scopes.split()),
    )


def last_seen(session: Session, tenant: str, placement: str) -> dict[str, datetime]:
    """When each learner's page was last heard of, to about a minute."""
    query = (
        select(VisitRow.person, func.max(VisitRow.used_at))
        .where(VisitRow.tenant == tenant, VisitRow.placement == placement, VisitRow.is_learner)
        .group_by(VisitRow.person)
    )
    return {row[0]: row[1] for row in session.execute(query)}
