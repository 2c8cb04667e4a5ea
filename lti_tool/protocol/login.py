"""
The first half of a launch: a platform asks us to start, we answer with our state and nonce.

Spec: https://www.imsglobal.org/spec/security/v1p0/#openid_connect_launch_flow
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode, urlsplit

from lti_tool.errors import LoginRejected
from lti_tool.protocol.registration import Registration, Standing

LIFE = timedelta(minutes=10)
"""From the login to the launch; a person may have to log in to the platform in between."""

_MAX_LENGTHS = {
    "iss": 500,
    "client_id": 255,
    "lti_deployment_id": 255,
    "target_link_uri": 4_000,
    "login_hint": 4_000,
    "lti_message_hint": 16_000,
    "lti_storage_target": 255,
}
_RANDOM_BYTES = 32

RUNG = "kurspakke_rung"
"""The field by which our own page begins a login once more, where the first cookie was lost."""


class Rung(StrEnum):
    """What the person chose where no cookie came back."""

    ACCESS = "access"
    """Storage Access: the browser gives us our ordinary cookie."""
    WINDOW = "window"
    """A window of its own."""


_RUNGS = frozenset(Rung)


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """What the platform sent. The hints are opaque and go back unchanged."""

    issuer: str
    login_hint: str
    client_id: str | None
    deployment_id: str | None
    target_link_uri: str | None
    message_hint: str | None
    storage_target: str | None = None
    """The window in which the platform keeps a value for us (lti-cs-oidc 0.1)."""
    rung: Rung | None = None
    """Ours, not the platform's."""

    def parameters(self) -> dict[str, str]:
        """The same request again, for starting anew in another window."""
        named = {
            "iss": self.issuer,
            "login_hint": self.login_hint,
            "client_id": self.client_id,
            "lti_deployment_id": self.deployment_id,
            "target_link_uri": self.target_link_uri,
            "lti_message_hint": self.message_hint,
            "lti_storage_target": self.storage_target,
        }
        return {name: value for name, value in named.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Login:
    """
    A login on its way.

    state, nonce: ours, random; each is good for one launch.
    browser: hash of the secret that the browser keeps in a cookie.
    """

    state: str
    nonce: str
    registration_id: str
    request: LoginRequest
    browser: str
    started_at: datetime
    expires_at: datetime

    @property
    def rung(self) -> Rung | None:
        return self.request.rung

    @property
    def cookie_name(self) -> str:
        return cookie_name(self.state)

    def is_of_browser(self, secret: str | None) -> bool:
        return secret is not None and secrets.compare_digest(self.browser, hash_of(secret))


def read_login_request(parameters: Mapping[str, str]) -> LoginRequest:
    """Raises LoginRejected where the platform left out what we cannot do without."""
    for name, longest in _MAX_LENGTHS.items():
        value = parameters.get(name, "")
        if len(value) > longest or "\x00" in value:
            raise LoginRejected("login_parameter", parameter=name)
    issuer, login_hint = parameters.get("iss"), parameters.get("login_hint")
    if not issuer:
        raise LoginRejected("login_incomplete", parameter="iss")
    if not login_hint:
        raise LoginRejected("login_incomplete", parameter="login_hint")
    return LoginRequest(
        issuer=issuer,
        login_hint=login_hint,
        client_id=parameters.get("client_id") or None,
        deployment_id=parameters.get("lti_deployment_id") or None,
        target_link_uri=parameters.get("target_link_uri") or None,
        message_hint=parameters.get("lti_message_hint"),
        storage_target=parameters.get("lti_storage_target") or None,
        rung=Rung(rung) if (rung := parameters.get(RUNG)) in _RUNGS else None,
    )


def choose_registration(
    request: LoginRequest, registrations: Sequence[Registration]
) -> Registration:
    """
    The one registration that a login is for.

    registrations: all of the issuer. `client_id` is optional in the request; without it the
    deployment may still tell customers of a shared host apart.
    """
    of_client = [
        registration
        for registration in registrations
        if request.client_id in (None, registration.client_id)
    ]
    fitting = [
        registration
        for registration in of_client
        if request.deployment_id is None
        or registration.standing_of(request.deployment_id) is not None
    ]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise LoginRejected("platform_ambiguous", status=403)
    if len(of_client) == 1 and request.client_id is not None:
        # A deployment that we do not know yet. The launch is signed, so only there it is noted.
        return of_client[0]
    if request.deployment_id is not None and of_client:
        raise LoginRejected("login_deployment", status=403)
    raise LoginRejected("platform_unknown", status=403)


def refuse_barred(request: LoginRequest, registration: Registration) -> None:
    """Nobody is let in from a platform that waits for approval or is suspended."""
    standing = registration.standing
    if standing is Standing.ACTIVE and request.deployment_id is not None:
        standing = registration.standing_of(request.deployment_id) or Standing.ACTIVE
    if standing is not Standing.ACTIVE:
        raise LoginRejected(f"platform_{standing.value}", status=403, platform=registration.id)


def start_login(
    request: LoginRequest, registration: Registration, now: datetime
) -> tuple[Login, str]:
    """A new login, and the secret that the browser must bring back."""
    secret = secrets.token_urlsafe(_RANDOM_BYTES)
    login = Login(
        state=secrets.token_urlsafe(_RANDOM_BYTES),
        nonce=secrets.token_urlsafe(_RANDOM_BYTES),
        registration_id=registration.id,
        request=request,
        browser=hash_of(secret),
        started_at=now,
        expires_at=now + LIFE,
    )
    return login, secret


def authentication_url(login: Login, registration: Registration, launch_url: str) -> str:
    """Where the browser goes next: the platform's own address, with what it needs to answer."""
    query = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": registration.client_id,
        "redirect_uri": launch_url,
        "state": login.state,
        "nonce": login.nonce,
        "login_hint": login.request.login_hint,
    }
    if login.request.message_hint is not None:
        query["lti_message_hint"] = login.request.message_hint
    separator = "&" if urlsplit(registration.auth_url).query else "?"
    return f"{registration.auth_url}{separator}{urlencode(query)}"


def cookie_name(state: str) -> str:
    """One cookie per login, so that launches in parallel do not disturb each other."""
    return f"__Host-login-{hash_of(state)[:16]}"


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
