"""
Calls to a platform's services, with the access token that they want.

Spec: https://www.imsglobal.org/spec/security/v1p0/#using-json-web-tokens-with-oauth-2-0-client-credentials-grant
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lti_tool.clock import Clock
from lti_tool.errors import NoAnswer, TokenRefused
from lti_tool.outgoing import Answer, Outgoing
from lti_tool.protocol.quirks import quirks_of
from lti_tool.protocol.registration import Registration
from lti_tool.protocol.tool_keys import KeyRing

EXPIRY_MARGIN = timedelta(seconds=60)
_ASSERTION_LIFE = timedelta(minutes=5)
_DEFAULT_LIFE_SECONDS = 300
_LONGEST_LIFE_SECONDS = 24 * 3600
_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_MAX_DETAIL = 200


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    good_until: datetime


class AccessTokens:
    """
    Tokens in memory, per registration and scopes. Thread-safe.

    Never per issuer alone: one Canvas host serves many customers under one issuer.
    """

    def __init__(self, outgoing: Outgoing, keys: KeyRing, clock: Clock) -> None:
        self._outgoing = outgoing
        self._keys = keys
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens: dict[tuple[str, str, str], _Token] = {}

    def post(
        self,
        registration: Registration,
        scopes: frozenset[str],
        url: str,
        body: bytes,
        headers: Mapping[str, str],
    ) -> Answer:
        """Raises TokenRefused or OutgoingError; a 401 after a new token comes back as it is."""

        def send(authorization: dict[str, str]) -> Answer:
            return self._outgoing.post(url, body, {**headers, **authorization})

        return self._send(registration, scopes, send)

    def get(
        self,
        registration: Registration,
        scopes: frozenset[str],
        url: str,
        headers: Mapping[str, str],
    ) -> Answer:
        """Like `post`."""

        def send(authorization: dict[str, str]) -> Answer:
            return self._outgoing.get(url, {**headers, **authorization})

        return self._send(registration, scopes, send)

    def renew(self, registration: Registration, scopes: frozenset[str]) -> None:
        """Fetch a new token now; whether the platform gives one. Raises like `post`."""
        scope = " ".join(sorted(scopes))
        token = self._fetch(registration, scope, self._clock())
        with self._lock:
            self._tokens[registration.id, registration.token_url, scope] = token

    def _send(
        self,
        registration: Registration,
        scopes: frozenset[str],
        send: Callable[[dict[str, str]], Answer],
    ) -> Answer:
        token = self._token(registration, scopes)
        answer = send({"Authorization": f"Bearer {token}"})
        if answer.status == 401:
            token = self._token(registration, scopes, refused=token)
            answer = send({"Authorization": f"Bearer {token}"})
        return answer

    def _token(
        self, registration: Registration, scopes: frozenset[str], *, refused: str | None = None
    ) -> str:
        """A token that is good for a while yet, and is not the one that was just refused."""
        scope = " ".join(sorted(scopes))
        key = (registration.id, registration.token_url, scope)
        now = self._clock()
        with self._lock:
            known = self._tokens.get(key)
        if known is not None and known.good_until > now and known.text != refused:
            return known.text
        token = self._fetch(registration, scope, now)
        with self._lock:
            self._tokens[key] = token
        return token.text

    def _fetch(self, registration: Registration, scope: str, now: datetime) -> _Token:
        answer = self._outgoing.post(
            registration.token_url,
            {
                "grant_type": "client_credentials",
                "client_assertion_type": _ASSERTION_TYPE,
                "client_assertion": self._keys.signing().sign(assertion(registration, now)),
                "scope": scope,
            },
            {"Accept": "application/json"},
        )
        if not answer.is_success:
            raise TokenRefused(answer.status, _error_code(answer))
        document = answer.json()
        text = document.get("access_token") if isinstance(document, dict) else None
        if not isinstance(text, str) or not text or not text.isascii() or not text.isprintable():
            raise NoAnswer("the token endpoint's answer holds no access token")
        life = timedelta(seconds=_life_seconds(document.get("expires_in")))
        return _Token(text, now + max(life - EXPIRY_MARGIN, timedelta(0)))


def assertion(registration: Registration, now: datetime) -> dict[str, Any]:
    """The claims by which we prove who we are. Blackboard reads only whole seconds."""
    issued = int(now.timestamp())
    return {
        "iss": registration.client_id,
        "sub": registration.client_id,
        "aud": _audience(registration),
        "iat": issued,
        "exp": issued + int(_ASSERTION_LIFE.total_seconds()),
        "jti": secrets.token_urlsafe(24),
    }


def _audience(registration: Registration) -> str:
    """What the operator wrote, else what the platform is known to want."""
    known = quirks_of(registration).token_audience
    return registration.token_audience or known or registration.token_url


def _life_seconds(value: object) -> int:
    try:
        seconds = int(str(value))
    except ValueError:
        return _DEFAULT_LIFE_SECONDS
    return min(max(seconds, 0), _LONGEST_LIFE_SECONDS)


def _error_code(answer: Answer) -> str:
    """OAuth's `error` (RFC 6749, 5.2) where the answer has one; never the answer itself."""
    try:
        document = answer.json()
    except NoAnswer:
        return "no reason given"
    code = document.get("error") if isinstance(document, dict) else None
    if not isinstance(code, str) or not code.isascii() or not code.isprintable():
        return "no reason given"
    return code[:_MAX_DETAIL]
