"""Every benchmark runs and measures what it says. No times here."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.benchmarks import answering, growth, handshake, memory, packaging
from tests.benchmarks.measuring import Row, percentile


def by_name(rows: list[Row]) -> dict[str, float]:
    return {row.what: row.value for row in rows}


def test_a_warm_launch_commits_twice_and_asks_nobody(tmp_path: Path) -> None:
    rows = by_name(handshake.compare(tmp_path, 3))

    assert rows["commits in a warm launch"] == 2
    assert rows["outgoing calls in a warm launch"] == 0
    assert rows["launch, CPU: ours / minimal tool"] > 0


def test_an_answer_is_one_commit(tmp_path: Path) -> None:
    assert by_name(answering.compare(tmp_path, 3))["commits in an answer"] == 1


def test_a_grown_database_answers_the_same(tmp_path: Path) -> None:
    rows = growth.compare(tmp_path, 2_000, 1)

    assert len(rows) == 3
    for size in (1_000, 2_000):
        with closing(sqlite3.connect(tmp_path / str(size) / "k.sqlite3")) as connection:
            (attempts,) = connection.execute("SELECT count(*) FROM attempt").fetchone()
            here = connection.execute(
                "SELECT count(*) FROM progress WHERE placement = "
                "(SELECT placement FROM progress WHERE person = 'anne')"
            ).fetchone()
        assert attempts == size + 1
        assert here == (31,)


def test_a_process_of_its_own_is_measured(tmp_path: Path) -> None:
    (row,) = memory.measure(tmp_path, 2)

    assert row.value > 20


def test_a_budget_is_held_or_not() -> None:
    assert "NOT HELD" in str(Row("launch", 0.8, "×", 0.7))
    assert str(Row("launch", 0.7, "×", 0.7)).endswith("≤ 0.7  held")
    assert [percentile([4, 1, 3, 2], share) for share in (0.5, 0.99)] == [3, 4]


def test_a_course_is_built_beside_other_packagers(tmp_path: Path) -> None:
    rows = by_name(packaging.compare(tmp_path, pages=3, megabytes=1, rounds=1))

    assert rows["build: ours / simple-scorm-packager"] > 0
    assert (tmp_path / "ours.zip").stat().st_size > 300_000
    assert list((tmp_path / "foreign").glob("*.zip"))
