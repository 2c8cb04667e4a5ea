from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from lti_tool.outgoing import TOTAL_SECONDS, Answer, Outgoing
from lti_tool.protocol.grades import RESULT_SCOPE, RESULT_TYPE, SCORE_SCOPE, SCORE_TYPE, Score
from lti_tool.protocol.registration import Standing, Tenant
from lti_tool.score_delivery import (
    FIRST_PAUSE,
    GIVES_UP_AFTER,
    LONGEST_PAUSE,
    Outcome,
    ScoreDelivery,
    outcome_of,
    pause_before,
)
from lti_tool.storage import outbox, platforms, score_leases
from lti_tool.storage.outbox import Delivery, OutgoingScoreRow, ScoreToSend, State
from lti_tool.storage.platforms import NewRegistration
from lti_tool.tool import Tool
from tests.lti_tool.clock import START, FakeClock
from tests.lti_tool.platform_side import ISSUER, FakePlatform, Received, as_json, fake_platform

Response = tuple[int, dict[str, str], bytes]


@dataclass
class Gradebook:
    """
    A platform with Moodle's rule: a score must be later, in whole seconds, than the last one.

    before: what it does before it takes a score; gives an answer to be sent instead.
    """

    grades: dict[str, tuple[datetime, float, float]] = field(default_factory=dict)
    before: Callable[[Received], Response | None] = lambda request: None
    taken: int = 0

    def __call__(self, request: Received) -> Response:
        if request.path == "/token":
            return as_json({"access_token": "token", "expires_in": 3600})
        if request.path.endswith("/scores"):
            return self.before(request) or self._take(request)
        return self.before(request) or self._results(request.query["user_id"][0])

    def _take(self, request: Received) -> Response:
        score = json.loads(request.body)
        assert request.headers["content-type"] == SCORE_TYPE
        assert request.query == {"type_id": ["7"]}
        at, user = datetime.fromisoformat(score["timestamp"]), score["userId"]
        if user in self.grades and at <= self.grades[user][0]:
            return 409, {}, b""
        self.grades[user] = (at, score["scoreGiven"], score["scoreMaximum"])
        self.taken += 1
        return 200, {}, b""

    def _results(self, user: str) -> Response:
        results = []
        if user in self.grades:
            _, given, maximum = self.grades[user]
            share = 100 * given / maximum
            results = [{"userId": user, "resultScore": share, "resultMaximum": 100}]
        return 200, {"Content-Type": RESULT_TYPE}, json.dumps(results).encode()


@pytest.fixture
def gradebook() -> Gradebook:
    return Gradebook()


@pytest.fixture
def platform(gradebook: Gradebook) -> Iterator[FakePlatform]:
    with fake_platform(gradebook) as platform:
        yield platform


@dataclass
class Sender:
    tool: Tool
    tenant: Tenant
    line_item: str
    delivery: ScoreDelivery
    clock: FakeClock

    def enqueue(self, given: float = 8, user: str = "42", **changes: Any) -> str:
        values: dict[str, Any] = {
            "tenant": self.tenant,
            "line_item": self.line_item,
            "user_id": user,
            "score": Score(given, 10),
            "ended_at": self.clock(),
            "scopes": frozenset({SCORE_SCOPE, RESULT_SCOPE}),
        }
        with self.tool.database.begin() as session:
            return outbox.enqueue(session, ScoreToSend(**values | changes), self.clock())

    def state(self, row_id: str) -> Delivery:
        with self.tool.database.read() as session:
            found = outbox.deliveries(session, self.tenant, [row_id])[row_id]
        return replace(found, next_try_at=None)


@pytest.fixture
def sender(tool: Tool, platform: FakePlatform, clock: FakeClock) -> Sender:
    new = NewRegistration(
        issuer=ISSUER,
        client_id="client-1",
        auth_url=f"{ISSUER}/auth",
        token_url=f"{platform.url}/token",
        jwks_url=f"{ISSUER}/jwks",
        deployments=("7",),
        name="Moodle",
        embed_origins=(ISSUER,),
    )
    with tool.database.begin() as session:
        registration = platforms.add(session, new, clock())
    return Sender(
        tool,
        Tenant(registration.id, "7"),
        f"{platform.url}/lineitems/5/lineitem?type_id=7",
        ScoreDelivery(tool),
        clock,
    )


