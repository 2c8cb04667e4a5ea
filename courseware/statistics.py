"""A course in numbers for its author: how long and how hard its lessons are, what banks hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from courseware import prose
from courseware.model import Course, Language, Question, QuestionBank, Use


@dataclass(frozen=True, slots=True)
class LessonNumbers:
    """words, lix: by language."""

    id: str
    minutes: int
    words: Mapping[Language, int]
    lix: Mapping[Language, int]


@dataclass(frozen=True, slots=True)
class BankNumbers:
    """goals: how many questions each learning goal has, by the goal in the course's language."""

    id: str
    questions: int
    topics: Mapping[str, int]
    types: Mapping[str, int]
    difficulties: Mapping[int, int]
    critical: int
    goals: Mapping[str, int]
    without_goal: int


@dataclass(frozen=True, slots=True)
class GoalNumbers:
    """How many questions test one learning goal of a topic, for each use of a bank."""

    topic: str
    goal: str
    practice: int
    certify: int


def lessons(course: Course) -> list[LessonNumbers]:
    found = []
    for lesson in course.lessons():
        read = {language: prose.blocks(body) for language, body in lesson.body.items()}
        found.append(
            LessonNumbers(
                lesson.id,
                lesson.minutes,
                {tag: sum(len(prose.words(b.text)) for b in text) for tag, text in read.items()},
                {tag: prose.lix(text) for tag, text in read.items()},
            )
        )
    return found


def bank(questions: QuestionBank, language: Language) -> BankNumbers:
    asked = questions.questions
    goals = Counter(each.goal[language] for each in asked if each.goal and language in each.goal)
    return BankNumbers(
        id=questions.id,
        questions=len(asked),
        topics=_sorted(Counter(each.topic for each in asked)),
        types=_sorted(Counter(type_of(each) for each in asked)),
        difficulties=dict(sorted(Counter(each.difficulty for each in asked).items())),
        critical=sum(each.critical for each in asked),
        goals=_sorted(goals),
        without_goal=len(asked) - sum(goals.values()),
    )


def goals(course: Course) -> list[GoalNumbers]:
    """All goals of the course's questions, by topic, in the course's language."""
    counted = Counter(
        (each.topic, each.goal[course.language], bank.use)
        for bank in course.banks
        for each in bank.questions
        if each.goal and course.language in each.goal
    )
    named = dict.fromkeys((topic, goal) for topic, goal, _ in counted)
    return [
        GoalNumbers(*each, counted[*each, Use.PRACTICE], counted[*each, Use.CERTIFY])
        for each in sorted(named, key=lambda each: each[0])
    ]


def type_of(question: Question) -> str:
    """The question's class in words: `SingleChoice` is `single choice`."""
    name = type(question).__name__
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


def _sorted(counted: Counter[str]) -> dict[str, int]:
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
