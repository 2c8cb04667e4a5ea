from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import String, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from lti_tool.storage.database import Database, UtcDateTime, lock, try_lock


class _Tables(DeclarativeBase):
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012


class _Row(_Tables):
    __tablename__ = "row_of_test"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime | None]


@pytest.fixture
def table(database: Database) -> Iterator[Database]:
    _Tables.metadata.create_all(database.engine)
    yield database
    _Tables.metadata.drop_all(database.engine)


def test_a_transaction_is_kept_whole_or_not_at_all(table: Database) -> None:
    with table.begin() as session:
        session.add(_Row(name="kept"))

    def break_off() -> None:
        with table.begin() as session:
            session.add(_Row(name="lost"))
            session.flush()
            session.execute(text("INSERT INTO row_of_test (name, count) VALUES ('kept', 0)"))

    with pytest.raises(IntegrityError):
        break_off()

    with table.read() as session:
        assert session.scalars(select(_Row.name)).all() == ["kept"]


def test_times_come_back_in_utc_and_sort(table: Database) -> None:
    oslo = timezone(timedelta(hours=1))
    with table.begin() as session:
        session.add(_Row(name="b", at=datetime(2026, 11, 23, 9, 0, 0, 7, tzinfo=oslo)))
        session.add(_Row(name="a", at=datetime(2026, 11, 23, 8, 30, tzinfo=UTC)))

    with table.read() as session:
        found = session.scalars(select(_Row.at).order_by(_Row.at)).all()
        newest = session.scalar(select(func.max(_Row.at)))

    assert found == [
        datetime(2026, 11, 23, 8, 0, 0, 7, tzinfo=UTC),
        datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
    ]
    assert newest == found[1]
    assert newest.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(table: Database) -> None:
    with pytest.raises(Exception, match="has no time zone"), table.begin() as session:
        session.add(_Row(name="a", at=datetime(2026, 11, 23)))  # noqa: DTZ001


def test_writers_at_once_wait_for_each_other(table: Database) -> None:
    with table.begin() as session:
        session.add(_Row(name="counter"))

    def count_up() -> None:
        for _ in range(25):
            with table.begin() as session:
                lock(session, "counter")
                row = session.get_one(_Row, "counter")
                row.count = row.count + 1

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with table.read() as session:
        assert session.get_one(_Row, "counter").count == 100


def test_a_reader_does_not_wait_for_a_writer(table: Database) -> None:
    with table.begin() as writing:
        writing.add(_Row(name="new"))
        writing.flush()

        with table.read() as reading:
            assert reading.scalars(select(_Row.name)).all() == []


def test_a_lock_that_another_holds_is_told_at_once(table: Database) -> None:
    if table.is_sqlite:
        with table.begin() as session:
            assert try_lock(session, "subject")  # the only writer there can be
        return
    with table.begin() as holder, table.begin() as other:
        lock(holder, "subject")

        assert not try_lock(other, "subject")
        assert try_lock(other, "another subject")


def modes(folder: Path) -> dict[str, str]:
    return {file.name: oct(stat.S_IMODE(file.stat().st_mode)) for file in folder.iterdir()}


@pytest.fixture
def _usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_usual_umask")
def test_a_database_file_is_for_the_tool_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/data/k.sqlite3")
    with database.begin() as session:
        session.execute(text("CREATE TABLE t (a)"))

    found = modes(tmp_path / "data")
    database.close()

    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert found == dict.fromkeys(["k.sqlite3", "k.sqlite3-wal", "k.sqlite3-shm"], "0o600")


@pytest.mark.usefixtures("_usual_umask")
def test_a_database_file_that_all_could_read_is_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / "k.sqlite3").touch()
    (tmp_path / "k.sqlite3").chmod(0o664)

    Database(f"sqlite:///{tmp_path}/k.sqlite3").close()

    assert modes(tmp_path) == {"k.sqlite3": "0o660"}


def test_what_goes_wrong_does_not_tell_the_parameters(table: Database) -> None:
    with table.begin() as session:
        session.add(_Row(name="Kari Nordmann"))

    with pytest.raises(IntegrityError) as failed, table.begin() as session:
        session.add(_Row(name="Kari Nordmann"))

    assert "[parameters:" not in str(failed.value)


def test_a_second_look_at_a_file_leaves_the_locks_of_the_first(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/kurspakke.sqlite3"
    first = Database(url)
    with first.begin() as session:
        session.execute(text("CREATE TABLE fruit (name TEXT)"))
        second = Database(url)
        take_the_lock = (
            "import fcntl, sys; file = open(sys.argv[1], 'r+b'); "
            "fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)"
        )
        other = subprocess.run(
            [sys.executable, "-c", take_the_lock, tmp_path / "kurspakke.sqlite3"],
            capture_output=True,
            check=False,
        )

    assert b"BlockingIOError" in other.stderr
    second.close()
    first.close()


def test_many_may_open_a_new_file_at_the_same_instant(tmp_path: Path) -> None:
    failed: list[Exception] = []

    def look(database: Database, together: threading.Barrier) -> None:
        together.wait()
        try:
            with database.read() as session:
                session.execute(text("SELECT 1"))
        except Exception as error:
            failed.append(error)

    for attempt in range(60):  # without patience, one in some fifteen failed
        together = threading.Barrier(8)
        databases = [Database(f"sqlite:///{tmp_path / f'{attempt}.sqlite3'}") for _ in range(8)]
        threads = [threading.Thread(target=look, args=(each, together)) for each in databases]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for database in databases:
            database.close()

    assert failed == []
