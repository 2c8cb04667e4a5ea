"""
The bundle: everything that the player gets, as JSON. `player/src/bundle.ts` is its type.

Nothing of a certify bank is in it unless its test was asked for by name. In the service the pass
test is held by the server, and the questions that only it asks stay there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from courseware import units
from courseware.calculation import Variant, variants
from courseware.course_hash import course_hash
from courseware.drawing import DrawnItem, draw, eligible
from courseware.grading import asked
from courseware.model import (
    Assessment,
    Calculation,
    Course,
    Kind,
    Language,
    Lesson,
    LocalText,
    MultipleChoice,
    Numeric,
    Option,
    Question,
    SingleChoice,
    TrueFalse,
    Use,
)
from courseware.numbers import plain
from courseware.references import references
from courseware.rendering import render_inline, render_lesson

__all__ = ["course_hash", "encode", "make_bundle", "public_item", "question_type", "spread"]

Json = dict[str, Any]

MAX_VARIANTS = 40
"""Of each calculation in a bundle, evenly spread over its range."""

FORMS = 20
"""Drawn tests in a package; the player takes one of them for each attempt."""


def make_bundle(course: Course, *, remote_tests: bool, include: Collection[str] = ()) -> Json:
    """
    What the player needs to show the whole course.

    remote_tests: whether a server holds the pass tests; else they travel as finished forms.
    include: ids of certifying tests that a package carries all the same, asked for by name.
    """
    return _Bundler(course, remote_tests, frozenset(include)).bundle()


def encode(bundle: Mapping[str, Any]) -> bytes:
    """
    Canonical JSON: the same bundle gives the same bytes.

    It may stand in a `<script>` element as it is: nothing in it ends the element.
    """
    text = json.dumps(bundle, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace("</", "<\\/").replace("<!", "\\u003c!").encode()


def public_item(course: Course, drawn: DrawnItem, language: Language | None = None) -> Json:
    """
    A drawn question as a browser may see it before it is answered: no key, no tolerance, no
    feedback, no mistakes, and of a calculation only the finished text.

    language: the only one to be sent; None for every language of the course.
    """
    languages = course.languages if language is None else (language,)
    item = asked(course, drawn)
    question = item.question
    values = item.variant.written() if item.variant else {}
    public: Json = {
        "type": question_type(question),
        "textHtml": _html(course, languages, question.text, values),
    }
    if isinstance(question, SingleChoice | MultipleChoice):
        by_id = {option.id: option for option in question.options}
        public["options"] = [
            {"id": option_id, "html": _html(course, languages, by_id[option_id].text)}
            for option_id in drawn.options
        ]
    if isinstance(question, Numeric | Calculation):
        if question.unit_choices:
            public["unitChoices"] = [
                {"id": choice, "label": _label(choice, languages)}
                for choice in question.unit_choices
            ]
        elif question.unit is not None:
            public["unit"] = {"label": _label(question.unit, languages)}
    return public


def question_type(question: Question) -> str:
    """The type's name in files, bundles and the API."""
    match question:
        case SingleChoice():
            return "single"
        case MultipleChoice():
            return "multiple"
        case TrueFalse():
            return "true-false"
        case Numeric():
            return "numeric"
        case Calculation():
            return "calculation"
    raise TypeError(f"no such type of question: {type(question).__name__}")


