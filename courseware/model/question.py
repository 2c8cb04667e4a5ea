"""Questions of every type, and the banks they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from courseware.model.text import LocalText


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