def test_a_score_arrives_in_the_gradebook(sender: Sender, gradebook: Gradebook) -> None:
    row_id = sender.enqueue(8)

    assert sender.delivery.deliver_due() == 1

    assert gradebook.grades["42"] == (START, 8, 10)
    assert sender.state(row_id) == Delivery(State.SENT, None, START)


def test_a_worker_that_dies_after_sending_does_no_harm(
    sender: Sender, gradebook: Gradebook, clock: FakeClock
) -> None:
    row_id = sender.enqueue(8)
    with sender.tool.database.begin() as session:
        score_leases.lease_next(session, clock())
    gradebook.grades["42"] = (START, 8, 10)  # it had arrived when the worker was killed

    assert sender.delivery.deliver_due() == 0
    clock.now += score_leases.LEASE
    assert sender.delivery.deliver_due() == 1

    assert gradebook.taken == 0
    assert sender.state(row_id).state is State.SENT
    assert sender.state(row_id).reason is None


def test_an_answer_that_got_lost_is_found_by_reading_the_result(
    sender: Sender, gradebook: Gradebook, clock: FakeClock
) -> None:
    def take_but_break_off(request: Received) -> Response:
        gradebook.before = lambda request: None
        gradebook(request)
        return 200, {"Content-Length": "99", "Connection": "close"}, b""

    gradebook.before = take_but_break_off
    row_id = sender.enqueue(8)

    sender.delivery.deliver_due()
    assert sender.state(row_id).reason == "no_answer"
    clock.advance(minutes=1)
    sender.delivery.deliver_due()

    assert gradebook.taken == 1
    assert sender.state(row_id) == Delivery(State.SENT, None, clock())


def test_a_result_of_somebody_else_is_not_overwritten_but_told(
    sender: Sender, gradebook: Gradebook
) -> None:
    gradebook.grades["42"] = (START + timedelta(hours=1), 5, 10)  # a clock ran ahead there
    row_id = sender.enqueue(8)

    sender.delivery.deliver_due()

    assert sender.state(row_id) == Delivery(State.REFUSED, "later_result", START)
    assert gradebook.grades["42"][1] == 5


def test_without_the_right_to_look_a_conflict_counts_as_delivered_where_a_try_went_before(
    sender: Sender, gradebook: Gradebook, clock: FakeClock
) -> None:
    def take_but_break_off(request: Received) -> Response:
        gradebook.before = lambda request: None
        gradebook(request)
        return 200, {"Content-Length": "99", "Connection": "close"}, b""

    gradebook.before = take_but_break_off
    row_id = sender.enqueue(8, scopes=frozenset({SCORE_SCOPE}))

    sender.delivery.deliver_due()
    clock.advance(minutes=1)
    sender.delivery.deliver_due()

    assert gradebook.taken == 1
    assert sender.state(row_id) == Delivery(State.SENT, "not_confirmed", clock())


@pytest.mark.parametrize("looks", ["may not", "is refused"])
def test_a_conflict_at_the_first_try_is_told_also_where_nobody_can_look(
    looks: str, sender: Sender, gradebook: Gradebook
) -> None:
    """Nothing of ours can have arrived: another result stands there, and the score is not in."""
    gradebook.grades["42"] = (START, 5, 10)
    scopes = {SCORE_SCOPE} if looks == "may not" else {SCORE_SCOPE, RESULT_SCOPE}
    gradebook.before = lambda request: (403, {}, b"") if "/results" in request.path else None
    row_id = sender.enqueue(8, scopes=frozenset(scopes))

    sender.delivery.deliver_due()

    assert sender.state(row_id) == Delivery(State.REFUSED, "later_result", START)


