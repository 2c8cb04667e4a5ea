from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lti_tool.protocol.grades import Score
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import outbox, score_leases
from lti_tool.storage.database import Database
from lti_tool.storage.outbox import Delivery, ScoreToSend, State
from lti_tool.storage.score_leases import Leased
from tests.lti_tool.clock import START

TENANT = Tenant("moodle", "7")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
SCORE = ScoreToSend(
    tenant=TENANT,
    line_item="https://moodle.example.no/lineitems/5/lineitem?type_id=7",
    user_id="42",
    score=Score(8, 10),
    ended_at=START,
    scopes=frozenset({"score", "result"}),
)


def enqueue(database: Database, now: datetime = START, **changes: object) -> str:
    with database.begin() as session:
        return outbox.enqueue(session, replace(SCORE, **changes), now)  # type: ignore[arg-type]


def lease(database: Database, now: datetime = START) -> Leased | None:
    with database.begin() as session:
        return score_leases.lease_next(session, now)


def delivery(database: Database, row_id: str) -> Delivery:
    with database.read() as session:
        return outbox.deliveries(session, TENANT, [row_id])[row_id]


def timestamp(leased: Leased | None) -> datetime:
    assert leased is not None
    return datetime.fromisoformat(json.loads(leased.message)["timestamp"])


def test_a_score_waits_is_leased_and_settled(database: Database) -> None:
    row_id = enqueue(database)
    assert delivery(database, row_id) == Delivery(State.WAITING, None, None)

    leased = lease(database)
    assert leased is not None
    assert (leased.id, leased.tries, leased.user_id) == (row_id, 1, "42")
    assert leased.scopes == {"score", "result"}
    with database.begin() as session:
        score_leases.settle(session, leased, State.SENT, START + SECOND)

    assert delivery(database, row_id) == Delivery(State.SENT, None, START + SECOND)
    assert lease(database, START + timedelta(days=30)) is None


def test_a_rolled_back_attempt_leaves_no_score(database: Database) -> None:
    def break_off() -> None:
        with database.begin() as session:
            outbox.enqueue(session, SCORE, START)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()

    with database.read() as session:
        assert not score_leases.is_due(session, START + timedelta(days=1))


def test_a_leased_score_is_nobody_elses_until_the_lease_ends(database: Database) -> None:
    enqueue(database)
    first = lease(database)
    assert first is not None

    assert lease(database, START + score_leases.LEASE - SECOND) is None
    second = lease(database, START + score_leases.LEASE)

    assert second is not None
    assert (second.id, second.tries, second.message) == (first.id, 2, first.message)
    with database.begin() as session:  # the first worker wakes up again, too late
        score_leases.settle(
            session, first, State.REFUSED, START + score_leases.LEASE, "not_accepted"
        )
    assert delivery(database, first.id).state is State.WAITING


def test_workers_at_once_never_lease_the_same_score(database: Database) -> None:
    rows = {enqueue(database, user_id=str(user)) for user in range(12)}

    def work(_: int) -> list[str]:
        mine = []
        while leased := lease(database):
            mine.append(leased.id)
        return mine

    with ThreadPoolExecutor(4) as pool:
        leased = [row_id for mine in pool.map(work, range(4)) for row_id in mine]

    assert sorted(leased) == sorted(rows)


def test_timestamps_are_whole_seconds_and_always_later(database: Database) -> None:
    now = START + timedelta(milliseconds=900)
    enqueue(database, now, ended_at=now)
    first = lease(database, now)
    enqueue(database, now, ended_at=now)
    enqueue(database, now, ended_at=now - timedelta(hours=1))
    with database.begin() as session:
        score_leases.settle(session, first, State.SENT, now)  # type: ignore[arg-type]

    second = lease(database, START + 2 * SECOND)

    assert timestamp(first) == START
    assert timestamp(second) == START + 2 * SECOND


def test_a_timestamp_is_never_in_the_future_when_it_is_sent(database: Database) -> None:
    enqueue(database, ended_at=START + timedelta(hours=1))  # a clock ran ahead
    first = lease(database)
    assert timestamp(first) == START
    with database.begin() as session:
        score_leases.settle(session, first, State.SENT, START)  # type: ignore[arg-type]

    enqueue(database, ended_at=START)  # in the same second: one later, so not yet

    assert lease(database, START) is None
    assert timestamp(lease(database, START + SECOND)) == START + SECOND


def test_one_recipients_timestamps_do_not_move_anothers(database: Database) -> None:
    for user in ("42", "43"):
        enqueue(database, user_id=user)

    assert {timestamp(lease(database)), timestamp(lease(database))} == {START}


