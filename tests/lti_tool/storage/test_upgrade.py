from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from lti_tool.errors import LtiToolError, SecretDoesNotFit
from lti_tool.settings import DEVELOPMENT_SECRET
from lti_tool.storage import tool_keys
from lti_tool.storage.database import Database
from lti_tool.storage.tables import metadata
from lti_tool.storage.upgrade import prepare, revisions, upgrade
from tests.lti_tool.clock import START
from tests.lti_tool.postgresql import PostgreSQL


def test_migrations_make_the_tables_that_the_code_expects(database: Database) -> None:
    with database.begin() as session:
        context = MigrationContext.configure(session.connection())

        assert compare_metadata(context, metadata()) == []


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    upgrade(database)

    current, newest = revisions(database)
    assert current == newest


def test_a_new_sqlite_database_is_made_with_its_folder(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new/folder/kurspakke.sqlite3")

    prepare(database, DEVELOPMENT_SECRET, START)

    with database.read() as session:
        assert len(tool_keys.all_keys(session, DEVELOPMENT_SECRET)) == 1
    database.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_many_may_start_at_once_on_an_empty_database(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path}/empty.sqlite3"
    if kind == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.create("empty")
    starters = [Database(url) for _ in range(3)]

    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda database: prepare(database, DEVELOPMENT_SECRET, START), starters))

    with starters[0].read() as session:
        assert len(tool_keys.all_keys(session, DEVELOPMENT_SECRET)) == 1
    for database in starters:
        database.close()


def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    with database.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(LtiToolError, match=r"newer version of the tool \(to 9999\)"):
        upgrade(database)


def test_another_secret_is_told_at_the_start(database: Database) -> None:
    with pytest.raises(SecretDoesNotFit, match="KURSPAKKE_SECRET is not the one"):
        prepare(database, "another secret of more than 32 characters", START)
