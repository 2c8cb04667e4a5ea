"""What a tool signs, for tests that look at it with the platform's eyes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from lti_tool.clock import Clock
from lti_tool.sandbox.claims import SHORT_NAMES
from lti_tool.sandbox.model import Tool
from lti_tool.sandbox.signing import KeyRing

ISSUER = "http://127.0.0.1:8401"


@dataclass
class ToolSide:
    """What the tool would sign, and the key set that it publishes."""

    tool: Tool
    keys: KeyRing
    clock: Clock
    fetched: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def fetch_json(self, url: str) -> Mapping[str, Any]:
        self.fetched.append(url)
        return self.keys.jwks()

    def assertion(self, audience: str, **changes: Any) -> dict[str, Any]:
        now = int(self.clock().timestamp())
        return {
            "iss": self.tool.client_id,
            "sub": self.tool.client_id,
            "aud": audience,
            "iat": now,
            "exp": now + 60,
            "jti": f"jti-{next(self._numbers)}",
            **changes,
        }

    def deep_link_response(
        self, data: str, items: list[dict[str, Any]], /, **changes: Any
    ) -> dict[str, Any]:
        now = int(self.clock().timestamp())
        named = {SHORT_NAMES.get(name, name): value for name, value in changes.items()}
        return {
            "iss": self.tool.client_id,
            "aud": ISSUER,
            "iat": now,
            "exp": now + 60,
            "nonce": f"nonce-{next(self._numbers)}",
            SHORT_NAMES["message_type"]: "LtiDeepLinkingResponse",
            SHORT_NAMES["version"]: "1.3.0",
            SHORT_NAMES["deployment_id"]: self.tool.deployment_id,
            SHORT_NAMES["data"]: data,
            SHORT_NAMES["content_items"]: items,
            **named,
        }

    def sign(self, claims: Mapping[str, Any], **how: Any) -> str:
        return self.keys.sign(claims, **how)
