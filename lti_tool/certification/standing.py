"""
How one person stands: worked out of the records, never stored.

A round is one certification period. Its test, sign-off and decision come in that order. The newest
decision is the one in force: an older one never comes back when a newer is revoked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lti_tool.certification.calendar import months_after, oslo_day
from lti_tool.certification.records import (
    Cause,
    Decision,
    Revocation,
    RoundOpened,
    SignOff,
    TestPassed,
)

MONTHS = range(12, 61)


class State(StrEnum):
    MISSING = "missing"
    NEEDS_SIGN_OFF = "needs-sign-off"
    NEEDS_DECISION = "needs-decision"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Records:
    """
    All there is about one person in one course of one placement.

    tests: passed ones, oldest first; the round that each belongs to follows from its time.
    """

    tests: Sequence[TestPassed] = ()
    sign_offs: Sequence[SignOff] = ()
    decisions: Sequence[Decision] = ()
    revocations: Sequence[Revocation] = ()
    rounds: Sequence[RoundOpened] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """
    opened_at, cause: None for the first.
    test: the first one passed that counts. sign_off: the newest. decision: the newest.
    """

    number: int
    opened_at: datetime | None
    test: TestPassed | None
    sign_off: SignOff | None
    decision: Decision | None
    cause: Cause | None = None

    @property
    def step(self) -> State:
        """What comes next in it, whatever the calendar says."""
        if self.decision is not None:
            return State.VALID
        if self.test is None:
            return State.MISSING
        if self.sign_off is None or not self.sign_off.approved:
            return State.NEEDS_SIGN_OFF
        return State.NEEDS_DECISION


@dataclass(frozen=True, slots=True)
class Standing:
    """
    state: the one word for it.
    decision: the newest, whether it holds or not. revocation: of that one.
    current: the round under way.
    next: what comes next in a newer round than the decision's; None where there is none.
    uncounted: a test was passed that certifies nobody (a draft, example questions).
    """

    state: State
    decision: Decision | None
    revocation: Revocation | None
    current: Round
    next: State | None
    renewal_from: date | None
    uncounted: bool

    @property
    def holds(self) -> bool:
        return self.state in (State.VALID, State.EXPIRING)

    @property
    def may_renew(self) -> bool:
        """By the employee; after a revocation only a leader opens a new round."""
        ended = self.current.decision is not None
        return ended and self.state in (State.EXPIRING, State.EXPIRED)

    @property
    def may_take_renewal_test(self) -> bool:
        """In the round that the employee opened to renew, while the certificate still holds."""
        renews = self.current.cause is Cause.RENEWAL and self.next is State.MISSING
        return renews and self.state is State.EXPIRING

    @property
    def mark(self) -> str:
        """Another one after each word of a leader's, and in each round."""
        last = self.revocation or self.decision
        return f"{self.current.number} {last.id if last else ''}".strip()

    @property
    def waits_for(self) -> State:
        """What the newest round waits for."""
        return self.current.step


def standing(records: Records, *, renewal_days: int, now: datetime) -> Standing:
    today = oslo_day(now)
    current = round_of(records, newest(records.rounds))
    uncounted = any(not test.counts for test in _tests_of(records, current.number))
    decision = max(records.decisions, key=lambda each: (each.at, each.id), default=None)
    if decision is None:
        return Standing(current.step, None, None, current, None, None, uncounted)
    revocation = next((each for each in records.revocations if each.decision == decision.id), None)
    renewal_from = decision.until - timedelta(days=renewal_days)
    state = decision_state(decision, revocation, renewal_from, today)
    coming = current.step if current.number > decision.round else None
    if coming in (State.NEEDS_SIGN_OFF, State.NEEDS_DECISION) and state in (
        State.EXPIRED,
        State.REVOKED,
    ):
        state = coming
    return Standing(state, decision, revocation, current, coming, renewal_from, uncounted)


def decision_state(
    decision: Decision, revocation: Revocation | None, renewal_from: date, today: date
) -> State:
    if revocation is not None:
        return State.REVOKED
    if today > decision.until:
        return State.EXPIRED
    return State.EXPIRING if today >= renewal_from else State.VALID


def round_of(records: Records, number: int) -> Round:
    decisions = [each for each in records.decisions if each.round == number]
    opened = next((each for each in records.rounds if each.number == number), None)
    passed = [test for test in _tests_of(records, number) if test.counts]
    test = min(passed, key=lambda each: each.at, default=None)
    # The test before a sign-off may be over and deleted; the next one needs a sign-off of its own.
    sign_offs = [
        each
        for each in records.sign_offs
        if each.round == number and (test is None or each.at >= test.at)
    ]
    return Round(
        number=number,
        opened_at=opened.at if opened else None,
        cause=opened.cause if opened else None,
        test=test,
        sign_off=max(sign_offs, key=lambda each: (each.at, each.id), default=None),
        decision=max(decisions, key=lambda each: (each.at, each.id), default=None),
    )


def round_at(rounds: Sequence[RoundOpened], started_at: datetime) -> int:
    """The round that a test belongs to: the one that was open when it began."""
    return max((each.number for each in rounds if each.at <= started_at), default=1)


def longest(since: date, months: int) -> date:
    """The last day that a leader may choose: `months` after, less a day."""
    return months_after(since, months) - timedelta(days=1)


def newest(rounds: Sequence[RoundOpened]) -> int:
    """The round under way."""
    return max((each.number for each in rounds), default=1)


def _tests_of(records: Records, number: int) -> list[TestPassed]:
    return [test for test in records.tests if round_at(records.rounds, test.started_at) == number]
