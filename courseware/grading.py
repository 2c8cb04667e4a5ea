"""What a whole test is worth, and whether it is passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from courseware.calculation import variants
from courseware.drawing import DrawnItem, Form
from courseware.model import Assessment, Calculation, Case, Course, PassRule, Question, Section
from courseware.scoring import Item, Verdict, score


@dataclass(frozen=True, slots=True)
class TopicScore:
    """right, questions: how many questions of the topic were fully right, of how many."""

    topic: str
    earned: Fraction
    possible: int
    right: int
    questions: int


class Scored(Protocol):
    """What was earned in one topic."""

    @property
    def topic(self) -> str: ...
    @property
    def earned(self) -> Fraction: ...
    @property
    def possible(self) -> int: ...


@dataclass(frozen=True, slots=True)
class SectionScore:
    """percent: of the section's own points, rounded down."""

    section: Section
    percent: int

    @property
    def is_reached(self) -> bool:
        return self.percent >= self.section.percent


@dataclass(frozen=True, slots=True)
class Result:
    """
    earned, possible: points; `earned` is exact. Round it where it leaves for an LMS.
    percent: rounded down, so that nobody passes on 79,9.
    topics: in the order that the form asks them.
    incomplete_topics: those in which every question had to be right, and was not.
    wrong_critical: ids of critical questions that were not right.
    sections: those of the rule that were asked something of.
    """

    earned: Fraction
    possible: int
    percent: int
    passed: bool
    topics: tuple[TopicScore, ...]
    incomplete_topics: tuple[str, ...]
    wrong_critical: tuple[str, ...]
    sections: tuple[SectionScore, ...] = ()


def result(course: Course, assessment: Assessment, form: Form, responses: Sequence[str]) -> Result:
    """
    Judge a form by the responses to its items, in its order; the empty string is no answer.

    Raises ValueError when there is not one response for each item, and KeyError or IndexError
    when the form is not one of this course.
    """
    items = [asked(course, drawn) for drawn in form.items]
    verdicts = [score(item, text) for item, text in zip(items, responses, strict=True)]
    questions = [item.question for item in items]
    return judge(assessment.rule, list(zip(questions, verdicts, strict=True)))


def asked(course: Course, drawn: DrawnItem) -> Item:
    """The drawn item with its question and variant."""
    return item_of(course.question(drawn.question_id), drawn.variant_index)


def item_of(question: Question, index: int | None) -> Item:
    """The question with the variant of that index, and so for each part of a case."""
    if isinstance(question, Case):
        parts = tuple(item_of(part, index) for part in question.parts)
        return Item(question, next((p.variant for p in parts if p.variant), None), parts)
    if isinstance(question, Calculation):
        if index is None:
            raise ValueError(f"the calculation {question.id!r} was drawn without a variant")
        return Item(question, variants(question)[index])
    return Item(question)


def judge(rule: PassRule | None, answered: Sequence[tuple[Question, Verdict]]) -> Result:
    """
    Apply a pass rule to verdicts.

    Without a rule (practice) nothing can be failed. `tests/vectors/grading.json` holds this and
    the player to the same.
    """
    earned = sum((verdict.earned for _, verdict in answered), Fraction(0))
    possible = sum(verdict.possible for _, verdict in answered)
    percent = int(100 * earned / possible) if possible else 0
    topics = _topics(answered)
    must = frozenset(rule.all_right if rule else ())
    incomplete = tuple(t.topic for t in topics if t.topic in must and t.right < t.questions)
    wrong_critical = tuple(
        question.id for question, verdict in answered if question.critical and not verdict.correct
    )
    sections = section_scores(rule, topics)
    passed = rule is None or (
        percent >= rule.percent
        and not incomplete
        and not (rule.critical_right and wrong_critical)
        and all(each.is_reached for each in sections)
    )
    return Result(earned, possible, percent, passed, topics, incomplete, wrong_critical, sections)


def section_scores(rule: PassRule | None, topics: Sequence[Scored]) -> tuple[SectionScore, ...]:
    """How each section of the rule went; one that nothing was asked of is left out."""
    found = []
    for section in rule.sections if rule else ():
        own = [topic for topic in topics if topic.topic in section.topics]
        if possible := sum(topic.possible for topic in own):
            earned = sum((topic.earned for topic in own), Fraction(0))
            found.append(SectionScore(section, int(100 * earned / possible)))
    return tuple(found)


def _topics(answered: Sequence[tuple[Question, Verdict]]) -> tuple[TopicScore, ...]:
    topics: dict[str, list[Verdict]] = {}
    for question, verdict in answered:
        topics.setdefault(question.topic, []).append(verdict)
    return tuple(
        TopicScore(
            topic=topic,
            earned=sum((verdict.earned for verdict in verdicts), Fraction(0)),
            possible=sum(verdict.possible for verdict in verdicts),
            right=sum(verdict.correct for verdict in verdicts),
            questions=len(verdicts),
        )
        for topic, verdicts in topics.items()
    )
