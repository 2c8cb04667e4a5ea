from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from lti_tool.errors import BackupError
from lti_tool.storage import platforms
from lti_tool.storage.backup import read_backup, write_backup
from lti_tool.storage.database import Database
from tests.lti_tool.clock import START
from tests.lti_tool.test_cli import MOODLE


@pytest.fixture
def backup(database: Database, tmp_path: Path) -> Path:
    with database.begin() as session:
        platforms.add(session, MOODLE, START)
    file = tmp_path / "k.backup"
    write_backup(database, file, START)
    return file


def test_a_backup_holds_what_was_committed_and_is_nobody_elses_to_read(
    database: Database, tmp_path: Path
) -> None:
    with database.begin() as session:
        platforms.add(session, MOODLE, START)
    file = tmp_path / "k.backup"
    with database.begin() as session:  # somebody is writing meanwhile
        platforms.remove(session, "unknown")

        made = write_backup(database, file, START)

    assert made.taken_at == START
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.glob("*.partial")] == []
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT name FROM registration").fetchall() == [("Moodle",)]


def test_a_file_that_is_there_is_not_overwritten_unasked(database: Database, backup: Path) -> None:
    before = backup.read_bytes()

    with pytest.raises(BackupError, match="exists already"):
        write_backup(database, backup, START)

    assert backup.read_bytes() == before
    write_backup(database, backup, START, replace=True)


def test_a_folder_that_is_not_there_is_told(database: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="There is no folder"):
        write_backup(database, tmp_path / "nowhere" / "k.backup", START)


def test_one_changed_value_is_found(backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("UPDATE registration SET name = 'Another'")
        connection.commit()

    with pytest.raises(BackupError, match="the table registration is not what was backed up"):
        read_backup(backup)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_half_a_file_is_found(backup: Path, share: float) -> None:
    whole = backup.read_bytes()
    backup.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(BackupError):
        read_backup(backup)


def test_what_is_no_backup_is_told(tmp_path: Path) -> None:
    text, other = tmp_path / "text", tmp_path / "other"
    text.write_text("this is no backup " * 100)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE a (b)")

    with pytest.raises(BackupError, match="no backup, or a damaged one"):
        read_backup(text)
    with pytest.raises(BackupError, match="was not made by `lti-tool backup`"):
        read_backup(other)
    with pytest.raises(BackupError, match="There is no file"):
        read_backup(tmp_path / "nothing")
