"""Old results go when their rule says so: whole, and nothing younger, another's or unfinished."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from lti_tool.learning import forgetting
from lti_tool.learning.forgetting import Due, due, forget_old_results
from lti_tool.learning.grants import Role
from lti_tool.learning.retention import ANY, Rule
from lti_tool.storage import audit, outbox, retention
from lti_tool.storage.database import Database
from lti_tool.storage.outbox import State
from lti_tool.storage.tables import metadata
from lti_tool.tool import Tool
from tests.lti_tool.certification.ward import Ward, certified, publish_certifying, sign
from tests.lti_tool.classroom import COURSE, TENANT, Browser, a_launch, launched, publish, take
from tests.lti_tool.clock import FakeClock
from tests.lti_tool.learning.pasts import (
    DAYS,
    NOW,
    OF_PEOPLE,
    Past,
    Rows,
    attempt_id,
    everything,
    happen,
    name_id,
)

MONTHS = 12


def set_rules(database: Database, *rules: Rule) -> None:
    with database.begin() as session:
        for rule in rules:
            retention.set_rule(session, rule)


def people_left(database: Database) -> list[str]:
    return sorted(key[3] for key in everything(database)["progress"])


def log_of(database: Database, tenant: str = TENANT.key) -> list[tuple[str, str, str, int]]:
    with database.read() as session:
        return [
            (each.actor, each.act, each.subject, each.details["people"])
            for each in audit.entries(session, tenant)
            if each.actor == forgetting.BY
        ]


ENDS = st.one_of(st.none(), st.sampled_from([DAYS - 30, DAYS, DAYS + 1, 900]))
PASTS = st.lists(
    st.builds(
        Past,
        tenant=st.sampled_from(["moodle:1", "moodle:2"]),
        placement=st.sampled_from(["p1", "p2"]),
        course=st.sampled_from(["eksempel", "annet"]),
        person=st.sampled_from(["anne", "bo"]),
        days_ago=st.sampled_from([0, DAYS - 1, DAYS, DAYS + 1, 900]),
        is_in_test=st.sampled_from([False, False, False, True]),
        waits=st.sampled_from([False, False, False, True]),
        signed=ENDS,
        certificate=st.one_of(ENDS, st.just(-30)),
        renewed=ENDS,
    ),
    max_size=6,
    unique_by=lambda past: past.whose.key,
)
RULED = st.sets(
    st.tuples(st.sampled_from([ANY, "moodle:1"]), st.sampled_from([ANY, "eksempel"])), min_size=1
)
"""What is kept for twelve months; of the rest nothing is said."""


@given(pasts=PASTS, ruled=RULED)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_only_what_is_over_goes_and_all_else_stays_as_it_was(
    pasts: list[Past], ruled: set[tuple[str, str]], database: Database, course_edition: str
) -> None:
    empty(database)
    happen(database, course_edition, pasts)
    set_rules(database, *(Rule(*key, MONTHS) for key in ruled))
    before = everything(database)

    forget_old_results(database, NOW)

    waiting = {(past.tenant, past.person) for past in pasts if past.waits}
    gone = {
        past
        for past in pasts
        if past.is_over
        and (past.tenant, past.person) not in waiting
        and any(key[0] in (ANY, past.tenant) and key[1] in (ANY, past.course) for key in ruled)
    }
    assert everything(database) == without(
        before, gone, [each for each in pasts if each not in gone]
    )


def without(before: dict[str, Rows], gone: set[Past], left: list[Past]) -> dict[str, Rows]:
    """What ought to be there when all of some people's results in a course have gone."""
    for past in gone:
        certified = 1 if past.certificate is not None else None
        ids = {attempt_id(past, number) for number in (1, 2) if number != certified}
        drop(before["progress"], lambda row, past=past: row[:4] == past.whose.key)
        drop(
            before["attempt"],
            lambda row, past=past, ids=ids: row[0] == past.tenant and row[1] in ids,
        )
        drop(
            before["answer"],
            lambda row, past=past, ids=ids: row[0] == past.tenant and row[1] in ids,
        )
        theirs = [each for each in left if (each.tenant, each.person) == (past.tenant, past.person)]
        columns = {f"https://lms.example.no/{past.placement}/{past.course}"}
        drop(
            before["outgoing_score"],
            lambda row, past=past, theirs=theirs, columns=columns: (
                (row[0], row[4]) == (past.tenant, past.person) and (not theirs or row[3] in columns)
            ),
        )
        if not any(each.placement == past.placement for each in theirs):
            drop(
                before["written_name"],
                lambda row, past=past: row[:2] == (past.tenant, name_id(past)),
            )
    return before


