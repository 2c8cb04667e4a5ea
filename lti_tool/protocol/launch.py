"""
The platform's signed message, trusted only as the answer to our own login.

Spec: https://www.imsglobal.org/spec/lti/v1p3/#required-message-claims. Each check has a name; the
error pages and the conformance tests use the same names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lti_tool.errors import LaunchRejected
from lti_tool.protocol.id_token import ExpectedLogin, KeySource, verified_claims
from lti_tool.protocol.platform_urls import is_address
from lti_tool.protocol.registration import Registration, Standing, Tenant
from lti_tool.protocol.roles import ROLES_CLAIM, Roles, read_roles

RESOURCE_LINK = "LtiResourceLinkRequest"
DEEP_LINKING = "LtiDeepLinkingRequest"
SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"
DATA_PRIVACY = "DataPrivacyLaunchRequest"
_ANSWERED = (RESOURCE_LINK, DEEP_LINKING, SUBMISSION_REVIEW, DATA_PRIVACY)
_WITHOUT_LINK = (DEEP_LINKING, DATA_PRIVACY)
_VERSION = "1.3.0"

_MAX_ID = 255
"""LTI's own bound for `sub`, `deployment_id` and the ids of contexts and resource links."""
_MAX_TEXT = 1_000
_MAX_ENTRIES = 200
_UNRESOLVED = re.compile(r"\$[A-Za-z][A-Za-z0-9_.]*")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""JSON can say these, UTF-8 text in a database cannot."""
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
"""Control characters, and those that turn the direction of whatever stands after a name."""

_LTI = "https://purl.imsglobal.org/spec/lti/claim/"
_DEEP_LINKING_SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
_AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
_NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"


class UnknownDeployment(LaunchRejected):
    """The platform has signed a launch from a deployment that nobody has told us of."""

    def __init__(self, registration: Registration, deployment_id: str) -> None:
        super().__init__("deployment", client_id=registration.client_id)
        self.tenant = Tenant(registration.id, deployment_id)


@dataclass(frozen=True, slots=True)
class DeepLinkingSettings:
    """Where and how the platform wants what the teacher picks."""

    return_url: str
    accept_types: tuple[str, ...]
    accept_multiple: bool
    accept_line_item: bool
    data: str | None
    """Opaque; goes back unchanged."""
    context: str | None = None
    """The LMS course that it is for."""


@dataclass(frozen=True, slots=True)
class Launch:
    """
    What one verified message says, in our words. None stands for what it did not say.

    Only what we use is read: no e-mail address, no names of LMS courses.
    context: id of the LMS course.
    about: the user whom the message is about (`for_user`), where it is about somebody else.
    memberships_url: where the members of the LMS course may be read.
    family: the platform's product family code.
    """

    tenant: Tenant
    message_type: str
    sub: str
    roles: Roles
    locale: str | None
    resource_link_id: str | None
    context: str | None
    custom: Mapping[str, str]
    line_item: str | None
    ags_scopes: frozenset[str]
    memberships_url: str | None
    return_url: str | None
    name: str | None
    about: str | None
    deep_linking: DeepLinkingSettings | None
    platform_name: str
    family: str | None

    @property
    def registration_id(self) -> str:
        return self.tenant.registration_id


def verify_launch(
    id_token: str, registration: Registration, login: ExpectedLogin, keys: KeySource, now: datetime
) -> Launch:
    """
    Read a launch from an ID token, or raise LaunchRejected naming the first check that failed.

    The caller consumes the login afterwards: only then is the launch single-use and bound to a
    browser.
    """
    claims = verified_claims(id_token, registration, login, keys, now)
    return _read(claims, registration, login)


def _read(claims: dict[str, Any], registration: Registration, login: ExpectedLogin) -> Launch:
    if claims.get(_LTI + "version") != _VERSION:
        raise LaunchRejected("version")
    message_type = _required_id(claims, _LTI + "message_type")
    if message_type not in _ANSWERED:
        raise LaunchRejected("message_type")
    deployment_id = _required_id(claims, _LTI + "deployment_id")
    if login.deployment_id is not None and login.deployment_id != deployment_id:
        raise LaunchRejected("deployment", client_id=registration.client_id)
    standing = registration.standing_of(deployment_id)
    if standing is None:
        raise UnknownDeployment(registration, deployment_id)
    if standing is not Standing.ACTIVE:
        raise LaunchRejected(f"platform_{standing.value}", platform=registration.id)
    deep_linking = message_type == DEEP_LINKING
    link = _object(claims, _LTI + "resource_link")
    linked = message_type not in _WITHOUT_LINK
    if linked and _id(link, "id") is None:
        raise LaunchRejected("resource_link")
    about = _id(_object(claims, _LTI + "for_user"), "user_id")
    if about is None and message_type == SUBMISSION_REVIEW:
        raise LaunchRejected("for_user")
    endpoint = _object(claims, _AGS)
    presentation = _object(claims, _LTI + "launch_presentation")
    platform = _object(claims, _LTI + "tool_platform")
    return Launch(
        tenant=Tenant(registration.id, deployment_id),
        message_type=message_type,
        sub=_required_id(claims, "sub"),
        roles=_roles(claims),
        locale=_text(presentation, "locale") or _text(claims, "locale"),
        resource_link_id=_id(link, "id") if linked else None,
        context=_context(claims),
        custom=_custom(claims),
        line_item=_url(endpoint, "lineitem", registration),
        ags_scopes=frozenset(_strings(endpoint, "scope")),
        memberships_url=_url(_object(claims, _NRPS), "context_memberships_url", registration),
        return_url=_url(presentation, "return_url", registration),
        name=_text(claims, "name"),
        about=about,
        deep_linking=_deep_linking(claims, registration) if deep_linking else None,
        platform_name=_text(platform, "name") or registration.name,
        family=_text(platform, "product_family_code"),
    )


def _roles(claims: dict[str, Any]) -> Roles:
    """Required, though it may be empty or `[""]`; a string instead of a list is malformed."""
    roles = claims.get(ROLES_CLAIM)
    if roles is None:
        raise LaunchRejected("claim_missing", claim="roles")
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise LaunchRejected("claim_shape", claim="roles")
    return read_roles(roles[:_MAX_ENTRIES])


def _custom(claims: dict[str, Any]) -> dict[str, str]:
    """Moodle sends variables that it could not resolve as they are, or as null: both are absent."""
    custom = _object(claims, _LTI + "custom")
    if len(custom) > _MAX_ENTRIES:
        raise LaunchRejected("claim_shape", claim="custom")
    return {
        name: _UNSTORABLE.sub("", value)[:_MAX_TEXT]
        for name, value in custom.items()
        if isinstance(value, str) and not _UNRESOLVED.fullmatch(value)
    }


def _context(claims: dict[str, Any]) -> str | None:
    """Only compared with itself, so one that we cannot keep counts as not sent."""
    value = _object(claims, _LTI + "context").get("id")
    keepable = isinstance(value, str) and len(value) <= _MAX_ID and not _UNSTORABLE.search(value)
    return value or None if keepable else None


def _deep_linking(claims: dict[str, Any], registration: Registration) -> DeepLinkingSettings:
    settings = _object(claims, _DEEP_LINKING_SETTINGS)
    return_url = _url(settings, "deep_link_return_url", registration)
    if return_url is None:
        raise LaunchRejected("deep_linking_settings")
    data = settings.get("data")
    return DeepLinkingSettings(
        return_url=return_url,
        accept_types=_strings(settings, "accept_types"),
        accept_multiple=settings.get("accept_multiple") in (True, "true"),
        # Absent stands for "may": Moodle does not send it and takes line items.
        accept_line_item=settings.get("accept_lineitem") not in (False, "false"),
        data=data if isinstance(data, str) else None,
        context=_context(claims),
    )


def _required_id(claims: dict[str, Any], name: str) -> str:
    short = name.rpartition("/")[2]
    value = claims.get(name)
    if value is None or value == "":
        raise LaunchRejected("claim_missing", claim=short)
    if not isinstance(value, str) or len(value) > _MAX_ID or _UNSTORABLE.search(value):
        raise LaunchRejected("claim_shape", claim=short)
    return value


def _id(claims: dict[str, Any], name: str) -> str | None:
    """An optional id. One that is too long is refused, never cut: a cut id is another's."""
    value = claims.get(name)
    return None if value is None or value == "" else _required_id(claims, name)


def _object(claims: dict[str, Any], name: str) -> dict[str, Any]:
    value = claims.get(name)
    return value if isinstance(value, dict) else {}


def _text(claims: dict[str, Any], name: str) -> str | None:
    """A text to show, on one line and in the order it is written."""
    value = claims.get(name)
    if not isinstance(value, str):
        return None
    return " ".join(_INVISIBLE.sub("", value[: 2 * _MAX_TEXT]).split())[:_MAX_TEXT] or None


def _url(claims: dict[str, Any], name: str, registration: Registration) -> str | None:
    """An address that we do not take counts as not sent; the caller knows whether that matters."""
    value = claims.get(name)
    return value if isinstance(value, str) and is_address(value, registration) else None


def _strings(claims: dict[str, Any], name: str) -> tuple[str, ...]:
    """A list of strings; one string with spaces is tolerated. One that is none of ours is not."""
    value = claims.get(name)
    strings = value.split() if isinstance(value, str) else value
    if not isinstance(strings, list):
        return ()
    return tuple(
        item
        for item in strings[:_MAX_ENTRIES]
        if isinstance(item, str) and len(item) <= _MAX_ID and not _UNSTORABLE.search(item)
    )
