"""A restore loses nothing of the backup, and sends nothing twice with effect."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from lti_tool.app import create_app
from lti_tool.errors import BackupError, SecretDoesNotFit
from lti_tool.protocol.grades import RESULT_SCOPE, SCORE_SCOPE
from lti_tool.restoring import restore
from lti_tool.score_delivery import ScoreDelivery
from lti_tool.settings import DEVELOPMENT_SECRET as SECRET
from lti_tool.settings import Settings
from lti_tool.storage import audit, logins, outbox, platforms, tool_keys
from lti_tool.storage.backup import write_backup
from lti_tool.storage.outbox import OutgoingScoreRow
from lti_tool.storage.platforms import RegistrationRow
from lti_tool.storage.upgrade import is_empty
from lti_tool.tool import Tool, current_tool
from lti_tool.upkeep import Upkeep
from tests.lti_tool.classroom import a_launch, launched, publish, right_answers, take
from tests.lti_tool.clock import START, FakeClock
from tests.lti_tool.platform_side import FakePlatform, Received, as_json, fake_platform
from tests.lti_tool.postgresql import PostgreSQL
from tests.lti_tool.storage.test_plans import LOGIN
from tests.lti_tool.test_cli import MOODLE

EmptyTool = Callable[[str], tuple[Flask, Tool]]


@pytest.fixture
def elsewhere(
    request: pytest.FixtureRequest, tmp_path: Path, settings: Settings, clock: FakeClock
) -> Iterator[EmptyTool]:
    """Tools on databases that are still empty, of either kind."""
    opened: list[Tool] = []

    def make(kind: str) -> tuple[Flask, Tool]:
        url = f"sqlite:///{tmp_path}/elsewhere/k.sqlite3"
        if kind == "postgresql":
            server: PostgreSQL = request.getfixturevalue("postgresql")
            url = server.create(f"restored_{tmp_path.name}".replace("-", "_")[:60])
        app = create_app(replace(settings, database_url=url), clock=clock)
        with app.app_context():
            opened.append(current_tool())
        return app, opened[-1]

    yield make
    for tool in opened:
        tool.database.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_test_under_way_goes_on_after_a_restore_into_either_database(
    app: Flask, tool: Tool, sample_course: Path, tmp_path: Path, elsewhere: EmptyTool, kind: str
) -> None:
    publish(tool.database, sample_course)
    anne = launched(app, tool, a_launch("anne"))
    view = anne.start()
    keys = right_answers(tool, view["attempt"])
    anne.answer(view["attempt"], 0, keys[0])
    file = tmp_path / "k.backup"
    write_backup(tool.database, file, START)
    other_app, other = elsewhere(kind)

    restored = restore(other.database, file, SECRET, START, overwrite=False)

    assert restored.opens_keys
    anne = launched(other_app, other, a_launch("anne"))
    again = anne.start()
    assert again["attempt"] == view["attempt"]
    assert again["responses"][0] == keys[0]
    for position, key in enumerate(keys):
        assert anne.answer(view["attempt"], position, key).status_code == 200
    assert anne.submit(view["attempt"]).json["passed"] is True
    with other.database.read() as session:
        assert ("restored", "command line") in [
            (entry.act, entry.actor) for entry in audit.entries(session)
        ]


def test_whoever_had_a_page_open_or_a_login_under_way_begins_anew(
    app: Flask, tool: Tool, sample_course: Path, tmp_path: Path
) -> None:
    publish(tool.database, sample_course)
    anne = launched(app, tool, a_launch("anne"))
    with tool.database.begin() as session:
        logins.start(session, LOGIN)
    file = tmp_path / "k.backup"
    write_backup(tool.database, file, START)

    restore(tool.database, file, SECRET, START, overwrite=True)

    assert anne.get("session").status_code == 401
    with tool.database.begin() as session:
        assert logins.find(session, LOGIN.state, START) is None


def test_data_is_replaced_only_when_told_and_never_under_a_running_tool(
    tool: Tool, tmp_path: Path
) -> None:
    file = tmp_path / "k.backup"
    write_backup(tool.database, file, START)
    with tool.database.begin() as session:
        platforms.add(session, MOODLE, START)
    upkeep = Upkeep(tool, delivers=True)
    upkeep.beat()

    with pytest.raises(BackupError, match="holds data already"):
        restore(tool.database, file, SECRET, START, overwrite=False)
    with pytest.raises(BackupError, match="The tool is running"):
        restore(tool.database, file, SECRET, START, overwrite=True)
    with tool.database.read() as session:
        assert session.query(RegistrationRow).count() == 1

    upkeep.leave()
    restore(tool.database, file, SECRET, START, overwrite=True)
    with tool.database.read() as session:
        assert session.query(RegistrationRow).count() == 0


def test_a_damaged_backup_touches_nothing(tool: Tool, tmp_path: Path, elsewhere: EmptyTool) -> None:
    file = tmp_path / "k.backup"
    write_backup(tool.database, file, START)
    file.write_bytes(file.read_bytes()[:-5000])
    _, other = elsewhere("sqlite")

    with pytest.raises(BackupError):
        restore(other.database, file, SECRET, START, overwrite=True)

    assert is_empty(other.database)


def test_a_restore_that_breaks_off_leaves_what_was_there(
    tool: Tool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "k.backup"
    write_backup(tool.database, file, START)
    with tool.database.begin() as session:
        platforms.add(session, MOODLE, START)

    def break_off(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("lti_tool.restoring._put_in_place", break_off)
    with pytest.raises(OSError, match="no space left"):
        restore(tool.database, file, SECRET, START, overwrite=True)

    with tool.database.read() as session:
        assert session.query(RegistrationRow).count() == 1
    assert list(tmp_path.glob("restore-*")) == []


def test_a_key_that_was_withdrawn_after_the_backup_stays_withdrawn(
    tool: Tool, tmp_path: Path
) -> None:
    file = tmp_path / "k.backup"
    write_backup(tool.database, file, START)
    with tool.database.begin() as session:
        new = tool_keys.rotate(session, SECRET, START, at_once=True)

    restore(tool.database, file, SECRET, START, overwrite=True)

    assert [key["kid"] for key in tool.keys.public()["keys"]] == [new.kid]


def test_another_secret_is_told_and_the_rest_is_restored(
    tool: Tool, tmp_path: Path, elsewhere: EmptyTool
) -> None:
    file = tmp_path / "k.backup"
    write_backup(tool.database, file, START)
    _, other = elsewhere("sqlite")
    another = "another secret of more than 32 characters"

    assert not restore(other.database, file, another, START, overwrite=False).opens_keys

    with other.database.read() as session, pytest.raises(SecretDoesNotFit):
        tool_keys.all_keys(session, another)


class OldGradebook:
    """One that takes every score, whatever its timestamp: the last one stands."""

    def __init__(self) -> None:
        self.standing: float | None = None
        self.taken: list[float] = []

    def __call__(self, request: Received) -> tuple[int, dict[str, str], bytes]:
        if request.path == "/token":
            return as_json({"access_token": "token", "expires_in": 3600})
        if request.path.endswith("/scores"):
            self.standing = json.loads(request.body)["scoreGiven"]
            self.taken.append(self.standing)
            return as_json({})
        results = [{"userId": "anne", "resultScore": self.standing, "resultMaximum": 100}]
        return as_json(results if self.standing is not None else [])


@pytest.fixture
def gradebook() -> OldGradebook:
    return OldGradebook()


@pytest.fixture
def platform(gradebook: OldGradebook) -> Iterator[FakePlatform]:
    with fake_platform(gradebook) as platform:
        yield platform


@pytest.mark.parametrize(
    ("since", "taken", "state"),
    [
        (None, [50], "sent"),  # the backup was taken, and then everything was lost
        (50, [], "sent"),  # it was sent between the backup and the loss
        (90, [], "refused"),  # and a better one, too, which only the gradebook knows
        (30, [50], "sent"),  # what stands there is worse
    ],
)
def test_a_score_that_waited_in_the_backup_is_sent_unless_it_stands_there(
    app: Flask,
    tool: Tool,
    sample_course: Path,
    tmp_path: Path,
    platform: FakePlatform,
    gradebook: OldGradebook,
    since: float | None,
    taken: list[float],
    state: str,
) -> None:
    publish(tool.database, sample_course)
    launch = a_launch(
        "anne",
        line_item=f"{platform.url}/lineitem",
        ags_scopes=frozenset({SCORE_SCOPE, RESULT_SCOPE}),
    )
    anne = launched(app, tool, launch)
    take(anne, tool, right=0)
    with tool.database.begin() as session:
        session.execute(update(RegistrationRow).values(token_url=f"{platform.url}/token"))
        row = session.query(OutgoingScoreRow).one()
        message = json.loads(row.message) | {"scoreGiven": 50, "scoreMaximum": 100}
        row.message = json.dumps(message)
    file = tmp_path / "k.backup"
    write_backup(tool.database, file, START)
    gradebook.standing = since

    assert restore(tool.database, file, SECRET, START, overwrite=True).waiting == 1
    ScoreDelivery(tool).deliver_due()

    assert gradebook.taken == taken
    with tool.database.read() as session:
        assert outbox.backlog(session) == (0, None)
        assert session.query(OutgoingScoreRow).one().state == state
