"""A short soak in every run of the tests; `make soak` is the long one, on both databases."""

from __future__ import annotations

from pathlib import Path

from tests.soak.campaign import TESTS_A_ROUND, campaign


def test_scores_survive_a_failing_platform_and_a_killed_tool(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/kurspakke.sqlite3"
    with campaign(database, tmp_path, seed=4, kill_every=(1.0, 3.0)) as running:
        running.run(3, say=lambda line: None)
        killed = running.tool.kills

    assert len(running.rounds) == 3
    assert all(len(each.percents) == TESTS_A_ROUND for each in running.rounds)
    assert killed > 0
