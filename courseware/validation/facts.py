"""What a course holds that lessons and questions may refer to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from courseware.course_source import CourseSource, lesson_nodes
from courseware.document import Node
from courseware.model import Course, Language, Use


@dataclass(frozen=True, slots=True)
class Facts:
    """
    Ids by kind. all_questions: whether every bank could be read, so that a question that is not
    among these really is missing.
    """

    languages: tuple[Language, ...]
    lessons: frozenset[str]
    laws: frozenset[str]
    variables: frozenset[str]
    assets: frozenset[str]
    practice: frozenset[str]
    certify: frozenset[str]
    all_questions: bool


def facts_of(source: CourseSource) -> Facts:
    root = source.root
    practice: set[str] = set()
    certify: set[str] = set()
    for bank in source.banks.values():
        ids = _values(bank.root["questions"].items(), "id")
        (certify if bank.root["use"].value == Use.CERTIFY else practice).update(ids)
    return Facts(
        languages=root["languages"].texts,
        lessons=_values(lesson_nodes(root), "id"),
        laws=_values(root["laws"].items(), "id"),
        variables=_values(root["variables"].items(), "id"),
        assets=_values(root["assets"].items(), "path"),
        practice=frozenset(practice),
        certify=frozenset(certify),
        all_questions=len(source.banks) == len(set(root["banks"].texts)),
    )


def facts_of_course(course: Course) -> Facts:
    """The same of a course that has been loaded."""
    by_use = {
        use: frozenset(
            question.id for bank in course.banks if bank.use is use for question in bank.questions
        )
        for use in Use
    }
    return Facts(
        languages=course.languages,
        lessons=frozenset(lesson.id for lesson in course.lessons()),
        laws=frozenset(law.id for law in course.laws),
        variables=frozenset(variable.id for variable in course.variables),
        assets=frozenset(asset.path for asset in course.assets),
        practice=by_use[Use.PRACTICE],
        certify=by_use[Use.CERTIFY],
        all_questions=True,
    )


def _values(nodes: Iterable[Node], key: str) -> frozenset[str]:
    return frozenset(node[key].text for node in nodes if node[key].text)


def alternatives(word: str, known: Iterable[str]) -> str:
    """The ids that the author may have meant: the nearest, else all of a few, else none."""
    names = sorted(known)
    nearest = get_close_matches(word, names, n=3)
    return ", ".join(nearest or (names if len(names) <= 8 else ()))
