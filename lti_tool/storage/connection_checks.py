"""How a platform's connection was last tested to be: one row for each check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.storage.database import Base, lock
from lti_tool.storage.platforms import RegistrationRow

WHOLE_PLATFORM = ""
"""The deployment id of checks that concern all deployments."""


class Outcome(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """
    name: what was tested (`token`).
    finding: what was found (`refused`); with the name it is the key of the texts.
    details: for the texts' placeholders; no token, no person.
    """

    name: str
    outcome: Outcome
    finding: str
    checked_at: datetime
    details: Mapping[str, str | int] = field(default_factory=dict)
    deployment_id: str = WHOLE_PLATFORM


class ConnectionCheckRow(Base):
    __tablename__ = "connection_check"

    registration_id: Mapped[str] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    deployment_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(16))
    finding: Mapped[str] = mapped_column(String(32))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    checked_at: Mapped[datetime]


def keep(session: Session, registration_id: str, checks: Iterable[Check]) -> None:
    """Each replaces what was found before; nothing where the platform is gone."""
    lock(session, f"connection {registration_id}")
    if session.get(RegistrationRow, registration_id) is None:
        return
    for check in checks:
        key = (registration_id, check.deployment_id, check.name)
        row = session.get(ConnectionCheckRow, key)
        if row is None:
            row = ConnectionCheckRow(
                registration_id=registration_id,
                deployment_id=check.deployment_id,
                name=check.name,
            )
            session.add(row)
        row.outcome, row.finding = check.outcome.value, check.finding
        row.details, row.checked_at = dict(check.details), check.checked_at
    session.flush()


def of_registration(
    session: Session, registration_id: str, deployment_id: str | None = None
) -> list[Check]:
    """All of them, or the platform's own and those of one deployment."""
    query = select(ConnectionCheckRow).where(ConnectionCheckRow.registration_id == registration_id)
    if deployment_id is not None:
        query = query.where(
            or_(
                ConnectionCheckRow.deployment_id == WHOLE_PLATFORM,
                ConnectionCheckRow.deployment_id == deployment_id,
            )
        )
    return [
        Check(
            name=row.name,
            outcome=Outcome(row.outcome),
            finding=row.finding,
            checked_at=row.checked_at,
            details=row.details,
            deployment_id=row.deployment_id,
        )
        for row in session.scalars(query.order_by(ConnectionCheckRow.deployment_id))
    ]
