"""
What one answer is worth.

A response is one string, the same in the player, in stored state and over the wire: an option
id (`b`), the ids of all ticked options (`acd`), `t` or `f`, the ids of things in the order given
(`cab`), each matched thing followed by its choice (`1b2a`), or a typed number, followed by `|` and
the id of a unit where the unit is chosen (`2,5|ml`), or a time (`13.45`). The response to a case is
those of its parts with `_` between (`b_2,5_t`). The empty string is no answer.

The player scores practice in TypeScript; `tests/vectors/scoring.json` holds both to the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from courseware import units
from courseware.calculation import Variant
from courseware.model import (
    AnswerForm,
    Calculation,
    Case,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Question,
    SingleChoice,
    Tolerance,
    TrueFalse,
)
from courseware.numbers import parse_clock, parse_number

EXACT = Tolerance()

MAX_RESPONSE = 255
"""Characters of one answer, as it is stored and as SCORM 1.2 takes it (CMIFeedback, 255)."""

PARTS = "_"
"""Between the responses to a case's parts."""


@dataclass(frozen=True, slots=True)
class Item:
    """
    A question as it was asked: of a calculation, which variant. Of a case each part, and a variant
    that has the numbers of its text.
    """

    question: Question
    variant: Variant | None = None
    parts: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    earned, possible: points; `earned` is exact, so that a third and two thirds make one.
    value_correct, unit_correct: of a number; None where nothing was answered or no unit chosen.
    mistake: which of the question's known mistakes the answer is, counted from 0.
    parts: of a case, what each part is worth.
    """

    correct: bool
    earned: Fraction
    possible: int
    value_correct: bool | None = None
    unit_correct: bool | None = None
    mistake: int | None = None
    parts: tuple[Verdict, ...] = ()


def score(item: Item, response: str) -> Verdict:
    """Judge a response; anything that is no answer to the question is a wrong one."""
    question = item.question
    if isinstance(question, Case):
        return _parts(item, response)
    if response == "":
        return _all_or_nothing(question, correct=False)
    match question:
        case SingleChoice():
            right = {option.id for option in question.options if option.correct}
            return _all_or_nothing(question, correct=response in right)
        case MultipleChoice():
            return _ticks(question, response)
        case TrueFalse():
            return _all_or_nothing(question, correct=response == ("t" if question.answer else "f"))
        case Ordering():
            return _ordering(question, response)
        case Matching():
            return _matching(question, response)
        case Numeric():
            return _number(question, question.value, question.tolerance, (), response)
        case Calculation():
            if item.variant is None:
                raise ValueError(f"the calculation {question.id!r} is scored without its variant")
            return _calculated(question, item.variant, response)
    raise TypeError(f"no such type of question: {type(question).__name__}")


def _parts(item: Item, response: str) -> Verdict:
    """Right when every part is; every part earns its own points."""
    given = response.split(PARTS)
    if len(given) != len(item.parts):
        given = [""] * len(item.parts)
    parts = tuple(score(part, text) for part, text in zip(item.parts, given, strict=True))
    return Verdict(
        correct=all(part.correct for part in parts),
        earned=sum((part.earned for part in parts), Fraction(0)),
        possible=sum(part.possible for part in parts),
        parts=parts,
    )


def _calculated(question: Calculation, variant: Variant, response: str) -> Verdict:
    match question.form:
        case AnswerForm.YES_NO:
            return _all_or_nothing(question, correct=response == ("t" if variant.answer else "f"))
        case AnswerForm.CLOCK:
            return _clock(question, variant, response)
        case AnswerForm.NUMBER:
            return _number(question, variant.answer, EXACT, variant.mistakes, response)


def _clock(question: Calculation, variant: Variant, response: str) -> Verdict:
    minutes = parse_clock(response)
    correct = minutes == variant.answer
    known = None if correct or minutes is None else _mistake(variant.mistakes, {Fraction(minutes)})
    points = Fraction(question.points if correct else 0)
    return Verdict(correct, points, question.points, value_correct=correct, mistake=known)


def _all_or_nothing(question: Question, *, correct: bool) -> Verdict:
    return Verdict(correct, Fraction(question.points if correct else 0), question.points)


def _ticks(question: MultipleChoice, response: str) -> Verdict:
    """Every right tick counts up and every wrong one down, never below nothing."""
    right = {option.id for option in question.options if option.correct}
    ticked = set(response)
    genuine = len(ticked) == len(response) and ticked <= {option.id for option in question.options}
    correct = genuine and ticked == right
    if correct or not genuine or not question.partial:
        return _all_or_nothing(question, correct=correct)
    return _part(question, max(0, len(ticked & right) - len(ticked - right)), len(right))


def _part(question: Question, right: int, of: int) -> Verdict:
    return Verdict(right == of, Fraction(question.points * right, of), question.points)


def _ordering(question: Ordering, response: str) -> Verdict:
    """Every thing must be there once; in part, each right step from one to the next counts."""
    right = "".join(item.id for item in question.items)
    if sorted(response) != sorted(right) or not question.partial:
        return _all_or_nothing(question, correct=response == right)
    steps = set(pairwise(right))
    return _part(question, sum(step in steps for step in pairwise(response)), len(steps))


def matched(question: Matching, response: str) -> dict[str, str] | None:
    """The choice given to each item that has one; None where the text is no such answer."""
    pairs = dict(zip(response[::2], response[1::2], strict=False))
    items = {item.id for item in question.items}
    choices = {choice.id for choice in question.choices}
    whole = 2 * len(pairs) == len(response)
    return pairs if whole and pairs.keys() <= items and choices.issuperset(pairs.values()) else None


def _matching(question: Matching, response: str) -> Verdict:
    given = matched(question, response) or {}
    right = sum(given.get(item.id) == item.choice for item in question.items)
    if question.partial:
        return _part(question, right, len(question.items))
    return _all_or_nothing(question, correct=right == len(question.items))


def _number(
    question: Numeric | Calculation,
    key: Decimal,
    tolerance: Tolerance,
    mistakes: tuple[Decimal | None, ...],
    response: str,
) -> Verdict:
    typed, chosen = response, None
    if question.unit_choices:
        typed, _, unit_id = response.partition("|")
        chosen = unit_id if unit_id in question.unit_choices else ""
    number = parse_number(typed)
    face = None if number is None else Fraction(number)
    quantity = face if chosen is None else _in_unit(face, chosen, question.unit)

    same = quantity is not None and _within(quantity, key, tolerance)
    value_correct = same or (face is not None and _within(face, key, tolerance))
    unit_correct = None if chosen is None else same or chosen == question.unit
    correct = value_correct and unit_correct is not False
    return Verdict(
        correct=correct,
        earned=Fraction(question.points if correct else 0),
        possible=question.points,
        value_correct=value_correct,
        unit_correct=unit_correct,
        mistake=None if value_correct else _mistake(mistakes, {face, quantity}),
    )


def _in_unit(amount: Fraction | None, chosen: str, key_unit: str | None) -> Fraction | None:
    """The amount in the key's unit; None where the units do not compare."""
    if amount is None or not chosen or key_unit is None:
        return None
    return units.convert(amount, units.unit(chosen), units.unit(key_unit))


def _within(value: Fraction, key: Decimal, tolerance: Tolerance) -> bool:
    """Both bounds belong to the tolerance; the wider of the two counts."""
    target = Fraction(key)
    allowed = max(Fraction(tolerance.absolute), Fraction(tolerance.relative) * abs(target))
    return abs(value - target) <= allowed


def _mistake(mistakes: tuple[Decimal | None, ...], typed: set[Fraction | None]) -> int | None:
    for index, value in enumerate(mistakes):
        if value is not None and Fraction(value) in typed:
            return index
    return None
