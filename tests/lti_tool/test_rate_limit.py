from __future__ import annotations

from datetime import timedelta

from lti_tool.rate_limit import RateLimit
from tests.lti_tool.clock import FakeClock


def test_so_many_times_and_no_more_until_the_window_is_over() -> None:
    clock, limit = FakeClock(), RateLimit(2, timedelta(minutes=1))

    assert [limit.allows("a", clock()) for _ in range(3)] == [True, True, False]
    assert limit.allows("b", clock())
    clock.advance(seconds=59)
    assert not limit.allows("a", clock())
    clock.advance(seconds=1)
    assert limit.allows("a", clock())
