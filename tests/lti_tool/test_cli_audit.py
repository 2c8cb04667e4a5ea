from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click
import pytest

from lti_tool.cli import main
from lti_tool.protocol.grades import Score
from lti_tool.protocol.registration import Tenant
from lti_tool.settings import DEVELOPMENT_SECRET
from lti_tool.storage import audit, outbox, score_leases
from lti_tool.storage.audit import AuditEntry
from lti_tool.storage.database import Database
from lti_tool.storage.outbox import ScoreToSend, State
from tests.lti_tool.clock import START
from tests.lti_tool.test_cli import ADD, DEVELOPMENT, SECRET, platform_id, run

LEAVES_A_LINE = {
    "course": {"add", "activate", "retire"},
    "grant": {"add", "revoke"},
    "invite": {"revoke"},
    "keys": {"rotate", "rotate-evidence", "reseal", "renew"},
    "person": {"export", "erase"},
    "platform": {"add", "approve", "suspend", "resume", "remove"},
    "restore": {""},
    "retention": {"set", "clear"},
    "scores": {"resend", "resend-refused"},
}
ONLY_LOOKS_OR_SERVES = {
    "course": {"list"},
    "grant": {"list"},
    "invite": {"list"},
    "keys": {"list"},
    "person": {"find", "show"},
    "platform": {"list", "show", "check", "values"},
    "retention": {"list", "due"},
    "scores": {"list", "check"},
    **{
        name: {""}
        for name in ("serve", "worker", "check", "backup", "upgrade", "settings", "sandbox")
    },
}


@pytest.fixture
def environ(database_url: str) -> dict[str, str]:
    return {"DATABASE_URL": database_url} | DEVELOPMENT


def commands(group: click.Group) -> Iterator[tuple[str, str]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from ((name, each) for each in command.commands)
        else:
            yield name, ""


def lines(database: Database, tenant: str = audit.WHOLE_TOOL) -> list[AuditEntry]:
    with database.read() as session:
        return audit.entries(session, tenant)


def test_of_every_command_somebody_has_said_whether_it_leaves_a_line() -> None:
    said = [
        (name, each)
        for table in (LEAVES_A_LINE, ONLY_LOOKS_OR_SERVES)
        for name, all_of_it in table.items()
        for each in all_of_it
    ]

    assert sorted(said) == sorted(commands(main))


def test_adding_and_changing_a_platform_leave_a_line(
    environ: dict[str, str], database: Database
) -> None:
    run(environ, *ADD)
    run(environ, *ADD, "--deployment=8")

    added, changed = lines(database)
    assert (added.act, changed.act) == ("add platform", "change platform")
    assert added.subject == changed.subject == platform_id(database)
    assert added.actor == "command line"
    assert changed.details == {"host": "moodle.example.no", "deployments": "7, 8"}


def test_what_is_done_to_keys_leaves_a_line(
    environ: dict[str, str], database: Database, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    old.write_text(DEVELOPMENT_SECRET)

    for arguments in (["rotate"], ["rotate", "--at-once"], ["rotate-evidence"]):
        assert run(environ, "keys", *arguments).exit_code == 0
    after = environ | {"KURSPAKKE_SECRET": SECRET}
    assert run(after, "keys", "reseal", f"--old-secret-file={old}").exit_code == 0
    assert run(after, "keys", "renew", "--yes").exit_code == 0

    left = lines(database)
    assert [line.act for line in left] == [
        "rotate key",
        "rotate key",
        "rotate evidence key",
        "reseal keys",
        "renew keys",
    ]
    assert [line.details for line in left[:2]] == [{"at_once": False}, {"at_once": True}]


def test_keys_that_could_not_be_resealed_leave_none(
    environ: dict[str, str], database: Database, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not the secret that they are sealed with")
    run(environ, "keys", "list")

    refused = run(environ, "keys", "reseal", f"--old-secret-file={wrong}")

    assert refused.exit_code == 1
    assert lines(database) == []


@pytest.mark.parametrize("command", ["resend", "resend-refused"])
def test_sending_a_score_again_leaves_a_line_with_whose_it_is(
    command: str, environ: dict[str, str], database: Database
) -> None:
    tenant = Tenant("moodle", "7")
    score = ScoreToSend(tenant, "https://m.example.no/1", "anne", Score(8, 10), START)
    with database.begin() as session:
        old = outbox.enqueue(session, score, START)
        leased = score_leases.lease_next(session, START + timedelta(minutes=1))
        assert leased is not None
        score_leases.settle(session, leased, State.REFUSED, START, "column_gone")

    arguments = [tenant.key, old] if command == "resend" else []
    assert run(environ, "scores", command, *arguments).exit_code == 0

    (line,) = lines(database, tenant.key)
    with database.read() as session:
        newest = outbox.listed(session, State.WAITING, 1)[0].id
    assert (line.act, line.actor, line.subject) == ("score.resend", "command line", "anne")
    assert line.details == {"score": newest}


def test_a_score_that_does_not_exist_leaves_none(
    environ: dict[str, str], database: Database
) -> None:
    assert run(environ, "scores", "resend", "moodle:7", "nothing").exit_code == 1

    assert lines(database, "moodle:7") == []
