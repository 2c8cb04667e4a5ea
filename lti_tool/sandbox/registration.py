"""
Dynamic registration, the platform's side, as strict as Moodle's.

Spec: https://www.imsglobal.org/spec/lti-dr/v1p0; Moodle: `classes/local/ltiopenid`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final
from urllib.parse import urlsplit

from lti_tool.sandbox.claims import LINE_ITEM, SCOPES, Addresses
from lti_tool.sandbox.errors import RegistrationRefused
from lti_tool.sandbox.model import Tool

TOOL: Final = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM: Final = "https://purl.imsglobal.org/spec/lti-platform-configuration"
_TOKEN_LIFE: Final = timedelta(hours=1)
_NAMES: Final = frozenset({"name", "given_name", "family_name"})
_REQUIRED: Final = ("initiate_login_uri", "redirect_uris", "client_name", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a tool asks to be registered as."""

    title: str
    login_url: str
    redirect_uris: tuple[str, ...]
    jwks_url: str
    target_link_uri: str
    scopes: tuple[str, ...]
    shares_names: bool

    def granted(self, number: int) -> Tool:
        """The tool with the ids that it got; it waits until an administrator activates it."""
        return Tool(
            client_id=secrets.token_hex(8)[:15],
            deployment_id=str(number),
            title=self.title,
            login_url=self.login_url,
            redirect_uris=self.redirect_uris,
            jwks_url=self.jwks_url,
            target_link_uri=self.target_link_uri,
            scopes=self.scopes,
            shares_names=self.shares_names,
            is_active=False,
        )


class RegistrationTokens:
    """Each is good for an hour and for one try."""

    def __init__(self) -> None:
        self._open: dict[str, datetime] = {}
        self._lock = Lock()

    def new(self, now: datetime) -> str:
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._open = {value: until for value, until in self._open.items() if until > now}
            self._open[token] = now + _TOKEN_LIFE
        return token

    def use(self, authorization: str, now: datetime) -> None:
        """Raises RegistrationRefused (401)."""
        scheme, _, token = authorization.partition(" ")
        with self._lock:
            until = self._open.pop(token, None) if scheme.lower() == "bearer" else None
        if until is None or until <= now:
            raise RegistrationRefused("token_already_used", 401)


def configuration(addresses: Addresses) -> dict[str, Any]:
    """What the platform says of itself."""
    return {
        "issuer": addresses.issuer,
        "authorization_endpoint": addresses.auth,
        "token_endpoint": addresses.token,
        "jwks_uri": addresses.jwks,
        "registration_endpoint": f"{addresses.issuer}/register",
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", *SCOPES],
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
        PLATFORM: {
            "product_family_code": "kurspakke-sandbox",
            "version": "1",
            "messages_supported": [
                {"type": "LtiResourceLinkRequest"},
                {"type": "LtiDeepLinkingRequest", "placements": ["ContentArea"]},
            ],
            "variables": [],
        },
    }


def read_wish(document: object) -> Wish:
    """Raises RegistrationRefused (400) with the first thing that Moodle would refuse."""
    if not isinstance(document, dict):
        raise RegistrationRefused("The body is no JSON object.")
    if "id_token" not in document.get("response_types", ()):
        raise RegistrationRefused("missing_response_type: id_token")
    for name in _REQUIRED:
        if not document.get(name):
            raise RegistrationRefused(f"missing_attr: {name}")
    if document.get("token_endpoint_auth_method") != "private_key_jwt":
        raise RegistrationRefused("missing_attr: token_endpoint_auth_method")
    about = document.get(TOOL)
    if not isinstance(about, dict):
        raise RegistrationRefused("missing_attr: lti-tool-configuration")
    target = about.get("target_link_uri")
    if not isinstance(target, str) or about.get("domain") != urlsplit(target).netloc:
        raise RegistrationRefused("domain_targetlinkuri_mismatch")
    wanted = str(document.get("scope", "")).split()
    return Wish(
        title=str(document["client_name"]),
        login_url=str(document["initiate_login_uri"]),
        redirect_uris=tuple(map(str, document["redirect_uris"])),
        jwks_url=str(document["jwks_uri"]),
        target_link_uri=target,
        scopes=tuple(scope for scope in SCOPES if scope in wanted),
        shares_names=bool(_NAMES & set(about.get("claims", ()))),
    )


def answer(document: Mapping[str, Any], tool: Tool) -> dict[str, Any]:
    """Moodle lists the right to write line items in its answer even where it grants none."""
    scopes = dict.fromkeys((*(tool.scopes or ()), LINE_ITEM))
    about = {**document[TOOL], "deployment_id": tool.deployment_id}
    return {
        **document,
        "client_id": tool.client_id,
        "scope": " ".join(scopes),
        TOOL: about,
    }
