"""A localization against the course that it is laid on, layer by layer."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

from courseware import contrast, schema
from courseware.course_source import LessonFile
from courseware.document import Node
from courseware.layer_assembly import lesson_files, local_layer, register_key, value_of
from courseware.layer_files import LayerSource
from courseware.layering import lay, lesson_hash
from courseware.model import Course, Language, Lesson
from courseware.problems import Problem
from courseware.register import OF_REGION, number_problems
from courseware.validation import hiding, lessons, overrides, plans, translations
from courseware.validation.facts import Facts, alternatives
from courseware.validation.ids import twice
from courseware.validation.values import blank, misfit

_NO_HASH = "0" * 64
"""What an author writes in `replaces` to be told the hash."""


def lay_all(course: Course, layers: Sequence[LayerSource]) -> Course:
    """The course with the layers on it, in their order."""
    for source in layers:
        course = lay(course, local_layer(source, course))
    return course


def problems(course: Course, layers: Sequence[LayerSource], facts: Facts) -> Iterator[Problem]:
    """facts: of the course before any layer."""
    yield from file_problems(layers)
    below = course
    for source in layers:
        if source.document is not None:
            yield from _look(source.document.root, course)
            yield from _misnamed(source.document.root["courses"], course)
            local = source.document.root["courses"][course.id]
            yield from _variables(local["variables"], course)
            yield from _replaced(local, below)
            yield from _added(local, source, below)
            yield from _hidden(local, below)
            yield from _narrowed(local, below)
            yield from overrides.problems(local, course)
            yield from translations.missing(local, course.languages)
            yield from lessons.text_problems(local["add"], facts)
        below = lay(below, local_layer(source, below))
    ids = frozenset(lesson.id for lesson in below.lessons())
    for source in layers:
        for files in _local_lessons(source, course):
            local_facts = replace(facts, lessons=ids)
            yield from lessons.of_files(files, local_facts)
    yield from hiding.problems(course, below, layers)
    yield from _unfilled(below, layers)


def file_problems(layers: Sequence[LayerSource]) -> Iterator[Problem]:
    """What is wrong with the files by themselves, whatever the course."""
    for source in layers:
        yield from source.problems
        if source.document is not None:
            flaws = schema.problems(source.document, "localization")
            yield from flaws
            yield from blank(source.document, {flaw.place for flaw in flaws})
    register = layers[0].register  # one for the whole region
    if register is not None:
        yield from schema.problems(register, "register")
        yield from number_problems(register.root, OF_REGION)


def _look(root: Node, course: Course) -> Iterator[Problem]:
    language = root["language"]
    if language.text and language.text not in course.languages:
        listed = ", ".join(course.languages)
        yield language.problem("language-not-listed", language=language.text, listed=listed)
    accent = root["theme"]["accent"]
    if contrast.is_colour(accent.text) and not contrast.is_readable_on_white(accent.text):
        stands_out = contrast.written(contrast.ratio(accent.text, contrast.WHITE))
        yield accent.problem("contrast-too-low", colour=accent.text, ratio=stands_out)


def _misnamed(courses: Node, course: Course) -> Iterator[Problem]:
    """A layer that has nothing for this course, but something for one that is called nearly so."""
    names = [name for name, _ in courses.entries()]
    if course.id not in names:
        for name in get_close_matches(course.id, names, n=1):
            yield courses[name].warning("layer-course-near", id=name, course=course.id)


def _variables(filled: Node, course: Course) -> Iterator[Problem]:
    declared = {variable.id: variable for variable in course.variables}
    for name, entry in filled.entries():
        if name not in declared:
            known = alternatives(name, declared)
            yield entry.problem("variable-not-declared", id=name, known=known)
            continue
        kind = declared[name].type
        for value in dict.fromkeys(value_of(entry, course.languages).values()):
            code = misfit(kind, value) if value else None
            if code is not None:
                yield entry.problem(code, id=name, value=schema.shown(value))


def _replaced(local: Node, below: Course) -> Iterator[Problem]:
    known = {lesson.id: lesson for lesson in below.lessons()}
    yield from twice(node["lesson"] for node in local["replace"].records())
    for node in local["replace"].records():
        lesson, replaces = node["lesson"], node["replaces"]
        if not lesson.text:
            continue
        if lesson.text not in known:
            yield _unknown_lesson(lesson, known)
        elif _is_whole(known[lesson.text], below):
            now = lesson_hash(known[lesson.text])
            if not replaces.given or replaces.text == _NO_HASH:
                where = replaces if replaces.given else node
                yield where.problem("replaces-unset", id=lesson.text, now=now)
            elif replaces.text and replaces.text != now:
                yield replaces.problem(
                    "replaced-lesson-changed", id=lesson.text, then=replaces.text, now=now
                )


def _is_whole(lesson: Lesson, course: Course) -> bool:
    """Whether every language could be read; else there is nothing to compare with."""
    return all(language in lesson.body for language in course.languages)


def _unknown_lesson(node: Node, known: Collection[str]) -> Problem:
    return node.problem("layer-lesson-unknown", id=node.text, known=alternatives(node.text, known))


def _added(local: Node, source: LayerSource, below: Course) -> Iterator[Problem]:
    known = {lesson.id: lesson for lesson in below.lessons()}
    added = local["add"].records()
    yield from twice(node["id"] for node in added)
    places = set(known)
    numbers = source.register.root["numbers"] if source.register else None
    owners = {number: key for key, number in below.numbers.items()}
    missing = []
    for node in added:
        lesson, after = node["id"], node["after"]
        if lesson.text in known:
            yield lesson.problem("added-lesson-exists", id=lesson.text)
        if after.text and after.text not in places:
            yield _unknown_lesson(after, places)
        places.add(lesson.text)
        key = register_key(below.id, lesson.text)
        if not lesson.text:
            continue
        if numbers is None or not numbers[key].given:
            missing.append(key)
            continue
        number = numbers[key]
        owner = owners.setdefault(number.integer, f"lesson/{lesson.text}")
        if number.integer and owner != f"lesson/{lesson.text}":
            yield number.problem("register-reuse", id=key, number=number.integer, owner=owner)
    if missing:
        folder = shlex.quote(str(source.folder))
        yield local["add"].problem("register-missing", ids=", ".join(missing), folder=folder)


def _hidden(local: Node, below: Course) -> Iterator[Problem]:
    known = {lesson.id: lesson for lesson in below.lessons()}
    for node in local["hide"].items():
        if node.text and node.text not in known:
            yield _unknown_lesson(node, known)


def _narrowed(local: Node, below: Course) -> Iterator[Problem]:
    """The one group and path that the layer is for, and those that its lessons name."""
    groups, paths = ([each.id for each in known] for known in (below.groups, below.paths))
    for field, known, code in (
        ("group", groups, "group-unknown"),
        ("path", paths, "path-unknown"),
    ):
        node = local[field]
        if node.text and node.text not in known:
            yield node.problem(code, id=node.text, known=alternatives(node.text, known))
    for node in local["add"].records():
        yield from plans.audience(node, groups, paths)


def _local_lessons(source: LayerSource, course: Course) -> Iterator[dict[Language, LessonFile]]:
    """The files of each replaced or added lesson, by language."""
    local = source.of_course(course.id)
    if local is None:
        return
    for part in ("replace", "add"):
        for node in local[part].records():
            yield dict(lesson_files(node["files"], source))


def _unfilled(localized: Course, layers: Sequence[LayerSource]) -> Iterator[Problem]:
    """What must be filled in, told at the last layer, which is the one to fill it."""
    document = layers[-1].document
    if document is None:
        return
    filled = document.root["courses"][localized.id]["variables"]
    for variable in localized.variables:
        if variable.required and not any(localized.values.get(variable.id, {}).values()):
            description = variable.description.get(localized.language, "")
            yield filled.problem(
                "variable-unfilled",
                id=variable.id,
                description=description,
                example=variable.example,
            )
