"""The platform as each of its tools sees it: the one that is built in, and those registered."""

from __future__ import annotations

from threading import Lock

import jwt

from lti_tool.sandbox.model import Tool
from lti_tool.sandbox.platform import Platform
from lti_tool.sandbox.store import Store


class Tools:
    """One platform object for each tool; they share issuer, keys, people and course."""

    def __init__(self, built_in: Platform, store: Store) -> None:
        self._built_in = built_in
        self._store = store
        self._beside: dict[str, Platform] = {}
        self._lock = Lock()

    def registered(self) -> list[Tool]:
        return self._store.tools()

    def usable(self) -> list[Tool]:
        """The built-in tool first; those that wait for an administrator are left out."""
        return [self._built_in.tool, *(tool for tool in self.registered() if tool.is_active)]

    def platform(self, client_id: str | None) -> Platform:
        """As the tool with this id sees it; the built-in tool's for an unknown one."""
        tool = next((tool for tool in self.registered() if tool.client_id == client_id), None)
        if tool is None:
            return self._built_in
        with self._lock:
            return self._beside.setdefault(tool.client_id, self._built_in.beside(tool))

    def registered_id(self, platform: Platform) -> str | None:
        """The client id of the platform's tool; None for the built-in one."""
        return None if platform is self._built_in else platform.tool.client_id

    def platform_of_jwt(self, token: str) -> Platform:
        """Of the tool that the JWT claims to be from; whether it is, the platform verifies."""
        try:
            issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
        except jwt.InvalidTokenError:
            issuer = None
        return self.platform(issuer if isinstance(issuer, str) else None)

    def platform_of_bearer(self, authorization: str) -> Platform:
        """Of the tool that was given the access token."""
        platforms = [self.platform(tool.client_id) for tool in self.usable()]
        return next((each for each in platforms if each.access.knows(authorization)), platforms[0])
