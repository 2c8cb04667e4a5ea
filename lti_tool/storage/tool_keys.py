"""The tool's keys at rest, sealed with the operator's secret."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.protocol.tool_keys import (
    PUBLISHED_AFTER,
    PUBLISHED_BEFORE,
    ToolKey,
    is_rotation_due,
    new_key,
)
from lti_tool.storage.database import Base, Database, lock
from lti_tool.storage.sealing import seal, unseal

_PURPOSE = "kurspakke tool keys 1"


class ToolKeyRow(Base):
    __tablename__ = "tool_key"

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    signs_from: Mapped[datetime]
    published_until: Mapped[datetime | None]


class StoredKeys:
    """Loads the keys for the key ring."""

    def __init__(self, database: Database, secret: str) -> None:
        self._database = database
        self._secret = secret

    def load(self) -> list[ToolKey]:
        with self._database.read() as session:
            return all_keys(session, self._secret)


def all_keys(session: Session, secret: str) -> list[ToolKey]:
    """Oldest first. Raises SecretDoesNotFit."""
    rows = session.scalars(select(ToolKeyRow).order_by(ToolKeyRow.signs_from, ToolKeyRow.kid))
    return [
        ToolKey(
            row.kid,
            unseal(row.sealed, row.kid, secret, purpose=_PURPOSE),
            row.signs_from,
            row.published_until,
        )
        for row in rows
    ]


def ensure_one(session: Session, secret: str, now: datetime) -> None:
    """Make the first key where there is none; also tells at once that the secret does not fit."""
    lock(session, "tool keys")
    if not all_keys(session, secret):
        _add(session, secret, new_key(signs_from=now))


def rotate(session: Session, secret: str, now: datetime, *, at_once: bool = False) -> ToolKey:
    """
    Make a key that signs after PUBLISHED_BEFORE; the older ones are published for a while yet.

    at_once: for a key that has leaked: the new one signs now, the others are withdrawn.
    """
    lock(session, "tool keys")
    signs_from = now if at_once else now + PUBLISHED_BEFORE
    withdrawn = now if at_once else signs_from + PUBLISHED_AFTER
    session.execute(
        update(ToolKeyRow)
        .where((ToolKeyRow.published_until.is_(None)) | (ToolKeyRow.published_until > withdrawn))
        .values(published_until=withdrawn)
    )
    key = new_key(signs_from)
    _add(session, secret, key)
    return key


def rotate_if_due(session: Session, secret: str, now: datetime) -> ToolKey | None:
    """
    Rotate on schedule, and drop what has been withdrawn. The new key, where one was made.

    Any number of processes may try at once: one does it. Raises SecretDoesNotFit.
    """
    lock(session, "tool keys")
    session.execute(delete(ToolKeyRow).where(ToolKeyRow.published_until <= now))
    keys = all_keys(session, secret)
    return rotate(session, secret, now) if keys and is_rotation_due(keys, now) else None


def reseal(session: Session, old_secret: str, new_secret: str) -> int:
    """Seal every key with another secret. Returns how many. Raises SecretDoesNotFit."""
    lock(session, "tool keys")
    keys = all_keys(session, old_secret)
    for key in keys:
        session.execute(
            update(ToolKeyRow)
            .where(ToolKeyRow.kid == key.kid)
            .values(sealed=_sealed(key, new_secret))
        )
    return len(keys)


def renew(session: Session, secret: str, now: datetime) -> ToolKey:
    """Drop all keys, also those that no secret opens any more, and make one that signs now."""
    lock(session, "tool keys")
    session.execute(delete(ToolKeyRow))
    key = new_key(signs_from=now)
    _add(session, secret, key)
    return key


def _add(session: Session, secret: str, key: ToolKey) -> None:
    session.add(ToolKeyRow(kid=key.kid, sealed=_sealed(key, secret), signs_from=key.signs_from))
    session.flush()


def _sealed(key: ToolKey, secret: str) -> bytes:
    return seal(key.private_key, key.kid, secret, purpose=_PURPOSE)
