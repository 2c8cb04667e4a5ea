"""How long results are kept, by the command line: what goes is said before anything changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from lti_tool.learning.forgetting import forget_old_results
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import audit
from lti_tool.storage.database import Database
from lti_tool.tool import Tool
from tests.lti_tool.classroom import COURSE, TENANT, a_launch, launched, publish
from tests.lti_tool.clock import START, FakeClock
from tests.lti_tool.test_cli import DEVELOPMENT, run

HERE = [f"--registration={TENANT.registration_id}", f"--deployment={TENANT.deployment_id}"]
GOES = f"{COURSE} in {TENANT.key}: 2 people last there before"


@pytest.fixture
def environ(database_url: str) -> dict[str, str]:
    return {"DATABASE_URL": database_url} | DEVELOPMENT


@pytest.fixture
def long_ago(app: Flask, tool: Tool, clock: FakeClock, sample_course: Path) -> None:
    """Two people in one deployment and one in another, years before the commands run."""
    clock.now = START.replace(year=2020)
    publish(tool.database, sample_course)
    for person in ("anne", "bo"):
        launched(app, tool, a_launch(person))
    launched(app, tool, a_launch("anne", tenant=Tenant(TENANT.registration_id, "2")))


def kept(environ: dict[str, str]) -> str:
    return run(environ, "retention", "list").output


@pytest.mark.usefixtures("long_ago")
def test_what_goes_at_once_is_said_first_and_nothing_is_set_without_a_yes(
    environ: dict[str, str], database: Database
) -> None:
    refused = run(environ, "retention", "set", *HERE, "--months=24", answer="n\n")

    assert refused.exit_code == 1
    assert GOES in refused.output
    assert "cannot be undone. Go on?" in refused.output
    assert kept(environ) == "Nothing is set: results are kept until somebody deletes them.\n"

    agreed = run(environ, "retention", "set", *HERE, "--months=24", answer="y\n")
    assert agreed.exit_code == 0
    assert kept(environ) == "every course in moodle:1: 24 months after the last visit\n"
    with database.read() as session:
        [line] = audit.entries(session, TENANT.key)
    assert (line.act, line.actor, line.subject) == ("retention.set", "command line", "every course")
    assert line.details == {"months": 24}


@pytest.mark.usefixtures("long_ago")
def test_a_dry_run_says_the_same_and_changes_nothing(environ: dict[str, str]) -> None:
    dry = run(environ, "retention", "set", "--months=24", "--dry-run")

    assert dry.exit_code == 0
    assert GOES in dry.output
    assert f"{COURSE} in moodle:2: 1 person last there before" in dry.output
    assert dry.output.endswith("Nothing is changed.\n")
    assert "Nothing is set" in kept(environ)


@pytest.mark.usefixtures("long_ago")
def test_who_is_younger_is_not_asked_about(environ: dict[str, str]) -> None:
    dry = run(environ, "retention", "set", "--months=240", "--dry-run")
    done = run(environ, "retention", "set", "--months=240")

    assert dry.output == "Nothing would be deleted now.\n"
    assert (
        done.output == "Set: every course in every deployment: 240 months after the last visit.\n"
    )


@pytest.mark.usefixtures("long_ago")
def test_taking_back_a_longer_rule_says_what_the_shorter_one_then_takes(
    environ: dict[str, str],
) -> None:
    assert run(environ, "retention", "set", *HERE, "--months=240").exit_code == 0
    assert run(environ, "retention", "set", "--months=12", "--yes").exit_code == 0

    refused = run(environ, "retention", "clear", *HERE, answer="n\n")
    dry = run(environ, "retention", "clear", *HERE, "--dry-run")

    assert refused.exit_code == 1
    assert GOES in refused.output
    assert GOES in dry.output
    assert len(kept(environ).splitlines()) == 2
    done = run(environ, "retention", "clear", *HERE, "--yes")
    assert "Cleared: every course in moodle:1: 240 months" in done.output
    assert kept(environ) == "every course in every deployment: 12 months after the last visit\n"


@pytest.mark.usefixtures("long_ago")
def test_what_the_worker_deletes_next_can_be_looked_at(
    environ: dict[str, str], tool: Tool, clock: FakeClock
) -> None:
    assert run(environ, "retention", "due").output == "Nothing is due.\n"
    run(environ, "retention", "set", *HERE, f"--course={COURSE}", "--months=1", "--yes")

    assert run(environ, "retention", "due").output.startswith(GOES)
    clock.advance(days=4_000)
    assert forget_old_results(tool.database, clock()) == 2
    assert run(environ, "retention", "due").output == "Nothing is due.\n"


@pytest.mark.usefixtures("long_ago")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["set", "--months=12", "--registration=moodle"], "go together"),
        (["set", "--months=12", "--registration=moodle", "--deployment=9"], "no deployment 9"),
        (["set", "--months=12", "--course=cooking"], "no course cooking"),
        (["set", "--months=0"], "1<=x<=240"),
        (["set"], "--months"),
        (["clear"], "Nothing is set for exactly these"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(
    arguments: list[str], says: str, environ: dict[str, str]
) -> None:
    refused = run(environ, "retention", *arguments)

    assert refused.exit_code != 0
    assert says in refused.output
    assert "Nothing is set" in kept(environ)
