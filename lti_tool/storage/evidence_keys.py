"""The keys that sign evidence: one signs, the public half of each is published for ever."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.certification.signing import EvidenceKey, new_evidence_key
from lti_tool.storage.database import Base, lock
from lti_tool.storage.sealing import seal, unseal

_PURPOSE = "kurspakke evidence keys 1"


class EvidenceKeyRow(Base):
    __tablename__ = "evidence_key"

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    public: Mapped[dict[str, Any]] = mapped_column(JSON)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None once the key signs no more: then nobody can sign with it again."""
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


def signing(session: Session, secret: str, now: datetime) -> EvidenceKey:
    """The key that signs now, made where there is none. Raises SecretDoesNotFit."""
    row = _signing_row(session)
    if row is None:
        lock(session, "evidence keys")
        row = _signing_row(session)
    if row is None or row.sealed is None:
        return _add(session, secret, now)
    return EvidenceKey(unseal(row.sealed, row.kid, secret, purpose=_PURPOSE))


def rotate(session: Session, secret: str, now: datetime) -> EvidenceKey:
    """A new key signs from now on; the private half of the old one is destroyed."""
    lock(session, "evidence keys")
    retire(session, now)
    return _add(session, secret, now)


def reseal(session: Session, old_secret: str, new_secret: str) -> int:
    """Seal the key that signs with another secret. How many. Raises SecretDoesNotFit."""
    lock(session, "evidence keys")
    row = _signing_row(session)
    if row is None or row.sealed is None:
        return 0
    key = unseal(row.sealed, row.kid, old_secret, purpose=_PURPOSE)
    row.sealed = seal(key, row.kid, new_secret, purpose=_PURPOSE)
    session.flush()
    return 1


def retire(session: Session, now: datetime) -> None:
    """The next record is signed by a new key; what the old ones signed can still be checked."""
    session.execute(
        update(EvidenceKeyRow)
        .where(EvidenceKeyRow.retired_at.is_(None))
        .values(retired_at=now, sealed=None)
    )


def published(session: Session) -> list[dict[str, Any]]:
    """Every public key there ever was, newest first."""
    query = select(EvidenceKeyRow).order_by(EvidenceKeyRow.made_at.desc(), EvidenceKeyRow.kid)
    return [dict(row.public) for row in session.scalars(query)]


def listed(session: Session) -> list[tuple[str, datetime, datetime | None]]:
    """Id, made, retired; newest first."""
    query = select(EvidenceKeyRow).order_by(EvidenceKeyRow.made_at.desc(), EvidenceKeyRow.kid)
    return [(row.kid, row.made_at, row.retired_at) for row in session.scalars(query)]


def _signing_row(session: Session) -> EvidenceKeyRow | None:
    query = select(EvidenceKeyRow).where(EvidenceKeyRow.retired_at.is_(None))
    return session.scalar(query.order_by(EvidenceKeyRow.made_at.desc()).limit(1))


def _add(session: Session, secret: str, now: datetime) -> EvidenceKey:
    key = new_evidence_key()
    sealed = seal(key.private_key, key.kid, secret, purpose=_PURPOSE)
    row = EvidenceKeyRow(kid=key.kid, public=key.public_jwk, sealed=sealed, made_at=now)
    session.add(row)
    session.flush()
    return key
