"""
Addresses that a browser can open without a header: for one file, one visit, one minute.

Whoever gets hold of one later has nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

LIVES = timedelta(seconds=60)
_PURPOSE = b"kurspakke download links 1"
_LONGEST = 2048


def signed(what: Mapping[str, str], secret: str, now: datetime) -> str:
    """A token of letters, digits, `-`, `_` and one `.`."""
    body = {"what": dict(what), "until": int((now + LIVES).timestamp())}
    payload = _encode(json.dumps(body, separators=(",", ":")).encode())
    return f"{payload}.{_mac(payload, secret)}"


def opened(token: str, secret: str, now: datetime) -> dict[str, str] | None:
    """What the token was signed for; None for one that is not ours, or too old."""
    payload, dot, mac = token.partition(".")
    if not dot or len(token) > _LONGEST or not token.isascii():
        return None
    if not hmac.compare_digest(mac, _mac(payload, secret)):
        return None
    try:
        body = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (binascii.Error, ValueError):
        return None
    if now >= datetime.fromtimestamp(body["until"], UTC):
        return None
    what: dict[str, str] = body["what"]
    return what


def _mac(payload: str, secret: str) -> str:
    key = hashlib.sha256(_PURPOSE + secret.encode()).digest()
    return _encode(hmac.digest(key, payload.encode(), "sha256"))


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
