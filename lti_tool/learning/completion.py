"""
What a learner's stored state says about the lessons.

The player writes the state; its grammar stands in `docs/state-format.md`. The server reads no more
of it than which lessons were seen, and what the learner chose to take.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from courseware.model import Course
from courseware.plan import Plan, lessons_for, settled

STATE_MAX_CHARACTERS = 4096
"""As in SCORM 1.2, so that a course behaves alike wherever it runs."""

_STATE = re.compile(r"[12](![ -~]*)+")
_GROUP = re.compile(r"([0-9a-z]{1,3})-([0-9a-v]{1,1000})")
_NUMBER = re.compile(r"[0-9a-z]{1,7}")
_SEEN = 3
_PLAN = 7


def is_state(text: str) -> bool:
    """Whether the text may be stored: of a format we know, printable ASCII, not too long."""
    return len(text) <= STATE_MAX_CHARACTERS and _STATE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """How many of the lessons that one learner is to take have been seen."""

    seen: int
    lessons: int

    @property
    def is_completed(self) -> bool:
        """A part without lessons is never completed."""
        return 0 < self.lessons == self.seen


def reading(
    course: Course, chapter: str | None, state: str | None, placement: int | None = None
) -> Reading:
    """
    How far somebody has read in one chapter, or in the whole course.

    placement: the best result of the placement test, in per cent: nobody chooses a shorter path
    than it opens.
    """
    plan = settled(course, _wanted(course, state or ""), placement)
    numbers = {
        course.numbers.get(f"lesson/{each.id}") for each in lessons_for(course, plan, chapter)
    }
    return Reading(len(numbers & set(_seen_numbers(state or ""))), len(numbers))


def read_anywhere(
    course: Course, states: Sequence[str], placement: int | None = None, group: str | None = None
) -> Reading:
    """
    How far somebody has read in the whole course, over several links to it or to its chapters.

    states: the one whose choices count first. group: what the person says now, where it matters.
    """
    wanted = _wanted(course, states[0] if states else "")
    wanted = wanted if group is None else replace(wanted, group=group)
    numbers = {
        course.numbers.get(f"lesson/{each.id}")
        for each in lessons_for(course, settled(course, wanted, placement))
    }
    seen = {number for state in states for number in _seen_numbers(state)}
    return Reading(len(numbers & seen), len(numbers))


def _wanted(course: Course, state: str) -> Plan:
    """What the learner chose; what is no longer on offer, or damaged, counts as not chosen."""
    fields = state.split("!")
    group, _, path = fields[_PLAN].partition(".") if len(fields) > _PLAN else ("", "", "")
    by_number = {number: key for key, number in course.numbers.items()}

    def chosen(kind: str, digits: str) -> str | None:
        known = by_number.get(int(digits, 36), "") if _NUMBER.fullmatch(digits) else ""
        return known.removeprefix(f"{kind}/") if known.startswith(f"{kind}/") else None

    return Plan(chosen("group", group), chosen("path", path))


def _seen_numbers(state: str) -> Iterator[int]:
    fields = state.split("!")
    groups = fields[_SEEN].split(".") if len(fields) > _SEEN else []
    for group in groups:
        match = _GROUP.fullmatch(group)
        if match is None:
            continue
        first = int(match[1], 36)
        for index, digit in enumerate(match[2]):
            bits = int(digit, 32)
            yield from ((first + index) * 5 + bit for bit in range(5) if bits >> bit & 1)
