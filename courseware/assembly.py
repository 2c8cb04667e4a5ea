"""
From an author's documents to the model.

It reads past what the schema has already complained of (a missing text is empty, a question of no
known type is left out), so that checks on the whole course can go on. Only a course without
problems may leave `courseware.loading`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from courseware import question_assembly
from courseware.course_source import CourseSource
from courseware.document import Node
from courseware.model import (
    Approval,
    Assessment,
    Asset,
    Bound,
    CertificateRules,
    Chapter,
    Course,
    Draw,
    Kind,
    Law,
    LearningPath,
    Lesson,
    Observation,
    OpenHours,
    Opinion,
    OpinionOption,
    PassRule,
    Section,
    StaffGroup,
    TaskScope,
    Threshold,
    Variable,
)
from courseware.overriding import ALL_RIGHT, CHOICES, DRAWS, NUMBERS, SECTIONS, Override

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST = 10_000
"""Minutes, far beyond what the schema allows; a timedelta cannot hold every number."""


def course(source: CourseSource) -> Course:
    """The whole course; of files that cannot be read nothing is in it."""
    root = source.root
    register = source.register.root["numbers"].entries() if source.register else ()
    return Course(
        id=root["id"].text,
        version=root["version"].text,
        languages=root["languages"].texts,
        language=root["language"].text,
        title=root["title"].local,
        description=root["description"].local,
        audience=root["audience"].local,
        duration=_minutes(root["minutes"]),
        licence=root["licence"].text,
        rights_holder=root["rights_holder"].text,
        approval=_approval(root["approval"]),
        review=day(root["review"]),
        keywords=root["keywords"].texts,
        variables=tuple(_variable(node) for node in root["variables"].records()),
        laws=tuple(_law(node) for node in root["laws"].records()),
        chapters=tuple(_chapter(node, source) for node in root["chapters"].records()),
        banks=tuple(
            question_assembly.bank(bank_id, document) for bank_id, document in source.banks.items()
        ),
        assessments=tuple(assessment(node) for node in root["assessments"].records()),
        assets=tuple(_asset(node) for node in root["assets"].records()),
        numbers={key: entry.integer for key, entry in register},
        topics={key: entry.local for key, entry in root["topics"].entries()},
        groups=tuple(
            StaffGroup(node["id"].text, node["title"].local) for node in root["groups"].records()
        ),
        paths=tuple(
            LearningPath(node["id"].text, node["title"].local, node["description"].local)
            for node in root["paths"].records()
        ),
        certificate=certificate(root["certificate"]),
        evaluation=tuple(_opinion(node) for node in root["evaluation"].records()),
    )


def day(node: Node) -> date:
    try:
        return date.fromisoformat(node.text)
    except ValueError:
        return date.max


def _minutes(node: Node) -> timedelta:
    return timedelta(minutes=max(0, min(node.integer, _LONGEST)))


def _approval(node: Node) -> Approval | None:
    if not isinstance(node.value, dict):
        return None
    return Approval(node["name"].text, node["role"].text, day(node["date"]))


def _variable(node: Node) -> Variable:
    return Variable(
        id=node["id"].text,
        type=node["type"].text,
        description=node["description"].local,
        example=node["example"].text,
        required=node["required"].flag_unless_false,
    )


def _law(node: Node) -> Law:
    return Law(
        id=node["id"].text,
        citation=node["citation"].local,
        url=node["url"].text,
        checked=day(node["checked"]),
        doubtful=node["doubtful"].flag,
    )


def _asset(node: Node) -> Asset:
    return Asset(
        path=node["path"].text,
        alt=node["alt"].local,
        licence=node["licence"].text,
        rights_holder=node["rights_holder"].text,
    )


def _chapter(node: Node, source: CourseSource) -> Chapter:
    lessons = tuple(_lesson(lesson, node, source) for lesson in node["lessons"].records())
    return Chapter(node["id"].text, node["title"].local, lessons)


def _lesson(node: Node, chapter: Node, source: CourseSource) -> Lesson:
    lesson_id = node["id"].text
    body = {
        language: lesson.text
        for (of_lesson, language), lesson in source.lessons.items()
        if of_lesson == lesson_id
    }
    groups, paths = (
        (node[which] if node[which].given else chapter[which]).texts
        for which in ("groups", "paths")
    )
    return Lesson(
        lesson_id, node["title"].local, node["minutes"].integer, body, groups=groups, paths=paths
    )


def assessment(node: Node) -> Assessment:
    rule, limit, attempts = node["rule"], node["time_limit"], node["attempts"]
    return Assessment(
        id=node["id"].text,
        kind=Kind(node["kind"].text) if node["kind"].text in list(Kind) else Kind.PRACTICE,
        title=node["title"].local,
        intro=node["intro"].local,
        banks=node["banks"].texts,
        draws=draws_of(node),
        rule=_rule(rule) if rule.given else None,
        time_limit=_minutes(limit) if limit.given else None,
        attempts=attempts.integer if attempts.given else None,
        thresholds=tuple(
            Threshold(each["path"].text, each["percent"].integer)
            for each in node["thresholds"].records()
        ),
        **_terms(node),
    )


def draws_of(node: Node) -> tuple[Draw, ...]:
    """What the blueprint of an assessment takes."""
    return tuple(
        Draw(
            draw["topic"].text,
            draw["count"].integer,
            draw["difficulty"].integer or None,
            draw["critical"].integer,
            draw["groups"].texts,
            draw["id"].text,
        )
        for draw in node["draws"].records()
    )


def _terms(node: Node) -> dict[str, Any]:
    """When the test may be taken, and how far a localization may change it."""
    unlocks, extra_time, bounds = node["unlocks"], node["extra_time"], node["bounds"]
    return {
        "wait": hours(node["wait"]),
        "requires_completed": chosen(node["requires"]),
        "open": open_hours(node["open"]),
        "session_code": node["session_code"].flag,
        "bounds": {name: bound(each) for name, each in numbers_in(bounds)},
        "choices": {
            name: tuple(chosen(one) for one in each.items()) for name, each in choices_in(bounds)
        },
        "open_within": open_hours(bounds["open"]),
        "unlocks": unlocks.integer if unlocks.given else None,
        "extra_time": extra_time.integer if extra_time.given else 100,
    }


def numbers_in(settings: Node) -> Iterator[tuple[str, Node]]:
    """What is a number, or bounds of one, by the names of `courseware.overriding`."""
    for name, entry in settings.entries():
        if name in (SECTIONS, DRAWS):
            yield from ((f"{name}.{part}", each) for part, each in entry.entries())
        elif name in NUMBERS:
            yield name, entry


def choices_in(settings: Node) -> Iterator[tuple[str, Node]]:
    for name, entry in settings.entries():
        if name == ALL_RIGHT:
            yield from ((f"{name}.{topic}", each) for topic, each in entry.entries())
        elif name in CHOICES:
            yield name, entry


def chosen(node: Node) -> bool:
    """Of `requires` the word for yes is `completed`."""
    return node.flag or node.text == "completed"


def bound(node: Node) -> Bound:
    return Bound(node["from"].integer, node["to"].integer)


def override(node: Node) -> Override:
    """What a layer writes about one test."""
    return Override(
        numbers={name: each.integer for name, each in numbers_in(node)},
        choices={name: chosen(each) for name, each in choices_in(node)},
        open=open_hours(node["open"]),
    )


def open_hours(node: Node) -> tuple[OpenHours, ...]:
    return tuple(
        OpenHours(
            tuple(WEEKDAYS.index(day) for day in each["days"].texts if day in WEEKDAYS),
            each["from"].text,
            each["to"].text,
        )
        for each in node.records()
    )


def hours(node: Node) -> timedelta | None:
    """None where there are none."""
    return timedelta(hours=min(node.integer, _LONGEST)) if node.integer > 0 else None


def _rule(node: Node) -> PassRule:
    return PassRule(
        percent=node["percent"].integer,
        all_right=node["all_right"].texts,
        critical_right=node["critical_right"].flag_unless_false,
        sections=tuple(
            Section(
                each["id"].text, each["title"].local, each["topics"].texts, each["percent"].integer
            )
            for each in node["sections"].records()
        ),
    )


def certificate(node: Node) -> CertificateRules | None:
    if not isinstance(node.value, dict):
        return None
    months, days, signing = node["months"], node["renewal_days"], node["sign_off"]
    observations = signing["observations"].records()
    return CertificateRules(
        test=node["test"].text,
        scopes=tuple(
            TaskScope(each["id"].text, each["title"].local, each["groups"].texts)
            for each in node["scopes"].records()
        ),
        observations=tuple(
            Observation(each["id"].text, each["text"].local) for each in observations
        ),
        sign_off_intro=signing["intro"].local_if_given,
        months=months.integer if months.given else 36,
        renewal_days=days.integer if days.given else 90,
        renewal_test=node["renewal_test"].text or None,
        bounds={name: bound(each) for name, each in node["bounds"].entries()},
    )


def _opinion(node: Node) -> Opinion:
    return Opinion(
        id=node["id"].text,
        text=node["text"].local,
        options=tuple(
            OpinionOption(each["id"].text, each["text"].local) for each in node["options"].records()
        ),
    )
