"""An update told: which municipalities are touched, and each conflict as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scorm_builder import problem_list
from scorm_builder.texts import builder_text
from scorm_builder.updating import Conflict, Update


def lines(update: Update, settled: list[Conflict], language: str) -> Iterator[str]:
    """The conflicts, then a line for each municipality, then the sum."""

    def say(code: str, **values: str | int) -> str:
        return builder_text(language, code, **values)

    waiting = [each for each in update.conflicts if each not in settled]
    for conflict in waiting:
        yield ""
        where = f"{conflict.file}:{conflict.line}"
        yield say("conflict", layer=conflict.layer, lesson=conflict.lesson, where=where)
        if conflict.now is None:
            yield "    " + say("conflict-gone")
        elif not conflict.proposal:
            yield "    " + say("conflict-base-unknown")
        for tongue, found in conflict.shared.items():
            yield "    " + say("conflict-shared", tongue=tongue)
            yield from (f"      {line}".rstrip() for line in found)
        for tongue, found in conflict.proposal.items():
            yield "    " + say("conflict-proposal", tongue=tongue)
            yield from (f"      {line}".rstrip() for line in found)
    yield ""
    for edition in update.editions:
        touched = say("edition-touched" if edition.is_touched else "edition-untouched")
        yield f"{edition.id}: {touched}"
        for code, lessons in (
            ("edition-conflicts", edition.conflicts),
            ("edition-hides", edition.hides),
            ("edition-receives", edition.receives),
        ):
            if lessons:
                yield "    " + say(code, lessons=", ".join(lessons))
        yield from (f"    {line}" for line in problem_list.lines(edition.problems, language))
    for conflict in settled:
        yield say("accepted", layer=conflict.layer, lesson=conflict.lesson)
    yield say(
        "updated",
        touched=sum(edition.is_touched for edition in update.editions),
        all=len(update.editions),
        waiting=len(waiting),
    )


def record(update: Update, settled: list[Conflict], language: str) -> dict[str, Any]:
    return {
        "changed": list(update.changed),
        "editions": [
            {
                "id": edition.id,
                "touched": edition.is_touched,
                "conflicts": list(edition.conflicts),
                "hides": list(edition.hides),
                "receives": list(edition.receives),
                "problems": problem_list.records(edition.problems, language),
            }
            for edition in update.editions
        ],
        "conflicts": [
            {
                "layer": each.layer,
                "lesson": each.lesson,
                "file": str(each.file),
                "line": each.line,
                "gone": each.now is None,
                "accepted": each in settled,
                "shared": dict(each.shared),
                "proposal": dict(each.proposal),
            }
            for each in update.conflicts
        ],
    }
