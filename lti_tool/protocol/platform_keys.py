"""
The platforms' public keys, fetched when needed and kept.

A key id that we do not know makes one more fetch (the platform has rotated its keys), at most one
every half minute; while the platform's keys cannot be had, the last good ones serve for a day.
No launch waits long for another's fetch: a platform that is slow would else hold up the others'.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from lti_tool.clock import Clock
from lti_tool.errors import KeysNotUsable, NoAnswer, OutgoingError
from lti_tool.outgoing import Outgoing
from lti_tool.protocol.registration import Registration

FRESH = timedelta(hours=1)
"""After this a key that the platform has withdrawn is no longer trusted."""
LAST_GOOD = timedelta(days=1)
FETCH_PAUSE = timedelta(seconds=30)

WAIT_SECONDS = 3.0
"""For the answer to a fetch that another launch has begun."""

_MAX_KEYS = 100
_MIN_BITS = 2048


@dataclass(slots=True)
class _KeySet:
    """
    What we have of one address.

    tried_at: when the last fetch ended.
    fetch: set when the one that is under way has ended; None while there is none.
    lock: held for a moment only, never while the network is asked.
    """

    keys: dict[str, RSAPublicKey] = field(default_factory=dict)
    fetched_at: datetime | None = None
    tried_at: datetime | None = None
    failure: str = ""
    fetch: threading.Event | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class PlatformKeys:
    """A cache in memory, one per process. Thread-safe."""

    def __init__(self, outgoing: Outgoing, clock: Clock) -> None:
        self._outgoing = outgoing
        self._clock = clock
        self._sets: dict[str, _KeySet] = {}
        self._lock = threading.Lock()

    def key_for(self, registration: Registration, kid: str) -> RSAPublicKey | None:
        """The key of this id, or None. Raises KeysNotUsable where the platform has no keys."""
        key_set = self._set(registration.jwks_url)
        known = self._usable(key_set, kid, FRESH)
        if known is not None:
            return known
        with key_set.lock:
            others, ours = key_set.fetch, None
            if others is None and self._may_fetch(key_set):
                ours = key_set.fetch = threading.Event()
        if ours is not None:
            self._fetch(key_set, registration.jwks_url, ours)
        known = self._usable(key_set, kid, LAST_GOOD)
        if known is None and others is not None:
            if not others.wait(WAIT_SECONDS):
                raise KeysNotUsable("the key set's address has not answered yet")
            known = self._usable(key_set, kid, LAST_GOOD)
        if known is None and key_set.failure:
            raise KeysNotUsable(key_set.failure)
        return known

    def _may_fetch(self, key_set: _KeySet) -> bool:
        return key_set.tried_at is None or self._clock() - key_set.tried_at >= FETCH_PAUSE

    def _usable(self, key_set: _KeySet, kid: str, age: timedelta) -> RSAPublicKey | None:
        fetched_at = key_set.fetched_at
        if fetched_at is None or self._clock() - fetched_at >= age:
            return None
        return key_set.keys.get(kid)

    def _set(self, url: str) -> _KeySet:
        with self._lock:
            return self._sets.setdefault(url, _KeySet())

    def _fetch(self, key_set: _KeySet, url: str, ended: threading.Event) -> None:
        asked_at = self._clock()
        try:
            answer = self._outgoing.get(url, {"Accept": "application/json"})
            if answer.status != 200:
                raise NoAnswer(f"the key set's address answered {answer.status}")
            keys = read_key_set(answer.json())
        except (OutgoingError, KeysNotUsable) as error:
            key_set.failure = str(error)
        else:
            key_set.keys, key_set.fetched_at, key_set.failure = keys, asked_at, ""
        finally:
            with key_set.lock:
                key_set.tried_at, key_set.fetch = self._clock(), None
            ended.set()


def read_key_set(document: Any) -> dict[str, RSAPublicKey]:
    """
    The RSA signing keys of a JSON Web Key Set (RFC 7517), by id.

    Keys of other kinds and uses are passed over. Raises KeysNotUsable for anything else than a key
    set, and for a set without a key that we may use.
    """
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise KeysNotUsable("the key set's address gave something else than a key set")
    keys: dict[str, RSAPublicKey] = {}
    for entry in entries[:_MAX_KEYS]:
        key = _signing_key(entry)
        if key is not None:
            keys.setdefault(str(entry["kid"]), key)
    if not keys:
        raise KeysNotUsable("the key set holds no RSA signing key with an id")
    return keys


def _signing_key(entry: Any) -> RSAPublicKey | None:
    if not (
        isinstance(entry, dict)
        and entry.get("kty") == "RSA"
        and isinstance(entry.get("kid"), str)
        and entry.get("use", "sig") == "sig"
        and entry.get("alg", "RS256") == "RS256"
    ):
        return None
    try:
        public = {name: entry[name] for name in ("kty", "n", "e")}
        key = jwt.PyJWK.from_dict({**public, "alg": "RS256"}).key
    except (jwt.PyJWTError, KeyError, ValueError, TypeError):
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= _MIN_BITS else None
