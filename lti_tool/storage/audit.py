"""
Who did what with rights that others do not have: published, activated, granted, revoked.

Entries are only ever added. They name people by the platform's opaque id, never by name.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from lti_tool.storage.database import Base

OPERATOR = "command line"
"""The actor of what is done by command."""

WHOLE_TOOL = ""
"""The tenant of acts that concern all of them, such as publishing a course."""


class AuditRow(Base):
    __tablename__ = "audit_entry"

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Begins with the time, so that entries sort by it."""
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(255))
    act: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    tenant: str
    at: datetime
    actor: str
    act: str
    subject: str
    details: Mapping[str, Any]


def record(
    session: Session,
    act: str,
    subject: str,
    *,
    at: datetime,
    by: str,
    tenant: str = WHOLE_TOOL,
    **details: str | int | bool | None,
) -> None:
    """Add one entry in the same transaction as the act itself."""
    micros = int(at.timestamp() * 1_000_000)
    session.add(
        AuditRow(
            tenant=tenant,
            id=f"{micros:016x}{secrets.token_hex(4)}",
            at=at,
            actor=by,
            act=act,
            subject=subject,
            details=details,
        )
    )
    session.flush()


@dataclass(frozen=True, slots=True)
class Sought:
    """
    What the operator asks for, of all tenants; None stands for anything.

    before: the point in time itself is no longer asked for.
    registration: acts on the platform itself count, too, where no deployment is named.
    person: who did it, or whom it is about.
    """

    since: datetime | None = None
    before: datetime | None = None
    registration: str | None = None
    deployment: str | None = None
    actor: str | None = None
    act: str | None = None
    person: str | None = None


def search(session: Session, sought: Sought, limit: int) -> list[AuditEntry]:
    """The newest first."""
    query = select(AuditRow).where(*_conditions(sought)).order_by(AuditRow.id.desc()).limit(limit)
    return [_entry(row) for row in session.scalars(query)]


def _conditions(sought: Sought) -> Iterator[ColumnElement[bool]]:
    if sought.since is not None:
        yield AuditRow.at >= sought.since
    if sought.before is not None:
        yield AuditRow.at < sought.before
    if sought.registration is not None and sought.deployment is not None:
        yield AuditRow.tenant == f"{sought.registration}:{sought.deployment}"
    elif sought.registration is not None:
        of_a_deployment = AuditRow.tenant.startswith(f"{sought.registration}:", autoescape=True)
        yield or_(of_a_deployment, AuditRow.subject == sought.registration)
    if sought.actor is not None:
        yield AuditRow.actor == sought.actor
    if sought.act is not None:
        yield AuditRow.act == sought.act
    if sought.person is not None:
        yield _concerns(sought.person)


def _concerns(person: str) -> ColumnElement[bool]:
    """Withdrawing a grant names the grant alone; whose it is stands where it was given."""
    given = aliased(AuditRow)
    their_grants = select(given.subject).where(
        given.act == "grant.add", given.details["person"].as_string() == person
    )
    return or_(
        AuditRow.actor == person, AuditRow.subject == person, AuditRow.subject.in_(their_grants)
    )


def entries(session: Session, tenant: str = WHOLE_TOOL) -> list[AuditEntry]:
    """The tenant's entries, oldest first."""
    query = select(AuditRow).where(AuditRow.tenant == tenant).order_by(AuditRow.id)
    return [_entry(row) for row in session.scalars(query)]


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(row.tenant, row.at, row.actor, row.act, row.subject, row.details)
