"""
What can go wrong in the tool.

LtiToolError
├── SettingsError            the environment does not let us start; the message is a sentence
├── SecretDoesNotFit         stored keys were sealed with another secret
├── BackupError              a backup that cannot be written, read or put in place
├── Refused                  a request that we answer with a readable page (or JSON under /api/)
│   ├── LoginRejected        a login that we cannot go on with
│   ├── LaunchRejected       a launch that failed one of our checks
│   └── RegistrationRefused  a platform that could not be registered by its link
├── OutgoingError            a request of ours to a platform came to nothing
│   ├── AddressRefused       the address guard stopped it; nothing was sent
│   └── NoAnswer             no (whole, timely) answer
├── TokenRefused             the platform gave no access token
├── ResultsRefused           the platform does not show us what stands in its gradebook
├── MembersRefused           the platform does not tell us who its course's members are
└── KeysNotUsable            the platform's key set is missing or is no key set
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any


class LtiToolError(Exception):
    """Anything the tool reports to a person."""


class SettingsError(LtiToolError):
    """A setting is missing or wrong; the message says which, and what to write instead."""


class SecretDoesNotFit(LtiToolError):
    """The operator's secret is not the one that the stored keys were sealed with."""


class BackupError(LtiToolError):
    """A backup cannot be written, read or put in place; nothing has been changed."""


class Refused(LtiToolError):
    """
    A request that we do not carry out.

    check: names the texts (`what`, `cause`, `mend`) in `texts/<catalogue>.<language>.yaml`.
    status: the HTTP status of the answer.
    values: what the texts' `{placeholders}` stand for; never a token, a name or an address of a
        person. They are shown and logged.
    details: more for a page of ours to show; in JSON answers only.
    """

    catalogue = "refusals"
    details: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, check: str, *, status: int = 400, **values: str | int) -> None:
        super().__init__(check)
        self.check = check
        self.status = status
        self.values = values


class LoginRejected(Refused):
    """A login initiation that we cannot go on with."""

    catalogue = "launch"


class LaunchRejected(Refused):
    """A launch that failed one of our checks. No session has been opened."""

    catalogue = "launch"

    def __init__(self, check: str, *, status: int = 403, **values: str | int) -> None:
        super().__init__(check, status=status, **values)


class RegistrationRefused(Refused):
    """A platform could not be registered by its link; nothing of it has been kept."""

    catalogue = "registration"


class OutgoingError(LtiToolError):
    """A request of ours came to nothing; the message is safe to log and to show an admin."""


class AddressRefused(OutgoingError):
    """The address guard stopped the request; nothing was sent."""


class NoAnswer(OutgoingError):
    """No answer, not in time, or more of it than we take."""


class TokenRefused(LtiToolError):
    """The platform's token endpoint gave no token."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"the token endpoint answered {status}: {detail}")
        self.status = status
        self.detail = detail


class ResultsRefused(LtiToolError):
    """The platform's result service said no."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the result service answered {status}")
        self.status = status


class MembersRefused(LtiToolError):
    """The platform's membership service said no."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the membership service answered {status}")
        self.status = status


class KeysNotUsable(LtiToolError):
    """The platform's key set cannot be fetched or holds no key that we may use."""