def drop(rows: Rows, which: Any) -> None:
    for key in [key for key, row in rows.items() if which(row)]:
        del rows[key]


def empty(database: Database) -> None:
    with database.begin() as session:
        for table in reversed(metadata().sorted_tables):
            if table.name in (*OF_PEOPLE, "retention", "audit_entry"):
                session.execute(delete(table))


@pytest.fixture
def course_edition(database: Database, sample_course: Any) -> str:
    return publish(database, sample_course)


def test_a_run_says_in_the_log_how_many_and_not_whose(
    database: Database, course_edition: str
) -> None:
    people = [Past(TENANT.key, "p1", COURSE, f"person-{number}", 400) for number in range(3)]
    happen(database, course_edition, [*people, Past(TENANT.key, "p1", COURSE, "young", 10)])
    set_rules(database, Rule(ANY, ANY, MONTHS))

    assert forget_old_results(database, NOW) == 3
    assert forget_old_results(database, NOW) == 0

    assert people_left(database) == ["young"]
    assert log_of(database) == [("retention", "results.forget", COURSE, 3)]


def test_without_a_rule_nothing_ever_goes(database: Database, course_edition: str) -> None:
    happen(database, course_edition, [Past(TENANT.key, "p1", COURSE, "anne", 5_000)])

    assert forget_old_results(database, NOW) == 0
    assert people_left(database) == ["anne"]


def test_a_longer_rule_that_is_more_exact_keeps_what_a_shorter_one_would_take(
    database: Database, course_edition: str
) -> None:
    here = Past(TENANT.key, "p1", COURSE, "here", 400)
    happen(database, course_edition, [here, replace(here, tenant="moodle:2", person="there")])
    set_rules(database, Rule(ANY, ANY, MONTHS), Rule(TENANT.key, COURSE, 60))

    forget_old_results(database, NOW)

    assert people_left(database) == ["here"]


def test_what_would_go_is_counted_first_with_what_is_not_finished(
    database: Database, course_edition: str
) -> None:
    old = Past(TENANT.key, "p1", COURSE, "anne", 400)
    more = [
        replace(old, person="bo"),
        replace(old, person="cato", is_in_test=True),
        replace(old, person="dina", days_ago=3),
    ]
    happen(database, course_edition, [old, *more])
    rule = Rule(ANY, COURSE, MONTHS)

    with database.read() as session:
        assert due(session, [rule], NOW) == [Due(TENANT.key, COURSE, rule, 2, 1)]
        assert due(session, [Rule(ANY, "another", MONTHS)], NOW) == []
    assert len(people_left(database)) == 4


