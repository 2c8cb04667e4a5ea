"""Brings the tables up to date, whoever else starts at the same moment."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from lti_tool.errors import LtiToolError
from lti_tool.storage import tool_keys
from lti_tool.storage.database import Database, lock


def upgrade(database: Database) -> None:
    """Create or change the tables. Does nothing where they are up to date."""
    with database.begin() as session:
        lock(session, "migrations")
        _refuse_newer(session)
        config = _config()
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "head")


def prepare(database: Database, secret: str, now: datetime) -> None:
    """All that a start needs: the tables, and a key of our own."""
    upgrade(database)
    with database.begin() as session:
        tool_keys.ensure_one(session, secret, now)


def revisions(database: Database) -> tuple[str | None, str | None]:
    """The database's revision, and the one that this version of the tool brings."""
    with database.read() as session:
        return _revision(session), _scripts().get_current_head()


def _refuse_newer(session: Session) -> None:
    revision = _revision(session)
    known = {script.revision for script in _scripts().walk_revisions()}
    if revision is not None and revision not in known:
        raise LtiToolError(
            f"The database has been upgraded by a newer version of the tool (to {revision}). "
            "Install that version, or restore the backup from before."
        )


def _revision(session: Session) -> str | None:
    return MigrationContext.configure(session.connection()).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    folder = Path(__file__).resolve().parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
