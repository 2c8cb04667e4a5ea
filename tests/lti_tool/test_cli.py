from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from lti_tool.cli import main
from lti_tool.cli_serve import Server
from lti_tool.protocol.grades import Score
from lti_tool.protocol.registration import Tenant
from lti_tool.settings import TABLE
from lti_tool.storage import outbox, platforms
from lti_tool.storage.database import Database
from lti_tool.storage.outbox import ScoreToSend
from lti_tool.storage.platforms import NewRegistration
from tests.lti_tool.clock import START

SECRET = "a secret of more than thirty-two characters"
ADD = [
    "platform",
    "add",
    "--issuer=https://moodle.example.no",
    "--client-id=qT8s0f3k",
    "--deployment=7",
    "--auth-url=https://moodle.example.no/mod/lti/auth.php",
    "--token-url=https://moodle.example.no/mod/lti/token.php",
    "--jwks-url=https://moodle.example.no/mod/lti/certs.php",
]
MOODLE = NewRegistration(
    issuer="https://moodle.example.no",
    client_id="qT8s0f3k",
    auth_url="https://moodle.example.no/mod/lti/auth.php",
    token_url="https://moodle.example.no/mod/lti/token.php",
    jwks_url="https://moodle.example.no/mod/lti/certs.php",
    deployments=("7",),
    name="Moodle",
    embed_origins=("https://moodle.example.no",),
)
PRODUCTION = {"KURSPAKKE_URL": "https://kurs.example.no", "KURSPAKKE_SECRET": SECRET}
DEVELOPMENT = {"KURSPAKKE_DEVELOPMENT": "on", "KURSPAKKE_INSECURE_PLATFORMS": "loopback"}


