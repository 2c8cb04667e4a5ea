"""
Which network addresses our own requests may go to.

Registrations and launches name addresses; without a guard they could make the tool ask the inside
of its own network (server-side request forgery).
"""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NEVER_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        "64:ff9b:1::/48",  # local translation to IPv4 (RFC 8215)
        "fec0::/10",  # site-local, deprecated, and still routed in some places (RFC 3879)
        "3fff::/20",  # for documentation (RFC 9637); older Pythons do not know it
        "100:0:0:1::/64",  # a dummy prefix (RFC 9780)
        "5f00::/16",  # segment routing (RFC 9602)
        "192.88.99.0/24",  # relays to 6to4, deprecated (RFC 7526)
    )
)


def is_loopback(text: str) -> bool:
    """Whether an IP address, as the resolver wrote it, is this very machine's."""
    return _plain(text).is_loopback


def is_public(text: str) -> bool:
    """Whether an IP address belongs to the public internet, also when wrapped in IPv6."""
    address = _plain(text)
    if any(address in network for network in _NEVER_PUBLIC):
        return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
    )


def _plain(text: str) -> Address:
    """The IPv4 address inside a mapped, translated or tunnelled IPv6 one, else the address."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return inner
        if address.teredo is not None:
            return address.teredo[1]
    return address
