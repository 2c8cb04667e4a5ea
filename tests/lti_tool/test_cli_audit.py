from __future__ import annotations

import json
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
        for name in (
            "audit",
            "serve",
            "worker",
            "check",
            "backup",
            "upgrade",
            "settings",
            "sandbox",
        )
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


@pytest.fixture
def some_acts(database: Database, environ: dict[str, str]) -> None:
    """A platform is added, then from day to day: a role given, withdrawn, an export, a course."""
    run(environ, "keys", "list")
    acts = [
        ("add platform", "moodle", audit.OPERATOR, "", {}),
        ("grant.add", "g1", "boss", "moodle:7", {"person": "anne", "role": "assessor"}),
        ("grant.revoke", "g1", "boss", "moodle:7", {}),
        ("person.export", "anne", audit.OPERATOR, "moodle:8", {}),
        ("course.add", "eksempel 1.0.0", audit.OPERATOR, "", {"title": "Førstehjelp"}),
        ("grant.add", "g2", "anne", "moodle2:7", {"person": "bo"}),
    ]
    with database.begin() as session:
        for day, (act, subject, by, tenant, details) in enumerate(acts):
            at = START + timedelta(days=day)
            audit.record(session, act, subject, at=at, by=by, tenant=tenant, **details)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([], "g2, eksempel 1.0.0, anne, g1, g1, moodle"),
        (["--registration=moodle"], "anne, g1, g1, moodle"),
        (["--registration=moodle", "--deployment=7"], "g1, g1"),
        (["--registration=mo%"], ""),
        (["--actor=command line"], "eksempel 1.0.0, anne, moodle"),
        (["--act=grant.add"], "g2, g1"),
        (["--person=anne"], "g2, anne, g1, g1"),
        (["--person=bo"], "g2"),
        ([f"--since={START + timedelta(days=4):%Y-%m-%d}"], "g2, eksempel 1.0.0"),
        ([f"--until={START + timedelta(days=1):%Y-%m-%d}"], "g1, moodle"),
        (["--act=grant.add", "--actor=boss", "--person=anne"], "g1"),
    ],
)
@pytest.mark.usefixtures("some_acts")
def test_the_log_is_asked_for_what_one_seeks(
    asked: list[str], expected: str, environ: dict[str, str]
) -> None:
    answered = run(environ, "audit", "--json", *asked)

    assert ", ".join(each["subject"] for each in json.loads(answered.stdout)) == expected


@pytest.mark.usefixtures("some_acts")
def test_a_line_says_when_where_who_what_and_about_whom(environ: dict[str, str]) -> None:
    at = START + timedelta(days=1)

    shown = run(environ, "audit", "--person=anne", "--act=grant.add", "--actor=boss").output

    details = 'person="anne"  role="assessor"'
    assert shown == f"{at:%Y-%m-%d %H:%M:%S}  moodle:7  boss  grant.add  g1  {details}\n"


@pytest.mark.usefixtures("some_acts")
def test_that_there_is_more_than_is_shown_is_said_beside_the_answer(
    environ: dict[str, str],
) -> None:
    answered = run(environ, "audit", "--json", "--limit=2")

    assert len(json.loads(answered.stdout)) == 2
    assert answered.stderr == "Only the newest 2 are shown; --limit shows more.\n"


def test_a_question_that_makes_no_sense_is_refused(environ: dict[str, str]) -> None:
    lonely = run(environ, "audit", "--deployment=7")
    backwards = run(environ, "audit", "--since=2026-02-01", "--until=2026-01-01")

    assert (lonely.exit_code, backwards.exit_code) == (2, 2)
    assert "--deployment goes with --registration" in lonely.output
    assert "--until is before --since" in backwards.output
    assert run(environ, "audit").output == "There are none.\n"
