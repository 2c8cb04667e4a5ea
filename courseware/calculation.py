"""
Generated calculation items: every variant of a question, and the proof that all of them are fair.

A question with parameters stands for one variant of each combination that meets its conditions.
The whole range is computed in exact fractions when the course is checked, so that nobody meets a
dose of 2,3333 tablets in a test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import product

from courseware.errors import FaultyCalculation
from courseware.formula import FormulaError
from courseware.model import AnswerForm, Calculation, Case, Question
from courseware.numbers import DAY, exact_decimal, format_clock, format_number, round_half_up
from courseware.recipe import Fault, Recipe, read_recipe
from courseware.wording import unsaid

SHOWN_DECIMALS = 6
"""Of a value in a text. A known mistake with more is compared rounded."""

MISTAKE_DECIMALS = 2
"""Of a known mistake that never ends, such as 1/3: people type 0,33."""


LEAST_CHOICES = 3
"""Answers to choose among, the right one included."""


@dataclass(frozen=True, slots=True)
class Variant:
    """
    One item that a question generates.

    values: parameters and derived values by name, exact.
    answer: of a clock the minutes after midnight, of yes or no 1 or 0.
    mistakes: what each known mistake gives; None where that is the right answer.
    clocks: names of the values that are times.
    """

    values: Mapping[str, Fraction]
    answer: Decimal
    mistakes: tuple[Decimal | None, ...]
    clocks: tuple[str, ...] = ()

    def written(self) -> dict[str, str]:
        """The values as they stand in a Norwegian text; those that never end are not shown."""
        ends = {name: exact_decimal(value, SHOWN_DECIMALS) for name, value in self.values.items()}
        return {
            name: format_clock(int(value)) if name in self.clocks else format_number(value)
            for name, value in ends.items()
            if value is not None
        }

    def choices(self) -> tuple[Decimal, ...]:
        """The right answer among the known mistakes, from the least to the greatest."""
        wrong = {value for value in self.mistakes if value is not None}
        return tuple(sorted(wrong | {self.answer}))


def generated(question: Question) -> tuple[Calculation, ...]:
    """The calculations in a question: itself, those of a case, or none. They vary together."""
    parts = question.parts if isinstance(question, Case) else (question,)
    return tuple(part for part in parts if isinstance(part, Calculation))


def variant_count(question: Question) -> int:
    """How many variants there are; 0 for a question that has no numbers of its own."""
    made = generated(question)
    return len(variants(made[0])) if made else 0


def variants(question: Calculation) -> tuple[Variant, ...]:
    """
    Every variant, the first parameter's values outermost, in the question's own order.

    Raises FaultyCalculation where it cannot be computed as written. What the text leaves unsaid is
    for authors: a released question is asked and scored as it was.
    """
    examined = _examine(_ByContent(repr(question), question))
    if examined.faults:
        codes = ", ".join(sorted({fault.code for fault in examined.faults}))
        raise FaultyCalculation(f"The calculation {question.id!r} has faults: {codes}.")
    return examined.variants


def faults(question: Calculation) -> list[Fault]:
    """Everything that is wrong in any variant; each kind once for each place."""
    examined = _examine(_ByContent(repr(question), question))
    return [*examined.faults, *examined.unsaid]


@dataclass(frozen=True, slots=True)
class _ByContent:
    """A question as a key: its mappings have no hash, and its range is computed only once."""

    content: str
    question: Calculation = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Examined:
    variants: tuple[Variant, ...]
    faults: tuple[Fault, ...]
    unsaid: tuple[Fault, ...] = ()


@lru_cache(maxsize=256)
def _examine(key: _ByContent) -> _Examined:
    recipe, found = read_recipe(key.question)
    if recipe is None:
        return _Examined((), tuple(found))
    report = _Report()
    made = tuple(_compute(key.question, recipe, report))
    found += report.faults()
    if not made and not found:
        found.append(Fault("calculation-no-variants", {}, "conditions"))
    found += _useless_mistakes(made)
    found += _same_texts(recipe, made)
    found += _foregone(key.question, made)
    left_out = unsaid(key.question, recipe, [variant.answer for variant in made])
    return _Examined(made, tuple(found), tuple(left_out))


@dataclass(slots=True)
class _Report:
    """The first example of each kind of fault at each place, and how many variants have it."""

    first: dict[tuple[str, str], dict[str, str | int]] = field(default_factory=dict)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, code: str, place: str, at: Mapping[str, Fraction], **values: str | int) -> None:
        self.first.setdefault((code, place), {"example": _combination(at), **values})
        self.counts[code, place] = self.counts.get((code, place), 0) + 1

    def faults(self) -> Iterator[Fault]:
        for (code, place), values in self.first.items():
            yield Fault(code, {**values, "count": self.counts[code, place]}, place)


def _compute(question: Calculation, recipe: Recipe, report: _Report) -> Iterator[Variant]:
    names = [name for name, _ in recipe.parameters]
    ranges = [[Fraction(number) for number in numbers] for _, numbers in recipe.parameters]
    for combination in product(*ranges):
        parameters = dict(zip(names, combination, strict=True))
        place = ""
        try:
            values = dict(parameters)
            for name, derived in recipe.derived:
                place = f"derived.{name}"
                values[name] = derived.value(values)
            for index, condition in enumerate(recipe.conditions):
                place = f"conditions[{index}]"
                if not condition.holds(values):
                    break
            else:
                place = "answer.formula"
                answer = _answer(question, recipe.answer.value(values), parameters, report)
                mistakes = []
                for index, mistake in enumerate(recipe.mistakes):
                    place = f"mistakes[{index}].formula"
                    mistakes.append(_mistake(question, mistake.value(values), answer))
                _shown_values(question, recipe, values, parameters, report)
                made = Variant(values, answer, tuple(mistakes), question.clocks)
                _choices(question, made, parameters, report)
                yield made
        except FormulaError as error:
            report.add(error.code, place, parameters, **error.values)


def _answer(
    question: Calculation, exact: Fraction, at: Mapping[str, Fraction], report: _Report
) -> Decimal:
    """The key, rounded where the question says so; what is wrong with it goes to the report."""
    if question.form is AnswerForm.YES_NO:
        return Decimal(int(exact))
    rounded = round_half_up(exact, question.decimals)
    answer = exact_decimal(rounded, question.decimals)
    assert answer is not None  # noqa: S101 - it was rounded to just that
    if not question.rounded and rounded != exact:
        report.add(
            "calculation-not-exact",
            "answer.decimals",
            at,
            answer=_approximately(exact),
            decimals=question.decimals,
        )
    if question.rounded and (exact * 10**question.decimals * 2) % 2 == 1:
        report.add("calculation-tie", "answer.rounded", at, answer=_approximately(exact))
    if not question.minimum <= answer <= question.maximum:
        report.add(
            "calculation-out-of-bounds",
            "answer",
            at,
            answer=_approximately(exact),
            minimum=format_number(question.minimum),
            maximum=format_number(question.maximum),
        )
    return answer % DAY if question.form is AnswerForm.CLOCK else answer


def _mistake(question: Calculation, exact: Fraction, answer: Decimal) -> Decimal | None:
    value = exact_decimal(exact, SHOWN_DECIMALS)
    if value is None:
        places = max(question.decimals, MISTAKE_DECIMALS)
        value = exact_decimal(round_half_up(exact, places), places)
        assert value is not None  # noqa: S101 - it was rounded to just that
    if question.form is AnswerForm.CLOCK:
        value %= DAY
    return None if value == answer else value


def _shown_values(
    question: Calculation,
    recipe: Recipe,
    values: Mapping[str, Fraction],
    at: Mapping[str, Fraction],
    report: _Report,
) -> None:
    """A number in a text must be one that can be written down, and a time a whole minute."""
    for name in {name for names in recipe.shown.values() for name in names}:
        decimals = 0 if name in question.clocks else SHOWN_DECIMALS
        if exact_decimal(values[name], decimals) is None:
            place = f"derived.{name}" if name in question.derived else f"parameters.{name}"
            code = "calculation-clock" if name in question.clocks else "calculation-value-endless"
            report.add(code, place, at, name=name)


def _choices(
    question: Calculation, made: Variant, at: Mapping[str, Fraction], report: _Report
) -> None:
    """Who chooses must have something to choose between, and nothing that is no sensible answer."""
    if not question.choose or question.form is AnswerForm.YES_NO:
        return
    choices = made.choices()
    if len(choices) < LEAST_CHOICES:
        report.add("calculation-few-choices", "mistakes", at, limit=LEAST_CHOICES)
    odd = [choice for choice in choices if choice < 0]
    if odd and question.minimum >= 0:
        report.add("calculation-odd-choice", "mistakes", at, value=format_number(odd[0]))


def _useless_mistakes(made: tuple[Variant, ...]) -> Iterator[Fault]:
    """A mistake that gives the right answer in every variant is no mistake."""
    for index in range(len(made[0].mistakes) if made else 0):
        if all(variant.mistakes[index] is None for variant in made):
            number = {"number": index + 1}
            yield Fault("calculation-mistake-is-answer", number, f"mistakes[{index}].formula")


def _foregone(question: Calculation, made: tuple[Variant, ...]) -> Iterator[Fault]:
    """Yes in every variant, or no: then nothing is asked."""
    if question.form is AnswerForm.YES_NO and len({variant.answer for variant in made}) == 1:
        yield Fault("calculation-foregone", {}, "answer.formula")


def _same_texts(recipe: Recipe, made: tuple[Variant, ...]) -> Iterator[Fault]:
    """Two variants that read alike are one question, or one with two answers."""
    parameters = [name for name, _ in recipe.parameters]
    for language, names in recipe.shown.items():
        seen: dict[tuple[Fraction, ...], Variant] = {}
        for variant in made:
            text = tuple(variant.values[name] for name in names)
            other = seen.setdefault(text, variant)
            if other is not variant:
                values = {
                    "example": _combination({name: other.values[name] for name in parameters}),
                    "other": _combination({name: variant.values[name] for name in parameters}),
                }
                yield Fault("calculation-same-text", values, f"text.{language}")
                break


def _combination(values: Mapping[str, Fraction]) -> str:
    return ", ".join(f"{name} = {_approximately(value)}" for name, value in values.items())


def _approximately(value: Fraction) -> str:
    """For an author to recognise: at most six decimals."""
    exact = exact_decimal(round_half_up(value, SHOWN_DECIMALS), SHOWN_DECIMALS)
    assert exact is not None  # noqa: S101 - it was rounded to just that
    return format_number(exact)
