"""
Invitations by the hash of their secret.

Using one takes three steps, since the platform is asked in between: it is claimed for a few
minutes, the platform answers, and the claim is spent in the transaction that keeps the platform.
Whatever goes wrong before that leaves the invitation as it was.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import JSON, String, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.protocol.invitation import Invitation, secret_hash
from lti_tool.storage.database import Base

CLAIM = timedelta(minutes=2)
"""Longer than all the requests of a registration can take: see `outgoing.TOTAL_SECONDS`."""


class InvitationRow(Base):
    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str]
    localization: Mapped[str | None]
    embed_origins: Mapped[list[str]] = mapped_column(JSON)
    host: Mapped[str | None] = mapped_column(String(255))
    asks_for_names: Mapped[bool]
    needs_approval: Mapped[bool]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    claim: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    registration_id: Mapped[str | None] = mapped_column(String(32))


def add(session: Session, invitation: Invitation, secret: str) -> None:
    session.add(
        InvitationRow(
            id=invitation.id,
            secret_hash=secret_hash(secret),
            label=invitation.label,
            localization=invitation.localization,
            embed_origins=list(invitation.embed_origins),
            host=invitation.host,
            asks_for_names=invitation.asks_for_names,
            needs_approval=invitation.needs_approval,
            created_at=invitation.created_at,
            expires_at=invitation.expires_at,
        )
    )
    session.flush()


def find(session: Session, secret: str) -> Invitation | None:
    """By the secret of the link, whatever has become of the invitation."""
    query = select(InvitationRow).where(InvitationRow.secret_hash == secret_hash(secret))
    row = session.scalar(query)
    return None if row is None else _read(row)


def everything(session: Session) -> list[Invitation]:
    """The oldest first."""
    rows = session.scalars(select(InvitationRow).order_by(InvitationRow.created_at))
    return [_read(row) for row in rows]


def revoke(session: Session, invitation_id: str, now: datetime) -> bool:
    """Let the link open nothing any more; False where there is none such."""
    statement = (
        update(InvitationRow)
        .where(InvitationRow.id == invitation_id, InvitationRow.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return session.connection().execute(statement).rowcount == 1


def claim(session: Session, invitation: Invitation, now: datetime) -> str | None:
    """The right to use it, for whoever comes first; None while somebody else has that."""
    key = secrets.token_hex(16)
    statement = (
        update(InvitationRow)
        .where(
            InvitationRow.id == invitation.id,
            InvitationRow.used_at.is_(None),
            InvitationRow.revoked_at.is_(None),
            InvitationRow.expires_at > now,
            or_(InvitationRow.claim.is_(None), InvitationRow.claimed_until <= now),
        )
        .values(claim=key, claimed_until=now + CLAIM)
    )
    return key if session.connection().execute(statement).rowcount == 1 else None


def release(session: Session, invitation: Invitation, key: str) -> None:
    """It came to nothing; the link may be used once more."""
    session.execute(
        update(InvitationRow)
        .where(InvitationRow.id == invitation.id, InvitationRow.claim == key)
        .values(claim=None, claimed_until=None)
    )


def spend(
    session: Session, invitation: Invitation, key: str, registration_id: str, now: datetime
) -> bool:
    """Use it up, in the transaction that keeps the platform. False where the claim was lost."""
    statement = (
        update(InvitationRow)
        .where(
            InvitationRow.id == invitation.id,
            InvitationRow.claim == key,
            InvitationRow.used_at.is_(None),
            InvitationRow.revoked_at.is_(None),
        )
        .values(used_at=now, registration_id=registration_id, claim=None, claimed_until=None)
    )
    return session.connection().execute(statement).rowcount == 1


def _read(row: InvitationRow) -> Invitation:
    return Invitation(
        id=row.id,
        label=row.label,
        localization=row.localization,
        embed_origins=tuple(row.embed_origins),
        host=row.host,
        asks_for_names=row.asks_for_names,
        needs_approval=row.needs_approval,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
        registration_id=row.registration_id,
    )