def test_two_scores_in_one_second_both_count(
    sender: Sender, gradebook: Gradebook, clock: FakeClock
) -> None:
    sender.enqueue(5)
    sender.delivery.deliver_due()
    better = sender.enqueue(9)

    assert sender.delivery.deliver_due() == 0  # its time is a second ahead
    clock.advance(seconds=1)
    sender.delivery.deliver_due()

    assert gradebook.grades["42"] == (START + timedelta(seconds=1), 9, 10)
    assert sender.state(better).state is State.SENT


def test_a_platform_that_is_away_is_asked_again_later_and_less_often(
    sender: Sender, gradebook: Gradebook, platform: FakePlatform, clock: FakeClock
) -> None:
    gradebook.before = lambda request: (503, {}, b"")
    row_id = sender.enqueue(8)
    asked_at = []

    for _ in range(120):
        before = len(platform.seen("/lineitems/5/lineitem/scores"))
        sender.delivery.deliver_due()
        if len(platform.seen("/lineitems/5/lineitem/scores")) > before:
            asked_at.append(clock())
        clock.advance(minutes=1)

    pauses = [later - earlier for earlier, later in pairwise(asked_at)]
    assert 5 <= len(asked_at) <= 9
    assert pauses == sorted(pauses)
    gradebook.before = lambda request: None
    clock.advance(hours=6)
    sender.delivery.deliver_due()
    assert sender.state(row_id).state is State.SENT


def test_a_platform_says_itself_when_to_come_back(
    sender: Sender, gradebook: Gradebook, clock: FakeClock
) -> None:
    gradebook.before = lambda request: (429, {"Retry-After": "3600"}, b"")
    sender.enqueue(8)
    sender.delivery.deliver_due()
    gradebook.before = lambda request: None

    clock.advance(minutes=59)
    assert sender.delivery.deliver_due() == 0
    clock.advance(minutes=1)
    assert sender.delivery.deliver_due() == 1


def test_a_score_is_given_up_after_two_weeks(
    sender: Sender, gradebook: Gradebook, clock: FakeClock
) -> None:
    gradebook.before = lambda request: (500, {}, b"")
    row_id = sender.enqueue(8)
    sender.delivery.deliver_due()
    clock.advance(days=14)

    sender.delivery.deliver_due()

    assert sender.state(row_id) == Delivery(State.REFUSED, "given_up", START + GIVES_UP_AFTER)


def test_one_locked_grade_does_not_hold_up_the_others(sender: Sender, gradebook: Gradebook) -> None:
    gradebook.before = lambda request: (500, {}, b"") if b'"42"' in request.body else None
    locked, other = sender.enqueue(8, user="42"), sender.enqueue(8, user="43")

    sender.delivery.deliver_due()

    assert sender.state(locked).reason == "platform_busy"
    assert sender.state(other).state is State.SENT


def test_a_platform_that_is_away_does_not_hold_up_another(
    sender: Sender, gradebook: Gradebook, platform: FakePlatform, clock: FakeClock
) -> None:
    gradebook.before = lambda request: (503, {}, b"")
    for user in range(10):
        sender.enqueue(8, user=str(user))

    sender.delivery.deliver_due()

    assert len(platform.seen("/lineitems/5/lineitem/scores")) == 1


def test_a_token_that_the_platform_forgot_is_renewed(
    sender: Sender, gradebook: Gradebook, platform: FakePlatform
) -> None:
    refusals = iter([True, False])

    def forget_once(request: Received) -> Response | None:
        is_score = request.path.endswith("/scores")
        return (401, {}, b"") if is_score and next(refusals) else None

    gradebook.before = forget_once
    row_id = sender.enqueue(8)

    sender.delivery.deliver_due()

    asked = [request.form["scope"] for request in platform.seen("/token")]
    assert asked.count(SCORE_SCOPE) == 2
    assert sender.state(row_id).state is State.SENT


def test_a_tool_that_is_not_activated_yet_keeps_its_scores(
    sender: Sender, platform: FakePlatform, gradebook: Gradebook, clock: FakeClock
) -> None:
    platform.answer = lambda request: as_json({"error": "invalid_client"}, 400)
    row_id = sender.enqueue(8)
    sender.delivery.deliver_due()
    assert sender.state(row_id) == Delivery(State.WAITING, "token_refused", None)

    platform.answer = gradebook
    clock.advance(minutes=1)
    sender.delivery.deliver_due()

    assert sender.state(row_id).state is State.SENT


