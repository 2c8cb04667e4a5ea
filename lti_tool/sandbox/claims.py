"""
The claims of the sandbox's ID tokens: pure functions of who opens what.

Spec: https://www.imsglobal.org/spec/lti/v1p3#platform-originating-messages
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lti_tool.sandbox.model import Activity, Course, Person, Tool

LIFETIME_SECONDS: Final = 60
"""Moodle's ID tokens live one minute (`mod/lti/locallib.php`)."""

MISSING: Final = object()
"""As the value of a change: leave the claim out."""

SCOPES: Final = (
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
)
LINE_ITEM, LINE_ITEM_READ, RESULT_READ, SCORE, MEMBERS = SCOPES

_LTI = "https://purl.imsglobal.org/spec/lti/claim/"
_DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
SHORT_NAMES: Final[Mapping[str, str]] = {
    "message_type": f"{_LTI}message_type",
    "version": f"{_LTI}version",
    "deployment_id": f"{_LTI}deployment_id",
    "target_link_uri": f"{_LTI}target_link_uri",
    "resource_link": f"{_LTI}resource_link",
    "roles": f"{_LTI}roles",
    "context": f"{_LTI}context",
    "tool_platform": f"{_LTI}tool_platform",
    "launch_presentation": f"{_LTI}launch_presentation",
    "custom": f"{_LTI}custom",
    "ext": f"{_LTI}ext",
    "deep_linking_settings": f"{_DEEP_LINKING}deep_linking_settings",
    "content_items": f"{_DEEP_LINKING}content_items",
    "data": f"{_DEEP_LINKING}data",
    "msg": f"{_DEEP_LINKING}msg",
    "endpoint": "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint",
    "namesroleservice": "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice",
}
"""Claims by the last part of their name, so that a change can be a keyword argument."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services of a platform with this issuer lie."""

    issuer: str

    @property
    def auth(self) -> str:
        return f"{self.issuer}/auth"

    @property
    def token(self) -> str:
        return f"{self.issuer}/token"

    @property
    def jwks(self) -> str:
        return f"{self.issuer}/jwks.json"

    @property
    def deep_link_return(self) -> str:
        return f"{self.issuer}/deep-link/return"

    def line_items(self, course: Course, tool: Tool) -> str:
        return f"{self.issuer}/ags/{course.id}/lineitems?type_id={tool.deployment_id}"

    def line_item(self, course: Course, tool: Tool, line_item: str) -> str:
        path = f"/ags/{course.id}/lineitems/{line_item}/lineitem"
        return f"{self.issuer}{path}?type_id={tool.deployment_id}"

    def members(self, course: Course) -> str:
        return f"{self.issuer}/nrps/{course.id}/members"

    def course_page(self) -> str:
        return f"{self.issuer}/course"


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything about a launch that is the same whoever opens whatever."""

    addresses: Addresses
    tool: Tool
    course: Course
    share_names: bool


def resource_link_claims(
    scene: Scene, person: Person, activity: Activity, nonce: str, now: datetime, locale: str
) -> dict[str, Any]:
    """The claims of an `LtiResourceLinkRequest`."""
    custom = {
        # Moodle sends every custom key once more in lower case.
        **{key.lower(): value for key, value in activity.custom.items()},
        **activity.custom,
    }
    return {
        **_common_claims(scene, person, nonce, now, locale),
        SHORT_NAMES["message_type"]: "LtiResourceLinkRequest",
        SHORT_NAMES["target_link_uri"]: activity.url,
        SHORT_NAMES["resource_link"]: {
            "id": activity.id,
            "title": activity.title,
            "description": activity.text,
        },
        SHORT_NAMES["custom"]: custom,
        SHORT_NAMES["endpoint"]: _grade_endpoint(scene, activity.line_item),
    }


def deep_linking_claims(
    scene: Scene, person: Person, data: str, nonce: str, now: datetime, locale: str
) -> dict[str, Any]:
    """The claims of an `LtiDeepLinkingRequest`. `data` must come back unchanged."""
    return {
        **_common_claims(scene, person, nonce, now, locale),
        SHORT_NAMES["message_type"]: "LtiDeepLinkingRequest",
        SHORT_NAMES["target_link_uri"]: scene.tool.target_link_uri,
        SHORT_NAMES["endpoint"]: _grade_endpoint(scene, None),
        SHORT_NAMES["deep_linking_settings"]: {
            "deep_link_return_url": scene.addresses.deep_link_return,
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["frame", "iframe", "window"],
            "accept_multiple": True,
            "auto_create": False,
            "data": data,
        },
    }


def name_claims(scene: Scene, person: Person) -> dict[str, str]:
    """Who it is; nothing where the platform does not share it."""
    if not scene.share_names:
        return {}
    return {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "name": person.name,
        "email": person.email,
    }


def granted(tool: Tool) -> tuple[str, ...]:
    """The scopes that the tool may use."""
    return SCOPES if tool.scopes is None else tool.scopes


def changed(claims: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """
    The claims with some replaced, added or (`MISSING`) left out.

    A change names its claim in full or by the last part of its name: `roles`, `nonce`.
    """
    named = {SHORT_NAMES.get(name, name): value for name, value in changes.items()}
    return {name: value for name, value in {**claims, **named}.items() if value is not MISSING}


def _common_claims(
    scene: Scene, person: Person, nonce: str, now: datetime, locale: str
) -> dict[str, Any]:
    issued_at = int(now.timestamp())
    course, tool = scene.course, scene.tool
    return {
        "iss": scene.addresses.issuer,
        "aud": tool.client_id,
        "sub": person.id,
        "iat": issued_at,
        "exp": issued_at + LIFETIME_SECONDS,
        "nonce": nonce,
        **name_claims(scene, person),
        SHORT_NAMES["version"]: "1.3.0",
        SHORT_NAMES["deployment_id"]: tool.deployment_id,
        SHORT_NAMES["roles"]: list(person.role_uris),
        SHORT_NAMES["context"]: {
            "id": course.id,
            "label": course.label,
            "title": course.title,
            "type": ["CourseSection"],  # short, as Moodle has it
        },
        SHORT_NAMES["tool_platform"]: {
            "guid": "kurspakke-sandbox",
            "name": "Sandkasse",
            "product_family_code": "kurspakke-sandbox",
            "version": "1",
        },
        SHORT_NAMES["launch_presentation"]: {
            "locale": locale,
            "document_target": "iframe",
            "return_url": scene.addresses.course_page(),
        },
        **_members_service(scene),
    }


def _members_service(scene: Scene) -> dict[str, Any]:
    if MEMBERS not in granted(scene.tool):
        return {}
    service = {
        "context_memberships_url": scene.addresses.members(scene.course),
        "service_versions": ["2.0"],
    }
    return {SHORT_NAMES["namesroleservice"]: service}


def _grade_endpoint(scene: Scene, line_item: str | None) -> dict[str, Any]:
    addresses, course, tool = scene.addresses, scene.course, scene.tool
    endpoint: dict[str, Any] = {
        "scope": [scope for scope in granted(tool) if scope != MEMBERS],
        "lineitems": addresses.line_items(course, tool),
    }
    if line_item is not None:
        endpoint["lineitem"] = addresses.line_item(course, tool, line_item)
    return endpoint
