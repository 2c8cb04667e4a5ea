"""
The tool's side of LTI Dynamic Registration 1.0: what we ask for, and what came of it.

Spec: https://www.imsglobal.org/spec/lti-dr/v1p0#tool-configuration
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lti_tool.errors import RegistrationRefused
from lti_tool.protocol.grades import RESULT_SCOPE, SCORE_SCOPE
from lti_tool.protocol.launch import (
    DATA_PRIVACY,
    DEEP_LINKING,
    RESOURCE_LINK,
    SUBMISSION_REVIEW,
)
from lti_tool.protocol.memberships import MEMBERS_SCOPE

LINE_ITEM_READ_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
SCOPES = (SCORE_SCOPE, RESULT_SCOPE, LINE_ITEM_READ_SCOPE, MEMBERS_SCOPE)
"""All that the tool asks for: it makes no columns of its own and changes none."""

_TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
_NAME = "Kurspakke"
_MAX_ID = 255
_UNSTORABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")

_PLACEMENTS = {
    "canvas": ("assignment_selection", "link_selection"),
}
"""Where picking content is offered, in the platform's own words; the spec's for the others."""
_ON_OFFER = (SUBMISSION_REVIEW, DATA_PRIVACY)
"""Answered, too, but asked for only where the platform says that it can send them."""
_SPEC_PLACEMENTS = ("ContentArea",)


@dataclass(frozen=True, slots=True)
class Registered:
    """deployment_id: None where the platform names it only when it launches (Canvas)."""

    client_id: str
    deployment_id: str | None


@dataclass(frozen=True, slots=True)
class ToolAddresses:
    """Our own, as platforms see them."""

    launch_url: str
    login_url: str
    jwks_url: str

    @property
    def domain(self) -> str:
        """With its port: Moodle compares it with the host and port of `target_link_uri`."""
        return urlsplit(self.launch_url).netloc


def registration_request(
    addresses: ToolAddresses,
    *,
    family: str | None,
    messages: frozenset[str],
    asks_for_names: bool,
    labels: dict[str, str],
    description: str,
) -> dict[str, Any]:
    """
    messages: the types that the platform says it can send.
    labels: what picking content is called, by language; `nb` is the one without a tag.

    Only the claims that are needed: Moodle takes a wish for names as leave to tell them always.
    """
    names = ["name", "given_name", "family_name"] if asks_for_names else []
    picking: dict[str, Any] = {
        "type": DEEP_LINKING,
        "target_link_uri": addresses.launch_url,
        "label": labels["nb"],
        "placements": list(_PLACEMENTS.get(family or "", _SPEC_PLACEMENTS)),
    }
    picking |= {f"label#{language}": label for language, label in labels.items()}
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": addresses.login_url,
        "redirect_uris": [addresses.launch_url],
        "client_name": _NAME,
        "jwks_uri": addresses.jwks_url,
        "token_endpoint_auth_method": "private_key_jwt",
        "id_token_signed_response_alg": "RS256",
        "scope": " ".join(SCOPES),
        _TOOL: {
            "domain": addresses.domain,
            "target_link_uri": addresses.launch_url,
            "description": description,
            "claims": ["iss", "sub", *names],
            "messages": [
                {"type": RESOURCE_LINK, "target_link_uri": addresses.launch_url},
                picking,
                *(
                    {"type": each, "target_link_uri": addresses.launch_url}
                    for each in _ON_OFFER
                    if each in messages
                ),
            ],
        },
    }


def request_body(request: dict[str, Any]) -> bytes:
    return json.dumps(request, ensure_ascii=False).encode()


def read_response(document: Any) -> Registered:
    """
    The ids that the platform gave; what it repeats of our wishes is not trusted.

    Moodle lists scopes in its answer that it does not grant; launches tell which are real.
    """
    if not isinstance(document, dict):
        raise RegistrationRefused("response_shape", status=502)
    client_id = _id(document, "client_id")
    if client_id is None:
        raise RegistrationRefused("response_shape", status=502)
    about = document.get(_TOOL)
    return Registered(client_id, _id(about, "deployment_id") if isinstance(about, dict) else None)


def _id(document: dict[str, Any], name: str) -> str | None:
    value = document.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > _MAX_ID or _UNSTORABLE.search(value):
        raise RegistrationRefused("response_shape", status=502)
    return value
