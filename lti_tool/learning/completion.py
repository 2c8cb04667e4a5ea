"""
What a learner's stored state says about the lessons.

The player writes the state; its grammar stands in `docs/state-format.md`. The server reads no more
of it than which lessons were seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from courseware.model import Course, Lesson

STATE_MAX_CHARACTERS = 4096
"""As in SCORM 1.2, so that a course behaves alike wherever it runs."""

_STATE = re.compile(r"1(![ -~]*)+")
_GROUP = re.compile(r"([0-9a-z]{1,3})-([0-9a-v]{1,1000})")
_SEEN = 3


def is_state(text: str) -> bool:
    """Whether the text may be stored: of a format we know, printable ASCII, not too long."""
    return len(text) <= STATE_MAX_CHARACTERS and _STATE.fullmatch(text) is not None


def lessons_in(course: Course, chapter: str | None) -> tuple[Lesson, ...]:
    """The lessons of one chapter, or of the whole course."""
    return tuple(
        lesson
        for part in course.chapters
        if chapter is None or part.id == chapter
        for lesson in part.lessons
    )


def lessons_seen(course: Course, chapter: str | None, state: str | None) -> int:
    """How many of those lessons the state calls seen."""
    seen = set(_seen_numbers(state or ""))
    return sum(
        course.numbers.get(f"lesson/{lesson.id}") in seen for lesson in lessons_in(course, chapter)
    )


def is_completed(course: Course, chapter: str | None, state: str | None) -> bool:
    """Whether every lesson has been seen; a part without lessons is never completed."""
    total = len(lessons_in(course, chapter))
    return total > 0 and lessons_seen(course, chapter, state) == total


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