def test_the_scores_of_a_removed_platform_are_not_sent(
    sender: Sender, platform: FakePlatform
) -> None:
    row_id = sender.enqueue(8)
    with sender.tool.database.begin() as session:
        platforms.remove(session, sender.tenant.registration_id)

    sender.delivery.deliver_due()

    assert platform.received == []
    assert sender.state(row_id).reason == "platform_removed"


def test_the_scores_of_a_suspended_platform_wait_as_long_as_it_takes(
    sender: Sender, platform: FakePlatform, gradebook: Gradebook
) -> None:
    row_id, id_ = sender.enqueue(8), sender.tenant.registration_id
    with sender.tool.database.begin() as session:
        platforms.set_standing(session, id_, Standing.SUSPENDED)
    for _ in range(2):
        sender.delivery.deliver_due()
        sender.clock.now += GIVES_UP_AFTER
    held = sender.state(row_id)

    with sender.tool.database.begin() as session:
        platforms.set_standing(session, id_, Standing.ACTIVE)
        released = outbox.release_held(session, id_, sender.clock())
    sender.delivery.deliver_due()

    assert (held.state, held.reason) == (State.WAITING, outbox.HELD)
    assert released == 1
    assert sender.state(row_id).state is State.SENT
    assert gradebook.grades["42"] == (START, 8, 10)


def test_workers_at_once_send_every_score_once(sender: Sender, gradebook: Gradebook) -> None:
    rows = [sender.enqueue(8, user=str(user)) for user in range(20)]
    workers = [threading.Thread(target=ScoreDelivery(sender.tool).deliver_due) for _ in range(4)]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert gradebook.taken == 20
    assert {sender.state(row).state for row in rows} == {State.SENT}


def test_a_running_worker_delivers_until_it_is_stopped(
    sender: Sender, gradebook: Gradebook
) -> None:
    stop, arrived = threading.Event(), threading.Event()

    def tell(request: Received) -> None:
        arrived.set()

    gradebook.before = tell
    thread = threading.Thread(target=sender.delivery.run, args=(stop,))
    thread.start()
    sender.enqueue(8)

    assert arrived.wait(10)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_column_whose_address_cannot_be_read_is_given_up_at_once(
    sender: Sender, gradebook: Gradebook
) -> None:
    hopeless = sender.enqueue(8, line_item="https://[x")
    other = sender.enqueue(8, user="43")

    assert sender.delivery.deliver_due() == 2

    assert sender.state(hopeless) == Delivery(State.REFUSED, "not_sendable", START)
    assert sender.state(other).state is State.SENT


