"""The course itself: its lessons, what they rest on, and the layers laid on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from courseware.model.assessment import Assessment
from courseware.model.certificate import CertificateRules
from courseware.model.question import Question, QuestionBank, Use
from courseware.model.text import Language, LocalText


@dataclass(frozen=True, slots=True)
class Approval:
    """Who in the municipality answers for the content, and since when."""

    name: str
    role: str
    date: date


@dataclass(frozen=True, slots=True)
class Variable:
    """A local value that a course asks for: `{{ id }}` in lessons and questions."""

    id: str
    type: str
    """`text`, `phone`, `email`, `url`, `number` or `date`."""
    description: LocalText
    example: str
    required: bool


@dataclass(frozen=True, slots=True)
class Law:
    """A legal source as data; lessons cite it by id: `[§ 13](law:fvl-13)`."""

    id: str
    citation: LocalText
    url: str
    checked: date
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Asset:
    """A media file: its path below the course folder and the rights we hold in it."""

    path: str
    alt: LocalText
    licence: str
    rights_holder: str


@dataclass(frozen=True, slots=True)
class StaffGroup:
    """People with the same work; some lessons are for some groups only."""

    id: str
    title: LocalText


@dataclass(frozen=True, slots=True)
class LearningPath:
    """How much of the course somebody takes: short, medium, long, or straight to the test."""

    id: str
    title: LocalText
    description: LocalText


@dataclass(frozen=True, slots=True)
class Lesson:
    """
    One page. `body` is Markdown in each language, variables not yet filled.

    groups, paths: whom the lesson is for, its chapter's where it says nothing itself; empty for
    everybody.
    """

    id: str
    title: LocalText
    minutes: int
    body: LocalText
    groups: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    id: str
    title: LocalText
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class OpinionOption:
    id: str
    text: LocalText


@dataclass(frozen=True, slots=True)
class Opinion:
    """One question about the course itself. No answer is right, and none has a name on it."""

    id: str
    text: LocalText
    options: tuple[OpinionOption, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """A municipality's colour; the accent must stand out from white at 4.5 : 1."""

    accent: str
    """`#rrggbb`"""


@dataclass(frozen=True, slots=True)
class Layer:
    """One localization laid on the course, for the provenance."""

    id: str
    """`kongsbergregionen` or `kongsbergregionen/tinn`."""
    title: str
    variables: tuple[str, ...]
    replaced: tuple[str, ...]
    added: tuple[str, ...]
    hidden: tuple[str, ...]
    example: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    id: str
    version: str
    languages: tuple[Language, ...]
    language: Language
    """What the player opens in when nobody has said otherwise."""
    title: LocalText
    description: LocalText
    audience: LocalText
    duration: timedelta
    licence: str
    rights_holder: str
    approval: Approval | None
    review: date
    keywords: tuple[str, ...]
    variables: tuple[Variable, ...]
    laws: tuple[Law, ...]
    chapters: tuple[Chapter, ...]
    banks: tuple[QuestionBank, ...]
    assessments: tuple[Assessment, ...]
    assets: tuple[Asset, ...]
    numbers: Mapping[str, int]
    """
    The id register: `lesson/<id>`, `question/<id>` and `assessment/<id>` to short numbers for
    life. Questions of a private bank are not in it: they never enter a learner's stored state.
    """
    values: Mapping[str, LocalText] = field(default_factory=dict)
    """What the localization filled in for the variables."""
    theme: Theme | None = None
    layers: tuple[Layer, ...] = ()
    topics: Mapping[str, LocalText] = field(default_factory=dict)
    """The topics' names for a result page, where the author gave one; see `topic_title`."""
    groups: tuple[StaffGroup, ...] = ()
    paths: tuple[LearningPath, ...] = ()
    """From the shortest to the longest."""
    certificate: CertificateRules | None = None
    """None for a course that certifies nobody."""
    evaluation: tuple[Opinion, ...] = ()
    """What those who are through are asked about the course; not asked where it is empty."""

    @property
    def is_draft(self) -> bool:
        """A course that nobody has approved certifies no one."""
        return self.approval is None

    @property
    def unfilled(self) -> tuple[str, ...]:
        """The variables that nobody has given a value; their example is shown instead."""
        return tuple(each.id for each in self.variables if each.id not in self.values)

    def lessons(self) -> Iterator[Lesson]:
        for chapter in self.chapters:
            yield from chapter.lessons

    def questions(self) -> Iterator[Question]:
        for bank in self.banks:
            yield from bank.questions

    def bank(self, bank_id: str) -> QuestionBank:
        """The bank of that id; KeyError where the course has none."""
        for bank in self.banks:
            if bank.id == bank_id:
                return bank
        raise KeyError(bank_id)

    def question(self, question_id: str) -> Question:
        """The question of that id; KeyError where the course has none."""
        for question in self.questions():
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def assessment(self, assessment_id: str) -> Assessment:
        """The assessment of that id; KeyError where the course has none."""
        for assessment in self.assessments:
            if assessment.id == assessment_id:
                return assessment
        raise KeyError(assessment_id)

    def topic_title(self, topic: str) -> LocalText:
        """The topic's own name, else that of the chapter with its id, else the id itself."""
        if topic in self.topics:
            return self.topics[topic]
        titles = (chapter.title for chapter in self.chapters if chapter.id == topic)
        return next(titles, dict.fromkeys(self.languages, topic))

    def renews(self, assessment: Assessment) -> bool:
        """Whether it is the shorter test of whoever renews a certificate."""
        return self.certificate is not None and self.certificate.renewal_test == assessment.id

    def certifies(self, assessment: Assessment) -> bool:
        """Whether the assessment draws from a certify bank, and so is served over LTI only."""
        return any(self.bank(bank_id).use is Use.CERTIFY for bank_id in assessment.banks)

    def is_example(self, assessment: Assessment) -> bool:
        """Whether it asks invented questions that everybody may read: it certifies nobody."""
        return any(self.bank(bank_id).example for bank_id in assessment.banks)
