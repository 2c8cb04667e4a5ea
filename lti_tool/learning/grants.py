"""
Roles that people hold inside the tool.

An LMS sends only learner, instructor and administrator; who leads a unit, signs off or watches a
test is a grant: for one tenant, placement or unit, until a date, given by someone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    LEADER = "leader"
    ASSESSOR = "assessor"
    INVIGILATOR = "invigilator"
    AUTHOR = "author"
    APPROVER = "approver"


class Scope(StrEnum):
    """How far a grant reaches."""

    TENANT = "tenant"
    PLACEMENT = "placement"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Grant:
    tenant: str
    id: str
    person: str
    """`sub` of the person's launches, unchanged."""
    role: Role
    scope: Scope
    scope_id: str
    """The placement's id or the unit's name; `""` for the whole tenant."""
    given_by: str
    given_at: datetime
    until: datetime | None = None
    revoked_at: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.until is None or now < self.until)

    def covers(self, placement: str, unit: str | None) -> bool:
        match self.scope:
            case Scope.TENANT:
                return True
            case Scope.PLACEMENT:
                return self.scope_id == placement
            case Scope.UNIT:
                return unit is not None and self.scope_id == unit


def holds(
    grants: Iterable[Grant], role: Role, *, placement: str, unit: str | None, now: datetime
) -> bool:
    """Whether one of a person's grants gives the role at this placement at this time."""
    return any(
        grant.role is role and grant.is_valid(now) and grant.covers(placement, unit)
        for grant in grants
    )
