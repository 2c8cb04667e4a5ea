"""
Whose token is it, for whom, from when: everything but the LTI message inside.

Spec: https://www.imsglobal.org/spec/security/v1p0/#authentication-response-validation. Times are
compared here, because the clock is passed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from lti_tool.errors import KeysNotUsable, LaunchRejected
from lti_tool.protocol.compact_jws import UnreadableToken, read_token
from lti_tool.protocol.registration import Registration

LEEWAY = timedelta(seconds=60)
"""Clocks differ; Moodle's tokens live no longer than this."""

MAX_TOKEN_CHARACTERS = 64 * 1024
_MAX_KID = 255
_MAX_SECONDS = 1e12


@dataclass(frozen=True, slots=True)
class ExpectedLogin:
    """What the login transaction says that the answer must say too."""

    nonce: str
    started_at: datetime
    deployment_id: str | None = None


class KeySource(Protocol):
    def key_for(self, registration: Registration, kid: str) -> RSAPublicKey | None:
        """The platform's key of this id, or None. Raises KeysNotUsable where it has no keys."""


def verified_claims(
    id_token: str, registration: Registration, login: ExpectedLogin, keys: KeySource, now: datetime
) -> dict[str, Any]:
    """The claims of a token that the platform signed for this login. Raises LaunchRejected."""
    if len(id_token) > MAX_TOKEN_CHARACTERS:
        raise LaunchRejected("token_too_large", status=413, maximum=MAX_TOKEN_CHARACTERS)
    claims = _signed_claims(id_token, registration, keys)
    if claims.get("iss") != registration.issuer:
        raise LaunchRejected("issuer")
    _check_audience(claims, registration.client_id)
    _check_times(claims, login.started_at, now)
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not nonce:
        raise LaunchRejected("claim_missing", claim="nonce")
    if nonce != login.nonce:
        raise LaunchRejected("nonce")
    return claims


def _signed_claims(id_token: str, registration: Registration, keys: KeySource) -> dict[str, Any]:
    try:
        token = read_token(id_token)
    except UnreadableToken as error:
        raise LaunchRejected("token_unreadable") from error
    if token.header.get("alg") != "RS256":
        raise LaunchRejected("algorithm")
    kid = token.header.get("kid")
    if not isinstance(kid, str) or not 0 < len(kid) <= _MAX_KID:
        raise LaunchRejected("kid_missing")
    try:
        key = keys.key_for(registration, kid)
    except KeysNotUsable as error:
        raise LaunchRejected("platform_keys", status=502) from error
    if key is None:
        raise LaunchRejected("key_unknown")
    if not token.is_signed_by(key):
        raise LaunchRejected("signature")
    try:
        return token.claims()
    except UnreadableToken as error:
        raise LaunchRejected("token_unreadable") from error


def _check_audience(claims: dict[str, Any], client_id: str) -> None:
    """`aud` is one name or a list; a list of several needs `azp`, and `azp` must be us."""
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    if not isinstance(audiences, list) or client_id not in audiences:
        raise LaunchRejected("audience")
    authorized = claims.get("azp")
    if authorized is None:
        if len(audiences) > 1:
            raise LaunchRejected("authorized_party")
    elif authorized != client_id:
        raise LaunchRejected("authorized_party")


def _check_times(claims: dict[str, Any], login_started_at: datetime, now: datetime) -> None:
    leeway = LEEWAY.total_seconds()
    expires, issued = _seconds(claims, "exp"), _seconds(claims, "iat")
    if expires <= now.timestamp() - leeway:
        raise LaunchRejected("expired")
    if issued > now.timestamp() + leeway:
        raise LaunchRejected("issued_in_future")
    # The answer to our login cannot be older than the login; where it is, the clocks are apart.
    if issued < login_started_at.timestamp() - leeway:
        raise LaunchRejected("issued_before_login")
    if claims.get("nbf") is not None and _seconds(claims, "nbf") > now.timestamp() + leeway:
        raise LaunchRejected("issued_in_future")


def _seconds(claims: dict[str, Any], name: str) -> float:
    """Seconds since 1970. Blackboard sends fractions; text, truth values and NaN are no times."""
    value = claims.get(name)
    if value is None:
        raise LaunchRejected("claim_missing", claim=name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise LaunchRejected("claim_shape", claim=name)
    if not 0 <= value < _MAX_SECONDS:
        raise LaunchRejected("claim_shape", claim=name)
    return value
