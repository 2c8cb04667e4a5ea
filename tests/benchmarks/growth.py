"""Launch, answer and report page in a small database and in one that has grown."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.benchmarks.answering import Visitor, begin_test
from tests.benchmarks.handshake import handshake, our_tool
from tests.benchmarks.measuring import Row, percentile
from tests.lti_tool.classroom import right_answers

BUDGET = 1.5
"""Flat, as far as a machine with other work can tell."""

_SMALL = 1_000
_PEOPLE = 30
"""In one placement, which the report page shows."""


def compare(folder: Path, attempts: int, rounds: int) -> list[Row]:
    sizes = (_SMALL, max(attempts, _SMALL + 1))
    measured = []
    for size in sizes:
        at = folder / str(size)
        at.mkdir()
        measured.append(_measure(at, size, rounds))
    small, grown = measured
    return [
        Row(
            f"{what}, CPU: {sizes[1]:,} / {sizes[0]:,} attempts",
            grown[what] / small[what],
            "×",
            BUDGET,
            f"{small[what]:.2f} ms, {grown[what]:.2f} ms",
        )
        for what in small
    ]


def _measure(folder: Path, size: int, rounds: int) -> dict[str, float]:
    """Medians of the CPU time."""
    with our_tool(folder) as ours:
        anne = Visitor(ours, "anne")
        attempt = begin_test(anne)
        keys = right_answers(ours.tool, attempt)
        anne.call("PUT", f"attempts/{attempt}/answers/0", {"response": keys[0]})
        grow(folder / "k.sqlite3", size)
        teacher = Visitor(ours, "liv", teacher=True)
        took: dict[str, list[float]] = {"launch": [], "answer": [], "report page": []}
        for number in range(rounds + 5):
            costs = {
                "launch": handshake(ours.app, "anne").cost,
                "answer": anne.call("PUT", f"attempts/{attempt}/answers/0", {"response": keys[0]})[
                    1
                ],
                "report page": teacher.call("GET", "teacher")[1],
            }
            for what, cost in costs.items():
                if number >= 5:  # the first ones do not count
                    took[what].append(cost.cpu)
    return {what: percentile(values, 0.5) for what, values in took.items()}


def grow(database: Path, attempts: int) -> None:
    """
    Multiply one learner's rows: two attempts for each learner, thirty learners in each placement.

    The placement of the measured launches gets its thirty, too.
    """
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        learners, places = attempts // 2, attempts // 2 // _PEOPLE + 1
        place = f"printf('p%023d', n.i / {_PEOPLE})"
        first = f"n.i < {_PEOPLE}"
        here = f"CASE WHEN {first} THEN t.placement ELSE {place} END"
        person = "'person-' || n.i"
        _multiply(
            connection,
            "placement",
            places,
            id="printf('p%023d', n.i)",
            resource_link="'link-' || n.i",
        )
        _multiply(connection, "progress", learners, placement=here, person=person)
        of_attempt = {"placement": here, "person": person}
        for number in (1, 2):
            _multiply(
                connection,
                "attempt",
                learners,
                **of_attempt,
                id=f"'attempt-{number}-' || n.i",
                number=str(number),
                ended_at="t.started_at",
                by_clock="0",
                earned="1.0",
                possible="2",
                percent="50",
                passed="0",
                topics="'[]'",
                incomplete_topics="'[]'",
                critical_wrong="0",
            )
            _multiply(connection, "answer", learners, attempt=f"'attempt-{number}-' || n.i")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _multiply(connection: sqlite3.Connection, table: str, count: int, **values: str) -> None:
    columns = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
    assert set(values) <= set(columns)
    chosen = ", ".join(values.get(name, f"t.{name}") for name in columns)
    connection.execute(
        f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count} - 1) "
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {chosen} FROM n, (SELECT * FROM {table} LIMIT 1) AS t"
    )
