"""How problems are shown: as lines for a person, as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from courseware.problems import Problem, Severity
from scorm_builder.texts import builder_text


def lines(problems: Iterable[Problem], language: str) -> Iterator[str]:
    """Two lines a problem: where and what, then how to mend it. Errors come first."""
    for problem in sorted(problems, key=lambda problem: problem.severity is Severity.WARNING):
        where = f"{problem.file}:{problem.line}" if problem.line else f"{problem.file}"
        place = f" {problem.place}" if problem.place else ""
        yield f"{where}{place}: {problem.what(language)}"
        yield f"    {builder_text(language, problem.severity.value)}: {problem.mend(language)}"


def records(problems: Iterable[Problem], language: str) -> list[dict[str, Any]]:
    """The same as data: severity, code, file, line (or null), place, what, mend."""
    return [
        {
            "severity": problem.severity.value,
            "code": problem.code,
            "file": str(problem.file),
            "line": problem.line,
            "place": problem.place,
            "what": problem.what(language),
            "mend": problem.mend(language),
        }
        for problem in problems
    ]


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that keep the course from being used."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]
