"""
A course as the rest of the product sees it: frozen values without files or formats.

`courseware.loading` makes these from an author's folder, `courseware.localization` lays a
municipality's layer on them, and everything after that only reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

Language = str
"""A BCP 47 tag that courses may be written in: `nb`, `nn` or `en`."""

LocalText = Mapping[Language, str]
"""One text in every language of its course."""


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
class Option:
    """`id` is one character of `a`-`z` or `0`-`9`, for life: answers are stored by it."""

    id: str
    text: LocalText
    correct: bool
    feedback: LocalText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What all question types share. Texts are inline Markdown, variables not yet filled."""

    id: str
    topic: str
    text: LocalText
    goal: LocalText | None = None
    difficulty: int = 1
    critical: bool = False
    family: str | None = None
    """Questions that ask nearly the same share one: a form has at most one of them."""
    points: int = 1
    feedback: LocalText | None = None
    """Why the right answer is right; shown after the answer where the assessment allows it."""
    law: str | None = None
    picture: str | None = None
    """The path of an asset, shown above the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleChoice(Question):
    options: tuple[Option, ...]
    shuffle: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice(Question):
    """All or nothing unless `partial`: then each right tick counts up and each wrong one down."""

    options: tuple[Option, ...]
    shuffle: bool = True
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(Question):
    answer: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """
    One thing to choose or to move; `id` is as an option's. Of an ordering the text is inline
    Markdown; in a list to choose from it is plain.
    """

    id: str
    text: LocalText


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering(Question):
    """`items` stand in the right order, and are always shown in another."""

    items: tuple[Choice, ...]
    partial: bool = False
    """Each item that stands right after the one it should follow earns its part."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is to be given one of the choices, and which is right."""

    id: str
    text: LocalText
    choice: str
    feedback: LocalText | None = None
    x: Decimal | None = None
    """Of a spot on a picture: per cent of its width from the left, of its height from the top."""
    y: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(Question):
    """Each item belongs to one of the choices; a choice may belong to several items or to none."""

    items: tuple[Place, ...]
    choices: tuple[Choice, ...]
    shuffle: bool = True
    partial: bool = False
    """Each item that is right earns its part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label(Matching):
    """Matching whose items are spots on `picture`, numbered from 1."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far from the key an answer may lie; zero means exact."""

    absolute: Decimal = Decimal(0)
    relative: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Question):
    """A number, with its unit beside the field or, with `unit_choices`, chosen by the learner."""

    value: Decimal
    unit: str | None = None
    """An id of `schemas/units.json`."""
    unit_choices: tuple[str, ...] = ()
    tolerance: Tolerance = field(default_factory=Tolerance)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A known way to go wrong: an answer equal to `formula` is told so in practice."""

    formula: str
    feedback: LocalText


class AnswerForm(StrEnum):
    """`clock`: minutes after midnight, typed as 13.45. `yes-no`: whether a comparison holds."""

    NUMBER = "number"
    CLOCK = "clock"
    YES_NO = "yes-no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation(Question):
    """
    A generated item: one variant for every combination of `parameters` that meets `conditions`.

    `text` names parameters and derived values as `{name}`. Formulas are arithmetic over those
    names, computed in exact fractions. The answer of every variant lies within
    `minimum`..`maximum` and is exact at `decimals` decimals (or is rounded, when `rounded`).
    A part of a case has the case's parameters, derived values and conditions.
    """

    parameters: Mapping[str, tuple[Decimal, ...]]
    derived: Mapping[str, str]
    conditions: tuple[str, ...]
    formula: str
    unit: str | None
    unit_choices: tuple[str, ...] = ()
    decimals: int = 0
    rounded: bool = False
    minimum: Decimal
    maximum: Decimal
    mistakes: tuple[Mistake, ...] = ()
    form: AnswerForm = AnswerForm.NUMBER
    choose: bool = False
    """The answer is chosen among the right one and the mistakes."""
    clocks: tuple[str, ...] = ()
    """Names whose numbers are minutes after midnight and are shown as 13.45."""
    case_text: LocalText | None = None
    """What stands above a part of a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Question):
    """
    One text with questions under it, answered and scored together; right when all of them are.

    The parts are no cases. Their ids are their own; topic, criticality and law are the case's.
    All parts that calculate have the same numbers, and so the same variants.
    """

    parts: tuple[Question, ...]


