from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import text

from lti_tool.storage.database import Database
from lti_tool.storage.tries import Brake, forget_old_tries
from tests.lti_tool.clock import START, FakeClock

TWICE = Brake("twice", 2, timedelta(minutes=1))


def count(database: Database) -> int:
    with database.read() as session:
        return int(session.execute(text("SELECT count(*) FROM tries")).scalar_one())


def test_so_many_times_and_no_more_until_the_window_is_over(database: Database) -> None:
    clock = FakeClock()

    assert [TWICE.allows(database, "a", clock()) for _ in range(3)] == [True, True, False]
    assert TWICE.allows(database, "b", clock())
    clock.advance(seconds=59)
    assert not TWICE.allows(database, "a", clock())
    clock.advance(seconds=1)
    assert TWICE.allows(database, "a", clock())


def test_brakes_count_for_themselves(database: Database) -> None:
    another = Brake("another", 1, timedelta(minutes=1))

    assert all(TWICE.allows(database, "a", START) for _ in range(2))
    assert another.allows(database, "a", START)


def test_another_process_has_counted_too(database: Database, database_url: str) -> None:
    elsewhere = Database(database_url)

    assert TWICE.allows(database, "a", START)
    assert TWICE.allows(elsewhere, "a", START)
    assert not TWICE.allows(database, "a", START)
    elsewhere.close()


def test_many_at_once_are_counted_one_by_one(database: Database) -> None:
    def attempt(_: int) -> bool:
        return TWICE.allows(database, "a", START)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(16))) == 2


def test_a_clock_that_was_set_back_locks_nobody_out(database: Database) -> None:
    assert all(TWICE.allows(database, "a", START) for _ in range(2))

    assert TWICE.allows(database, "a", START - timedelta(hours=1))


def test_who_tried_is_not_in_the_database_and_nothing_is_after_ten_minutes(
    database: Database,
) -> None:
    TWICE.allows(database, "moodle:7 anne", START)

    with database.read() as session:
        row = session.execute(text("SELECT * FROM tries")).one()
    assert "anne" not in "".join(str(value) for value in row)
    for minutes, left in ((9, 1), (10, 0)):
        with database.begin() as session:
            forget_old_tries(session, START + timedelta(minutes=minutes))
        assert count(database) == left
