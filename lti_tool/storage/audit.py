"""
Who did what with rights that others do not have: published, activated, granted, revoked.

Entries are only ever added. They name people by the platform's opaque id, never by name.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.storage.database import Base

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


def entries(session: Session, tenant: str = WHOLE_TOOL) -> list[AuditEntry]:
    """The tenant's entries, oldest first."""
    query = select(AuditRow).where(AuditRow.tenant == tenant).order_by(AuditRow.id)
    return [
        AuditEntry(row.tenant, row.at, row.actor, row.act, row.subject, row.details)
        for row in session.scalars(query)
    ]