def test_a_later_score_takes_the_place_of_one_that_waits(database: Database) -> None:
    old = enqueue(database)
    new = enqueue(database, START + MINUTE, ended_at=START + MINUTE)

    leased = lease(database, START + MINUTE)

    assert leased is not None
    assert leased.id == new
    assert delivery(database, old) == Delivery(State.SENT, "superseded", START + MINUTE)


def test_a_later_score_waits_for_the_one_that_is_on_its_way(database: Database) -> None:
    enqueue(database)
    on_its_way = lease(database)
    new = enqueue(database, START + SECOND, ended_at=START + SECOND)
    assert on_its_way is not None

    assert lease(database, START + SECOND) is None
    with database.begin() as session:
        assert score_leases.has_newer(session, on_its_way)
        score_leases.settle(session, on_its_way, State.SENT, START + 2 * SECOND)
    leased = lease(database, START + 2 * SECOND)

    assert leased is not None
    assert leased.id == new


def test_a_score_that_failed_is_not_tried_again_after_a_later_one_came(
    database: Database,
) -> None:
    old = enqueue(database)
    on_its_way = lease(database)
    new = enqueue(database, START + SECOND, ended_at=START + SECOND)
    with database.begin() as session:
        score_leases.postpone(session, on_its_way, START + 2 * SECOND, "no_answer", None)  # type: ignore[arg-type]

    first, second = lease(database, START + MINUTE), lease(database, START + MINUTE)

    assert [item.id for item in (first, second) if item] == [new]
    assert delivery(database, old).reason == "superseded"


def test_a_postponed_score_waits_for_its_time(database: Database) -> None:
    row_id = enqueue(database)
    leased = lease(database)
    with database.begin() as session:
        score_leases.postpone(session, leased, START + MINUTE, "no_answer", "timeout")  # type: ignore[arg-type]

    assert lease(database, START + MINUTE - SECOND) is None
    again = lease(database, START + MINUTE)

    assert again is not None
    assert again.tries == 2
    waiting = delivery(database, row_id)
    assert (waiting.state, waiting.reason) == (State.WAITING, "no_answer")
    assert waiting.next_try_at is not None


def test_the_scores_of_a_platform_that_is_away_wait_together(database: Database) -> None:
    enqueue(database)
    enqueue(database, user_id="43", tenant=Tenant("moodle", "8"))
    other = enqueue(database, user_id="44", tenant=Tenant("moodle2", "7"))
    with database.begin() as session:
        score_leases.postpone_platform(session, "moodle", START + MINUTE)

    assert [item.id for item in (lease(database), lease(database)) if item] == [other]
    assert lease(database, START + MINUTE) is not None


def test_a_score_can_be_sent_once_more_with_a_later_time(database: Database) -> None:
    old = enqueue(database, comment="Bestått")
    leased = lease(database)
    later = START + timedelta(hours=1, milliseconds=300)
    with database.begin() as session:
        score_leases.settle(session, leased, State.REFUSED, START, "later_result")  # type: ignore[arg-type]
        new = outbox.resend(session, TENANT, old, later)
        assert outbox.resend(session, Tenant("moodle", "8"), old, later) is None

    again = lease(database, later)

    assert again is not None
    assert again.id == new
    assert timestamp(again) == START + timedelta(hours=1)
    assert json.loads(again.message)["comment"] == "Bestått"
    assert delivery(database, old).state is State.REFUSED


def test_resending_an_older_score_sends_the_newest_and_never_puts_0_over_100(
    database: Database,
) -> None:
    worse = enqueue(database, score=Score(0, 100))
    enqueue(database, START + MINUTE, score=Score(100, 100), ended_at=START + MINUTE)
    later = START + timedelta(hours=1)

    with database.begin() as session:
        new = outbox.resend(session, TENANT, worse, later)
    again = lease(database, later)

    assert again is not None
    assert again.id == new
    assert json.loads(again.message)["scoreGiven"] == 100


def test_nobody_sees_another_tenants_deliveries(database: Database) -> None:
    row_id = enqueue(database)

    with database.read() as session:
        assert outbox.deliveries(session, Tenant("moodle", "8"), [row_id]) == {}


def test_a_line_item_may_have_a_very_long_address(database: Database) -> None:
    enqueue(database, line_item="https://lms.example/" + "x" * 3_900)

    leased = lease(database)

    assert leased is not None
    assert leased.line_item.endswith("x" * 3_900)
