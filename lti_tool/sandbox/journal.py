"""The messages exchanged between platform and tool, as the messages page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a message is; each is a key of the text catalogue. The comment says who sent it."""

    LOGIN = "login"  # platform
    AUTHENTICATION = "authentication"  # tool
    LAUNCH = "launch"  # platform
    PICKER = "picker"  # platform
    PICKED = "picked"  # tool
    TOKEN = "token"  # noqa: S105 # tool
    LINE_ITEMS = "line_items"  # tool
    SCORE = "score"  # tool
    RESULTS = "results"  # tool
    MEMBERS = "members"  # tool
    REGISTRATION = "registration"  # tool

    @property
    def from_platform(self) -> bool:
        return self in {Kind.LOGIN, Kind.LAUNCH, Kind.PICKER}


@dataclass(frozen=True, slots=True)
class Message:
    """
    answer: what came of it, such as an HTTP status or the reason of a refusal.
    about: the person, activity or column it concerns, for the eye.
    detail: the message itself, decoded; secrets (tokens, signatures) are left out.
    """

    at: datetime
    kind: Kind
    ok: bool
    answer: str
    about: str
    detail: Mapping[str, Any]
