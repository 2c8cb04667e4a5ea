"""The laws of a certificate: order, dates, and that nothing old comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.certification.calendar import end_of
from lti_tool.certification.records import (
    Cause,
    Decision,
    Revocation,
    RoundOpened,
    Scope,
    Signatory,
    SignOff,
    TestPassed,
    Ticked,
    Way,
)
from lti_tool.certification.standing import (
    MONTHS,
    Records,
    Standing,
    State,
    longest,
    round_at,
    standing,
)

DAY = timedelta(days=1)
T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NURSE = Signatory("nina", "Nina Eksempel", "sykepleier")
LEADER = Signatory("leif", "Leif Eksempel", "virksomhetsleder")


def passed(at: datetime = T0, *, counts: bool = True) -> TestPassed:
    return TestPassed("attempt-1", at - timedelta(minutes=30), at, counts)


def signed(at: datetime = T0 + DAY, *, round_: int = 1, approved: bool = True) -> SignOff:
    ticked = (Ticked("identitet", {"nb": "Sjekker hvem det er"}),)
    return SignOff(f"s{at}", round_, at, NURSE, "Anne Eksempel", approved, ticked, "", Way.LIST)


def decided(
    at: datetime = T0 + 2 * DAY,
    *,
    round_: int = 1,
    since: date = date(2026, 3, 4),
    until: date = date(2029, 3, 1),
) -> Decision:
    scopes = (Scope("dele-ut", {"nb": "Dele ut"}),)
    return Decision(
        f"d{at}", round_, at, LEADER, scopes, since, until, "", "s", "attempt-1", "CODE", False
    )


def revoked(decision: Decision, at: datetime = T0 + 3 * DAY) -> Revocation:
    return Revocation("r", decision.id, at, LEADER, "Fast ansatt et annet sted")


def renewed(at: datetime, number: int = 2, cause: Cause = Cause.RENEWAL) -> RoundOpened:
    return RoundOpened(number, at, cause, "anne")


def at(records: Records, now: datetime) -> Standing:
    return standing(records, renewal_days=90, now=now)


FULL = Records(tests=[passed()], sign_offs=[signed()], decisions=[decided()])


@pytest.mark.parametrize(
    ("records", "state"),
    [
        (Records(), State.MISSING),
        (Records(tests=[passed()]), State.NEEDS_SIGN_OFF),
        (Records(tests=[passed()], sign_offs=[signed(approved=False)]), State.NEEDS_SIGN_OFF),
        (Records(tests=[passed()], sign_offs=[signed()]), State.NEEDS_DECISION),
        (FULL, State.VALID),
        (replace(FULL, revocations=[revoked(FULL.decisions[0])]), State.REVOKED),
        (Records(sign_offs=[signed()]), State.MISSING),
    ],
)
def test_one_step_leads_to_the_next(records: Records, state: State) -> None:
    assert at(records, T0 + 4 * DAY).state is state


@pytest.mark.parametrize("counts", [False])
def test_a_draft_certifies_nobody(counts: bool) -> None:
    found = at(Records(tests=[passed(counts=counts)], sign_offs=[signed()]), T0 + 4 * DAY)

    assert (found.state, found.uncounted) == (State.MISSING, True)


def test_the_newest_sign_off_counts() -> None:
    taken_back = signed(T0 + 2 * DAY, approved=False)

    found = at(Records(tests=[passed()], sign_offs=[signed(), taken_back]), T0 + 3 * DAY)

    assert found.state is State.NEEDS_SIGN_OFF
    assert found.current.sign_off == taken_back


@given(st.dates(date(2026, 3, 4), date(2040, 1, 1)), st.integers(7, 180))
def test_it_holds_through_the_whole_last_day_and_not_a_moment_longer(
    until: date, renewal_days: int
) -> None:
    records = replace(FULL, decisions=[decided(until=until)])
    last = end_of(until) - timedelta(microseconds=1)

    assert standing(records, renewal_days=renewal_days, now=last).state is State.EXPIRING
    assert standing(records, renewal_days=renewal_days, now=end_of(until)).state is State.EXPIRED


@given(st.integers(7, 180))
def test_the_window_opens_with_its_first_day_in_norway(renewal_days: int) -> None:
    until = date(2029, 3, 1)
    opens = end_of(until - timedelta(days=renewal_days + 1))

    assert standing(FULL, renewal_days=renewal_days, now=opens).state is State.EXPIRING
    assert standing(FULL, renewal_days=renewal_days, now=opens).may_renew
    before = standing(FULL, renewal_days=renewal_days, now=opens - timedelta(microseconds=1))
    assert (before.state, before.may_renew) == (State.VALID, False)


MOMENTS = st.timedeltas(timedelta(days=3), timedelta(days=3000)).map(lambda later: T0 + later)


@given(MOMENTS, MOMENTS)
def test_time_alone_never_makes_a_certificate_better(one: datetime, other: datetime) -> None:
    order = [State.VALID, State.EXPIRING, State.EXPIRED]
    earlier, later = sorted((one, other))

    assert order.index(at(FULL, earlier).state) <= order.index(at(FULL, later).state)


@given(st.dates(date(2000, 1, 1), date(2080, 1, 1)), st.sampled_from(list(MONTHS)))
def test_the_longest_period_is_its_months_less_a_day(since: date, months: int) -> None:
    until = longest(since, months)

    assert (months * 30) < (until - since).days + 5 <= months * 31 + 5
    assert until < longest(since + timedelta(days=1), months) + timedelta(days=1)


def test_a_renewal_leaves_the_old_certificate_in_force() -> None:
    window = datetime(2029, 1, 10, tzinfo=UTC)
    records = replace(FULL, rounds=[renewed(window)])

    assert at(records, window).state is State.EXPIRING
    assert at(records, window).next is State.MISSING
    assert not at(records, window).may_renew

    second = passed(window + DAY)
    records = replace(records, tests=[passed(), second])
    assert at(records, window + 2 * DAY).next is State.NEEDS_SIGN_OFF
    assert at(records, datetime(2029, 3, 5, tzinfo=UTC)).state is State.NEEDS_SIGN_OFF


def test_a_new_decision_takes_over_and_an_older_one_never_comes_back() -> None:
    window = datetime(2029, 1, 10, tzinfo=UTC)
    new = decided(window + 3 * DAY, round_=2, since=date(2029, 1, 13), until=date(2032, 1, 10))
    records = Records(
        tests=[passed(), passed(window + DAY)],
        sign_offs=[signed(), signed(window + 2 * DAY, round_=2)],
        decisions=[decided(), new],
        rounds=[renewed(window)],
    )
    assert at(records, window + 4 * DAY).decision == new
    assert at(records, window + 4 * DAY).state is State.VALID

    records = replace(records, revocations=[revoked(new, window + 5 * DAY)])
    found = at(records, window + 6 * DAY)
    assert (found.state, found.may_renew) == (State.REVOKED, False)


def test_a_reset_asks_for_a_new_test_and_keeps_the_old_records() -> None:
    records = replace(FULL, rounds=[renewed(T0 + 5 * DAY, cause=Cause.RESET)])

    found = at(records, T0 + 6 * DAY)

    assert (found.state, found.next, found.current.number) == (State.VALID, State.MISSING, 2)
    assert found.decision == FULL.decisions[0]


@given(st.lists(st.timedeltas(timedelta(), timedelta(days=2000)), max_size=6))
def test_every_test_belongs_to_one_round(gaps: list[timedelta]) -> None:
    opened, moment = [], T0
    for number, gap in enumerate(gaps, start=2):
        moment += gap
        opened.append(renewed(moment, number))

    assert round_at(opened, T0 - DAY) == 1
    for each in opened:
        last_then = max(other.number for other in opened if other.at <= each.at)
        assert round_at(opened, each.at) == last_then


def test_a_test_begun_before_the_round_opened_belongs_to_the_round_before() -> None:
    opened = renewed(T0)
    straddling = TestPassed("a", T0 - timedelta(minutes=5), T0 + timedelta(minutes=5), True)

    found = at(Records(tests=[straddling], rounds=[opened]), T0 + DAY)

    assert (found.current.number, found.state) == (2, State.MISSING)
