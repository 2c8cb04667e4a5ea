"""An upgrade loses nothing: a test under way goes on, a score on its way arrives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from lti_tool.app import create_app
from lti_tool.restoring import restore
from lti_tool.score_delivery import ScoreDelivery
from lti_tool.settings import DEVELOPMENT_SECRET as SECRET
from lti_tool.settings import Settings
from lti_tool.storage.backup import write_backup
from lti_tool.storage.database import Database
from lti_tool.storage.outbox import OutgoingScoreRow
from lti_tool.storage.platforms import RegistrationRow
from lti_tool.storage.upgrade import prepare
from lti_tool.tool import current_tool
from tests.lti_tool.classroom import a_launch, launched, right_answers
from tests.lti_tool.clock import START, FakeClock
from tests.lti_tool.platform_side import FakePlatform, Received, as_json, fake_platform
from tests.lti_tool.postgresql import PostgreSQL
from tests.lti_tool.storage.kept_database import lay_out


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}/kept.sqlite3"
    if request.param == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.create(f"kept_{abs(hash(tmp_path))}")
    database = Database(url)
    lay_out(database)
    yield database
    database.close()


def gradebook(request: Received) -> tuple[int, dict[str, str], bytes]:
    if request.path == "/token":
        return as_json({"access_token": "token", "expires_in": 3600})
    return as_json({})


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    with fake_platform(gradebook) as platform:
        yield platform


def go_on_as_before(url: str, platform: FakePlatform) -> None:
    """Anne finishes her test, and both results arrive at the platform, each once."""
    settings = Settings(
        "https://kurs.example.no", url, SECRET, development=True, loopback_platforms=True
    )
    clock = FakeClock()
    clock.advance(minutes=5)
    app = create_app(settings, clock=clock)
    with app.app_context():
        tool = current_tool()
    line_item = f"{platform.url}/lineitem"
    with tool.database.begin() as session:
        session.execute(update(RegistrationRow).values(token_url=f"{platform.url}/token"))
        session.execute(update(OutgoingScoreRow).values(line_item=line_item))

    anne = launched(app, tool, a_launch("anne", line_item=line_item))
    view = anne.start()
    keys = right_answers(tool, view["attempt"])
    assert view["responses"] == [keys[0], keys[1], ""]
    assert view["startedAt"] == START.isoformat()
    assert anne.answer(view["attempt"], 2, keys[2]).status_code == 200
    assert anne.submit(view["attempt"]).json["passed"] is True
    ScoreDelivery(tool).deliver_due()
    tool.database.close()

    scores = [json.loads(request.body) for request in platform.seen("/lineitem/scores")]
    assert sorted(score["userId"] for score in scores) == ["anne", "bo"]


def test_a_test_under_way_goes_on_after_an_upgrade(kept: Database, platform: FakePlatform) -> None:
    prepare(kept, SECRET, START)
    url = kept.engine.url.render_as_string(hide_password=False)

    go_on_as_before(url, platform)


def test_an_upgraded_sqlite_database_leaves_a_copy_that_can_be_restored(
    tmp_path: Path, platform: FakePlatform
) -> None:
    before = Database(f"sqlite:///{tmp_path}/kept.sqlite3")
    lay_out(before)
    copy = prepare(before, SECRET, START)
    before.close()
    assert copy is not None
    assert copy.parent == tmp_path

    other = Database(f"sqlite:///{tmp_path}/other/k.sqlite3")
    restored = restore(other, copy, SECRET, START, overwrite=False)
    other.close()

    assert restored.backup.revision == "0002"
    assert restored.waiting == 1
    go_on_as_before(f"sqlite:///{tmp_path}/other/k.sqlite3", platform)


def test_a_backup_of_an_older_version_is_upgraded_on_its_way_back(
    kept: Database, tmp_path: Path, postgresql: PostgreSQL, platform: FakePlatform
) -> None:
    if not kept.is_sqlite:
        prepare(kept, SECRET, START)  # from a server only the own revision is read
    file = tmp_path / "k.backup"
    write_backup(kept, file, START)
    url = postgresql.create(f"back_{abs(hash(tmp_path))}")
    other = Database(url)

    restore(other, file, SECRET, START, overwrite=False)
    other.close()

    go_on_as_before(url, platform)
