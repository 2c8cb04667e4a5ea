"""From a localization's documents to the layer that is laid; as tolerant as `assembly`."""

from __future__ import annotations

from decimal import Decimal

from courseware import assembly
from courseware.course_source import LessonFile
from courseware.document import Node
from courseware.layer_files import LayerSource
from courseware.layering import Addition, LocalLayer, Replacement
from courseware.model import Course, Language, Lesson, LocalText


def local_layer(source: LayerSource, course: Course) -> LocalLayer:
    """What the layer says of the course; one that cannot be read says nothing."""
    if source.document is None:
        return LocalLayer(source.id, "")
    root = source.document.root
    local = root["courses"][course.id]
    return LocalLayer(
        id=source.id,
        title=root["title"].text,
        example=root["example"].flag,
        language=root["language"].text or None,
        accent=root["theme"]["accent"].text or None,
        variables={
            key: value_of(entry, course.languages) for key, entry in local["variables"].entries()
        },
        replace=tuple(_replacement(node, source) for node in local["replace"].records()),
        add=tuple(_addition(node, source, course) for node in local["add"].records()),
        hide=local["hide"].texts,
        group=local["group"].text or None,
        path=local["path"].text or None,
        tests={
            test_id: assembly.override(settings)
            for test_id, settings in local["assessments"].entries()
        },
        certificate={name: node.integer for name, node in local["certificate"].entries()},
    )


def value_of(node: Node, languages: tuple[Language, ...]) -> LocalText:
    """A variable's value in every language: one for all, or one for each."""
    if isinstance(node.value, dict):
        return node.local
    is_number = isinstance(node.value, int | Decimal) and not isinstance(node.value, bool)
    return dict.fromkeys(languages, str(node.value) if is_number else node.text)


def register_key(course_id: str, lesson_id: str) -> str:
    """How a region's register names a lesson that is added to a course."""
    return f"lesson/{course_id}/{lesson_id}"


def _replacement(node: Node, source: LayerSource) -> Replacement:
    return Replacement(node["lesson"].text, _body(node["files"], source), node["replaces"].text)


def _addition(node: Node, source: LayerSource, course: Course) -> Addition:
    lesson = Lesson(
        id=node["id"].text,
        title=node["title"].local,
        minutes=node["minutes"].integer,
        body=_body(node["files"], source),
        groups=node["groups"].texts,
        paths=node["paths"].texts,
    )
    number = 0
    if source.register is not None:
        number = source.register.root["numbers"][register_key(course.id, lesson.id)].integer
    return Addition(lesson, node["after"].text, number)


def _body(files: Node, source: LayerSource) -> LocalText:
    return {language: file.text for language, file in lesson_files(files, source)}


def lesson_files(files: Node, source: LayerSource) -> list[tuple[Language, LessonFile]]:
    """The files that could be read, by language."""
    return [
        (language, source.lessons[path.text])
        for language, path in files.entries()
        if path.text in source.lessons
    ]
