from __future__ import annotations

import pytest

from lti_tool.protocol.grades import Score
from lti_tool.protocol.registration import Standing, Tenant
from lti_tool.storage import audit, outbox, platforms, score_leases
from lti_tool.storage.database import Database
from lti_tool.storage.outbox import ScoreToSend, State
from tests.lti_tool.clock import START
from tests.lti_tool.test_cli import ADD, DEVELOPMENT, platform_id, run


@pytest.fixture
def environ(database_url: str) -> dict[str, str]:
    return {"DATABASE_URL": database_url} | DEVELOPMENT


@pytest.fixture
def known(environ: dict[str, str], database: Database) -> str:
    """The id of a platform with the deployments 7 and 8."""
    assert run(environ, *ADD, "--deployment=8").exit_code == 0
    return platform_id(database)


def queue_score(database: Database, tenant: Tenant) -> None:
    score = ScoreToSend(tenant, "https://m.example/1", "42", Score(8, 10), START)
    with database.begin() as session:
        outbox.enqueue(session, score, START)


def test_a_suspended_platform_lets_nobody_in_until_it_is_resumed(
    environ: dict[str, str], database: Database, known: str
) -> None:
    suspended = run(environ, "platform", "suspend", known)

    with database.read() as session:
        assert not platforms.is_known(session, Tenant(known, "7"))
    assert "suspended" in run(environ, "platform", "list").output
    assert suspended.output.startswith(f"Suspended {known}.")

    resumed = run(environ, "platform", "resume", known)

    with database.read() as session:
        assert platforms.is_known(session, Tenant(known, "7"))
    assert "0 scores" in resumed.output


def test_one_deployment_may_be_suspended(
    environ: dict[str, str], database: Database, known: str
) -> None:
    run(environ, "platform", "suspend", known, "--deployment=7")

    with database.read() as session:
        assert not platforms.is_known(session, Tenant(known, "7"))
        assert platforms.is_known(session, Tenant(known, "8"))
    assert "deployment 7 suspended" in run(environ, "platform", "list").output
    assert "7 (suspended)" in run(environ, "platform", "show", known).output


def test_adding_a_suspended_platform_again_does_not_let_it_in(
    environ: dict[str, str], database: Database, known: str
) -> None:
    run(environ, "platform", "suspend", known)

    assert run(environ, *ADD).exit_code == 0

    with database.read() as session:
        assert not platforms.is_known(session, Tenant(known, "7"))


def test_resuming_sends_the_scores_that_waited(
    environ: dict[str, str], database: Database, known: str
) -> None:
    queue_score(database, Tenant(known, "7"))
    with database.begin() as session:
        leased = score_leases.lease_next(session, START)
        assert leased is not None
        score_leases.postpone(session, leased, START.replace(year=2099), outbox.HELD, None)
    run(environ, "platform", "suspend", known)

    resumed = run(environ, "platform", "resume", known)

    assert "1 scores" in resumed.output
    with database.read() as session:
        (row,) = outbox.listed(session, State.WAITING, 10)
    assert row.next_try_at.year < 2099


def test_a_deployment_that_knocked_is_let_in_with_one_command(
    environ: dict[str, str], database: Database, known: str
) -> None:
    with database.begin() as session:
        assert platforms.meet_deployment(session, known, "9", START) is Standing.WAITING
        assert platforms.meet_deployment(session, known, "9", START) is Standing.WAITING
    assert "deployment 9 waiting" in run(environ, "platform", "list").output

    approved = run(environ, "platform", "approve", known)

    assert approved.output == f"Approved {known}, deployment 9.\n"
    with database.read() as session:
        assert platforms.is_known(session, Tenant(known, "9"))
    assert "Nothing of" in run(environ, "platform", "approve", known).output


def test_a_deployment_may_be_approved_before_it_has_launched(
    environ: dict[str, str], database: Database, known: str
) -> None:
    run(environ, "platform", "approve", known, "--deployment=5:abc")

    with database.read() as session:
        assert platforms.is_known(session, Tenant(known, "5:abc"))


def test_only_so_many_deployments_may_wait(
    environ: dict[str, str], database: Database, known: str
) -> None:
    with database.begin() as session:
        met = [platforms.meet_deployment(session, known, f"x{n}", START) for n in range(51)]

    assert met[:50] == [Standing.WAITING] * 50
    assert met[50] is None


def test_what_waits_for_approval_is_not_resumed_and_what_is_suspended_not_approved(
    environ: dict[str, str], database: Database, known: str
) -> None:
    with database.begin() as session:
        platforms.set_standing(session, known, Standing.WAITING)
    assert "waits for approval" in run(environ, "platform", "resume", known).output

    with database.begin() as session:
        platforms.set_standing(session, known, Standing.SUSPENDED)
    assert "is suspended" in run(environ, "platform", "approve", known).output


def test_removal_says_first_what_goes_and_what_stays(
    environ: dict[str, str], database: Database, known: str
) -> None:
    queue_score(database, Tenant(known, "7"))

    asked = run(environ, "platform", "remove", known, answer="n\n")

    assert asked.exit_code == 1
    assert "Goes:  moodle.example.no (https://moodle.example.no), deployments: 2" in asked.output
    assert "Stays: outgoing score: 1" in asked.output
    with database.read() as session:
        assert platforms.get(session, known) is not None


@pytest.mark.parametrize(("option", "left"), [([], 1), (["--with-data"], 0)])
def test_data_goes_only_where_that_is_asked_for(
    environ: dict[str, str], database: Database, known: str, option: list[str], left: int
) -> None:
    queue_score(database, Tenant(known, "7"))
    queue_score(database, Tenant("another", "7"))

    result = run(environ, "platform", "remove", known, "--yes", *option)

    assert result.exit_code == 0, result.output
    with database.read() as session:
        rows = outbox.listed(session, None, 10)
        entry = audit.entries(session)[-1]
    assert sorted(row.tenant for row in rows) == sorted(["another:7"] + [f"{known}:7"] * left)
    assert (entry.act, entry.subject) == ("remove platform", known)


def test_one_deployments_data_leaves_the_others_alone(
    environ: dict[str, str], database: Database, known: str
) -> None:
    queue_score(database, Tenant(known, "7"))
    queue_score(database, Tenant(known, "8"))

    run(environ, "platform", "remove", known, "--deployment=7", "--with-data", "--yes")

    with database.read() as session:
        assert [row.tenant for row in outbox.listed(session, None, 10)] == [f"{known}:8"]


def test_an_unknown_platform_or_deployment_is_said_to_be_one(
    environ: dict[str, str], known: str
) -> None:
    for command in ("approve", "suspend", "resume", "remove", "check"):
        assert "There is no platform" in run(environ, "platform", command, "nobody").output
    for command in ("suspend", "resume", "remove"):
        result = run(environ, "platform", command, known, "--deployment=99")
        assert "there are: 7, 8" in result.output
