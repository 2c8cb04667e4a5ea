"""One person's data by the command line, for a platform that sends no privacy launch."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from lti_tool.cli import main
from lti_tool.settings import TABLE
from lti_tool.storage import audit
from lti_tool.tool import Tool
from tests.lti_tool.classroom import TENANT, Browser, a_launch, launched, publish, take

OTHER = replace(TENANT, deployment_id="2")


@pytest.fixture
def environ(database_url: str) -> dict[str, str | None]:
    unset: dict[str, str | None] = {row.name: None for row in TABLE}
    return unset | {"DATABASE_URL": database_url, "KURSPAKKE_DEVELOPMENT": "on"}


@pytest.fixture
def bo(asa: Browser, app: Flask, tool: Tool) -> Browser:
    return launched(app, tool, a_launch("bo"))


@pytest.fixture
def asa(app: Flask, tool: Tool, sample_course: Path, sample_localizations: Path) -> Browser:
    """In two deployments of the same platform."""
    publish(tool.database, sample_course, sample_localizations)
    launched(app, tool, a_launch("7", name="Åsa Ås", tenant=OTHER))
    browser = launched(app, tool, a_launch("7", name="Åsa Ås"))
    take(browser, tool)
    return browser


def run(environ: dict[str, str | None], command: str, *arguments: str, typed: str = "") -> Result:
    where = f"--registration={TENANT.registration_id}"
    return CliRunner().invoke(main, ["person", command, where, *arguments], typed, env=environ)


def test_somebody_is_found_by_a_part_of_the_name_in_any_case(
    environ: dict[str, str | None], asa: Browser, bo: Browser
) -> None:
    assert run(environ, "find", "åsa å").output == "1  7  Åsa Ås\n2  7  Åsa Ås\n"
    assert run(environ, "find", "bo").output == "1  bo  (no name)\n"
    assert run(environ, "find", "kari").output == "Nobody is found.\n"


def test_what_is_kept_is_shown_by_deployment(environ: dict[str, str | None], asa: Browser) -> None:
    shown = run(environ, "show", "7").output

    assert "Deployment 1:\n" in shown
    assert "  Goes:  1 test with its result\n" in shown
    assert shown.count("  Goes:  1 visit; whoever is in now is put out\n") == 2
    assert "Deployment 2:" not in run(environ, "show", "7", "--deployment=1").output


def test_everything_is_written_to_a_file_of_ones_own_and_logged(
    environ: dict[str, str | None], asa: Browser, tool: Tool, tmp_path: Path
) -> None:
    file = tmp_path / "asa.json"

    assert run(environ, "export", "7", f"--output={file}").exit_code == 0
    again = run(environ, "export", "7", f"--output={file}")

    written = json.loads(file.read_text("utf-8"))
    assert set(written) == {"1", "2"}
    assert written["1"]["progress"][0]["name"] == "Åsa Ås"
    assert written["1"]["attempts"][0]["percent"] is not None
    assert file.stat().st_mode & 0o777 == 0o600
    assert again.exit_code == 1
    assert "cannot be written" in again.output
    with tool.database.read() as session:
        [entry] = audit.entries(session, TENANT.key)
    assert (entry.act, entry.actor, entry.subject) == ("person.export", "command line", "7")


def test_what_goes_is_said_first_and_then_it_goes_from_every_deployment(
    environ: dict[str, str | None], asa: Browser, bo: Browser, tool: Tool
) -> None:
    answered = run(environ, "erase", "7", typed="y\n")

    said, _, done = answered.output.partition("Delete it?")
    assert said.count("  Goes:  ") == 7
    assert "Deleted everything about 7" in done
    assert asa.get("session").status_code == 401
    assert bo.get("session").status_code == 200
    with tool.database.read() as session:
        for tenant in (TENANT.key, OTHER.key):
            [entry] = audit.entries(session, tenant)
            assert (entry.act, entry.actor) == ("person.erase", "command line")
    assert run(environ, "erase", "7", "--yes").output.endswith("There is nothing to delete.\n")


def test_nothing_goes_without_a_yes(environ: dict[str, str | None], asa: Browser) -> None:
    assert run(environ, "erase", "7", typed="n\n").exit_code == 1

    assert asa.get("session").status_code == 200


def test_one_deployment_may_be_named(environ: dict[str, str | None], asa: Browser) -> None:
    run(environ, "erase", "7", "--yes", "--deployment=2")

    assert asa.get("session").status_code == 200
    assert "Goes:" not in run(environ, "show", "7", "--deployment=2").output


@pytest.mark.parametrize("command", ["show", "erase"])
def test_an_unknown_person_is_said_to_be_unknown(
    command: str, environ: dict[str, str | None], asa: Browser
) -> None:
    refused = run(environ, command, "8")

    assert refused.exit_code == 1
    assert "Nothing is kept about '8' there; `lti-tool person find`" in refused.output
