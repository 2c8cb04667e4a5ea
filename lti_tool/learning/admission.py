"""
Whether somebody may start a test now: attempts, waiting time, days and hours, lessons, code.

Only starting is asked about. Who has begun may always finish.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from courseware.model import Assessment
from lti_tool.certification.calendar import OSLO
from lti_tool.certification.records import Signatory
from lti_tool.learning.attempts import Attempt, may_start_another
from lti_tool.learning.completion import Reading
from lti_tool.learning.errors import Conflict

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No letter or figure that is read as another."""
CODE_LENGTH = 6


@dataclass(frozen=True, slots=True)
class TestSession:
    """
    A supervised test: whoever types its code is under the eyes of the one who holds it.

    until: the code starts no test after that.
    """

    __test__ = False  # pytest: not one of its own

    id: str
    code: str
    started_at: datetime
    until: datetime
    by: Signatory


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which a placement's tests can be started, both with the rest; None for open."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """
    What the answer depends on besides the test and the time.

    of_round: the person's attempts in the round under way, oldest first; none of them is open.
    unlocks: when one more was given, in the same round.
    reading: how far the person's lessons have been read.
    days: of the placement. sessions: under way in it. code: what the person typed, or nothing.
    person: whoever starts; nobody watches over themselves.
    """

    of_round: Sequence[Attempt]
    unlocks: Sequence[datetime]
    reading: Reading
    days: Days = field(default_factory=Days)
    sessions: Sequence[TestSession] = ()
    code: str = ""
    person: str = ""


def admit(test: Assessment, known: Known, now: datetime) -> TestSession | None:
    """
    The supervised session that the test is started in; None where it needs none.

    Raises Conflict with what stands in the way, the longest-lasting first.
    """
    if not may_start_another(test, len(known.of_round), len(known.unlocks)):
        raise Conflict("attempts-used", count=len(known.of_round))
    reading = known.reading
    if test.requires_completed and not reading.is_completed and reading.lessons > 0:
        raise Conflict("lessons-first", seen=reading.seen, lessons=reading.lessons)
    _within_days(known.days, now)
    wait_until = waits_until(test, known.of_round, known.unlocks)
    if wait_until is not None and now < wait_until:
        raise Conflict("test-waits", until=_moment(wait_until))
    if test.open and not is_open(test, now):
        raise Conflict("test-closed")
    if not test.session_code:
        return None
    typed = normalised(known.code)
    if not typed:
        raise Conflict("code-needed")
    found = next((each for each in known.sessions if each.code == typed), None)
    if found is None:
        raise Conflict("code-wrong")
    if found.by.person == known.person:
        raise Conflict("code-own")
    return found


def waits_until(
    test: Assessment, of_round: Sequence[Attempt], unlocks: Iterable[datetime]
) -> datetime | None:
    """None where nobody has to wait. Who has been given one more attempt need not."""
    ends = [each.ended.at for each in of_round if each.ended is not None]
    if test.wait is None or not ends:
        return None
    last = max(ends)
    return None if any(at >= last for at in unlocks) else last + test.wait


def is_open(test: Assessment, now: datetime) -> bool:
    """By the test's own hours, on the clocks of Norway."""
    here = now.astimezone(OSLO)
    minute = f"{here:%H:%M}"
    return not test.open or any(
        here.weekday() in hours.days and hours.first <= minute <= hours.last for hours in test.open
    )


def normalised(code: str) -> str:
    """As it was written on the board, whatever case and spaces it is typed with."""
    return "".join(character for character in code.upper() if character.isalnum())


def _within_days(days: Days, now: datetime) -> None:
    today = now.astimezone(OSLO).date()
    if days.first is not None and today < days.first:
        raise Conflict("test-not-yet", day=_day(days.first))
    if days.last is not None and today > days.last:
        raise Conflict("test-days-over", day=_day(days.last))


def _moment(at: datetime) -> str:
    """On the next whole minute, so that coming back then is never too early."""
    up = at + timedelta(seconds=59)
    return f"{up.astimezone(OSLO):%d.%m.%Y %H.%M}"


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"
