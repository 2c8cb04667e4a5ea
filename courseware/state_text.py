"""
A learner's state as the player stores it: one line of ASCII, in register numbers, no language.

The player reads and writes it (`courseware/player/src/state.ts`); Python writes it too, to prove
that it fits. `docs/state-format.md` has the grammar, and `tests/vectors/state.json` holds both
writers to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from courseware.model import Language
from courseware.numbers import MAX_TYPED
from courseware.scoring import PARTS

FORMAT = "2"

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SPACES = re.compile("[\u00a0\u2009\u202f]")
_NEVER_STORED = re.compile(r"[^A-Za-z0-9,.+|/%?_ -]")
_PER_DIGIT = 5
"""Numbers of a set that one digit of base 32 holds."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to a question inside a lesson, and which variant of a calculation was shown."""

    response: str
    variant: int | None = None


@dataclass(frozen=True, slots=True)
class Best:
    """The best result so far; `earned` in hundredths of a point, rounded down."""

    earned: int
    possible: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Current:
    """
    A test in progress.

    form: index of the form, or the seed of a practice.
    stamp: four characters that change when the form's answers would mean something else.
    started: seconds since 1970.
    """

    form: int
    stamp: str
    started: int
    marked: frozenset[int]
    responses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TestState:
    """attempts: how many have ended."""

    __test__ = False  # no test case of pytest's

    attempts: int
    best: Best | None = None
    current: Current | None = None


@dataclass(frozen=True, slots=True)
class State:
    """
    Keys are numbers of the id register: of questions in `checks`, lessons in `seen` and `boxes`,
    assessments in `tests`.

    boxes: for each of the lesson's checklists, in order, one bit for each ticked point.
    group, path: the numbers of what the learner chose.
    """

    language: Language = ""
    at: int | None = None
    seen: frozenset[int] = frozenset()
    checks: Mapping[int, Check] = field(default_factory=dict)
    boxes: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    tests: Mapping[int, TestState] = field(default_factory=dict)
    group: int | None = None
    path: int | None = None


def encode(state: State) -> str:
    fields = (
        FORMAT,
        state.language,
        "" if state.at is None else _number(state.at),
        _number_set(state.seen),
        _records(state.checks, _check),
        _records(state.boxes, lambda ticks: "=" + ".".join(map(_number, ticks))),
        _records(state.tests, lambda test: "=" + _test(test)),
        _plan(state.group, state.path),
    )
    return "!".join(fields)


def storable(response: str) -> str:
    """
    A response as it may be stored: ASCII, no separator of the grammar, and no longer than it was.

    The spaces that a number may hold become plain ones. What no answer consists of becomes `?`,
    so that a wrong answer stays wrong.
    """
    return PARTS.join(map(_storable, response.split(PARTS)))


def _storable(part: str) -> str:
    typed, bar, unit = part.partition("|")
    if len(typed) > MAX_TYPED:
        typed = typed[: MAX_TYPED - 1] + "?"
    return _NEVER_STORED.sub("?", _SPACES.sub(" ", typed + bar + unit))


def _number(value: int) -> str:
    digits = ""
    while value >= 36:
        value, last = divmod(value, 36)
        digits = _DIGITS[last] + digits
    return _DIGITS[value] + digits


def _number_set(numbers: Iterable[int]) -> str:
    """A bit map, five numbers to a digit; a gap of six empty digits starts a new group."""
    places: dict[int, int] = {}
    for number in numbers:
        place, bit = divmod(number, _PER_DIGIT)
        places[place] = places.get(place, 0) | 1 << bit
    digits = "".join(_DIGITS[places.get(place, 0)] for place in range(max(places, default=-1) + 1))
    groups = re.finditer(r"[1-9a-v](?:0{0,5}[1-9a-v])*", digits)
    return ".".join(f"{_number(group.start())}-{group[0]}" for group in groups)


def _records(values: Mapping[int, _Value], write: Callable[[_Value], str]) -> str:
    return ";".join(_number(number) + write(values[number]) for number in sorted(values))


def _plan(group: int | None, path: int | None) -> str:
    chosen = "" if group is None else _number(group)
    return chosen if path is None else f"{chosen}.{_number(path)}"


def _check(check: Check) -> str:
    shown = "" if check.variant is None else f".{_number(check.variant)}"
    return f"{shown}={storable(check.response)}"


def _test(test: TestState) -> str:
    best = test.best
    ended = ".".join(map(_number, (best.earned, best.possible, int(best.passed)))) if best else ""
    result = f"{_number(test.attempts)}:{ended}"
    current = test.current
    if current is None:
        return result
    start = f"{_number(current.form)}.{current.stamp}.{_number(current.started)}"
    answers = "~".join(map(storable, current.responses))
    return f"{result}:{start}:{_number_set(current.marked)}:{answers}"
