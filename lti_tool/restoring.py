"""
From a backup to a running tool: everything or nothing, and nothing is sent twice with effect.

What may have happened since the backup was taken is not undone in the LMSs. So scores that waited
are compared with the gradebook before they are sent; logins and visits of that time are void, and
people open their course anew; and the tool's keys stay those of the database that is there, since
one of the backup may have been withdrawn meanwhile.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, insert, inspect, select

from lti_tool.errors import BackupError, SecretDoesNotFit
from lti_tool.storage import audit, outbox, processes, tool_keys
from lti_tool.storage.backup import Backup, copy_into, read_backup, replace_sqlite
from lti_tool.storage.database import Database, lock
from lti_tool.storage.logins import LoginRow
from lti_tool.storage.processes import ProcessRow
from lti_tool.storage.sessions import VisitRow
from lti_tool.storage.tool_keys import ToolKeyRow
from lti_tool.storage.upgrade import is_empty, is_known, upgrade, upgrade_in


@dataclass(frozen=True, slots=True)
class Restored:
    """
    waiting: scores that go to the gradebooks next, unless they are there.
    opens_keys: whether the operator's secret opens the tool's keys.
    """

    backup: Backup
    waiting: int
    opens_keys: bool


def restore(
    database: Database, file: Path, secret: str, now: datetime, *, overwrite: bool
) -> Restored:
    """Put a backup in the place of the database. Raises BackupError before anything is touched."""
    backup = read_backup(file)
    if not is_known(backup.revision):
        raise BackupError(
            f"{file} was made by a newer version of the tool (revision {backup.revision}). "
            "Install that version first."
        )
    _refuse_in_use(database, now, overwrite=overwrite)
    near = database.sqlite_file.parent if database.sqlite_file else None
    with tempfile.TemporaryDirectory(prefix="restore-", dir=near) as folder:
        copy = Path(folder) / "copy.sqlite3"
        shutil.copyfile(file, copy)
        restored = _prepare(database, copy, backup, secret, now)
        _put_in_place(database, copy)
    return restored


def _refuse_in_use(database: Database, now: datetime, *, overwrite: bool) -> None:
    if is_empty(database):
        return
    if not overwrite:
        raise BackupError(
            "The database holds data already. Add --overwrite to replace all of it, after a "
            "`lti-tool backup` if it may be worth something; or choose another with DATABASE_URL."
        )
    with database.read() as session:
        known = inspect(session.connection()).has_table(ProcessRow.__tablename__)
        running = processes.running(session, now) if known else []
    if running:
        raise BackupError(
            f"The tool is running ({running[0]}); stop it first. A process that was killed counts "
            "as running for two minutes."
        )


def _prepare(
    database: Database, copy: Path, backup: Backup, secret: str, now: datetime
) -> Restored:
    """Bring the copy up to date and make it harmless, before it takes anybody's place."""
    prepared = Database(f"sqlite:///{copy}")
    try:
        upgrade(prepared)
        with prepared.begin() as session:
            for row in (LoginRow, VisitRow, ProcessRow):
                session.execute(delete(row))
            kept = _keys_there(database, secret)
            if kept:
                session.execute(delete(ToolKeyRow))
                session.execute(insert(ToolKeyRow), kept)
            waiting = outbox.hold_after_restore(session)
            taken = backup.taken_at.isoformat()
            audit.record(
                session, "restored", backup.file.name, at=now, by=audit.OPERATOR, taken=taken
            )
            opens_keys = _opens(prepared, secret) if not kept else True
    finally:
        prepared.close()
    return Restored(backup, waiting, opens_keys)


def _keys_there(database: Database, secret: str) -> list[dict[str, object]]:
    """The keys of the database that is replaced, where there are any that the secret opens."""
    if is_empty(database) or not _opens(database, secret):
        return []
    with database.read() as session:
        rows = session.execute(select(ToolKeyRow.__table__)).mappings()
        return [dict(row) for row in rows]


def _opens(database: Database, secret: str) -> bool:
    try:
        with database.read() as session:
            return bool(tool_keys.all_keys(session, secret))
    except SecretDoesNotFit:
        return False


def _put_in_place(database: Database, copy: Path) -> None:
    if database.sqlite_file is not None:
        database.close()
        replace_sqlite(database.sqlite_file, copy)
        return
    with database.begin() as session:
        lock(session, "migrations")
        upgrade_in(session)
        copy_into(session, copy)
