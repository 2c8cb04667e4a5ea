"""Addresses that name what they hold, so that any cache may keep it for ever."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lti_tool.learning.shelf import Served

_ADDRESS = re.compile(
    r"(?P<edition>[0-9a-f]{64})\.(?P<stamp>[0-9a-f]{16})"
    r"(?P<localization>(~[a-z][a-z0-9-]{0,63}){0,4})"
)


@dataclass(frozen=True, slots=True)
class ContentName:
    """An edition in a localization, and the stamp of the bundle that was made of it."""

    edition: str
    stamp: str
    localization: str | None


def content_address(served: Served) -> str:
    """`/content/<edition>.<stamp>~<region>~<municipality>`"""
    local = "".join(f"~{part}" for part in (served.localization or "").split("/") if part)
    return f"/content/{served.edition}.{served.stamp}{local}"


def content_name(text: str) -> ContentName | None:
    match = _ADDRESS.fullmatch(text)
    if match is None:
        return None
    localization = match["localization"].removeprefix("~").replace("~", "/")
    return ContentName(match["edition"], match["stamp"], localization or None)
