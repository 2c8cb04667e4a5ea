"""
Addresses that a platform's message names: where we shall call, or send the browser.

The message is signed, but a platform may be broken, or be somebody's who wishes us ill. What is not
a plain web address of ASCII characters (RFC 3986; names beyond ASCII are sent as IDNA) is none.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from lti_tool.protocol.registration import Registration

_MAX_CHARACTERS = 4_000
_URL = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?"
_HOST = re.compile(rf"({_LABEL}\.)*{_LABEL}\.?|[0-9a-f:.]*:[0-9a-f:.]*")
"""A name, an IPv4 address, or what stands between the brackets of an IPv6 one."""
_MAX_HOST = 253


def is_address(url: str, registration: Registration) -> bool:
    """
    Whether it is one that this platform may name.

    Plain http only where the registration itself has such an address on the same host, which a
    tool refuses unless it was started for development with platforms on its own machine.
    """
    parts = address_parts(url)
    if parts is None:
        return False
    return parts.scheme == "https" or parts.hostname in _insecure_hosts(registration)


def origin_of(url: str) -> str | None:
    """Scheme, host and port, and nothing else of what was written; None for no address."""
    parts = address_parts(url)
    if parts is None or parts.hostname is None:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = "" if parts.port is None else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def address_parts(url: str) -> SplitResult | None:
    """The parts of a plain web address; None for anything else."""
    if len(url) > _MAX_CHARACTERS or not _URL.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return None
    plain = "@" not in parts.netloc and not parts.netloc.endswith(":") and parts.port != 0
    return parts if plain and len(host) <= _MAX_HOST and _HOST.fullmatch(host) else None


def _insecure_hosts(registration: Registration) -> set[str | None]:
    addresses = (
        registration.issuer,
        registration.auth_url,
        registration.token_url,
        registration.jwks_url,
    )
    found = (address_parts(address) for address in addresses if address.startswith("http://"))
    return {parts.hostname for parts in found if parts is not None}
