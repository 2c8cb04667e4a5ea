"""What is another in a new edition, in a reader's words, and what it means for those who learn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scorm_builder.edition import Edition, Part
from scorm_builder.texts import builder_text
from scorm_builder.three_way import changed_lines


class How(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """
    kind: `lesson`, `question` or `test`. lines: of each language that reads otherwise.
    judged: whether what is right, or what it takes to pass, is another.
    """

    kind: str
    id: str
    title: str
    how: How
    lines: Mapping[str, list[str]]
    judged: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence of the catalogue: `code`, and what fills it."""

    code: str
    id: str = ""

    def text(self, language: str) -> str:
        return builder_text(language, self.code, id=self.id)


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    state_lost: what makes a stored state mean something else. state_notes: what it passes over.
    due: why people should be certified again.
    """

    old: Edition
    new: Edition
    changes: list[Change]
    state_lost: list[Note]
    state_notes: list[Note]
    due: list[Note]


def compare(old: Edition, new: Edition) -> Comparison:
    changes = [
        *_changes("lesson", old.lessons, new.lessons),
        *_changes("question", old.questions, new.questions),
        *_changes("test", old.tests, new.tests),
    ]
    return Comparison(
        old, new, changes, list(_lost(old, new)), list(_passed_over(old, new)), list(_due(old, new))
    )


def _changes(kind: str, old: Mapping[str, Part], new: Mapping[str, Part]) -> Iterator[Change]:
    for name in dict.fromkeys((*new, *old)):
        before, after = old.get(name), new.get(name)
        if before is None and after is not None:
            yield Change(kind, name, after.title, How.ADDED, {})
        elif after is None and before is not None:
            yield Change(kind, name, before.title, How.REMOVED, {})
        elif before is not None and after is not None:
            lines = {
                language: changed_lines(before.text.get(language, ()), after.text.get(language, ()))
                for language in dict.fromkeys((*before.text, *after.text))
            }
            lines = {language: found for language, found in lines.items() if found}
            judged = before.judged != after.judged
            if lines or judged:
                yield Change(kind, name, after.title, How.CHANGED, lines, judged)


def _lost(old: Edition, new: Edition) -> Iterator[Note]:
    owners = {number: key for key, number in new.numbers.items()}
    for key, number in old.numbers.items():
        if key in new.numbers and new.numbers[key] != number:
            yield Note("state-renumbered", key)
        elif owners.get(number, key) != key:
            yield Note("state-reused", key)


def _passed_over(old: Edition, new: Edition) -> Iterator[Note]:
    for key in old.numbers:
        if key not in new.numbers:
            yield Note("state-gone", key)
    for name, question in old.questions.items():
        if name in new.questions and new.questions[name].answers != question.answers:
            yield Note("state-answers", name)


def _due(old: Edition, new: Edition) -> Iterator[Note]:
    if old.certification is None or new.certification is None:
        yield Note("due-unknown")
        return
    for test in old.certification:
        if test not in new.certification:
            yield Note("due-removed", test)
        elif old.certification[test] != new.certification[test]:
            told = old.rules.get(test), new.rules.get(test)
            yield Note("due-rule" if told[0] != told[1] else "due-questions", test)
    for test in new.certification:
        if test not in old.certification:
            yield Note("due-added", test)
    for name in dict.fromkeys((*old.questions, *new.questions)):
        before, after = old.questions.get(name), new.questions.get(name)
        if before != after and any(each and each.critical for each in (before, after)):
            yield Note("due-critical", name)


def is_due(comparison: Comparison) -> bool:
    return any(note.code != "due-unknown" for note in comparison.due)


def lines(comparison: Comparison, language: str) -> Iterator[str]:
    """What changed, then what becomes of learners' state, then whether people are due."""

    def say(code: str, **values: str | int) -> str:
        return builder_text(language, code, **values)

    old, new = comparison.old, comparison.new
    yield say("diff-head", id=new.id, old=old.version, new=new.version)
    if not comparison.changes:
        yield say("diff-nothing")
    for change in comparison.changes:
        yield ""
        yield say(
            f"diff-{change.how}", kind=say(f"diff-{change.kind}"), title=change.title, id=change.id
        )
        if change.judged:
            yield "    " + say(f"diff-judged-{change.kind}")
        for tongue, found in change.lines.items():
            yield f"    {tongue}:"
            yield from (f"    {line}" for line in found)
    yield ""
    yield say("state-broken" if comparison.state_lost else "state-survives")
    for note in (*comparison.state_lost, *comparison.state_notes):
        yield f"    {note.text(language)}"
    yield say("due" if is_due(comparison) else "due-not")
    yield from (f"    {note.text(language)}" for note in comparison.due)


def record(comparison: Comparison, language: str) -> dict[str, Any]:
    def notes(found: list[Note]) -> list[dict[str, str]]:
        return [{"code": n.code, "id": n.id, "text": n.text(language)} for n in found]

    return {
        "course": comparison.new.id,
        "from": comparison.old.version,
        "to": comparison.new.version,
        "changes": [
            {
                "kind": change.kind,
                "id": change.id,
                "title": change.title,
                "how": change.how.value,
                "judged": change.judged,
                "lines": dict(change.lines),
            }
            for change in comparison.changes
        ],
        "state_survives": not comparison.state_lost,
        "state": notes([*comparison.state_lost, *comparison.state_notes]),
        "recertification_due": is_due(comparison),
        "recertification": notes(comparison.due),
    }
