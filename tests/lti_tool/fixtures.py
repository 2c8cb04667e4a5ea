"""Fixtures of everything that needs a database or a tool."""

from __future__ import annotations

import atexit
import random
import shutil
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_tool.app import create_app
from lti_tool.settings import DEVELOPMENT_SECRET, Settings
from lti_tool.storage.database import Database
from lti_tool.storage.upgrade import prepare
from lti_tool.tool import Tool, current_tool
from tests.lti_tool.clock import START, FakeClock
from tests.lti_tool.journey import Journey
from tests.lti_tool.platform_side import as_json, fake_platform, public_jwk
from tests.lti_tool.postgresql import PostgreSQL

_numbers = count(1)


@cache
def _one_server() -> PostgreSQL:
    server = PostgreSQL()
    server.start()
    atexit.register(server.stop)
    return server


@pytest.fixture(scope="session")
def postgresql() -> PostgreSQL:
    """One server for the whole run, also where several conftests offer this fixture."""
    return _one_server()


@pytest.fixture(scope="session")
def upgraded_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and a tool key, to be copied."""
    file = tmp_path_factory.mktemp("upgraded") / "upgraded.sqlite3"
    database = Database(f"sqlite:///{file}")
    prepare(database, DEVELOPMENT_SECRET, START)
    database.close()
    return file


@pytest.fixture(scope="session")
def upgraded_postgresql(postgresql: PostgreSQL) -> tuple[str, str]:
    """Name and address of a database with all tables and a tool key."""
    name = f"upgraded_{next(_numbers)}"
    url = postgresql.create(name)
    database = Database(url)
    prepare(database, DEVELOPMENT_SECRET, START)
    database.close()
    postgresql.keep(name)
    return name, url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database as new with all tables, on SQLite and on PostgreSQL in turn."""
    if request.param == "sqlite":
        file = tmp_path / "kurspakke.sqlite3"
        shutil.copyfile(request.getfixturevalue("upgraded_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    name, url = request.getfixturevalue("upgraded_postgresql")
    yield url
    server.put_back(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(
        url="https://kurs.example.no",
        database_url=database_url,
        secret=DEVELOPMENT_SECRET,
        development=True,
        loopback_platforms=True,
    )


@pytest.fixture
def app(settings: Settings, clock: FakeClock) -> Iterator[Flask]:
    # Every run draws the same tests, so that what one test expects of a draw always holds.
    app = create_app(settings, clock=clock, randomness=random.Random(2026))
    yield app
    with app.app_context():
        current_tool().database.close()


@pytest.fixture
def tool(app: Flask) -> Tool:
    with app.app_context():
        return current_tool()


@pytest.fixture
def moodle(tool: Tool) -> Iterator[Journey]:
    """A registered platform that publishes its keys on loopback."""
    with fake_platform(lambda request: as_json({"keys": [public_jwk()]})) as platform:
        yield Journey(tool, platform)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
