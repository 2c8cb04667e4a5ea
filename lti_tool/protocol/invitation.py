"""A one-time link that lets an administrator register a learning platform here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lti_tool.protocol.login import hash_of

LIFE = timedelta(days=14)
SHOWS_RESULT = timedelta(days=14)
"""For so long after the registration the link shows how the connection was tested."""

_SECRET_BYTES = 24
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_ID_LENGTH = 8


class State(StrEnum):
    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Invitation:
    """
    id: names it on the command line and in the log; opens nothing.
    label: whom it is for, in the operator's words.
    localization: what the platform's deployments get by default.
    embed_origins: whose pages may frame the courses, beside the platform's own.
    host: the only host whose platform may use it; None for any.
    asks_for_names: whether the platform is asked to tell people's names.
    needs_approval: nobody is let in before the operator has approved the platform.
    registration_id: what it became.
    """

    id: str
    label: str
    localization: str | None
    embed_origins: tuple[str, ...]
    host: str | None
    asks_for_names: bool
    needs_approval: bool
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    used_at: datetime | None = None
    registration_id: str | None = None

    def state(self, now: datetime) -> State:
        if self.used_at is not None:
            return State.USED
        if self.revoked_at is not None:
            return State.REVOKED
        return State.EXPIRED if now >= self.expires_at else State.OPEN

    def shows_result(self, now: datetime) -> bool:
        return (
            self.used_at is not None
            and self.revoked_at is None
            and now < self.used_at + SHOWS_RESULT
        )


def new_secret() -> str:
    """What stands in the link, and is kept nowhere: the database has its hash."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def new_id() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))


def secret_hash(secret: str) -> str:
    return hash_of(secret)
