"""Laying a localization on a course: a pure function from one Course to the next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from courseware.model import (
    Assessment,
    CertificateRules,
    Chapter,
    Course,
    Kind,
    Language,
    Layer,
    Lesson,
    LocalText,
    Theme,
)
from courseware.overriding import Override, certificate_overridden, overridden
from courseware.plan import Plan, draws_for, is_for


@dataclass(frozen=True, slots=True)
class Replacement:
    """Our own text for a shared lesson. `replaces` is the `lesson_hash` of what it replaced."""

    lesson: str
    body: LocalText
    replaces: str


@dataclass(frozen=True, slots=True)
class Addition:
    """A lesson of our own, after one that exists; with its number from the region's register."""

    lesson: Lesson
    after: str
    number: int


@dataclass(frozen=True, slots=True)
class LocalLayer:
    """What one region or municipality says of one course."""

    id: str
    title: str
    example: bool = False
    language: Language | None = None
    accent: str | None = None
    variables: Mapping[str, LocalText] = field(default_factory=dict)
    replace: tuple[Replacement, ...] = ()
    add: tuple[Addition, ...] = ()
    hide: tuple[str, ...] = ()
    group: str | None = None
    """The one staff group that this edition is for; None leaves the choice to the learner."""
    path: str | None = None
    tests: Mapping[str, Override] = field(default_factory=dict)
    """Our settings for the course's tests, by their ids."""
    certificate: Mapping[str, int] = field(default_factory=dict)


def lesson_hash(lesson: Lesson) -> str:
    """SHA-256 of the lesson's bodies in every language; what a replacement records."""
    bodies = json.dumps(dict(sorted(lesson.body.items())), ensure_ascii=False)
    return hashlib.sha256(bodies.encode("utf-8")).hexdigest()


def lay(course: Course, layer: LocalLayer) -> Course:
    """
    The course with one layer on top of those that it has.

    A layer that the course has already changes nothing. What names no lesson of the course is
    passed over: the validator has told of it.
    """
    if any(laid.id == layer.id for laid in course.layers):
        return course
    chapters = (_chapter(chapter, layer) for chapter in course.chapters)
    laid = replace(
        course,
        language=layer.language or course.language,
        theme=Theme(layer.accent) if layer.accent else course.theme,
        chapters=tuple(chapter for chapter in chapters if chapter.lessons),
        values={**course.values, **layer.variables},
        numbers={
            **course.numbers,
            **{f"lesson/{each.lesson.id}": each.number for each in layer.add},
        },
        layers=(*course.layers, _provenance(layer)),
        assessments=tuple(
            overridden(test, layer.tests.get(test.id, Override())) for test in course.assessments
        ),
        certificate=course.certificate
        and certificate_overridden(course.certificate, layer.certificate),
    )
    return _narrowed(laid, layer)


def _narrowed(course: Course, layer: LocalLayer) -> Course:
    """The course for the layer's one group and path: nobody is asked what is settled."""
    group = layer.group if layer.group in {each.id for each in course.groups} else None
    path = layer.path if layer.path in {each.id for each in course.paths} else None
    plan = Plan(group, path)
    chapters = (
        replace(
            chapter,
            lessons=tuple(
                replace(
                    lesson,
                    groups=() if group else lesson.groups,
                    paths=() if path else lesson.paths,
                )
                for lesson in chapter.lessons
                if is_for(lesson, plan)
            ),
        )
        for chapter in course.chapters
    )
    return replace(
        course,
        groups=() if group else course.groups,
        paths=() if path else course.paths,
        chapters=tuple(chapter for chapter in chapters if chapter.lessons),
        assessments=tuple(
            _test_for(test, group)
            for test in course.assessments
            if not (path and test.kind is Kind.PLACEMENT)
        ),
        certificate=_certificate_for(course.certificate, group),
    )


def _test_for(test: Assessment, group: str | None) -> Assessment:
    if group is None:
        return test
    return replace(test, draws=tuple(replace(x, groups=()) for x in draws_for(test, group)))


def _certificate_for(rules: CertificateRules | None, group: str | None) -> CertificateRules | None:
    if rules is None or group is None:
        return rules
    scopes = (each for each in rules.scopes if not each.groups or group in each.groups)
    return replace(rules, scopes=tuple(replace(each, groups=()) for each in scopes))


def _chapter(chapter: Chapter, layer: LocalLayer) -> Chapter:
    replacements = {each.lesson: each.body for each in layer.replace}
    lessons = tuple(
        replace(lesson, body=replacements.get(lesson.id, lesson.body))
        for lesson in _with_added(chapter.lessons, layer.add)
        if lesson.id not in layer.hide
    )
    return replace(chapter, lessons=lessons)


def _with_added(lessons: tuple[Lesson, ...], added: tuple[Addition, ...]) -> Iterator[Lesson]:
    """Each lesson, then those added after it in the order of the file, which may chain."""
    waiting: dict[str, list[Lesson]] = {}
    for each in added:
        waiting.setdefault(each.after, []).append(each.lesson)
    following = list(reversed(lessons))
    while following:
        lesson = following.pop()
        yield lesson
        following += reversed(waiting.pop(lesson.id, []))


def _provenance(layer: LocalLayer) -> Layer:
    return Layer(
        id=layer.id,
        title=layer.title,
        variables=tuple(sorted(layer.variables)),
        replaced=tuple(each.lesson for each in layer.replace),
        added=tuple(each.lesson.id for each in layer.add),
        hidden=layer.hide,
        example=layer.example,
    )
