"""The player's unit tests run with the others; each failure is printed by name."""

from __future__ import annotations

import re

import pytest

from tests.player_node import PLAYER, run_player_tests


def test_every_unit_test_of_the_player_passes() -> None:
    said = run_player_tests()

    files = len(list((PLAYER / "test").glob("*.test.ts")))
    passed = re.search(r"pass (\d+)", said)
    assert passed, said
    assert int(passed[1]) > files  # not only the files, the tests in them


def test_a_failing_unit_test_is_told_by_name() -> None:
    with pytest.raises(AssertionError, match="the longest state"):
        run_player_tests("budget.check.ts", env={"KURSPAKKE_BUDGET": "/nowhere"})
