"""
The bundle: everything that the player gets, as JSON. `player/src/bundle.ts` is its type.

Nothing of a certify bank is in it unless its test was asked for by name. In the service the pass
test is held by the server, and the questions that only it asks stay there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from courseware.calculation import variant_count
from courseware.course_hash import course_hash
from courseware.drawing import DrawnItem, draw, eligible, questions_of
from courseware.model import (
    Assessment,
    Course,
    Kind,
    Language,
    Lesson,
    LocalText,
    Opinion,
    Use,
)
from courseware.plan import blueprints, question_count
from courseware.question_bundle import MAX_VARIANTS, html, question_entry
from courseware.references import references
from courseware.rendering import render_lesson, render_plain
from courseware.rights import attributions

Json = dict[str, Any]

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


@dataclass(frozen=True, slots=True)
class _Bundler:
    course: Course
    remote_tests: bool
    include: frozenset[str]

    def bundle(self) -> Json:
        tests = [test for test in self.course.assessments if not self.is_elsewhere(test)]
        forms = {test.id: self.forms(test) for test in tests if self.has_forms(test)}
        drawn = [form for by_group in forms.values() for many in by_group.values() for form in many]
        lessons = [self.lesson(lesson) for lesson in self.course.lessons()]
        pools = {test.id: self.pool(test) for test in tests if self.is_practice(test)}
        asked_here = {check for lesson in lessons for check in lesson["checks"]}
        asked_here |= {question for pool in pools.values() for question in pool}
        from_forms = {item["question"] for form in drawn for item in form}
        questions = [
            question_entry(self.course, question)
            for bank in self.course.banks
            for question in bank.questions
            if question.id in from_forms or (bank.use is Use.PRACTICE and question.id in asked_here)
        ]
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
            "groups": [
                {
                    "id": group.id,
                    "number": self.course.numbers[f"group/{group.id}"],
                    "title": self.text(group.title),
                }
                for group in self.course.groups
            ],
            "paths": [
                {
                    "id": path.id,
                    "number": self.course.numbers[f"path/{path.id}"],
                    "title": self.text(path.title),
                    "description": self.text(path.description),
                }
                for path in self.course.paths
            ],
            "questions": questions,
            "assessments": [
                self.assessment(test)
                | ({"pool": pools[test.id]} if test.id in pools else {})
                | ({"forms": forms[test.id]} if test.id in forms else {})
                for test in tests
            ],
            "credits": self.credits([*lessons, *questions]),
            "evaluation": [self.opinion(each) for each in self.course.evaluation],
        }

    def credits(self, shown: list[Json]) -> list[Json]:
        """The rights in every file that these show, and in no other."""
        text = json.dumps(shown, ensure_ascii=False)
        assets = [asset for asset in self.course.assets if asset.path in text]
        return [
            {
                "rightsHolder": credit.rights_holder,
                "licence": credit.licence,
                "files": list(credit.files),
            }
            for credit in attributions(assets)
        ]

    def is_certifying(self, test: Assessment) -> bool:
        """Certifying, and not asked for by name."""
        return self.course.certifies(test) and test.id not in self.include

    def is_elsewhere(self, test: Assessment) -> bool:
        """A package leaves out what certifies, and what renews: it knows of no certificate."""
        renews = self.course.renews(test) and test.id not in self.include
        return not self.remote_tests and (self.is_certifying(test) or renews)

    def is_remote(self, test: Assessment) -> bool:
        return self.is_certifying(test) or (self.remote_tests and test.kind is not Kind.PRACTICE)

    def is_practice(self, test: Assessment) -> bool:
        return test.kind is Kind.PRACTICE and not self.is_remote(test)

    def has_forms(self, test: Assessment) -> bool:
        return test.kind is not Kind.PRACTICE and not self.is_remote(test)

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
            "title": {
                language: render_plain(self.course, lesson.title, language)
                for language in self.course.languages
                if language in lesson.title
            },
            "minutes": lesson.minutes,
            "groups": list(lesson.groups),
            "paths": list(lesson.paths),
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
            "introHtml": html(self.course, self.course.languages, test.intro),
            "mode": "remote" if self.is_remote(test) else "local",
            "questionCount": question_count(self.course, test),
            "minutes": test.time_limit // timedelta(minutes=1) if test.time_limit else None,
            "attempts": test.attempts,
            "percent": rule.percent if rule else None,
            "allRight": list(rule.all_right) if rule else [],
            "criticalRight": rule.critical_right if rule else False,
            "sections": [
                {
                    "title": self.text(each.title),
                    "topics": list(each.topics),
                    "percent": each.percent,
                }
                for each in (rule.sections if rule else ())
            ],
            "thresholds": [
                {"path": each.path, "percent": each.percent} for each in test.thresholds
            ],
            "topics": {
                drawn.topic: self.text(self.course.topic_title(drawn.topic)) for drawn in test.draws
            },
            "draws": [
                {"topic": drawn.topic, "count": drawn.count, "groups": list(drawn.groups)}
                for drawn in test.draws
            ],
            "renewal": self.course.renews(test),
            **(
                {"terms": self.terms(test), "practised": self.is_practised(test)}
                if self.is_remote(test)
                else {}
            ),
        }

    def is_practised(self, test: Assessment) -> bool:
        """Whether the test asks what anybody may practise: while it is open, that waits."""
        return any(self.course.bank(bank_id).use is Use.PRACTICE for bank_id in test.banks)

    def terms(self, test: Assessment) -> Json:
        """When and how it may be started: only a server can hold to that."""
        return {
            "waitHours": test.wait // timedelta(hours=1) if test.wait else None,
            "requiresCompleted": test.requires_completed,
            "open": [
                {"days": list(hours.days), "first": hours.first, "last": hours.last}
                for hours in test.open
            ],
            "sessionCode": test.session_code,
        }

    def opinion(self, opinion: Opinion) -> Json:
        return {
            "id": opinion.id,
            "text": self.text(opinion.text),
            "options": [{"id": each.id, "text": self.text(each.text)} for each in opinion.options],
        }

    def pool(self, test: Assessment) -> list[str]:
        """All questions that the practice may ask."""
        topics = {drawn.topic: drawn for drawn in test.draws}
        bank = questions_of(self.course, test)
        return [question.id for drawn in topics.values() for question in eligible(bank, drawn)]

    def forms(self, test: Assessment) -> dict[str, list[list[Json]]]:
        """By group; under the empty string where everybody has the same."""
        return {
            group or "": [
                [self.form_item(item) for item in draw(self.course, test, seed, group).items]
                for seed in range(1, FORMS + 1)
            ]
            for group in blueprints(self.course, test)
        }

    def form_item(self, item: DrawnItem) -> Json:
        """As drawn, but with one of the variants that the bundle carries."""
        index = item.variant_index
        question = self.course.question(item.question_id)
        if index is not None:
            count = variant_count(question)
            index = index * min(count, MAX_VARIANTS) // count
        return {"question": item.question_id, "variant": index, "options": item.options}

    def text(self, text: LocalText) -> dict[Language, str]:
        return {language: text[language] for language in self.course.languages if language in text}
