"""Brings the tables up to date, whoever else starts at the same moment."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from lti_tool.errors import LtiToolError
from lti_tool.storage import tool_keys
from lti_tool.storage.backup import write_backup
from lti_tool.storage.database import Database, lock


def upgrade(database: Database, *, backup_at: datetime | None = None) -> Path | None:
    """
    Create or change the tables. Does nothing where they are up to date.

    backup_at: the time now, to keep a copy beside an SQLite database that is about to be changed.
    Returns that copy. On PostgreSQL the server's own backups are the operator's.
    """
    with database.begin() as session:
        lock(session, "migrations")
        current = _refuse_newer(session)
        kept = None
        if current not in (None, _head()) and backup_at and database.sqlite_file:
            file = database.sqlite_file
            # Others may read it now, but nobody writes: this transaction holds the lock.
            kept = file.with_name(f"{file.stem}-before-{_head()}-{backup_at:%Y%m%dT%H%M%S}.backup")
            write_backup(database, kept, backup_at, replace=True)
        upgrade_in(session)
        return kept


def upgrade_in(session: Session, to: str = "head") -> None:
    """The same in a transaction that holds the lock already."""
    _refuse_newer(session)
    config = _config()
    config.attributes["connection"] = session.connection()
    command.upgrade(config, to)


def prepare(database: Database, secret: str, now: datetime) -> Path | None:
    """All that a start needs: the tables, and a key of our own. Returns what `upgrade` does."""
    kept = upgrade(database, backup_at=now)
    with database.begin() as session:
        tool_keys.ensure_one(session, secret, now)
    return kept


def require_current(database: Database) -> None:
    """Raises LtiToolError where the tables are not those that this version works with."""
    current, newest = revisions(database)
    if current != newest:
        with database.read() as session:
            _refuse_newer(session)
        raise LtiToolError(
            f"The database is at revision {current}, and this version of the tool needs {newest}. "
            "Run `lti-tool upgrade`."
        )


def revisions(database: Database) -> tuple[str | None, str | None]:
    """The database's revision, and the one that this version of the tool brings."""
    with database.read() as session:
        return _revision(session), _head()


def is_empty(database: Database) -> bool:
    return revisions(database)[0] is None


def is_known(revision: str) -> bool:
    return revision in {script.revision for script in _scripts().walk_revisions()}


def _refuse_newer(session: Session) -> str | None:
    revision = _revision(session)
    if revision is not None and not is_known(revision):
        raise LtiToolError(
            f"The database has been upgraded by a newer version of the tool (to {revision}). "
            "Install that version, or restore the backup from before."
        )
    return revision


def _revision(session: Session) -> str | None:
    return MigrationContext.configure(session.connection()).get_current_revision()


def _head() -> str | None:
    return _scripts().get_current_head()


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    folder = Path(__file__).resolve().parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
