"""Tests: how one is drawn, when it may be taken, and what a pass takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from courseware.model.text import LocalText


class Kind(StrEnum):
    PRACTICE = "practice"
    PASS = "pass"  # noqa: S105 - the pass test
    PLACEMENT = "placement"


@dataclass(frozen=True, slots=True)
class Draw:
    """
    Take `count` questions of `topic` from the blueprint's banks.

    difficulty: only those; None for any.
    critical: at least so many of them are critical.
    groups: only for these; empty for everybody.
    id: what a localization calls the line that may change its count.
    """

    topic: str
    count: int
    difficulty: int | None = None
    critical: int = 0
    groups: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a test that takes a share of its own points."""

    id: str
    title: LocalText
    topics: tuple[str, ...]
    percent: int


@dataclass(frozen=True, slots=True)
class PassRule:
    """What a pass takes: enough points in all and in each section, and what must be right."""

    percent: int
    all_right: tuple[str, ...] = ()
    """Topics in which every question must be right."""
    critical_right: bool = True
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Threshold:
    """The share of the points from which a placement test sends people to a path."""

    path: str
    percent: int


@dataclass(frozen=True, slots=True)
class OpenHours:
    """
    When a test can be started, in Norwegian time.

    days: 0 for Monday to 6 for Sunday. first, last: as `08:00`; the last minute belongs to it.
    """

    days: tuple[int, ...]
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Bound:
    """How far a localization may change one setting of a test."""

    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """
    A practice test, the pass test or the placement test, and the blueprint it is drawn by.

    A practice test has no pass rule, no limit, and tells the answer at once. The other two are
    drawn and scored on the server when the course is served. A placement test cannot be failed:
    it finds the learning path that fits.
    """

    id: str
    kind: Kind
    title: LocalText
    intro: LocalText
    banks: tuple[str, ...]
    draws: tuple[Draw, ...]
    rule: PassRule | None = None
    time_limit: timedelta | None = None
    attempts: int | None = None
    """How many times the test may be taken; None for no limit."""
    thresholds: tuple[Threshold, ...] = ()
    """Of a placement test; below all of them the longest path is the one."""
    wait: timedelta | None = None
    """From the end of one attempt to the start of the next."""
    requires_completed: bool = False
    """Every lesson of the learner's plan must have been read first."""
    open: tuple[OpenHours, ...] = ()
    """When it can be started; always where there are none."""
    session_code: bool = False
    """It starts with a code that the invigilator gives."""
    bounds: Mapping[str, Bound] = field(default_factory=dict)
    """How far a localization may change a number, by the names of `courseware.overriding`."""
    choices: Mapping[str, tuple[bool, ...]] = field(default_factory=dict)
    """What a localization may choose, by the names of `courseware.overriding`."""
    open_within: tuple[OpenHours, ...] = ()
    """The hours that those of a localization must lie within."""
    unlocks: int | None = None
    """How many more attempts a leader may give one person in a round; None for no limit."""
    extra_time: int = 100
    """How much time on top one person may be given at most, in per cent of the limit."""
