"""Who asks without a visit: a network, told apart from others and never named."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress

_V6_PREFIX = 64
"""What one household or machine is given; within it addresses are free to change."""


def asker(address: str | None, secret: str) -> str:
    """Sixteen letters for a network. Without the secret nobody finds the address from them."""
    return hmac.new(secret.encode(), _network(address or ""), hashlib.sha256).hexdigest()[:16]


def _network(address: str) -> bytes:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return b""
    if isinstance(parsed, ipaddress.IPv4Address):
        return parsed.packed
    mapped = parsed.ipv4_mapped
    return mapped.packed if mapped is not None else parsed.packed[: _V6_PREFIX // 8]
