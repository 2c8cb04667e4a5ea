"""The questions that every launch and every delivery asks are answered by an index."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from lti_tool.learning.placements import Choice, Placement, Whose
from lti_tool.protocol.grades import Score
from lti_tool.protocol.login import read_login_request, start_login
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import (
    attempts,
    certification,
    identity,
    invigilation,
    logins,
    outbox,
    platforms,
    progress,
    proofs,
    retention,
    score_leases,
    sessions,
)
from lti_tool.storage.database import Database
from lti_tool.storage.outbox import ScoreToSend
from lti_tool.storage.tries import forget_old_tries
from tests.lti_tool.clock import START
from tests.lti_tool.platform_side import ISSUER, registration

LOGIN, _ = start_login(
    read_login_request({"iss": ISSUER, "login_hint": "42"}), registration(), START
)
SCORE = ScoreToSend(Tenant("moodle", "7"), f"{ISSUER}/1", "42", Score(8, 10), START)

PLACE = Placement("moodle:7", "placement", "link", Choice("course"))
WHOSE = Whose("moodle:7", "placement", "course", "42")


def lease(session: Session) -> None:
    outbox.enqueue(session, SCORE, START)
    assert score_leases.lease_next(session, START) is not None


def forget(session: Session) -> None:
    progress.arrive(session, WHOSE, name=None, language="nb", column=None, at=START)
    assert retention.forget(session, WHOSE, START + timedelta(days=1))


def asked_by(database: Database, ask: Callable[[Session], Any]) -> list[tuple[str, str]]:
    """Statements and, step by step, how SQLite answers them."""
    asked: list[tuple[str, Any]] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda connection, cursor, statement, parameters, *_: asked.append((statement, parameters)),
    )
    with database.begin() as session:
        ask(session)
        questions = [(s, p) for s, p in asked if s.startswith(("SELECT", "UPDATE", "DELETE"))]
        connection = session.connection()
        return [
            (statement, row.detail)
            for statement, parameters in questions
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


@pytest.fixture
def database(upgraded_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """SQLite only: PostgreSQL reads small tables whole, whatever the indexes."""
    file = shutil.copyfile(upgraded_sqlite, tmp_path / "k.sqlite3")
    database = Database(f"sqlite:///{file}")
    yield database
    database.close()


@pytest.mark.parametrize(
    "ask",
    [
        lambda session: platforms.of_issuer(session, ISSUER),
        lambda session: platforms.get(session, "moodle"),
        lambda session: logins.find(session, LOGIN.state, START),
        lambda session: logins.take(session, LOGIN, START),
        lambda session: logins.forget_expired(session, START),
        lambda session: forget_old_tries(session, START),
        lambda session: score_leases.is_due(session, START),
        lease,
        lambda session: outbox.deliveries(session, SCORE.tenant, ["a", "b"]),
        lambda session: score_leases.postpone_platform(session, "moodle", START),
        lambda session: outbox.listed(session, None, 50),
        lambda session: attempts.open_attempts_of(session, WHOSE.tenant, "42", "course"),
        lambda session: certification.sign_offs(session, WHOSE),
        lambda session: certification.decisions(session, WHOSE),
        lambda session: certification.rounds(session, WHOSE),
        lambda session: certification.revocations(session, WHOSE.tenant, ["a"]),
        lambda session: certification.decision_by_code(session, "CODE"),
        lambda session: certification.decisions_of_person(session, WHOSE.tenant, "42"),
        lambda session: identity.written_names(session, WHOSE),
        lambda session: identity.shown_by(session, WHOSE.tenant, "123456", now=START),
        lambda session: proofs.decision_of(session, "0" * 64),
        lambda session: invigilation.sessions_under_way(session, PLACE, START),
        lambda session: invigilation.end_session(session, PLACE, "a", START),
        lambda session: invigilation.unlocks_of(session, WHOSE, "prove"),
        lambda session: invigilation.extra_time_of(session, WHOSE, "prove"),
        lambda session: invigilation.extra_times_in(session, PLACE, "course"),
        lambda session: invigilation.days_of(session, PLACE),
        lambda session: sessions.picking_visit(session, "moodle", "deep-link-abc"),
        lambda session: progress.states_of(session, WHOSE),
        lambda session: progress.has_evaluated(session, WHOSE),
        retention.kept_in,
        lambda session: retention.over(session, WHOSE.tenant, WHOSE.course, START, 50),
        lambda session: retention.count_over(session, WHOSE.tenant, WHOSE.course, START),
        forget,
        lambda session: sessions.last_seen(session, WHOSE.tenant, WHOSE.placement),
    ],
)
def test_no_question_reads_a_whole_table(ask: Callable[[Session], Any], database: Database) -> None:
    plans = asked_by(database, ask)

    assert plans
    scans = [plan for plan in plans if plan[1].startswith("SCAN") and "INDEX" not in plan[1]]
    assert [plan for plan in scans if plan[1] != "SCAN CONSTANT ROW"] == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda session: progress.states_of(session, WHOSE),
        lambda session: progress.has_evaluated(session, WHOSE),
        forget,
    ],
)
def test_one_persons_rows_are_found_without_those_of_the_others(
    ask: Callable[[Session], Any], database: Database
) -> None:
    plans = asked_by(database, ask)

    of_tenant = [plan for plan in plans if plan[1].endswith("(tenant=?)")]
    # Codes live for minutes: there are never many.
    assert [plan for plan in of_tenant if "bedside_code" not in plan[0]] == []
