"""
What a platform says a person may do here: learner, instructor, administrator.

Spec: LTI 1.3 core, appendix A.2. Platforms send full URIs, short names (`Learner`, as membership
services do), roles nobody knows, and `[""]`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pylti1p3.roles import AbstractRole, RoleType

ROLES_CLAIM = "https://purl.imsglobal.org/spec/lti/claim/roles"

_MEMBERSHIP = "/vocab/lis/v2/membership/"
_LEARNER = frozenset({"Learner", "Student"})
_ADMINISTRATOR = frozenset({"Administrator", "SysAdmin"})
_INSTRUCTOR = _ADMINISTRATOR | {"Instructor"}
"""In a course: Open edX calls its course staff administrators."""


@dataclass(frozen=True, slots=True)
class Roles:
    """
    A person may hold several, or none that we know.

    administrator: of the institution or the whole platform, never of one course.
    """

    learner: bool = False
    instructor: bool = False
    administrator: bool = False


def read_roles(names: Iterable[str]) -> Roles:
    """
    Roles in the course decide. Where the course sends none, the institution's may make a learner
    of somebody, never an instructor. Only the institution's or the system's make an administrator:
    who administers one course has a teacher's reach there and no more.

    Sub-roles such as `membership/Instructor#TeachingAssistant` make nobody an instructor: platforms
    send the principal role beside them where it applies. An administrator of the institution who
    takes the course as a learner (Canvas sends both) is a learner.
    """
    in_course: set[str] = set()
    elsewhere: set[str] = set()
    parser = AbstractRole({})  # type: ignore[no-untyped-call]
    for name in map(str.strip, names):
        role, kind = parser.parse_role_str(name)
        if _MEMBERSHIP in name:
            in_course.add("Learner" if f"{_MEMBERSHIP}Learner#" in name else role)
        elif kind == RoleType.CONTEXT or (kind is None and "/" not in role and "#" not in role):
            in_course.add(role)
        else:
            elsewhere.add(role)
    in_course.discard("")
    learner = bool((in_course or elsewhere) & _LEARNER)
    return Roles(
        learner=learner,
        instructor=bool(in_course & _INSTRUCTOR),
        administrator=not learner and bool(elsewhere & _ADMINISTRATOR),
    )
