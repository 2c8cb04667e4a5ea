"""What came of building everything: a table for a person, a record for a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from scorm_builder import problem_list
from scorm_builder.build_all import Outcome, Row, Target
from scorm_builder.texts import builder_text


def failed(rows: Sequence[Row]) -> bool:
    return any(row.outcome is Outcome.FAILED for row in rows)


def record(rows: Sequence[Row], language: str) -> dict[str, Any]:
    return {
        "ok": not failed(rows),
        "packages": [
            {
                "localization": row.target.localization,
                "profile": row.target.profile,
                "language": row.target.reads_in,
                "outcome": row.outcome.value,
                "out": str(row.target.out),
                "sha256": row.sha256 or None,
                "bytes": row.size or None,
                "why": row.why or None,
                "problems": problem_list.records(row.problems, language),
            }
            for row in rows
        ],
    }


def problem_lines(rows: Sequence[Row], language: str) -> Iterator[str]:
    """What is wrong, once: all profiles of a municipality have the same, and so may others."""
    told = {
        str(problem): problem
        for row in rows
        if row.outcome is Outcome.FAILED
        for problem in problem_list.errors(row.problems)
    }
    yield from problem_list.lines(told.values(), language)


def table(rows: Sequence[Row], language: str) -> Iterator[str]:
    """One line a package, then the sum."""
    if rows:
        wide = max(len(row.target.localization) for row in rows)
        across = max(len(_made(row.target)) for row in rows)
        for row in rows:
            made = _made(row.target)
            outcome = builder_text(language, f"outcome-{row.outcome}")
            size = f"{row.size / 1024:8.0f} KiB" if row.size else " " * 12
            head = f"{row.target.localization:{wide}}  {made:{across}}  {outcome:10}"
            yield f"{head}{size}  {row.sha256[:12]}".rstrip()
    yield from dict.fromkeys(row.why for row in rows if row.why)
    counted = Counter(row.outcome for row in rows)
    yield builder_text(
        language, "built-all", **{each.name.lower(): counted[each] for each in Outcome}
    )


def _made(target: Target) -> str:
    return " ".join(filter(None, (target.profile, target.reads_in)))
