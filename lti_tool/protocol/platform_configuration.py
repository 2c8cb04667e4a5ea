"""
What a platform says of itself before a tool is registered, and what it must say.

Spec: https://www.imsglobal.org/spec/lti-dr/v1p0#platform-configuration. Whoever holds an invitation
may point us at any address, so everything is checked as if it came from somebody who wishes us ill.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lti_tool.errors import RegistrationRefused
from lti_tool.protocol.platform_urls import address_parts

_PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
_MAX_URL = 2_000
_MAX_ISSUER = 500
_MAX_AUDIENCE = 500
_FAMILY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class PlatformConfiguration:
    """
    token_audience: `authorization_server`, which the token endpoint may want as `aud`.
    family: product family code in small letters (`moodle`, `canvas`); None where it is not told.
    messages: the types of message that it says it can send.
    """

    issuer: str
    auth_url: str
    token_url: str
    jwks_url: str
    registration_url: str
    token_audience: str | None
    family: str | None
    version: str | None
    messages: frozenset[str] = frozenset()

    @property
    def host(self) -> str:
        """Host and port, as a person would write them."""
        return urlsplit(self.issuer).netloc


def check_configuration_url(url: str, *, insecure: bool) -> str:
    """The address of a configuration, before anything is fetched. Raises RegistrationRefused."""
    if not _is_address(url, _MAX_URL, insecure=insecure):
        raise RegistrationRefused("configuration_address")
    return url


def read_configuration(document: Any, url: str, *, insecure: bool) -> PlatformConfiguration:
    """
    url: where the document was fetched; its host and port must be the issuer's.
    insecure: for development: plain http on this machine.

    Raises RegistrationRefused naming the field.
    """
    if not isinstance(document, dict):
        raise RegistrationRefused("configuration_shape")
    issuer = _address(document, "issuer", _MAX_ISSUER, insecure=insecure)
    if _host_and_port(issuer) != _host_and_port(url):
        raise RegistrationRefused("issuer_host")
    platform = document.get(_PLATFORM)
    about = platform if isinstance(platform, dict) else {}
    audience = document.get("authorization_server")
    token_url = _address(document, "token_endpoint", insecure=insecure)
    return PlatformConfiguration(
        issuer=issuer,
        auth_url=_address(document, "authorization_endpoint", insecure=insecure),
        token_url=token_url,
        jwks_url=_address(document, "jwks_uri", insecure=insecure),
        registration_url=_address(document, "registration_endpoint", insecure=insecure),
        token_audience=_audience(audience, token_url),
        family=_family(about.get("product_family_code")),
        version=_short(about.get("version")),
        messages=_messages(about.get("messages_supported")),
    )


def _address(
    document: dict[str, Any], name: str, longest: int = _MAX_URL, *, insecure: bool
) -> str:
    value = document.get(name)
    if value is None:
        raise RegistrationRefused("configuration_missing", field=name)
    if not isinstance(value, str) or not _is_address(value, longest, insecure=insecure):
        raise RegistrationRefused("configuration_field", field=name)
    return value


def _host_and_port(url: str) -> tuple[str | None, int]:
    """On another port of the same machine somebody else may answer."""
    parts = urlsplit(url)
    return parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _is_address(url: str, longest: int, *, insecure: bool) -> bool:
    parts = address_parts(url) if len(url) <= longest else None
    return parts is not None and (insecure or parts.scheme == "https")


def _audience(value: Any, token_url: str) -> str | None:
    """An identifier, mostly a URL; where it is absent the token endpoint's address serves."""
    if value is None or value in ("", token_url):
        return None
    if not isinstance(value, str) or len(value) > _MAX_AUDIENCE or not _is_plain(value):
        raise RegistrationRefused("configuration_field", field="authorization_server")
    return value


def _family(value: Any) -> str | None:
    return value.lower() if isinstance(value, str) and _FAMILY.fullmatch(value) else None


def _messages(value: Any) -> frozenset[str]:
    """What is no message counts as not said: nothing but a wish of ours depends on it."""
    listed = value if isinstance(value, list) else []
    types = (each.get("type") for each in listed if isinstance(each, dict))
    return frozenset(each for each in types if isinstance(each, str))


def _short(value: Any) -> str | None:
    return value[:60] if isinstance(value, str) and _is_plain(value) else None


def _is_plain(value: str) -> bool:
    return bool(value) and value.isascii() and value.isprintable()
