"""
Delivers waiting scores: what to make of a platform's answer, and when to try again.

Nothing is lost by a kill at any instant (a lease ends and the row is due again), and nothing is
sent twice with effect: the timestamp is frozen, so a second arrival is a 409 or changes nothing.
"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lti_tool.errors import LtiToolError, OutgoingError, ResultsRefused, TokenRefused
from lti_tool.learning.forgetting import forget_old_results
from lti_tool.learning.testroom import PutOff, hand_in_overdue
from lti_tool.outgoing import Answer
from lti_tool.periodic import Task, run_until
from lti_tool.protocol.grades import RESULT_SCOPE, is_share, read_score
from lti_tool.protocol.quirks import quirks_of
from lti_tool.protocol.registration import Registration, Standing
from lti_tool.score_service import post_score, read_result
from lti_tool.self_test import after_score
from lti_tool.storage import logins, outbox, platforms, score_leases
from lti_tool.storage.members import forget_old_members
from lti_tool.storage.outbox import RESTORED, State
from lti_tool.storage.score_leases import Leased
from lti_tool.storage.sessions import forget_old_visits
from lti_tool.storage.tries import forget_old_tries
from lti_tool.tool import Tool

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
GIVES_UP_AFTER = timedelta(days=14)
"""Longer than a holiday shutdown of a platform."""

PLATFORM_PAUSE = timedelta(minutes=1)

_HOUSEKEEPING = timedelta(minutes=10)
_CLOSING = timedelta(seconds=15)
"""How often to look for tests whose time ran out with nobody there."""
_RETENTION = timedelta(hours=1)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    state: WAITING stands for "try again".
    whole_platform: the platform is not answering anybody.
    """

    state: State
    reason: str | None = None
    detail: str | None = None
    retry_after: timedelta | None = None
    whole_platform: bool = False


TAKEN = Outcome(State.SENT)

CONFLICT = Outcome(State.WAITING, "conflict")
"""409: delivered before, or something later stands there; only the result can tell which."""


def outcome_of(answer: Answer, now: datetime) -> Outcome:
    """What a platform's answer to a score means."""
    status = answer.status
    detail = f"answered {status}"
    if answer.is_success:
        if _is_web_page(answer.body):  # of a proxy or a login; the gradebook never saw it
            return Outcome(State.WAITING, "web_page", detail, whole_platform=True)
        return TAKEN
    if status == 409:
        return CONFLICT
    if 300 <= status < 400:  # a login or a maintenance page in between, which passes
        return Outcome(State.WAITING, "web_page", detail, whole_platform=True)
    if status == 401:  # with a fresh token, too
        return Outcome(State.WAITING, "unauthorized", detail)
    if status in (408, 425, 429) or status >= 500:
        pause = _retry_after(answer.headers.get("retry-after"), now)
        # Not 500: that is how Moodle answers for one locked grade.
        busy = status in (429, 502, 503, 504)
        return Outcome(State.WAITING, "platform_busy", detail, pause, whole_platform=busy)
    if status in (404, 410):
        return Outcome(State.REFUSED, "column_gone", detail)
    if status == 403:
        return Outcome(State.REFUSED, "forbidden", detail)
    return Outcome(State.REFUSED, "not_accepted", detail)


