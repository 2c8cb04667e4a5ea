from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.certification.calendar import end_of, months_after, oslo_day

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
MONTHS = st.integers(0, 60)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 8, 31), 18, date(2028, 2, 29)),
        (date(2026, 12, 31), 36, date(2029, 12, 31)),
        (date(2026, 1, 31), 13, date(2027, 2, 28)),
    ],
)
def test_months_end_where_people_say_they_do(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


@given(DAYS, MONTHS)
def test_a_later_month_has_the_same_day_or_its_last(day: date, months: int) -> None:
    later = months_after(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@given(DAYS, DAYS, MONTHS)
def test_who_begins_later_never_ends_earlier(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))

    assert months_after(first, months) <= months_after(second, months)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
    ],
)
def test_a_day_turns_at_midnight_in_norway(at: datetime, day: date) -> None:
    assert oslo_day(at) == day


@given(DAYS)
def test_the_last_moment_of_a_day_is_before_its_end(day: date) -> None:
    assert oslo_day(end_of(day) - timedelta(microseconds=1)) == day
    assert oslo_day(end_of(day)) == day + timedelta(days=1)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        oslo_day(datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake itself
