"""What stands on a course's paper, in one language: every line, ready to be set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from babel.dates import format_date

from courseware import addresses
from courseware.drawing import eligible, questions_of
from courseware.lesson_html import LOCALES, Page
from courseware.model import Chapter, Course, Kind, Law, Lesson, Question, Use
from courseware.texts import catalogue
from scorm_builder.paper.exercises import Exercises
from scorm_builder.paper.lesson_tree import Asked, LessonTree, Node
from scorm_builder.texts import FOLDER

DEFAULT_ACCENT = "#0b5cad"
_REGIONS = {"nb": "NO", "nn": "NO", "en": "GB"}


def course_view(course: Course, *, practice: bool) -> dict[str, Any]:
    """practice: whether every practice question stands at the back, not only a lesson's own."""
    return _Paper(course).view(practice)


class _Paper:
    def __init__(self, course: Course) -> None:
        self.course = course
        self.language = course.language
        self.page = Page(course, course.language, contacts_as_links=True)
        self.asked = Asked()
        self.exercises = Exercises(Page(course, course.language), self.asked)
        self.lessons = LessonTree(self.page, self.asked, self.check)
        banks = (bank for bank in course.banks if bank.use is Use.PRACTICE)
        self.open_questions = {each.id: each for bank in banks for each in bank.questions}
        self.printed: set[str] = set()

    def say(self, key: str, **values: str | int) -> str:
        text: str = catalogue("print", self.language, FOLDER)[key]
        return text.format_map(values)

    def view(self, practice: bool) -> dict[str, Any]:
        course = self.course
        owner = course.layers[-1].title if course.layers else course.rights_holder
        chapters = [self.chapter(chapter) for chapter in course.chapters]
        more = list(self.practice()) if practice else []
        return {
            "lang": self.language,
            "region": _REGIONS[self.language],
            "accent": course.theme.accent if course.theme else DEFAULT_ACCENT,
            "title": self.page.plain(course.title),
            "description": self.page.plain(course.description),
            "owner": owner,
            "author": course.rights_holder,
            "keywords": list(course.keywords),
            "facts": [[label, value] for label, value in self.facts()],
            "warnings": list(self.warnings()),
            "mark": self.say("draft-mark") if course.is_draft else None,
            "footer": f"{self.page.plain(course.title)} · {course.version}",
            "chapters": chapters,
            "practice": more,
            "answers": self.asked.answers,
            "laws": [self.law(law) for law in course.laws],
            "assets": self.assets(set(_pictures([chapters, more, self.asked.answers]))),
            "words": dict(catalogue("print", self.language, FOLDER)),
        }

    def facts(self) -> Iterator[tuple[str, str]]:
        course = self.course
        yield self.say("for-whom"), self.page.plain(course.audience)
        minutes = int(course.duration.total_seconds() // 60)
        yield self.say("duration"), self.say("minutes", minutes=minutes)
        yield self.say("version"), course.version
        if course.layers:
            yield self.say("adapted"), " · ".join(layer.title for layer in course.layers)
        yield self.say("approval"), self.approval()
        yield self.say("review"), self.day(course.review)
        yield self.say("licence"), f"{course.licence} · {course.rights_holder}"
        if any(test.kind is Kind.PASS for test in course.assessments):
            yield self.say("test"), self.say("test-elsewhere")

    def approval(self) -> str:
        approval = self.course.approval
        if approval is None:
            return self.say("draft")
        return f"{approval.name}, {approval.role}, {self.day(approval.date)}"

    def warnings(self) -> Iterator[str]:
        if self.course.is_draft:
            yield self.say("draft")
        if any(layer.example for layer in self.course.layers):
            yield self.say("example")

    def chapter(self, chapter: Chapter) -> dict[str, Any]:
        lessons = [self.lesson(lesson) for lesson in chapter.lessons]
        return {"title": self.page.plain(chapter.title), "lessons": lessons}

    def lesson(self, lesson: Lesson) -> dict[str, Any]:
        return {
            "id": lesson.id,
            "title": self.page.plain(lesson.title),
            "about": " · ".join(self.about(lesson)),
            "c": self.lessons.lesson(lesson),
        }

    def about(self, lesson: Lesson) -> Iterator[str]:
        yield self.say("minutes", minutes=lesson.minutes)
        groups = [g.title for g in self.course.groups if g.id in lesson.groups]
        paths = [p.title for p in self.course.paths if p.id in lesson.paths]
        whom = [self.page.plain(title) for title in (*groups, *paths)]
        if whom:
            yield self.say("only-for", whom=", ".join(whom))

    def check(self, question_id: str) -> list[Node]:
        question = self.open_questions.get(question_id)
        return [] if question is None else [self.question(question)]

    def question(self, question: Question) -> Node:
        self.printed.add(question.id)
        return self.exercises.question(question)

    def practice(self) -> Iterator[dict[str, Any]]:
        """The questions of the practice tests that no lesson has asked, topic by topic."""
        for test in self.course.assessments:
            if test.kind is not Kind.PRACTICE or self.course.certifies(test):
                continue
            for topic, draw in {draw.topic: draw for draw in test.draws}.items():
                offered = eligible(questions_of(self.course, test), draw)
                left = [each for each in offered if each.id not in self.printed]
                if left:
                    title = self.page.plain(self.course.topic_title(topic))
                    yield {"title": title, "c": [self.question(each) for each in left]}

    def law(self, law: Law) -> dict[str, Any]:
        return {
            "citation": self.page.choose(law.citation),
            "url": law.url if addresses.is_web(law.url) else None,
            "written": addresses.readable(law.url),
            "checked": self.day(law.checked),
        }

    def assets(self, shown: set[str]) -> list[list[str]]:
        """The rights of the pictures that the paper shows."""
        return [
            [self.page.plain(asset.alt) or asset.path, f"{asset.licence} · {asset.rights_holder}"]
            for asset in self.course.assets
            if asset.path in shown
        ]

    def day(self, day: date) -> str:
        return format_date(day, "long", locale=LOCALES[self.language])


def _pictures(value: object) -> Iterator[str]:
    """The paths of the pictures in a tree."""
    match value:
        case {"k": "image", "path": str(path)}:
            yield path
        case dict():
            for part in value.values():
                yield from _pictures(part)
        case list():
            for part in value:
                yield from _pictures(part)
