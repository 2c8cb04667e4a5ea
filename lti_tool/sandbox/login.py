"""
Third-party initiated login, the platform's side.

A launch is opened (login initiation, posted to the tool by the browser), and answered once, when
the tool's authentication request comes back with the message hint that the opening gave it.
Spec: https://www.imsglobal.org/spec/security/v1p0/#openid_connect_launch_flow
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final

from lti_tool.sandbox.errors import AuthRefused
from lti_tool.sandbox.model import Activity, Person, Tool

_OPENINGS_KEPT: Final = 500


@dataclass(frozen=True, slots=True)
class FormPost:
    """A form that the person's browser posts by itself."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Opening:
    """
    A launch that has begun and that the tool has not asked for yet.

    activity: None where content is to be picked (deep linking).
    """

    person: Person
    activity: Activity | None
    locale: str


@dataclass(frozen=True, slots=True)
class AuthRequest:
    """What the tool asks with, as it stands in its query or form; absent parameters are empty."""

    scope: str
    response_type: str
    response_mode: str
    prompt: str
    client_id: str
    redirect_uri: str
    login_hint: str
    lti_message_hint: str
    state: str
    nonce: str

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> AuthRequest:
        return cls(**{name: form.get(name, "") for name in cls.__dataclass_fields__})


class LoginDesk:
    """Remembers the openings; each hint works once, as in Moodle (`auth.php`)."""

    def __init__(self, issuer: str, tool: Tool) -> None:
        self._issuer = issuer
        self._tool = tool
        self._openings: dict[str, Opening] = {}
        self._lock = Lock()

    def open(self, opening: Opening) -> FormPost:
        """Begin a launch: what the browser posts to the tool's login address."""
        launch_id = secrets.token_hex(8)
        with self._lock:
            self._openings[launch_id] = opening
            for forgotten in list(self._openings)[:-_OPENINGS_KEPT]:
                del self._openings[forgotten]
        tool, activity = self._tool, opening.activity
        fields = {
            "iss": self._issuer,
            "login_hint": opening.person.id,
            "lti_message_hint": json.dumps({"launchid": launch_id}),
            "target_link_uri": tool.target_link_uri if activity is None else activity.url,
            "client_id": tool.client_id,
            "lti_deployment_id": tool.deployment_id,
        }
        return FormPost(tool.login_url, fields)

    def answer(self, request: AuthRequest, person: Person | None) -> Opening | FormPost:
        """
        The opening that `request` answers, or an OIDC error for the tool.

        person: who is logged in here.
        Raises AuthRefused where the redirect URI cannot be trusted or the hint is spent.
        """
        if request.client_id != self._tool.client_id:
            raise AuthRefused("`client_id` is not registered here.")
        if request.redirect_uri not in self._tool.redirect_uris:
            raise AuthRefused("`redirect_uri` is not exactly one of those registered.")
        if "openid" not in request.scope.split():
            raise AuthRefused("`scope` is not openid.")
        if not request.nonce:
            raise AuthRefused("`nonce` is missing.")
        opening = self._take(request.lti_message_hint)
        if request.response_type != "id_token":
            return _oidc_error(request, "unsupported_response_type", "Ask for id_token.")
        if request.response_mode != "form_post":
            return _oidc_error(request, "invalid_request", "`response_mode` must be form_post.")
        if request.prompt != "none":
            return _oidc_error(request, "invalid_request", "`prompt` must be none.")
        if person is None:
            return _oidc_error(request, "login_required", "Nobody is logged in.")
        if request.login_hint != opening.person.id or person != opening.person:
            return _oidc_error(request, "access_denied", "`login_hint` is of another person.")
        return opening

    def _take(self, message_hint: str) -> Opening:
        try:
            launch_id = json.loads(message_hint)["launchid"]
            with self._lock:
                return self._openings.pop(launch_id)
        except (ValueError, KeyError, TypeError) as error:
            raise AuthRefused(
                "`lti_message_hint` is not one that we gave out, or it was used before."
            ) from error


def _oidc_error(request: AuthRequest, code: str, description: str) -> FormPost:
    """OpenID Connect Core 1.0, 3.1.2.6."""
    fields = {"error": code, "error_description": description, "state": request.state}
    return FormPost(request.redirect_uri, fields)