def spread(count: int) -> tuple[int, ...]:
    """Which of `count` variants are in a bundle, as indices."""
    kept = min(count, MAX_VARIANTS)
    return tuple(index * count // kept for index in range(kept))


@dataclass(frozen=True, slots=True)
class _Bundler:
    course: Course
    remote_tests: bool
    include: frozenset[str]

    def bundle(self) -> Json:
        tests = [test for test in self.course.assessments if not self.is_elsewhere(test)]
        forms = {test.id: self.forms(test) for test in tests if self.has_forms(test)}
        lessons = [self.lesson(lesson) for lesson in self.course.lessons()]
        pools = {test.id: self.pool(test) for test in tests if self.is_practice(test)}
        asked_here = {check for lesson in lessons for check in lesson["checks"]}
        asked_here |= {question for pool in pools.values() for question in pool}
        from_forms = {item["question"] for drawn in forms.values() for f in drawn for item in f}
        return {
            "format": 1,
            "course": self.about(),
            "chapters": [
                {
                    "id": chapter.id,
                    "title": self.text(chapter.title),
                    "lessons": [lesson.id for lesson in chapter.lessons],
                }
                for chapter in self.course.chapters
            ],
            "lessons": lessons,
            "questions": [
                self.question(question)
                for bank in self.course.banks
                for question in bank.questions
                if question.id in from_forms
                or (bank.use is Use.PRACTICE and question.id in asked_here)
            ],
            "assessments": [
                self.assessment(test)
                | ({"pool": pools[test.id]} if test.id in pools else {})
                | ({"forms": forms[test.id]} if test.id in forms else {})
                for test in tests
            ],
        }

    def is_certifying(self, test: Assessment) -> bool:
        """Certifying, and not asked for by name."""
        return self.course.certifies(test) and test.id not in self.include

    def is_elsewhere(self, test: Assessment) -> bool:
        return not self.remote_tests and self.is_certifying(test)

    def is_remote(self, test: Assessment) -> bool:
        return self.is_certifying(test) or (self.remote_tests and test.kind is Kind.PASS)

    def is_practice(self, test: Assessment) -> bool:
        return test.kind is Kind.PRACTICE and not self.is_remote(test)

    def has_forms(self, test: Assessment) -> bool:
        return test.kind is Kind.PASS and not self.is_remote(test)

    def about(self) -> Json:
        course = self.course
        owner = course.layers[-1].title if course.layers else ""
        about: Json = {
            "id": course.id,
            "version": course.version,
            "hash": course_hash(course),
            "title": self.text(course.title),
            "languages": list(course.languages),
            "language": course.language,
            "minutes": course.duration // timedelta(minutes=1),
            "draft": course.is_draft,
            "example": any(layer.example for layer in course.layers),
            "owner": owner,
            "licence": course.licence,
            "rightsHolder": course.rights_holder,
            "accent": course.theme.accent if course.theme else None,
        }
        if any(self.is_elsewhere(test) for test in course.assessments):
            about["certifyingTestElsewhere"] = True
        return about

    def lesson(self, lesson: Lesson) -> Json:
        refers = references(lesson.body[self.course.language])
        return {
            "id": lesson.id,
            "number": self.course.numbers[f"lesson/{lesson.id}"],
            "title": self.text(lesson.title),
            "minutes": lesson.minutes,
            "html": {
                language: render_lesson(self.course, lesson, language)
                for language in self.course.languages
            },
            "checks": [check.id for check in refers.checks],
            "checklists": [{"id": list_.id, "size": list_.size} for list_ in refers.checklists],
        }

    def assessment(self, test: Assessment) -> Json:
        rule = test.rule
        return {
            "id": test.id,
            "number": self.course.numbers[f"assessment/{test.id}"],
            "kind": str(test.kind),
            "title": self.text(test.title),
            "introHtml": self.html(test.intro),
            "mode": "remote" if self.is_remote(test) else "local",
            "questionCount": sum(drawn.count for drawn in test.draws),
            "minutes": test.time_limit // timedelta(minutes=1) if test.time_limit else None,
            "attempts": test.attempts,
            "percent": rule.percent if rule else None,
            "allRight": list(rule.all_right) if rule else [],
            "criticalRight": rule.critical_right if rule else False,
            "topics": {
                drawn.topic: self.text(self.course.topic_title(drawn.topic)) for drawn in test.draws
            },
            "draws": [{"topic": drawn.topic, "count": drawn.count} for drawn in test.draws],
        }

    def pool(self, test: Assessment) -> list[str]:
        """All questions that the practice may ask."""
        topics = dict.fromkeys(drawn.topic for drawn in test.draws)
        return [question.id for t in topics for question in eligible(self.course, test, t)]

    def forms(self, test: Assessment) -> list[list[Json]]:
        drawn = (draw(self.course, test, seed) for seed in range(1, FORMS + 1))
        return [[self.form_item(item) for item in form.items] for form in drawn]

    def form_item(self, item: DrawnItem) -> Json:
        """As drawn, but with one of the variants that the bundle carries."""
        index = item.variant_index
        question = self.course.question(item.question_id)
        if index is not None and isinstance(question, Calculation):
            count = len(variants(question))
            index = index * min(count, MAX_VARIANTS) // count
        return {"question": item.question_id, "variant": index, "options": item.options}

    def question(self, question: Question) -> Json:
        entry: Json = {
            "id": question.id,
            "number": self.course.numbers[f"question/{question.id}"],
            "type": question_type(question),
            "topic": question.topic,
            "critical": question.critical,
            "points": question.points,
            "textHtml": self.html(question.text),
            "feedbackHtml": self.html(question.feedback or {}),
        }
        match question:
            case SingleChoice() | MultipleChoice():
                entry["options"] = [self.option(option) for option in question.options]
                entry["shuffle"] = question.shuffle
                if isinstance(question, MultipleChoice):
                    entry["partial"] = question.partial
            case TrueFalse():
                entry["answer"] = question.answer
            case Numeric():
                entry["value"] = plain(question.value)
                entry["tolerance"] = {
                    "absolute": plain(question.tolerance.absolute),
                    "relative": plain(question.tolerance.relative),
                }
            case Calculation():
                made = variants(question)
                entry["mistakes"] = [
                    {"feedbackHtml": self.html(mistake.feedback)} for mistake in question.mistakes
                ]
                entry["variants"] = [_variant(made[index]) for index in spread(len(made))]
        if isinstance(question, Numeric | Calculation):
            entry["unit"] = self.unit(question.unit) if question.unit is not None else None
            if question.unit_choices:
                entry["unitChoices"] = [self.unit(choice) for choice in question.unit_choices]
        return entry

    def option(self, option: Option) -> Json:
        return {
            "id": option.id,
            "html": self.html(option.text),
            "correct": option.correct,
            "feedbackHtml": self.html(option.feedback or {}),
        }

    def unit(self, unit_id: str) -> Json:
        unit = units.unit(unit_id)
        return {
            "id": unit.id,
            "label": _label(unit_id, self.course.languages),
            "dimension": unit.dimension,
            "factor": str(unit.factor),
        }

    def text(self, text: LocalText) -> dict[Language, str]:
        return {language: text[language] for language in self.course.languages if language in text}

    def html(self, text: LocalText) -> dict[Language, str]:
        return _html(self.course, self.course.languages, text)


def _html(
    course: Course,
    languages: Iterable[Language],
    text: LocalText,
    values: Mapping[str, str] | None = None,
) -> dict[Language, str]:
    return {
        language: render_inline(course, text, language, values)
        for language in languages
        if language in text
    }


def _label(unit_id: str, languages: Iterable[Language]) -> dict[Language, str]:
    """What stands beside a number field: `tabletter`."""
    short = units.unit(unit_id).short
    return {language: short[language].other for language in languages if language in short}


def _variant(variant: Variant) -> Json:
    return {
        "values": variant.written(),
        "answer": plain(variant.answer),
        "mistakes": [None if value is None else plain(value) for value in variant.mistakes],
    }