class Use(StrEnum):
    """What a bank is for. Nothing of a `certify` bank enters a bundle, a practice or a package."""

    PRACTICE = "practice"
    CERTIFY = "certify"


@dataclass(frozen=True, slots=True)
class QuestionBank:
    id: str
    use: Use
    title: LocalText
    example: bool
    """An example to be replaced by a private bank before anyone is certified."""
    questions: tuple[Question, ...]


class Kind(StrEnum):
    PRACTICE = "practice"
    PASS = "pass"  # noqa: S105 - the pass test
    PLACEMENT = "placement"


@dataclass(frozen=True, slots=True)
class Draw:
    """
    Take `count` questions of `topic` from the blueprint's banks.

    difficulty: only those; None for any.
    critical: at least so many of them are critical.
    groups: only for these; empty for everybody.
    """

    topic: str
    count: int
    difficulty: int | None = None
    critical: int = 0
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PassRule:
    """What a pass takes: a share of the points, and everything right in some topics."""

    percent: int
    all_right: tuple[str, ...] = ()
    """Topics in which every question must be right."""
    critical_right: bool = True


@dataclass(frozen=True, slots=True)
class Threshold:
    """The share of the points from which a placement test sends people to a path."""

    path: str
    percent: int


@dataclass(frozen=True, slots=True)
class OpenHours:
    """
    When a test can be started, in Norwegian time.

    days: 0 for Monday to 6 for Sunday. first, last: as `08:00`; the last minute belongs to it.
    """

    days: tuple[int, ...]
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Bound:
    """How far a localization may change one setting of a test."""

    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """
    A practice test, the pass test or the placement test, and the blueprint it is drawn by.

    A practice test has no pass rule, no limit, and tells the answer at once. The other two are
    drawn and scored on the server when the course is served. A placement test cannot be failed:
    it finds the learning path that fits.
    """

    id: str
    kind: Kind
    title: LocalText
    intro: LocalText
    banks: tuple[str, ...]
    draws: tuple[Draw, ...]
    rule: PassRule | None = None
    time_limit: timedelta | None = None
    attempts: int | None = None
    """How many times the test may be taken; None for no limit."""
    thresholds: tuple[Threshold, ...] = ()
    """Of a placement test; below all of them the longest path is the one."""
    wait: timedelta | None = None
    """From the end of one attempt to the start of the next."""
    requires_completed: bool = False
    """Every lesson of the learner's plan must have been read first."""
    open: tuple[OpenHours, ...] = ()
    """When it can be started; always where there are none."""
    session_code: bool = False
    """It starts with a code that the invigilator gives."""
    bounds: Mapping[str, Bound] = field(default_factory=dict)
    """What a localization may change: `attempts`, `wait`, `time_limit`, `percent`."""


@dataclass(frozen=True, slots=True)
class TaskScope:
    """
    A task, or a kind of tasks, that a leader may decide on.

    groups: only for who took the test of one of these; empty for everybody.
    """

    id: str
    title: LocalText
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that whoever signs off has seen the employee do."""

    id: str
    text: LocalText


@dataclass(frozen=True, slots=True)
class CertificateRules:
    """
    What it takes to be certified, for which tasks, and for how long at most.

    renewal_test: a shorter one that counts as `test` does, for whoever renews a certificate that
        still holds; None where everybody takes the whole test again.
    """

    test: str
    scopes: tuple[TaskScope, ...]
    observations: tuple[Observation, ...]
    sign_off_intro: LocalText | None = None
    months: int = 36
    renewal_days: int = 90
    renewal_test: str | None = None


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
