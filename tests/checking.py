"""Running the validator on the sample course, and finding lines in its files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from courseware.problems import Problem
from courseware.validation import check

TODAY = date(2026, 11, 21)


def problems_in(
    course: Path,
    *,
    localization: str | None = None,
    today: date = TODAY,
    release: bool = False,
) -> list[Problem]:
    return check(
        course,
        today=today,
        localization=localization,
        localizations=course.parent.parent / "localizations",
        release=release,
    )


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]


def line_of(file: Path, text: str) -> int:
    lines = file.read_text(encoding="utf-8").split("\n")
    (number,) = [number for number, line in enumerate(lines, 1) if text in line]
    return number
