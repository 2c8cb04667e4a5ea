"""
What is recorded on the way to a certificate, by whom, and when.

Records are added and never changed: who made a mistake adds a new one, and the newest counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class TestPassed:
    """
    The first part, read from the attempt itself.

    example: the course was a draft, or its questions examples that everybody may read.
    counts: False for an example outside a sandbox.
    group: the staff group whose questions they were; None where everybody is asked the same.
    """

    __test__ = False  # pytest: a test of medication, not of ours

    attempt: str
    started_at: datetime
    at: datetime
    counts: bool
    example: bool = False
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: the platform's id, and the name and title as they stand on paper."""

    person: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Ticked:
    """An observation in the words that were read when it was ticked."""

    id: str
    text: Mapping[str, str]


class Way(StrEnum):
    """Where a sign-off was made."""

    LIST = "list"
    BEDSIDE = "bedside"


@dataclass(frozen=True, slots=True)
class SignOff:
    """
    The second part.

    subject: the employee's name, which the assessor has made sure of.
    approved: False says that more practice is needed; `note` says with what.
    """

    id: str
    round: int
    at: datetime
    by: Signatory
    subject: str
    approved: bool
    observations: tuple[Ticked, ...]
    note: str
    way: Way


@dataclass(frozen=True, slots=True)
class Scope:
    """A task in the words it had when the leader decided on it."""

    id: str
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """
    The third part.

    since, until: dates in Norway; it holds through both.
    code: what the proof is checked by; it says nothing by itself.
    example: made in a sandbox of a draft or of example questions; proves nothing.
    """

    id: str
    round: int
    at: datetime
    by: Signatory
    scopes: tuple[Scope, ...]
    since: date
    until: date
    reason: str
    sign_off: str
    attempt: str
    code: str
    example: bool


@dataclass(frozen=True, slots=True)
class Revocation:
    id: str
    decision: str
    at: datetime
    by: Signatory
    reason: str


class Cause(StrEnum):
    """Why a new round was opened."""

    RENEWAL = "renewal"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class RoundOpened:
    """
    A later round; the first is there from the beginning.

    by: `sub` of the employee who renews, or of the leader who resets.
    """

    number: int
    at: datetime
    cause: Cause
    by: str
    reason: str = ""
