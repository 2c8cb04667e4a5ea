"""
Our own keys: one signs, those that platforms may still meet are published.

Every 90 days a new key takes over. It is published for a day before it signs, and the old one for a
week after it stopped, so that a platform with a cached key set never meets a signature that it
cannot check.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import jwt
import structlog
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from lti_tool.clock import Clock
from lti_tool.errors import LtiToolError, SecretDoesNotFit

SIGNS_FOR = timedelta(days=90)
PUBLISHED_BEFORE = timedelta(days=1)
"""Longer than any platform that we know of keeps a key set without asking again."""

PUBLISHED_AFTER = timedelta(days=7)
_READ_AGAIN = timedelta(minutes=1)
_BITS = 2048

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ToolKey:
    """
    signs_from: from then on, until a newer key does.
    published_until: None while no newer key has been made.
    """

    kid: str
    private_key: rsa.RSAPrivateKey
    signs_from: datetime
    published_until: datetime | None = None

    def is_published(self, now: datetime) -> bool:
        return self.published_until is None or now < self.published_until

    def public_jwk(self) -> dict[str, Any]:
        numbers = json.loads(RSAAlgorithm.to_jwk(self.private_key.public_key()))
        public = {name: numbers[name] for name in ("kty", "n", "e")}
        return {**public, "kid": self.kid, "use": "sig", "alg": "RS256"}

    def sign(self, claims: dict[str, Any]) -> str:
        """An RS256 token with our key id in its header; Moodle wants the id."""
        return jwt.encode(claims, self.private_key, algorithm="RS256", headers={"kid": self.kid})


def new_key(signs_from: datetime) -> ToolKey:
    private_key = rsa.generate_private_key(public_exponent=65_537, key_size=_BITS)
    return ToolKey(secrets.token_urlsafe(12), private_key, signs_from)


def signing_key(keys: Sequence[ToolKey], now: datetime) -> ToolKey:
    """The newest that may sign. Raises LtiToolError where there is none."""
    ready = [key for key in keys if key.signs_from <= now and key.is_published(now)]
    if not ready:
        raise LtiToolError("The tool has no key yet; run `lti-tool upgrade`, which makes one.")
    return max(ready, key=lambda key: key.signs_from)


def is_rotation_due(keys: Sequence[ToolKey], now: datetime) -> bool:
    """Whether the newest key has to get a successor now, to be published before it signs."""
    newest = max(key.signs_from for key in keys)
    return newest + SIGNS_FOR - PUBLISHED_BEFORE <= now


def key_set(keys: Sequence[ToolKey], now: datetime) -> dict[str, Any]:
    """The public key set that platforms fetch (RFC 7517)."""
    return {"keys": [key.public_jwk() for key in keys if key.is_published(now)]}


class KeyStore(Protocol):
    def load(self) -> list[ToolKey]:
        """All stored keys. Raises SecretDoesNotFit."""


class KeyRing:
    """
    The stored keys, read again every minute so that a rotation reaches every process.

    Keys that cannot be opened any more (the operator is changing the secret) leave those in force
    that were read before, until the restart.
    """

    def __init__(self, store: KeyStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: list[ToolKey] = []
        self._read_at: datetime | None = None

    def signing(self) -> ToolKey:
        return signing_key(self._current(), self._clock())

    def public(self) -> dict[str, Any]:
        return key_set(self._current(), self._clock())

    def _current(self) -> list[ToolKey]:
        now = self._clock()
        with self._lock:
            if self._read_at is None or not self._keys or now - self._read_at >= _READ_AGAIN:
                self._keys, self._read_at = self._load(), now
            return self._keys

    def _load(self) -> list[ToolKey]:
        try:
            return self._store.load()
        except SecretDoesNotFit:
            if not self._keys:
                raise
            log.warning("the stored keys were sealed with another secret; restart with that one")
            return self._keys
