"""
One person's visit after a launch: what the bearer token in the browser stands for.

The token is the only thing that the browser keeps. It is random, stored as a hash only, and ends
when it has not been used for a while, or after half a day whatever happens.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lti_tool.protocol.launch import DeepLinkingSettings

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)
"""How exact the time of last use is: not every answer that is saved writes it too."""

_SECRET_BYTES = 32
_MAX_TOKEN = 1024


class Page(StrEnum):
    """What the launch asked for."""

    COURSE = "course"
    TEACHER = "teacher"
    """The course, and how everybody stands in it: for teachers, and for holders of a role here."""
    DEEP_LINK = "deep-link"
    REVIEW = "review"
    """One learner's result, opened from the platform's gradebook."""
    PRIVACY = "privacy"
    """What is kept about people of the tenant."""


@dataclass(frozen=True, slots=True)
class Visit:
    """
    launch: the page and a random part, in the address; it opens nothing without the token.
    person: `sub` of the launch, unchanged.
    about: the person whose result or data the launch is for, where it is for somebody else.
    placement: None for a deep-linking visit.
    is_learner: results count, and go to the gradebook.
    is_teacher, is_administrator: as the platform says. What a visitor may do is asked of
        `learning.rights`, which knows the grants too.
    language: of everything we say: `nb`, `nn` or `en`.
    line_item, ags_scopes: what the launch of somebody who teaches said of the gradebook, to test
        the connection with; a learner's stand in the progress.
    """

    tenant: str
    launch: str
    person: str
    page: Page
    is_learner: bool
    is_teacher: bool
    is_administrator: bool
    placement: str | None
    language: str
    platform_name: str
    about: str | None
    return_url: str | None
    deep_linking: DeepLinkingSettings | None
    opened_at: datetime
    used_at: datetime
    line_item: str | None = None
    ags_scopes: frozenset[str] = frozenset()

    def is_over(self, now: datetime) -> bool:
        return now >= min(self.used_at + IDLE, self.opened_at + LONGEST)

    def needs_touch(self, now: datetime) -> bool:
        return now >= self.used_at + TOUCH_EVERY


@dataclass(frozen=True, slots=True)
class Token:
    """What the browser holds: whose data it opens, and a secret of 256 bits."""

    tenant: str
    secret: str

    @classmethod
    def new(cls, tenant: str) -> Token:
        return cls(tenant, secrets.token_urlsafe(_SECRET_BYTES))

    @classmethod
    def parse(cls, text: str) -> Token | None:
        """None for anything that we cannot have written."""
        tenant, dot, secret = text.partition(".")
        if not dot or not secret or len(text) > _MAX_TOKEN or not text.isascii():
            return None
        try:
            padded = tenant + "=" * (-len(tenant) % 4)
            decoded = base64.b64decode(padded, b"-_", validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None
        return None if "\0" in decoded else cls(decoded, secret)  # no database has such a tenant

    def __str__(self) -> str:
        tenant = base64.urlsafe_b64encode(self.tenant.encode()).decode().rstrip("=")
        return f"{tenant}.{self.secret}"

    def __repr__(self) -> str:
        return "Token(…)"

    @property
    def digest(self) -> str:
        """What is stored. The secret is random, so a plain hash cannot be guessed back."""
        return hashlib.sha256(self.secret.encode()).hexdigest()
