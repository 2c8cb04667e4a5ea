"""
What one answer is worth.

A response is one string, the same in the player, in stored state and over the wire: an option
id (`b`), the ids of all ticked options (`acd`), `t` or `f`, or a typed number, followed by `|`
and the id of a unit where the unit is chosen (`2,5|ml`). The empty string is no answer.

The player scores practice in TypeScript; `tests/vectors/scoring.json` holds both to the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from courseware import units
from courseware.calculation import Variant
from courseware.model import (
    Calculation,
    MultipleChoice,
    Numeric,
    Question,
    SingleChoice,
    Tolerance,
    TrueFalse,
)
from courseware.numbers import parse_number

EXACT = Tolerance()


@dataclass(frozen=True, slots=True)
class Item:
    """A question as it was asked: of a calculation, which variant."""

    question: Question
    variant: Variant | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    earned, possible: points; `earned` is exact, so that a third and two thirds make one.
    value_correct, unit_correct: of a number; None where nothing was answered or no unit chosen.
    mistake: which of the question's known mistakes the answer is, counted from 0.
    """

    correct: bool
    earned: Fraction
    possible: int
    value_correct: bool | None = None
    unit_correct: bool | None = None
    mistake: int | None = None


def score(item: Item, response: str) -> Verdict:
    """Judge a response; anything that is no answer to the question is a wrong one."""
    question = item.question
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
        case Numeric():
            return _number(question, question.value, question.tolerance, (), response)
        case Calculation():
            if item.variant is None:
                raise ValueError(f"the calculation {question.id!r} is scored without its variant")
            return _number(question, item.variant.answer, EXACT, item.variant.mistakes, response)
    raise TypeError(f"no such type of question: {type(question).__name__}")


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
    net = max(0, len(ticked & right) - len(ticked - right))
    return Verdict(False, Fraction(question.points * net, len(right)), question.points)


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
