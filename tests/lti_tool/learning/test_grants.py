from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from lti_tool.learning.grants import Act, Grant, Rights, Role, Scope, roles_held
from tests.lti_tool.clock import START

LEADER = Grant(
    tenant="moodle:1",
    id="1",
    person="liv",
    role=Role.LEADER,
    scope=Scope.UNIT,
    scope_id="Hjemmetjenesten",
    given_by="admin",
    given_at=START,
    until=START + timedelta(days=30),
)


@pytest.mark.parametrize(
    ("scope", "scope_id", "placement", "unit", "expected"),
    [
        (Scope.TENANT, "", "p1", None, True),
        (Scope.PLACEMENT, "p1", "p1", None, True),
        (Scope.PLACEMENT, "p1", "p2", None, False),
        (Scope.UNIT, "Hjemmetjenesten", "p1", "Hjemmetjenesten", True),
        (Scope.UNIT, "Hjemmetjenesten", "p1", "Sykehjemmet", False),
        (Scope.UNIT, "", "p1", None, False),
    ],
)
def test_a_grant_reaches_as_far_as_its_scope(
    scope: Scope, scope_id: str, placement: str, unit: str | None, expected: bool
) -> None:
    grant = replace(LEADER, scope=scope, scope_id=scope_id)

    held = roles_held([grant], placement=placement, unit=unit, now=START)

    assert held == ({Role.LEADER} if expected else set())


def test_a_grant_ends_at_its_end_and_when_it_is_revoked() -> None:
    whole = replace(LEADER, scope=Scope.TENANT, scope_id="")
    end = START + timedelta(days=30)

    assert whole.is_valid(end - timedelta(seconds=1))
    assert not whole.is_valid(end)
    assert not replace(whole, revoked_at=START).is_valid(START)
    assert replace(whole, until=None).is_valid(START + timedelta(days=3650))


TEACHER_ACTS = {Act.SEE_RESULTS, Act.SEND_SCORES, Act.GIVE_ROLES, Act.UNLOCK, Act.HOLD_TESTS}


@pytest.mark.parametrize(
    ("rights", "acts"),
    [
        (Rights(), set()),
        (Rights(is_teacher=True), TEACHER_ACTS),
        (Rights(is_administrator=True), TEACHER_ACTS),
        (
            Rights(roles=frozenset({Role.LEADER})),
            {Act.SEE_RESULTS, Act.UNLOCK, Act.HOLD_TESTS, Act.DECIDE},
        ),
        (Rights(roles=frozenset({Role.ASSESSOR})), {Act.SEE_RESULTS, Act.SIGN_OFF}),
        (Rights(roles=frozenset({Role.INVIGILATOR})), {Act.SEE_RESULTS, Act.HOLD_TESTS}),
        (Rights(roles=frozenset({Role.AUTHOR})), {Act.TAKE_PACKAGES}),
        (Rights(roles=frozenset({Role.APPROVER})), set()),
    ],
)
def test_a_visitor_may_do_what_the_roles_say_and_nothing_else(
    rights: Rights, acts: set[Act]
) -> None:
    assert rights.acts == acts


def test_nobody_signs_or_decides_by_being_a_teacher_of_the_platform() -> None:
    for rights in (Rights(is_teacher=True), Rights(is_administrator=True)):
        assert not rights.may(Act.SIGN_OFF)
        assert not rights.may(Act.DECIDE)


def test_a_teacher_appoints_for_the_own_placement_an_administrator_for_everything() -> None:
    teacher, administrator = Rights(is_teacher=True), Rights(is_administrator=True)
    leader = Rights(roles=frozenset({Role.LEADER}))

    assert teacher.may_give(Role.ASSESSOR, Scope.PLACEMENT)
    assert not teacher.may_give(Role.ASSESSOR, Scope.UNIT)
    assert not teacher.may_give(Role.ASSESSOR, Scope.TENANT)
    assert not teacher.may_give(Role.APPROVER, Scope.PLACEMENT)
    for role in Role:
        for scope in Scope:
            assert administrator.may_give(role, scope)
            assert not leader.may_give(role, scope)
