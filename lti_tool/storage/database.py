"""
The database: one engine, one transaction at a time.

SQLite (WAL) is the embedded default for one machine, PostgreSQL serves any number of them. Times
are stored in UTC and come back with their zone.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    String,
    TypeDecorator,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Session

# Migrations name constraints by these patterns, so that both databases can drop them later.
_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_SQLITE_BUSY_MS = 15_000
_READ_ONLY = {"kurspakke_read_only": True}


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time. Refuses times without a zone; SQLite keeps them as UTC text that sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The tables' common ancestor: `datetime` means UtcDateTime, constraints have stable names."""

    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map = {datetime: UtcDateTime, str: String()}  # noqa: RUF012 - SQLAlchemy's way


class Database:
    """
    Opens transactions. Thread-safe; open it after a fork, not before.

    url: `sqlite:///path/to/file` or `postgresql://user:password@host/name`.
    sqlite_file: None on PostgreSQL.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.sqlite_file = Path(parsed.database) if self.is_sqlite and parsed.database else None
        if self.sqlite_file is not None:
            _make_private(self.sqlite_file)
        # A connection that PostgreSQL has closed meanwhile is replaced instead of failing a launch.
        # Parameters are people's: they stay out of exceptions, and so out of the log.
        self.engine: Engine = create_engine(
            parsed, pool_pre_ping=not self.is_sqlite, hide_parameters=True
        )
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._reader = self.engine.execution_options(**_READ_ONLY)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A transaction that may write: commits at the end, rolls back on an exception."""
        # The transaction is the connection's, not the session's: most launches need no session
        # but for the connection in it, and making both costs more than their statements.
        with self.engine.begin() as connection, _session(connection) as session:
            yield session
            session.flush()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent look that writes nothing, and on SQLite waits for no writer."""
        with self._reader.connect() as connection:
            connection.begin()
            with _session(connection, autoflush=False) as session:
                yield session

    def close(self) -> None:
        self.engine.dispose()


def _session(connection: Connection, *, autoflush: bool = True) -> Session:
    return Session(
        connection,
        autoflush=autoflush,
        expire_on_commit=False,
        join_transaction_mode="rollback_only",
    )


def lock(session: Session, subject: str) -> None:
    """
    Let no other transaction that locks the same subject run until this one ends.

    SQLite has one writer at a time as it is (`BEGIN IMMEDIATE`).
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT pg_advisory_xact_lock(:number)"), {"number": _lock_number(subject)}
        )


def try_lock(session: Session, subject: str) -> bool:
    """Like `lock`, but answers False at once where another transaction holds it."""
    if session.get_bind().dialect.name == "postgresql":
        statement = text("SELECT pg_try_advisory_xact_lock(:number)")
        return bool(session.scalar(statement, {"number": _lock_number(subject)}))
    return True


def _lock_number(subject: str) -> int:
    digest = hashlib.sha256(subject.encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _make_private(file: Path) -> None:
    """
    Nobody else on the machine reads the database, whatever the umask.

    SQLite gives its other files (`-wal`, `-shm`) the mode of this one. A group that the operator
    lets in stays in.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Opened only where it is not there yet: closing any descriptor of a file drops all the locks
    # that the process has on it (POSIX), those of SQLite's open connections too.
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    for each in (file, *(file.with_name(f"{file.name}-{kind}") for kind in ("wal", "shm"))):
        with suppress(FileNotFoundError, PermissionError):  # not there, or not ours to change
            mode = stat.S_IMODE(each.stat().st_mode)
            if mode & stat.S_IRWXO:
                each.chmod(mode & ~stat.S_IRWXO)


def _prepare_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None  # sqlite3 opens no transactions of its own; `begin` does
    connection.execute(f"PRAGMA busy_timeout = {_SQLITE_BUSY_MS}")
    _write_ahead(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    # A commit survives a power cut: results of tests are evidence.
    connection.execute("PRAGMA synchronous = FULL")


def _write_ahead(connection: Any) -> None:
    """
    On a new file only one connection can turn it on, and SQLite lets the others fail at once
    instead of waiting as it does for every other lock.
    """
    until = time.monotonic() + _SQLITE_BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
            time.sleep(0.01)


def _begin_sqlite(connection: Any) -> None:
    # A write lock taken late, by the first INSERT, fails at once where another has written since
    # the first SELECT; taken at the start, it waits its turn.
    reading = connection.get_execution_options().get("kurspakke_read_only")
    # To the driver itself: SQLAlchemy's way to run a statement costs more than the statement.
    connection.connection.dbapi_connection.execute("BEGIN" if reading else "BEGIN IMMEDIATE")
