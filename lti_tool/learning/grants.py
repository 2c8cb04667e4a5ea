"""
Roles that people hold inside the tool.

An LMS sends only learner, instructor and administrator; who leads a unit, signs off or watches a
test is a grant: for one tenant, placement or unit, until a date, given by someone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    LEADER = "leader"
    ASSESSOR = "assessor"
    INVIGILATOR = "invigilator"
    AUTHOR = "author"
    APPROVER = "approver"


class Act(StrEnum):
    """What a visitor may or may not do at a placement."""

    SEE_RESULTS = "see-results"
    SEND_SCORES = "send-scores"
    """Again, and see what the platform has."""
    GIVE_ROLES = "give-roles"
    UNLOCK = "unlock"
    """Let somebody take a test again."""
    HOLD_TESTS = "hold-tests"
    """Have the code that starts a supervised test."""
    SIGN_OFF = "sign-off"
    """Say that somebody masters the practical part."""
    DECIDE = "decide"
    """What somebody may do at work, and take it back."""
    TAKE_PACKAGES = "take-packages"
    """Download published courses for other LMSs."""


_BY_ROLE: Mapping[Act, frozenset[Role]] = {
    Act.SEE_RESULTS: frozenset({Role.LEADER, Role.ASSESSOR, Role.INVIGILATOR}),
    Act.SEND_SCORES: frozenset(),
    Act.GIVE_ROLES: frozenset(),
    Act.UNLOCK: frozenset({Role.LEADER}),
    Act.HOLD_TESTS: frozenset({Role.INVIGILATOR, Role.LEADER}),
    Act.SIGN_OFF: frozenset({Role.ASSESSOR}),
    Act.DECIDE: frozenset({Role.LEADER}),
    Act.TAKE_PACKAGES: frozenset({Role.AUTHOR}),
}
_BY_TEACHER = frozenset(
    {Act.SEE_RESULTS, Act.SEND_SCORES, Act.GIVE_ROLES, Act.UNLOCK, Act.HOLD_TESTS}
)
"""
What the platform's own teachers and administrators may do. Signing and deciding are personal: the
platform does not know who is a nurse or who leads whom, so for these somebody must be named.
"""


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


@dataclass(frozen=True, slots=True)
class Rights:
    """
    All that a visitor may do at one placement now.

    roles: by grants in force. is_teacher, is_administrator: as the platform says.
    """

    roles: frozenset[Role] = frozenset()
    is_teacher: bool = False
    is_administrator: bool = False

    def may(self, act: Act) -> bool:
        by_platform = (self.is_teacher or self.is_administrator) and act in _BY_TEACHER
        return by_platform or bool(self.roles & _BY_ROLE[act])

    @property
    def acts(self) -> frozenset[Act]:
        return frozenset(filter(self.may, Act))

    def may_give(self, role: Role, scope: Scope) -> bool:
        """A teacher appoints people for the own placement, an administrator for all of it."""
        if not self.may(Act.GIVE_ROLES):
            return False
        if self.is_administrator:
            return True
        return scope is Scope.PLACEMENT and role not in (Role.AUTHOR, Role.APPROVER)


def roles_held(
    grants: Iterable[Grant], *, placement: str, unit: str | None, now: datetime
) -> frozenset[Role]:
    """The roles that a person's grants give at this placement at this time."""
    return frozenset(
        grant.role for grant in grants if grant.is_valid(now) and grant.covers(placement, unit)
    )
