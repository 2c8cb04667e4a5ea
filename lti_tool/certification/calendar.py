"""
Days as people in Norway count them.

A certificate lasts through the whole of its last day, wherever the server stands.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


def oslo_day(at: datetime) -> date:
    """The date in Norway at that moment. Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone")
    return at.astimezone(OSLO).date()


def months_after(day: date, months: int) -> date:
    """The same day of a later month, else its last: 29 February + 12 months = 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def end_of(day: date) -> datetime:
    """The first moment after the day, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), OSLO).astimezone(UTC)