@pytest.fixture(autouse=True)
def _no_server_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A start that should have been refused fails its test, and does not serve for ever."""
    monkeypatch.setattr(Server, "run", lambda self: pytest.fail("the server was started"))


@pytest.fixture
def environ(database_url: str) -> dict[str, str]:
    return {"DATABASE_URL": database_url} | DEVELOPMENT


def run(environ: dict[str, str], *arguments: str, answer: str = "") -> Result:
    unset = {row.name: None for row in TABLE}
    return CliRunner().invoke(main, arguments, env=unset | environ, input=answer)


def platform_id(database: Database) -> str:
    with database.read() as session:
        return platforms.everything(session)[0].id


def test_a_platform_is_added_and_the_admin_told_what_to_enter(
    environ: dict[str, str], database: Database
) -> None:
    result = run(environ, *ADD)

    assert result.exit_code == 0, result.output
    assert "Registered moodle.example.no as " in result.output
    assert "Login URL:        http://localhost:8000/lti/login" in result.output
    assert "Redirect URI:     http://localhost:8000/lti/launch" in result.output
    assert "Public key set:   http://localhost:8000/lti/jwks.json" in result.output
    with database.read() as session:
        registration = platforms.find(session, "https://moodle.example.no", "qT8s0f3k")
    assert registration is not None
    assert registration.embed_origins == ("https://moodle.example.no",)
    assert registration.deployments == {"7": None}


def test_what_is_not_said_again_of_a_platform_stays_as_it_was(
    environ: dict[str, str], database: Database
) -> None:
    more = [
        "--name=Vik",
        "--embed-origin=https://vik.example.no",
        "--localization=kongsbergregionen/tinn",
        "--token-audience=https://api.brightspace.com/auth/token",
    ]
    run(environ, *ADD, *more)

    again = run(environ, *ADD, "--jwks-url=https://moodle.example.no/new-keys")

    assert "Changed Vik as " in again.output
    with database.read() as session:
        registration = platforms.find(session, "https://moodle.example.no", "qT8s0f3k")
    assert registration is not None
    assert registration.jwks_url == "https://moodle.example.no/new-keys"
    assert registration.embed_origins == ("https://vik.example.no",)
    assert registration.deployments == {"7": "kongsbergregionen/tinn"}
    assert registration.token_audience == "https://api.brightspace.com/auth/token"


def test_everything_about_a_platform_can_be_said_shown_and_taken_back(
    environ: dict[str, str], database: Database
) -> None:
    more = [
        "--deployment=8",
        "--name=Vik",
        "--embed-origin=https://vik.example.no",
        "--localization=kongsbergregionen/tinn",
        "--token-audience=https://api.brightspace.com/auth/token",
    ]
    assert run(environ, *ADD, *more).exit_code == 0
    known = platform_id(database)

    listed = run(environ, "platform", "list").output
    shown = run(environ, "platform", "show", known).output
    kept = run(environ, "platform", "remove", known, answer="n\n")
    removed = run(environ, "platform", "remove", known, "--yes")

    assert listed == f"{known}  Vik  https://moodle.example.no  qT8s0f3k\n"
    assert "embed origin:   https://vik.example.no" in shown
    assert "deployment:     8 (localization: kongsbergregionen/tinn)" in shown
    assert "token audience: https://api.brightspace.com/auth/token" in shown
    assert kept.exit_code == 1
    assert removed.output.endswith(f"Removed {known}.\n")
    assert "No platform is registered" in run(environ, "platform", "list").output
    for command in ("show", "remove"):
        result = run(environ, "platform", command, known, *(["--yes"] * (command == "remove")))
        assert (result.exit_code, "There is no platform" in result.output) == (1, True)


def test_one_deployment_of_a_platform_can_be_taken_back(
    environ: dict[str, str], database: Database
) -> None:
    assert run(environ, *ADD, "--deployment=8").exit_code == 0
    known = platform_id(database)

    removed = run(environ, "platform", "remove", known, "--deployment=7", "--yes")
    again = run(environ, "platform", "remove", known, "--deployment=7", "--yes")

    assert removed.output.endswith(f"Removed deployment 7 of {known}.\n")
    assert again.exit_code == 2
    assert "has no deployment '7'; there are: 8" in again.output
    with database.read() as session:
        registration = platforms.get(session, known)
    assert registration is not None
    assert registration.deployments == {"8": None}


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("--issuer=moodle.example.no", "is no web address"),
        ("--auth-url=ftp://moodle.example.no", "is no web address"),
        ("--jwks-url=https://[::1", "is no web address"),
        ("--token-url=https://a b.example", "is no web address"),
        ("--client-id= ", "write 1 to 255 characters"),
        ("--embed-origin=https://vik.example.no/path", "is no origin"),
        ("--embed-origin=https://vik.example.no; script-src *", "is no origin"),
        ("--localization=nowhere", "there is no localization 'nowhere'; there are: "),
    ],
)
def test_a_wrong_option_is_refused_with_a_sentence(
    environ: dict[str, str], database: Database, option: str, sentence: str
) -> None:
    result = run(environ, *ADD, option)

    assert result.exit_code == 2
    assert sentence in result.output
    with database.read() as session:
        assert platforms.everything(session) == []


def test_plain_http_is_for_development(tmp_path: Path) -> None:
    production = PRODUCTION | {"DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite3"}

    result = run(production, *ADD, "--issuer=http://127.0.0.1:8401")

    assert result.exit_code == 2
    assert "platforms need https" in result.output


def test_keys_are_listed_rotated_and_renewed(environ: dict[str, str]) -> None:
    first = run(environ, "keys", "list").output.split()[0]

    rotated = run(environ, "keys", "rotate").output
    listed = run(environ, "keys", "list").output.splitlines()

    second = rotated.split()[1].rstrip(";")
    assert re.fullmatch(rf"{first}  signs, published until .* UTC", listed[0])
    assert re.fullmatch(rf"{second}  published, signs from .* UTC", listed[1])

    run(environ, "keys", "rotate", "--at-once")
    states = [line.split()[1] for line in run(environ, "keys", "list").output.splitlines()]
    assert sorted(states) == ["signs", "withdrawn", "withdrawn"]

    other_secret = environ | {"KURSPAKKE_SECRET": SECRET}
    run(environ, "keys", "rotate")
    refused = run(other_secret, "keys", "list")
    assert refused.exit_code == 1
    assert "lti-tool keys renew" in refused.output
    assert run(other_secret, "keys", "renew", "--yes").exit_code == 0
    assert run(other_secret, "keys", "list").output.endswith("  signs\n")


def test_scores_are_listed_and_sent_once_more(environ: dict[str, str], database: Database) -> None:
    assert run(environ, "scores", "list").output == "There are none.\n"
    score = ScoreToSend(Tenant("moodle", "7"), "https://m.example/1", "42", Score(8, 10), START)
    with database.begin() as session:
        row_id = outbox.enqueue(session, score, START)

    listed = run(environ, "scores", "list", "--state", "waiting").output
    again = run(environ, "scores", "resend", "moodle:7", row_id)
    unknown = run(environ, "scores", "resend", "moodle:8", row_id)

    assert "2026-03-02 08:00:00  waiting" in listed
    assert f"moodle:7  {row_id}" in listed
    assert "42" not in listed.replace(row_id, "")
    assert again.output.startswith("Waiting as ")
    assert unknown.exit_code == 1


def test_the_settings_in_force_are_printed_without_secrets(tmp_path: Path) -> None:
    result = run(PRODUCTION | {"DATABASE_URL": "postgresql://kurs:password@db/kurs"}, "settings")

    assert result.exit_code == 0
    assert "KURSPAKKE_URL = https://kurs.example.no" in result.output
    assert "KURSPAKKE_SECRET = (set)" in result.output
    assert "DATABASE_URL = postgresql://kurs:***@db/kurs" in result.output
    assert SECRET not in result.output
    assert all(row.description in result.output for row in TABLE)


def test_a_database_is_brought_up_to_date(tmp_path: Path) -> None:
    environ = PRODUCTION | {"DATABASE_URL": f"sqlite:///{tmp_path}/new/k.sqlite3"}

    for _ in range(2):
        assert "is up to date (" in run(environ, "upgrade").output


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"KURSPAKKE_URL": "http://kurs.example.no"}, "begins with http://"),
        ({"KURSPAKKE_SECRET": ""}, "KURSPAKKE_SECRET is missing"),
        ({"KURSPAKKE_INSECURE_PLATFORMS": "loopback"}, "is a development switch"),
    ],
)
def test_a_production_start_refuses_what_is_for_development(
    tmp_path: Path, change: dict[str, str], sentence: str
) -> None:
    environ = PRODUCTION | {"DATABASE_URL": f"sqlite:///{tmp_path}/k.sqlite3"} | change

    result = run(environ, "serve")

    assert result.exit_code == 1
    assert sentence in result.output


def test_a_production_start_refuses_a_database_with_a_sandbox_in_it(tmp_path: Path) -> None:
    production = PRODUCTION | {"DATABASE_URL": f"sqlite:///{tmp_path}/k.sqlite3"}
    run(production, "upgrade")
    database = Database(production["DATABASE_URL"])
    with database.begin() as session:
        sandbox = platforms.add(session, replace(MOODLE, sandbox=True), START)
    database.close()

    result = run(production, "serve")

    assert result.exit_code == 1
    assert f"lti-tool platform remove {sandbox.id}" in result.output


def test_the_tool_serves_and_stops_when_told(database_url: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {"DATABASE_URL": database_url, "KURSPAKKE_LISTEN": f"127.0.0.1:{port}"}

    with started(DEVELOPMENT | environ, "serve") as server:
        assert _answer(f"http://127.0.0.1:{port}/health/ready") == {"status": "ok"}
        assert len(_answer(f"http://127.0.0.1:{port}/lti/jwks.json")["keys"]) == 1
        hint = "x" * 8_000  # a login may be a link
        with pytest.raises(urllib.error.HTTPError, match="403") as refused:
            urllib.request.urlopen(
                f"http://127.0.0.1:{port}/lti/login?iss=a&login_hint=b&lti_message_hint={hint}"
            )
        refused.value.close()
        server.send_signal(signal.SIGTERM)
        _, told = server.communicate(timeout=30)

    assert server.returncode == 0, told
    assert "Development: this start is not for real people." in told
    assert "Traceback" not in told


def test_a_worker_delivers_and_stops_when_told(tmp_path: Path) -> None:
    environ = DEVELOPMENT | {"DATABASE_URL": f"sqlite:///{tmp_path}/k.sqlite3"}

    with started(environ, "worker") as worker:
        assert worker.stderr is not None
        assert worker.stderr.readline() == "Delivering scores.\n"
        worker.send_signal(signal.SIGTERM)
        _, told = worker.communicate(timeout=30)

    assert (worker.returncode, told) == (0, "")


@contextmanager
def started(environ: dict[str, str], command: str) -> Iterator[subprocess.Popen[str]]:
    """The command as a process of its own, which does not outlive the test."""
    others = {name: value for name, value in os.environ.items() if "KURSPAKKE" not in name}
    program = "from lti_tool.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", program, command],
        env=others | environ,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _answer(url: str) -> dict[str, list[str]]:
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url) as response:
                answer: dict[str, list[str]] = json.load(response)
                return answer
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_every_command_says_what_it_does() -> None:
    assert [path for path, command in _commands(main, "lti-tool") if not command.help] == []


def test_every_command_is_in_the_documentation() -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in Path("docs").rglob("*.md"))

    missing = [path for path, command in _commands(main, "lti-tool") if path not in pages]

    assert missing == []


def _commands(group: click.Group, path: str) -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += _commands(command, f"{path} {name}")
        else:
            found.append((f"{path} {name}", command))
    return found
