"""
Access tokens for the services: given for a signed client assertion, checked at every call.

Spec: https://www.imsglobal.org/spec/security/v1p0/#securing_web_services
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from lti_tool.clock import Clock
from lti_tool.sandbox.claims import granted
from lti_tool.sandbox.errors import ServiceRefused, TokenRefused, UntrustedToolJwt
from lti_tool.sandbox.model import Tool
from lti_tool.sandbox.tool_jwt import ToolJwtVerifier

LIFETIME_SECONDS: Final = 3600
_ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True, slots=True)
class AccessToken:
    value: str
    scopes: frozenset[str]
    expires: float


class AccessTokens:
    """The tokens given out, in memory: after a restart tools ask anew."""

    def __init__(self, token_url: str, tool: Tool, verifier: ToolJwtVerifier, clock: Clock) -> None:
        self._token_url = token_url
        self._tool = tool
        self._verifier = verifier
        self._clock = clock
        self._tokens: dict[str, AccessToken] = {}
        self._lock = Lock()

    def grant(self, form: Mapping[str, str]) -> AccessToken:
        """Answer a token request; raises TokenRefused."""
        if form.get("grant_type") != "client_credentials":
            raise TokenRefused("unsupported_grant_type", "`grant_type` must be client_credentials.")
        if form.get("client_assertion_type") != _ASSERTION_TYPE:
            raise TokenRefused(
                "invalid_request", f"`client_assertion_type` is not {_ASSERTION_TYPE}."
            )
        try:
            claims = self._verifier.verify(
                form.get("client_assertion", ""), self._token_url, single_use="jti"
            )
        except UntrustedToolJwt as error:
            raise TokenRefused("invalid_client", str(error), 401) from error
        if claims.get("sub") != self._tool.client_id:
            raise TokenRefused("invalid_client", "`sub` is not the client id.", 401)
        scopes = frozenset(form.get("scope", "").split())
        if not scopes or not scopes <= set(granted(self._tool)):
            raise TokenRefused("invalid_scope", "A scope is missing or was not granted.")
        return self._give(scopes)

    def knows(self, authorization: str) -> bool:
        """Whether it carries a token that was given out here, expired or not."""
        return authorization.partition(" ")[2] in self._tokens

    def check(self, authorization: str, *one_of: str) -> None:
        """Let a service call pass whose token has one of the scopes; raises ServiceRefused."""
        scheme, _, value = authorization.partition(" ")
        token = self._tokens.get(value) if scheme.lower() == "bearer" else None
        if token is None or token.expires <= self._clock().timestamp():
            raise ServiceRefused(401, "The access token is missing, unknown or has expired.")
        if token.scopes.isdisjoint(one_of):
            raise ServiceRefused(
                403, f"The access token has none of the scopes {', '.join(one_of)}."
            )

    def revoke_all(self) -> None:
        with self._lock:
            self._tokens.clear()

    def _give(self, scopes: frozenset[str]) -> AccessToken:
        now = self._clock().timestamp()
        token = AccessToken(secrets.token_urlsafe(32), scopes, now + LIFETIME_SECONDS)
        with self._lock:
            self._tokens = {
                value: kept for value, kept in self._tokens.items() if kept.expires > now
            }
            self._tokens[token.value] = token
        return token


def token_response(token: AccessToken) -> dict[str, Any]:
    """RFC 6749, 5.1."""
    return {
        "access_token": token.value,
        "token_type": "Bearer",
        "expires_in": LIFETIME_SECONDS,
        "scope": " ".join(sorted(token.scopes)),
    }
