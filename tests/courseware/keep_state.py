"""
`python -m tests.courseware.keep_state COURSE_FOLDER`: a state of the course as it is now, to keep.

Run it when a version is released, and add what it prints to `tests/vectors/kept_states.json`. It is
a learner's who has read every other lesson and answered its questions, and has passed all tests.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from courseware.loading import load_course
from courseware.state_text import Best, Check, State, TestState, encode


def kept(folder: Path) -> dict[str, object]:
    """What was stored, and what it says in the course's own words."""
    course = load_course(folder)
    by_number = {number: key for key, number in course.numbers.items()}

    def numbers(kind: str) -> list[int]:
        return sorted(number for number, key in by_number.items() if key.startswith(f"{kind}/"))

    seen, answered = numbers("lesson")[::2], numbers("question")[::3]
    tests = numbers("assessment")
    state = State(
        language="nn",
        at=seen[-1],
        seen=frozenset(seen),
        checks={number: Check("a") for number in answered},
        tests={number: TestState(2, Best(900, 10, True), None) for number in tests},
    )
    return {
        "course": course.id,
        "version": course.version,
        "state": encode(state),
        "at": by_number[seen[-1]],
        "seen": [by_number[number] for number in seen],
        "answered": [by_number[number] for number in answered],
        "passed": [by_number[number] for number in tests],
    }


if __name__ == "__main__":
    print(json.dumps(kept(Path(sys.argv[1])), indent=1))  # noqa: T201