def pause_before(tries: int, randomness: random.Random) -> timedelta:
    """Twice as long each time, with some chance in it so that workers spread."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(max(tries - 1, 0), 20)
    return min(doubled, LONGEST_PAUSE) * randomness.uniform(0.8, 1.2)


class ScoreDelivery:
    """One worker. Any number of them may run, in any number of processes."""

    def __init__(self, tool: Tool) -> None:
        self._tool = tool
        self._database = tool.database
        self._access_tokens = tool.access_tokens
        self._clock = tool.clock
        self._randomness = tool.randomness
        self._shelf = tool.shelf
        self._put_off: PutOff = {}
        self._stop = threading.Event()
        self._underway: Leased | None = None

    def deliver_due(self) -> int:
        """Send everything that is due now, until told to stop. Returns how many were taken up."""
        taken = 0
        while not self._stop.is_set() and self._deliver_next():
            taken += 1
        return taken

    def run(self, stop: threading.Event) -> None:
        """Deliver until told to stop; what is being sent at that moment is finished."""
        self._stop = stop
        tasks = [
            Task("housekeeping", self._forget_expired, every=_HOUSEKEEPING),
            Task("closing of tests", self._hand_in_overdue, every=_CLOSING),
            Task("delivery", self.deliver_due, every=timedelta(0)),
            Task("retention", self._forget_old_results, every=_RETENTION),
        ]
        run_until(stop, tasks, self._clock)

    def give_back(self) -> None:
        """
        For a process that ends: let others take up what is being sent now.

        Should it arrive after all, it has the same frozen timestamp as the next try.
        """
        leased = self._underway
        if leased is not None:
            with self._database.begin() as session:
                score_leases.release(session, leased)

    def _forget_expired(self) -> None:
        now = self._clock()
        with self._database.begin() as session:
            logins.forget_expired(session, now)
            forget_old_visits(session, now=now)
            forget_old_members(session, now=now)
            forget_old_tries(session, now)

    def _forget_old_results(self) -> None:
        forget_old_results(self._database, self._clock(), self._stop.is_set)

    def _hand_in_overdue(self) -> None:
        hand_in_overdue(self._database, self._shelf, self._clock(), self._put_off)

    def _deliver_next(self) -> bool:
        with self._database.read() as session:
            if not score_leases.is_due(session, self._clock()):
                return False
        with self._database.begin() as session:
            leased = score_leases.lease_next(session, self._clock())
            if leased is None:
                return False
            registration = platforms.get(session, leased.tenant.registration_id)
        self._underway = leased
        try:
            outcome = self._send(leased, registration)
            self._keep(leased, outcome)
        finally:
            self._underway = None
        if outcome == Outcome(State.SENT) and registration is not None:
            after_score(self._tool, registration, leased)
        return True

    def _send(self, leased: Leased, registration: Registration | None) -> Outcome:
        if registration is None:
            return Outcome(State.REFUSED, "platform_removed")
        if registration.standing_of(leased.tenant.deployment_id) is Standing.SUSPENDED:
            return Outcome(State.WAITING, outbox.HELD, retry_after=LONGEST_PAUSE)
        try:
            known = self._known_already(leased, registration)
            if known is not None:
                return known
            answer = post_score(self._access_tokens, registration, leased.line_item, leased.message)
            outcome = outcome_of(answer, self._clock())
            if outcome is CONFLICT:
                return self._read_back(leased, registration)
            is_zero = read_score(leased.message).given == 0
            if outcome is TAKEN and is_zero and quirks_of(registration).drops_zero:
                return Outcome(State.SENT, "zero_not_shown")
            return outcome
        except TokenRefused as error:
            return Outcome(State.WAITING, "token_refused", str(error))
        except OutgoingError as error:
            return Outcome(State.WAITING, "no_answer", str(error), whole_platform=True)
        except LtiToolError as error:  # our own keys: the operator has to act, then it goes on
            return Outcome(State.WAITING, "tool_not_ready", str(error))
        except SQLAlchemyError as error:
            return Outcome(State.WAITING, "tool_not_ready", type(error).__name__)
        except Exception as error:  # such as an address that nobody can read: never gets better
            log.exception("score not sendable", tenant=leased.tenant.key, score=leased.id)
            return Outcome(State.REFUSED, "not_sendable", type(error).__name__)

    def _read_back(self, leased: Leased, registration: Registration) -> Outcome:
        """After a 409: an earlier try arrived, or a later score took the place, or another's."""
        if RESULT_SCOPE not in leased.scopes:
            return self._unseen(leased, "answered 409")
        try:
            shown = read_result(self._access_tokens, registration, leased.line_item, leased.user_id)
        except ResultsRefused as error:
            return self._unseen(leased, f"answered 409, then {error.status}")
        if is_share(shown.share, read_score(leased.message)):
            return Outcome(State.SENT)
        with self._database.read() as session:
            if score_leases.has_newer(session, leased):
                return Outcome(State.SENT, "superseded")
        return Outcome(State.REFUSED, "later_result", "answered 409; another result stands there")

    def _unseen(self, leased: Leased, detail: str) -> Outcome:
        """
        After a 409, where we may not look. An earlier try may have arrived; where there was none,
        something else stands there for certain, and a person has to be told.
        """
        with self._database.read() as session:
            if score_leases.has_newer(session, leased):
                return Outcome(State.SENT, "superseded")
        if leased.tries > 1 or leased.reason == RESTORED:
            return Outcome(State.SENT, "not_confirmed", detail)
        return Outcome(State.REFUSED, "later_result", f"{detail} at the first try")

    def _known_already(self, leased: Leased, registration: Registration) -> Outcome | None:
        """After a restore: what was sent before it, or a better result since, stays as it is."""
        if leased.reason != RESTORED or RESULT_SCOPE not in leased.scopes:
            return None
        try:
            shown = read_result(self._access_tokens, registration, leased.line_item, leased.user_id)
        except ResultsRefused:
            return None
        score = read_score(leased.message)
        if is_share(shown.share, score):
            return Outcome(State.SENT)
        if shown.share is not None and shown.share > score.given / score.maximum:
            return Outcome(State.REFUSED, "later_result", "a better result stands there")
        return None

    def _keep(self, leased: Leased, outcome: Outcome) -> None:
        now = self._clock()
        held = outcome.reason == outbox.HELD
        if outcome.state is State.WAITING and not held and now - leased.queued_at >= GIVES_UP_AFTER:
            outcome = Outcome(State.REFUSED, "given_up", f"{outcome.reason}: {outcome.detail}")
        log.info(
            "score delivery",
            tenant=leased.tenant.key,
            score=leased.id,
            state=outcome.state.value,
            reason=outcome.reason,
            detail=outcome.detail,
            tries=leased.tries,
        )
        with self._database.begin() as session:
            if outcome.state is not State.WAITING:
                score_leases.settle(
                    session, leased, outcome.state, now, outcome.reason, outcome.detail
                )
                return
            pause = pause_before(leased.tries, self._randomness)
            until = now + max(pause, outcome.retry_after or timedelta(0))
            looks_first = leased.reason == RESTORED and not held
            reason = RESTORED if looks_first else outcome.reason or ""
            score_leases.postpone(session, leased, until, reason, outcome.detail)
            if outcome.whole_platform:
                others = min(until, now + PLATFORM_PAUSE)
                score_leases.postpone_platform(session, leased.tenant.registration_id, others)


def _is_web_page(body: bytes) -> bool:
    return body[:200].lstrip().lower().startswith((b"<!doctype html", b"<html"))


def _retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Seconds or a date (RFC 9110, 10.2.3), at most LONGEST_PAUSE."""
    if value is None:
        return None
    if value.strip().isdecimal():
        wanted = timedelta(seconds=min(int(value.strip()[:9]), 10**8))
    else:
        try:
            date = parsedate_to_datetime(value)
        except (ValueError, OverflowError):  # such as a year of twenty digits
            return None
        wanted = (date if date.tzinfo else date.replace(tzinfo=UTC)) - now
    return min(max(wanted, timedelta(0)), LONGEST_PAUSE)
