from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from lti_tool.learning.grants import Grant, Role, Scope, holds
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

    assert holds([grant], Role.LEADER, placement=placement, unit=unit, now=START) is expected


def test_a_grant_ends_at_its_end_and_when_it_is_revoked() -> None:
    whole = replace(LEADER, scope=Scope.TENANT, scope_id="")
    end = START + timedelta(days=30)

    assert whole.is_valid(end - timedelta(seconds=1))
    assert not whole.is_valid(end)
    assert not replace(whole, revoked_at=START).is_valid(START)
    assert replace(whole, until=None).is_valid(START + timedelta(days=3650))


def test_one_role_gives_no_other() -> None:
    whole = replace(LEADER, scope=Scope.TENANT, scope_id="")

    for role in Role:
        held = holds([whole], role, placement="p1", unit=None, now=START)
        assert held is (role is Role.LEADER)
    assert not holds([], Role.LEADER, placement="p1", unit=None, now=START)
