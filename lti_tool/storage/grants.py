"""Grants of roles inside the tool, kept also after they end."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Index, String, Table, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.learning.grants import Grant, Role, Scope
from lti_tool.storage.database import Base
from lti_tool.storage.prepared import Prepared


class GrantRow(Base):
    __tablename__ = "role_grant"
    __table_args__ = (Index("ix_role_grant_person", "tenant", "person"),)

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    scope: Mapped[str] = mapped_column(String(16))
    scope_id: Mapped[str] = mapped_column(String(64))
    given_by: Mapped[str] = mapped_column(String(255))
    given_at: Mapped[datetime]
    until: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


def add_grant(session: Session, grant: Grant) -> None:
    session.add(
        GrantRow(
            tenant=grant.tenant,
            id=grant.id,
            person=grant.person,
            role=grant.role.value,
            scope=grant.scope.value,
            scope_id=grant.scope_id,
            given_by=grant.given_by,
            given_at=grant.given_at,
            until=grant.until,
            revoked_at=grant.revoked_at,
        )
    )
    session.flush()


_OF_PERSON = Prepared(
    select(cast(Table, GrantRow.__table__))
    .where(GrantRow.tenant == bindparam("that_tenant"), GrantRow.person == bindparam("that_person"))
    .order_by(GrantRow.given_at, GrantRow.id)
)


def grants_of_person(session: Session, tenant: str, person: str) -> list[Grant]:
    values = {"that_tenant": tenant, "that_person": person}
    return [_read(row) for row in _OF_PERSON.rows(session, values)]


def grants_of_tenant(session: Session, tenant: str) -> list[Grant]:
    query = select(GrantRow).where(GrantRow.tenant == tenant)
    return [_read(row) for row in session.scalars(query.order_by(GrantRow.given_at, GrantRow.id))]


def revoke_grant(session: Session, tenant: str, id_: str, *, at: datetime) -> bool:
    """Whether there was a grant of that id, not yet revoked."""
    changed = session.scalars(
        update(GrantRow)
        .where(GrantRow.tenant == tenant, GrantRow.id == id_, GrantRow.revoked_at.is_(None))
        .values(revoked_at=at)
        .returning(GrantRow.id)
    )
    return changed.first() is not None


def _read(row: Any) -> Grant:
    return Grant(
        tenant=row.tenant,
        id=row.id,
        person=row.person,
        role=Role(row.role),
        scope=Scope(row.scope),
        scope_id=row.scope_id,
        given_by=row.given_by,
        given_at=row.given_at,
        until=row.until,
        revoked_at=row.revoked_at,
    )