def test_a_database_that_is_away_for_a_moment_gives_up_no_score(
    sender: Sender, gradebook: Gradebook, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> bool:
        raise OperationalError("SELECT", {}, Exception("gone"))

    gradebook.grades["42"] = (START + timedelta(hours=1), 5, 10)
    monkeypatch.setattr(score_leases, "has_newer", away)
    row_id = sender.enqueue(8)
    sender.delivery.deliver_due()
    assert sender.state(row_id) == Delivery(State.WAITING, "tool_not_ready", None)

    clock.advance(days=14)
    sender.delivery.deliver_due()

    assert sender.state(row_id).reason == "given_up"


def test_what_a_token_endpoint_says_cannot_break_the_book_keeping(
    sender: Sender, platform: FakePlatform
) -> None:
    platform.answer = lambda request: as_json({"error": "\x00\ud800"}, 400)
    row_id = sender.enqueue(8)

    sender.delivery.deliver_due()

    assert sender.state(row_id).reason == "token_refused"


def test_a_score_that_was_deleted_while_it_was_sent_is_no_later_result(
    sender: Sender, gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def delete_it(request: Received) -> None:
        with sender.tool.database.begin() as session:
            session.execute(delete(OutgoingScoreRow))

    gradebook.grades["42"] = (START + timedelta(hours=1), 5, 10)
    gradebook.before = delete_it
    sender.enqueue(8)

    with capture_logs() as lines:
        sender.delivery.deliver_due()

    assert [(line["state"], line["reason"]) for line in lines] == [("sent", "superseded")]


def test_the_lease_outlasts_the_longest_delivery(
    sender: Sender, gradebook: Gradebook, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = 0
    ask = Outgoing._send  # each call is bounded by TOTAL_SECONDS; a redirect is part of its call

    def count(self: Outgoing, *arguments: Any) -> Answer:
        nonlocal requests
        requests += 1
        return ask(self, *arguments)

    refused: list[str] = []

    def refuse_each_token_once(request: Received) -> Response | None:
        token = request.headers["authorization"]
        if not request.path.endswith("/scores"):
            token = f"{token} for results"
        if token in refused:
            return None
        refused.append(token)
        return 401, {}, b""

    gradebook.grades["42"] = (START + timedelta(hours=1), 5, 10)
    gradebook.before = refuse_each_token_once
    monkeypatch.setattr(Outgoing, "_send", count)
    sender.enqueue(8)
    sender.delivery.deliver_due()

    assert requests == 8
    looked_first = 4  # a restored score: the token and the result, each once more after a 401
    assert timedelta(seconds=(requests + looked_first) * TOTAL_SECONDS) < score_leases.LEASE


def test_a_worker_whose_other_tasks_fail_still_delivers(
    sender: Sender, gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, arrived = threading.Event(), threading.Event()

    def tell(request: Received) -> None:
        arrived.set()

    def fail(*_: object, **__: object) -> None:
        raise StopIteration

    gradebook.before = tell
    monkeypatch.setattr("lti_tool.score_delivery.hand_in_overdue", fail)
    monkeypatch.setattr("lti_tool.score_delivery.forget_old_visits", fail)
    thread = threading.Thread(target=sender.delivery.run, args=(stop,))
    sender.enqueue(8)
    thread.start()

    delivered = arrived.wait(5)
    stop.set()
    thread.join(10)
    assert delivered


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome(State.SENT)),
        (204, Outcome(State.SENT)),
        (400, Outcome(State.REFUSED, "not_accepted", "answered 400")),
        (302, Outcome(State.WAITING, "web_page", "answered 302", whole_platform=True)),
        (403, Outcome(State.REFUSED, "forbidden", "answered 403")),
        (404, Outcome(State.REFUSED, "column_gone", "answered 404")),
        (410, Outcome(State.REFUSED, "column_gone", "answered 410")),
        (401, Outcome(State.WAITING, "unauthorized", "answered 401")),
        (408, Outcome(State.WAITING, "platform_busy", "answered 408")),
        (500, Outcome(State.WAITING, "platform_busy", "answered 500")),
        (503, Outcome(State.WAITING, "platform_busy", "answered 503", whole_platform=True)),
        (409, Outcome(State.WAITING, "conflict")),
    ],
)
def test_what_an_answer_means(status: int, outcome: Outcome) -> None:
    assert outcome_of(Answer(status, {}, b""), START) == outcome


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("120", timedelta(minutes=2)),
        (format_datetime(START + timedelta(minutes=5)), timedelta(minutes=5)),
        (format_datetime(START - timedelta(minutes=5)), timedelta(0)),
        ("99999999999999999999", LONGEST_PAUSE),
        ("soon", None),
        ("Fri, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("-5", None),
    ],
)
def test_retry_after_comes_in_two_forms(header: str, pause: timedelta | None) -> None:
    answer = Answer(429, {"retry-after": header}, b"")

    assert outcome_of(answer, START).retry_after == pause


@given(tries=st.integers(1, 10_000), seed=st.integers())
def test_pauses_grow_to_a_limit(tries: int, seed: int) -> None:
    pause = pause_before(tries, random.Random(seed))

    assert FIRST_PAUSE * 0.8 <= pause <= LONGEST_PAUSE * 1.2
    assert pause <= FIRST_PAUSE * 2 ** min(tries, 20) * 1.2
