"""
A new version of the shared course against every local edition of it: who is touched, and how.

Nothing local is kept or dropped in silence: a lesson that a layer replaced and that has changed in
the shared course stands as a conflict until the author says that it was looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from courseware.document import Node
from courseware.layer_assembly import local_layer
from courseware.layer_files import LayerSource, files, read_layers
from courseware.layering import lay, lesson_hash
from courseware.model import Course, Lesson
from courseware.problems import Problem, Severity
from courseware.validation import in_order, layers
from courseware.validation.facts import facts_of_course
from scorm_builder.errors import CannotWrite, WrongUse
from scorm_builder.three_way import changed_lines, merge
from scorm_builder.whole_file import together

_OURS, _BETWEEN, _THEIRS = "<<<<<<<", "=======", ">>>>>>>"


@dataclass(frozen=True, slots=True)
class Conflict:
    """
    A layer's own text for a lesson whose shared text is another now, or is gone.

    file, line: where the layer records what it replaced. recorded: that hash.
    shared: by language, what changed in the shared text; empty where the old text is not known.
    proposal: likewise, the local text with the shared change in it, conflicts marked.
    now: the hash to record once the text was looked at; None where the lesson is gone.
    """

    layer: str
    lesson: str
    file: Path
    line: int
    recorded: str
    shared: Mapping[str, list[str]]
    proposal: Mapping[str, list[str]]
    now: str | None


@dataclass(frozen=True, slots=True)
class Edition:
    """
    What the new version means for one municipality.

    conflicts: lessons to be looked at, its region's too. hides: changed lessons that it hides.
    receives: changed lessons whose new text it gets as it is. problems: what else is to be mended.
    """

    id: str
    conflicts: tuple[str, ...]
    hides: tuple[str, ...]
    receives: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def is_touched(self) -> bool:
        return bool(self.conflicts or self.problems)


@dataclass(frozen=True, slots=True)
class Update:
    changed: tuple[str, ...]
    """Lessons whose shared text is another, or which are gone."""
    editions: list[Edition] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def look(old: Course, new: Course, localizations: Path, wanted: str | None = None) -> Update:
    """
    Every municipality of `localizations`, or those of one region, or one.

    Raises WrongUse when the two are not of one course, and UnknownLocalization.
    """
    if old.id != new.id:
        raise WrongUse("another-course", old=old.id, new=new.id)
    after = {lesson.id: lesson for lesson in new.lessons()}
    changed = tuple(
        lesson.id
        for lesson in old.lessons()
        if lesson.id not in after or lesson_hash(after[lesson.id]) != lesson_hash(lesson)
    )
    update = Update(changed)
    found: dict[tuple[str, str], Conflict] = {}
    names = [name for name, _ in files(localizations)]
    if wanted is not None and wanted not in names:
        raise WrongUse("no-such-localization", name=wanted, known=", ".join(names) or "–")
    for name in names:
        if "/" in name and wanted in (None, name, name.split("/")[0]):
            sources = read_layers(localizations, name, new.id)
            conflicts = list(_conflicts(old, new, sources))
            found |= {(each.layer, each.lesson): each for each in conflicts}
            update.editions.append(_edition(name, changed, conflicts, sources, new))
    update.conflicts.extend(found.values())
    return update


def _edition(
    name: str,
    changed: tuple[str, ...],
    conflicts: list[Conflict],
    sources: Sequence[LayerSource],
    new: Course,
) -> Edition:
    local = [local_layer(source, new) for source in sources]
    hidden = {lesson for layer in local for lesson in layer.hide}
    replaced = {each.lesson for layer in local for each in layer.replace}
    there = {lesson.id for lesson in new.lessons()}
    return Edition(
        id=name,
        conflicts=tuple(dict.fromkeys(each.lesson for each in conflicts)),
        hides=tuple(each for each in changed if each in hidden and each in there),
        receives=tuple(each for each in changed if each in there - hidden - replaced),
        problems=tuple(_problems(new, sources)),
    )


def _problems(new: Course, sources: Sequence[LayerSource]) -> Iterator[Problem]:
    """What the validator will say of the layers on the new course, but for the conflicts."""
    for problem in in_order(layers.problems(new, sources, facts_of_course(new))):
        conflict = problem.code == "replaced-lesson-changed"
        if problem.severity is Severity.ERROR and not conflict:
            yield problem


def _conflicts(old: Course, new: Course, sources: Sequence[LayerSource]) -> Iterator[Conflict]:
    """Layer by layer: a municipality replaces what its region has made of the shared text."""
    for source in sources:
        was = {lesson.id: lesson for lesson in old.lessons()}
        now = {lesson.id: lesson for lesson in new.lessons()}
        local = local_layer(source, new)
        bodies = {each.lesson: each.body for each in local.replace}
        course = source.of_course(new.id)
        for node in course["replace"].records() if course else ():
            lesson, recorded = node["lesson"].text, node["replaces"].text
            after = now.get(lesson)
            if not recorded or (after is not None and recorded == lesson_hash(after)):
                continue
            base = was.get(lesson)
            if base is not None and recorded != lesson_hash(base):
                base = None
            yield _conflict(source, node, bodies.get(lesson, {}), base, after)
        old, new = lay(old, local_layer(source, old)), lay(new, local)


def _conflict(
    source: LayerSource,
    node: Node,
    ours: Mapping[str, str],
    base: Lesson | None,
    after: Lesson | None,
) -> Conflict:
    shared, proposal = {}, {}
    for language in after.body if after else base.body if base else ():
        before = base.body.get(language, "").splitlines() if base else []
        latest = after.body.get(language, "").splitlines() if after else []
        if base is None or before == latest:
            continue
        shared[language] = changed_lines(before, latest)
        if after is not None:
            proposal[language] = _proposal(before, ours.get(language, "").splitlines(), latest)
    assert source.document is not None  # noqa: S101 - the node is of it
    return Conflict(
        layer=source.id,
        lesson=node["lesson"].text,
        file=source.folder / source.document.file.name,
        line=node["replaces"].line,
        recorded=node["replaces"].text,
        shared=shared,
        proposal=proposal,
        now=lesson_hash(after) if after else None,
    )


def _proposal(base: list[str], ours: list[str], theirs: list[str]) -> list[str]:
    lines: list[str] = []
    for piece in merge(base, ours, theirs):
        if piece.theirs is None:
            lines += piece.ours
        else:
            lines += [_OURS, *piece.ours, _BETWEEN, *piece.theirs, _THEIRS]
    return lines


def accept(update: Update, lessons: Sequence[str]) -> list[Conflict]:
    """
    Record in the layers that their text for these lessons was held against the new shared text.

    In all of them or in none. Returns the conflicts that are settled by it. Raises WrongUse for a
    lesson that stands in no conflict or is gone, and CannotWrite.
    """
    open_ones = sorted({each.lesson for each in update.conflicts if each.now is not None})
    for lesson in lessons:
        if lesson not in open_ones:
            raise WrongUse("nothing-to-accept", id=lesson, known=", ".join(open_ones) or "–")
    settled = [each for each in update.conflicts if each.lesson in lessons and each.now]
    with together() as draft:
        for file in dict.fromkeys(each.file for each in settled):
            recorded = _recorded(file, [each for each in settled if each.file == file])
            draft(file, partial(_write, recorded))
    return settled


def _recorded(file: Path, settled: Sequence[Conflict]) -> bytes:
    """The author's file with other hashes; every other byte of it stays."""
    try:
        lines = file.read_bytes().splitlines(keepends=True)
    except OSError as error:
        raise CannotWrite("cannot-write", path=str(file), reason=error) from error
    for each in settled:
        recorded, now = each.recorded.encode(), (each.now or "").encode()
        for index in range(each.line - 1, len(lines)):
            if recorded in lines[index]:
                lines[index] = lines[index].replace(recorded, now, 1)
                break
    return b"".join(lines)


def _write(content: bytes, file: IO[bytes]) -> None:
    file.write(content)