def test_a_round_of_the_worker_has_an_end_and_the_next_goes_on(
    database: Database, course_edition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    people = [Past(TENANT.key, "p1", COURSE, f"person-{number}", 400) for number in range(3)]
    happen(database, course_edition, people)
    set_rules(database, Rule(ANY, ANY, MONTHS))

    assert [forget_old_results(database, NOW) for _ in range(3)] == [2, 1, 0]


def test_a_worker_that_is_told_to_stop_begins_no_more(
    database: Database, course_edition: str
) -> None:
    happen(database, course_edition, [Past(TENANT.key, "p1", COURSE, "anne", 400)])
    set_rules(database, Rule(ANY, ANY, MONTHS))

    assert forget_old_results(database, NOW, lambda: True) == 0
    assert people_left(database) == ["anne"]


def test_who_comes_back_just_then_keeps_everything(
    app: Flask, tool: Tool, anne: Browser, clock: FakeClock
) -> None:
    take(anne, tool)
    arrived(tool)
    clock.advance(days=400)
    before = Rule(ANY, ANY, MONTHS).keeps_since(clock())
    with tool.database.read() as session:
        [whose] = retention.over(session, TENANT.key, COURSE, before, 10)

    launched(app, tool, a_launch("anne"))
    with tool.database.begin() as session:
        assert not retention.forget(session, whose, before)

    assert {name: len(rows) for name, rows in everything(tool.database).items() if rows} == {
        "progress": 1,
        "attempt": 1,
        "answer": 3,
        "outgoing_score": 1,
    }


def arrived(tool: Tool) -> None:
    """Every score has been taken by the gradebook."""
    with tool.database.begin() as session:
        for row in outbox.listed(session, State.WAITING, 100):
            row.state = State.SENT


def test_who_comes_back_later_begins_anew(
    app: Flask, tool: Tool, anne: Browser, clock: FakeClock
) -> None:
    take(anne, tool)
    arrived(tool)
    clock.advance(days=400)
    set_rules(tool.database, Rule(ANY, ANY, MONTHS))
    forget_old_results(tool.database, clock())
    assert not any(everything(tool.database).values())

    again = launched(app, tool, a_launch("anne"))

    assert take(again, tool, right=0)["passed"] is False
    assert len(everything(tool.database)["outgoing_score"]) == 1


def test_a_column_that_another_link_needs_keeps_its_scores(
    app: Flask, tool: Tool, anne: Browser, clock: FakeClock
) -> None:
    take(anne, tool)
    arrived(tool)
    clock.advance(days=400)
    launched(app, tool, a_launch("anne", link="link-2"))
    set_rules(tool.database, Rule(ANY, ANY, MONTHS))

    assert forget_old_results(tool.database, clock()) == 1

    assert len(everything(tool.database)["outgoing_score"]) == 1


def test_a_certificate_keeps_its_holder_on_the_leaders_page_until_it_has_lapsed_long_ago(
    app: Flask, tool: Tool, clock: FakeClock, tmp_path: Path
) -> None:
    publish_certifying(tool, tmp_path)
    ward = Ward(app, tool, clock)
    take(ward.employee(), tool, right=0)
    certified(ward)  # until 2028-06-01
    arrived(tool)
    set_rules(tool.database, Rule(ANY, ANY, MONTHS))

    clock.advance(days=(date(2029, 6, 1) - clock().date()).days)
    forget_old_results(tool.database, clock())
    assert people_left(tool.database) == ["anne"]
    assert state_of_anne(ward) == "expired"
    clock.advance(days=1)
    forget_old_results(tool.database, clock())

    left = everything(tool.database)
    assert [len(left[name]) for name in ("certificate_decision", "sign_off", "attempt")] == [
        1,
        1,
        1,
    ]
    assert left["answer"]
    assert people_left(tool.database) == ["leif"]
    assert take(ward.employee(), tool)["passed"], "the number of the kept test is not used twice"


def test_a_sign_off_from_before_does_not_count_for_the_next_test(
    app: Flask, tool: Tool, clock: FakeClock, tmp_path: Path
) -> None:
    publish_certifying(tool, tmp_path)
    ward = Ward(app, tool, clock)
    take(ward.employee(), tool)
    assert sign(ward.nurse()).status_code == 201
    arrived(tool)
    clock.advance(days=400)
    set_rules(tool.database, Rule(ANY, ANY, MONTHS))
    forget_old_results(tool.database, clock())
    assert people_left(tool.database) == []

    take(ward.employee(), tool)

    ward.name("leif", Role.LEADER)
    assert state_of_anne(ward) == "needs-sign-off"


def state_of_anne(ward: Ward) -> str:
    people = ward.open("leif").get("certification/people").json["people"]
    return next(each["state"] for each in people if each["person"] == "anne")


KILLED = """
import os, signal, sys
from datetime import datetime
from sqlalchemy import event
from lti_tool.learning import forgetting
from lti_tool.storage.database import Database

database, left = Database(sys.argv[1]), [int(sys.argv[2])]

def strike(connection, cursor, statement, *rest):
    left[0] -= statement.startswith("DELETE")
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(database.engine, "after_cursor_execute", strike)
forgetting.AT_A_TIME = 2
forgetting.forget_old_results(database, datetime.fromisoformat(sys.argv[3]))
"""


@pytest.mark.parametrize(("deletes", "gone"), [(5, 0), (28, 2)])
def test_a_kill_leaves_whole_records_and_the_next_worker_goes_on(
    deletes: int, gone: int, database: Database, database_url: str, course_edition: str
) -> None:
    people = [Past(TENANT.key, "p1", COURSE, f"person-{number}", 400) for number in range(5)]
    happen(database, course_edition, people)
    set_rules(database, Rule(ANY, ANY, MONTHS))
    before = everything(database)

    killed = subprocess.run(
        [sys.executable, "-c", KILLED, database_url, str(deletes), NOW.isoformat()], check=False
    )

    assert killed.returncode == -signal.SIGKILL
    assert everything(database) == without(before, set(people[:gone]), people[gone:])
    assert sum(people for *_, people in log_of(database)) == gone
    assert forget_old_results(database, NOW) == len(people) - gone
    assert not any(everything(database).values())
