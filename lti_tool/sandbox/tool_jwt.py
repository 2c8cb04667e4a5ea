"""
Trust what the tool signs: deep linking responses and client assertions.

Spec: https://www.imsglobal.org/spec/security/v1p0/#tool-jwt
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, Final

import jwt
from jwt import PyJWK

from lti_tool.clock import Clock
from lti_tool.sandbox.errors import UntrustedToolJwt
from lti_tool.sandbox.model import Tool

FetchJson = Callable[[str], Mapping[str, Any]]
"""Get a JSON object from a URL; OSError or ValueError where there is none to be had."""

_LEEWAY_SECONDS: Final = 60


class ToolJwtVerifier:
    """Keeps the tool's key set, and fetches it anew when a token names a key that is not in it."""

    def __init__(self, tool: Tool, fetch_json: FetchJson, clock: Clock) -> None:
        self._tool = tool
        self._fetch_json = fetch_json
        self._clock = clock
        self._keys: dict[str, PyJWK] = {}
        self._used: dict[str, int] = {}
        self._lock = Lock()

    def verify(self, token: str, audience: str, *, single_use: str) -> dict[str, Any]:
        """
        The claims of `token`; raises UntrustedToolJwt.

        audience: must be `aud`, or one of them.
        single_use: the claim (`jti`, `nonce`) that must be there and never have been seen.
        """
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key_for(token),
                algorithms=["RS256"],
                audience=audience,
                issuer=self._tool.client_id,
                # The clock is ours, so the times are checked below.
                options={
                    "require": ["iss", "aud", "iat", "exp", single_use],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except jwt.InvalidTokenError as error:
            raise UntrustedToolJwt(f"The tool's JWT is not valid: {error}") from error
        self._check_times(claims)
        self._use_once(claims, single_use)
        return claims

    def _key_for(self, token: str) -> PyJWK:
        kid = jwt.get_unverified_header(token).get("kid")
        if not isinstance(kid, str):
            raise UntrustedToolJwt("The tool's JWT has no `kid` in its header.")
        with self._lock:
            if kid not in self._keys:
                self._keys = self._fetched_keys()
            try:
                return self._keys[kid]
            except KeyError:
                raise UntrustedToolJwt(
                    f"The tool's key set at {self._tool.jwks_url} has no key {kid!r}."
                ) from None

    def _fetched_keys(self) -> dict[str, PyJWK]:
        url = self._tool.jwks_url
        try:
            entries = self._fetch_json(url)["keys"]
            keys = [PyJWK(entry) for entry in entries]
        except (OSError, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
            raise UntrustedToolJwt(
                f"The tool's key set at {url} could not be read: {error}"
            ) from error
        return {str(key.key_id): key for key in keys}

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        now = self._clock().timestamp()
        for name in ("iat", "exp"):
            if not isinstance(claims[name], int | float):
                raise UntrustedToolJwt(f"`{name}` is not a number.")
        if claims["exp"] <= now - _LEEWAY_SECONDS:
            raise UntrustedToolJwt("The tool's JWT has expired.")
        if claims["iat"] > now + _LEEWAY_SECONDS:
            raise UntrustedToolJwt("The tool's JWT was issued in the future.")

    def _use_once(self, claims: Mapping[str, Any], claim: str) -> None:
        value, expires = f"{claim}:{claims[claim]}", int(claims["exp"])
        now = self._clock().timestamp()
        with self._lock:
            self._used = {
                used: until for used, until in self._used.items() if until > now - _LEEWAY_SECONDS
            }
            if value in self._used:
                raise UntrustedToolJwt(f"`{claim}` was used before.")
            self._used[value] = expires
