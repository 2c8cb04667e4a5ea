from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lti_tool.learning.retention import ANY, MONTHS, Rule, rule_for

EVERYTHING = Rule(ANY, ANY, 36)
COURSE = Rule(ANY, "eksempel", 24)
DEPLOYMENT = Rule("moodle:1", ANY, 12)
BOTH = Rule("moodle:1", "eksempel", 6)


@pytest.mark.parametrize(
    ("rules", "counts"),
    [
        ([], None),
        ([Rule("moodle:2", ANY, 1), Rule(ANY, "annet", 1)], None),
        ([EVERYTHING], EVERYTHING),
        ([EVERYTHING, COURSE], COURSE),
        ([COURSE, EVERYTHING, DEPLOYMENT], DEPLOYMENT),
        ([DEPLOYMENT, BOTH, COURSE, EVERYTHING], BOTH),
    ],
)
def test_the_most_exact_rule_counts(rules: list[Rule], counts: Rule | None) -> None:
    assert rule_for(rules, "moodle:1", "eksempel") == counts


@pytest.mark.parametrize(
    ("now", "months", "since"),
    [
        (datetime(2026, 11, 26, 3, 0, tzinfo=UTC), 12, datetime(2025, 11, 25, 23, 0, tzinfo=UTC)),
        # Half past midnight in Norway is the day before in UTC.
        (datetime(2026, 11, 25, 23, 30, tzinfo=UTC), 12, datetime(2025, 11, 25, 23, 0, tzinfo=UTC)),
        # A month that is too short, and in it the change to summer time.
        (datetime(2027, 3, 31, 12, 0, tzinfo=UTC), 1, datetime(2027, 2, 27, 23, 0, tzinfo=UTC)),
        (datetime(2027, 3, 31, 12, 0, tzinfo=UTC), 8, datetime(2026, 7, 30, 22, 0, tzinfo=UTC)),
    ],
)
def test_months_are_counted_in_whole_days_as_in_norway(
    now: datetime, months: int, since: datetime
) -> None:
    assert Rule(ANY, ANY, months).keeps_since(now) == since


@pytest.mark.parametrize("months", [0, -1, MONTHS.stop])
def test_no_rule_keeps_nothing_or_for_ever(months: int) -> None:
    with pytest.raises(ValueError, match=f"not kept for {months} months"):
        Rule(ANY, ANY, months)
