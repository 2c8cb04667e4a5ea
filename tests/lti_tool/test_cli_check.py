from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from lti_tool.checkup import Level, examine
from lti_tool.protocol.grades import Score
from lti_tool.protocol.registration import Tenant
from lti_tool.score_delivery import ScoreDelivery
from lti_tool.storage import outbox, platforms
from lti_tool.storage.outbox import ScoreToSend
from lti_tool.tool import Tool
from lti_tool.upkeep import Upkeep
from tests.lti_tool.classroom import publish
from tests.lti_tool.clock import START, FakeClock
from tests.lti_tool.journey import Journey
from tests.lti_tool.test_cli import MOODLE, PRODUCTION, run


def found(tool: Tool) -> dict[str, Level]:
    return {finding.subject: finding.level for finding in examine(tool)}


@pytest.fixture
def healthy(tool: Tool, sample_course: Path) -> Tool:
    publish(tool.database, sample_course)
    Upkeep(tool, delivers=True).beat()
    with tool.database.begin() as session:
        platforms.add(session, MOODLE, START)
    return tool


def test_a_healthy_tool_is_well_in_every_respect(healthy: Tool) -> None:
    levels = found(healthy)
    if not healthy.database.is_sqlite:
        assert levels.pop("clock") is Level.FAILED  # the test's clock is not the server's

    assert {subject for subject, level in levels.items() if level is not Level.OK} == set()
    assert {"settings", "database", "revision", "keys", "outbox", "courses"} <= set(levels)


def test_a_tool_without_a_process_that_delivers_says_so(healthy: Tool, clock: FakeClock) -> None:
    clock.advance(minutes=3)
    assert found(healthy)["processes"] is Level.FAILED

    Upkeep(healthy, delivers=False).beat()
    assert found(healthy)["processes"] is Level.FAILED

    Upkeep(healthy, delivers=True).beat()
    assert found(healthy)["processes"] is Level.OK


def test_scores_that_wait_for_long_are_told(healthy: Tool, clock: FakeClock) -> None:
    score = ScoreToSend(Tenant("gone", "7"), "https://m.example/1", "42", Score(8, 10), START)
    with healthy.database.begin() as session:
        outbox.enqueue(session, score, START)

    levels = []
    for wait in (timedelta(0), timedelta(hours=1), timedelta(hours=23)):
        clock.now += wait
        levels.append(found(healthy)["outbox"])

    assert levels == [Level.OK, Level.WARNING, Level.FAILED]
    ScoreDelivery(healthy).deliver_due()
    assert found(healthy)["outbox"] is Level.OK


def test_a_late_rotation_and_a_clock_that_went_back_are_told(
    healthy: Tool, clock: FakeClock
) -> None:
    clock.advance(days=92)
    assert found(healthy)["keys"] is Level.WARNING

    clock.now = START - timedelta(minutes=1)
    assert found(healthy)["clock"] is Level.FAILED


def test_platforms_are_asked_only_when_wanted(moodle: Journey) -> None:
    findings = list(examine(moodle.tool, ask_platforms=True))

    asked = [each for each in findings if each.subject.startswith("platform ")]
    assert [each.level for each in asked] == [Level.FAILED]  # its clock is today's, ours a test's
    assert "the clock of Moodle" in asked[0].says
    assert len(moodle.platform.seen("/jwks")) == 1
    list(examine(moodle.tool))
    assert len(moodle.platform.seen("/jwks")) == 1


def test_the_command_speaks_to_people_and_to_monitors(tmp_path: Path) -> None:
    environ = PRODUCTION | {"DATABASE_URL": f"sqlite:///{tmp_path}/k.sqlite3"}
    missing = run(environ, "check")
    assert missing.exit_code == 2
    assert "there is no file" in missing.output
    assert list(tmp_path.iterdir()) == []
    run(environ, "upgrade")

    said = run(environ, "check")
    told = json.loads(run(environ, "check", "--json").output)

    assert said.exit_code == 2
    assert "FAILED   processes        none is running: start `lti-tool serve`" in said.output
    assert told["level"] == "failed"
    assert {"check": "outbox", "level": "ok", "says": "no score waits"} in told["checks"]


def test_wrong_settings_are_findings_too() -> None:
    result = run({}, "check", "--json")

    assert result.exit_code == 2
    told = json.loads(result.output)["checks"]
    assert {each["check"] for each in told} == {"settings"}
    assert any("KURSPAKKE_URL is missing" in each["says"] for each in told)
