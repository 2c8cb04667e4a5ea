"""
A backup: one SQLite file with every table, whichever database it came from.

It is taken while the tool runs, shows one moment, and carries a digest of each table's rows, so
that a copy that was damaged on its way is found out before anything is touched.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import MetaData, Table, insert, select
from sqlalchemy.orm import Session

from lti_tool.errors import BackupError
from lti_tool.storage.database import Database
from lti_tool.storage.tables import metadata

_MANIFEST = "backup_manifest"
_ABOUT = "backup_about"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup file says of itself. rows: of all tables."""

    file: Path
    revision: str
    taken_at: datetime
    rows: int


def write_backup(database: Database, file: Path, now: datetime, *, replace: bool = False) -> Backup:
    """
    Copy everything into a new file, whole or not at all. Raises BackupError.

    The database's tables must be those that this version of the tool knows, unless it is SQLite.
    """
    if file.exists() and not replace:
        raise BackupError(f"{file} exists already; choose another name, or add --replace.")
    if not file.parent.is_dir():
        raise BackupError(f"There is no folder {file.parent} for the backup.")
    partial = file.with_name(f".{file.name}.{os.getpid()}.partial")
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        source = database.sqlite_file
        if source is not None:
            _copy_sqlite(source, partial)
        else:
            _copy_rows(database, partial)
        _seal(partial, now)
        _sync(partial)
        partial.replace(file)
        _sync(file.parent)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"The backup {file} could not be written: {error}.") from error
    finally:
        partial.unlink(missing_ok=True)
    return read_backup(file)


def read_backup(file: Path) -> Backup:
    """What is in it. Raises BackupError where it is not whole, or no backup of ours."""
    if not file.is_file():
        raise BackupError(f"There is no file {file}.")
    try:
        with closing(_open(file, "mode=ro&immutable=1")) as connection:
            return _checked(connection, file)
    except sqlite3.Error as error:
        raise BackupError(f"{file} is no backup, or a damaged one ({error}).") from error


def copy_into(session: Session, copy: Path) -> None:
    """Put the rows of a copy, which is at our own revision, in the place of all that are there."""
    with _reading(copy) as source:
        for table in reversed(_tables()):
            session.execute(table.delete())
        for table in _tables():
            for batch in source.execute(select(table)).mappings().partitions(_BATCH):
                session.execute(insert(table), [dict(row) for row in batch])


def replace_sqlite(target: Path, copy: Path) -> None:
    """The same for SQLite, with its backup interface: one transaction, tables and all."""
    _copy_sqlite(copy, target)


def _copy_sqlite(source: Path, target: Path) -> None:
    with closing(_open(source, "mode=ro")) as reading, closing(_open(target, "mode=rw")) as writing:
        reading.execute("BEGIN")
        writing.execute("PRAGMA synchronous = FULL")
        reading.backup(writing)


def _copy_rows(database: Database, target: Path) -> None:
    """From a server: a snapshot of all tables, into tables that SQLAlchemy makes alike."""
    with _reading(target) as copy, database.engine.connect() as connection:
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
        revision = Table("alembic_version", MetaData(), autoload_with=connection)
        tables = [*_tables(), revision]
        for table in tables:
            table.create(copy.connection())
            rows = connection.execution_options(yield_per=_BATCH).execute(select(table))
            for batch in rows.mappings().partitions(_BATCH):
                copy.execute(insert(table), [dict(row) for row in batch])
        copy.commit()


@contextmanager
def _reading(file: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{file}")
    try:
        with Session(database.engine) as session:
            yield session
    finally:
        database.close()


def _tables() -> list[Table]:
    """Parents before children."""
    return metadata().sorted_tables


def _seal(file: Path, now: datetime) -> None:
    """Note the digests, in a file that stands alone, without a journal beside it."""
    with closing(_open(file, "mode=rw")) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        for name in (_MANIFEST, _ABOUT):  # of the backup that this database was restored from
            connection.execute(f"DROP TABLE IF EXISTS {name}")
        digests = list(_digests(connection))
        connection.execute(f"CREATE TABLE {_MANIFEST} (name TEXT, rows INTEGER, digest TEXT)")
        connection.executemany(f"INSERT INTO {_MANIFEST} VALUES (?, ?, ?)", digests)  # noqa: S608
        connection.execute(f"CREATE TABLE {_ABOUT} (taken_at TEXT)")
        at = now.astimezone(UTC).isoformat()
        connection.execute(f"INSERT INTO {_ABOUT} VALUES (?)", (at,))  # noqa: S608
        connection.commit()


def _checked(connection: sqlite3.Connection, file: Path) -> Backup:
    (answer,) = connection.execute("PRAGMA integrity_check").fetchone()
    if answer != "ok":
        raise BackupError(f"{file} is damaged: {answer}.")
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if not {_MANIFEST, _ABOUT, "alembic_version"} <= names:
        raise BackupError(f"{file} was not made by `lti-tool backup`.")
    noted = set(connection.execute(f"SELECT name, rows, digest FROM {_MANIFEST}"))  # noqa: S608
    changed = sorted(name for name, *_ in noted.symmetric_difference(_digests(connection)))
    if changed:
        raise BackupError(f"{file} is damaged: the table {changed[0]} is not what was backed up.")
    (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    (taken_at,) = connection.execute(f"SELECT taken_at FROM {_ABOUT}").fetchone()  # noqa: S608
    rows = sum(count for _, count, _ in noted)
    return Backup(file, revision, datetime.fromisoformat(taken_at), rows)


def _digests(connection: sqlite3.Connection) -> Iterator[tuple[str, int, str]]:
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "AND name NOT IN (?, ?) ORDER BY name",
        (_MANIFEST, _ABOUT),
    ).fetchall()
    for (name,) in tables:
        digest, count = hashlib.sha256(), 0
        for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid'):  # noqa: S608
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
            count += 1
        yield name, count, digest.hexdigest()


def _open(file: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?{how}", uri=True, timeout=15)
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    return connection


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
