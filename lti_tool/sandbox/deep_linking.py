"""
Picking content: what the tool returns is verified more strictly than Moodle does.

Spec: https://www.imsglobal.org/spec/lti-dl/v2p0#deep-linking-response-message
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from lti_tool.sandbox.claims import SHORT_NAMES
from lti_tool.sandbox.errors import UntrustedToolJwt
from lti_tool.sandbox.model import ContentItem, Person, Tool
from lti_tool.sandbox.tool_jwt import ToolJwtVerifier


@dataclass(frozen=True, slots=True)
class DeepLinkResponse:
    """
    What a person picked.

    message: the tool's words for the person; empty for none.
    claims: as they came, for the journal.
    """

    person: Person
    items: tuple[ContentItem, ...]
    message: str
    claims: Mapping[str, Any]


class OpenPickers:
    """The pickers that have not answered yet. `data`, which must come back, tells which it was."""

    def __init__(self, issuer: str, tool: Tool, verifier: ToolJwtVerifier) -> None:
        self._issuer = issuer
        self._tool = tool
        self._verifier = verifier
        self._open: dict[str, Person] = {}
        self._lock = Lock()

    def open(self, person: Person) -> str:
        """A new picker for `person`; returns its `data`."""
        data = secrets.token_urlsafe(16)
        with self._lock:
            self._open[data] = person
        return data

    def take(self, token: str) -> DeepLinkResponse:
        """The verified answer, once; raises UntrustedToolJwt."""
        claims = self._verifier.verify(token, self._issuer, single_use="nonce")
        expected = {
            "message_type": "LtiDeepLinkingResponse",
            "version": "1.3.0",
            "deployment_id": self._tool.deployment_id,
        }
        for name, value in expected.items():
            if claims.get(SHORT_NAMES[name]) != value:
                raise UntrustedToolJwt(f"`{name}` is not {value!r}.")
        items = _content_items(claims.get(SHORT_NAMES["content_items"], []))
        with self._lock:
            person = self._open.pop(str(claims.get(SHORT_NAMES["data"])), None)
        if person is None:
            raise UntrustedToolJwt("`data` is not that of a picker that is still open.")
        return DeepLinkResponse(person, items, str(claims.get(SHORT_NAMES["msg"], "")), claims)


def _content_items(entries: object) -> tuple[ContentItem, ...]:
    if not isinstance(entries, list):
        raise UntrustedToolJwt("`content_items` is not a list.")
    return tuple(_content_item(number, entry) for number, entry in enumerate(entries, start=1))


def _content_item(number: int, entry: object) -> ContentItem:
    if not isinstance(entry, dict) or entry.get("type") != "ltiResourceLink":
        raise UntrustedToolJwt(f"Item {number} is no ltiResourceLink.")
    custom, line_item = entry.get("custom", {}), entry.get("lineItem")
    if not isinstance(custom, dict) or not isinstance(line_item, dict | None):
        raise UntrustedToolJwt(f"`custom` or `lineItem` of item {number} is no object.")
    maximum = None if line_item is None else line_item.get("scoreMaximum")
    if line_item is not None and not _is_positive_number(maximum):
        raise UntrustedToolJwt(f"`scoreMaximum` of item {number} is not a number above zero.")
    return ContentItem(
        title=str(entry.get("title") or ""),
        url=str(entry.get("url") or ""),
        text=str(entry.get("text") or ""),
        # Moodle makes strings of all values and keeps their first line only.
        custom={str(key): str(value).partition("\n")[0] for key, value in custom.items()},
        maximum=maximum,
        resource_id=str((line_item or {}).get("resourceId", "")),
        tag=str((line_item or {}).get("tag", "")),
    )


def _is_positive_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0
