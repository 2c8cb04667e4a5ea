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
from courseware.model import Calculation
from courseware.numbers import exact_decimal, format_number, round_half_up
from courseware.recipe import Fault, Recipe, read_recipe

SHOWN_DECIMALS = 6
"""Of a value in a text. A known mistake with more is compared rounded."""

MISTAKE_DECIMALS = 2
"""Of a known mistake that never ends, such as 1/3: people type 0,33."""


@dataclass(frozen=True, slots=True)
class Variant:
    """
    One item that a question generates.

    values: parameters and derived values by name, exact.
    mistakes: what each known mistake gives; None where that is the right answer.
    """

    values: Mapping[str, Fraction]
    answer: Decimal
    mistakes: tuple[Decimal | None, ...]

    def written(self) -> dict[str, str]:
        """The values as they stand in a Norwegian text; those that never end are not shown."""
        ends = {name: exact_decimal(value, SHOWN_DECIMALS) for name, value in self.values.items()}
        return {name: format_number(value) for name, value in ends.items() if value is not None}


def variants(question: Calculation) -> tuple[Variant, ...]:
    """
    Every variant, the first parameter's values outermost, in the question's own order.

    Raises FaultyCalculation where `faults` finds any.
    """
    examined = _examine(_ByContent(repr(question), question))
    if examined.faults:
        codes = ", ".join(sorted({fault.code for fault in examined.faults}))
        raise FaultyCalculation(f"The calculation {question.id!r} has faults: {codes}.")
    return examined.variants


def faults(question: Calculation) -> list[Fault]:
    """Everything that is wrong in any variant; each kind once for each place."""
    return list(_examine(_ByContent(repr(question), question)).faults)


@dataclass(frozen=True, slots=True)
class _ByContent:
    """A question as a key: its mappings have no hash, and its range is computed only once."""

    content: str
    question: Calculation = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Examined:
    variants: tuple[Variant, ...]
    faults: tuple[Fault, ...]


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
    return _Examined(made, tuple(found))


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
                    mistakes.append(_mistake(mistake.value(values), answer, question.decimals))
                _shown_values(recipe, values, parameters, report)
                yield Variant(values, answer, tuple(mistakes))
        except FormulaError as error:
            report.add(error.code, place, parameters, **error.values)


def _answer(
    question: Calculation, exact: Fraction, at: Mapping[str, Fraction], report: _Report
) -> Decimal:
    """The key, rounded where the question says so; what is wrong with it goes to the report."""
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
    if not question.minimum <= answer <= question.maximum:
        report.add(
            "calculation-out-of-bounds",
            "answer",
            at,
            answer=_approximately(exact),
            minimum=format_number(question.minimum),
            maximum=format_number(question.maximum),
        )
    return answer


def _mistake(exact: Fraction, answer: Decimal, decimals: int) -> Decimal | None:
    value = exact_decimal(exact, SHOWN_DECIMALS)
    if value is None:
        places = max(decimals, MISTAKE_DECIMALS)
        value = exact_decimal(round_half_up(exact, places), places)
    return None if value == answer else value


def _shown_values(
    recipe: Recipe, values: Mapping[str, Fraction], at: Mapping[str, Fraction], report: _Report
) -> None:
    """A number in a text must be one that can be written down."""
    for name in {name for names in recipe.shown.values() for name in names}:
        if exact_decimal(values[name], SHOWN_DECIMALS) is None:
            place = f"derived.{name}"
            report.add("calculation-value-endless", place, at, name=name)


def _useless_mistakes(made: tuple[Variant, ...]) -> Iterator[Fault]:
    """A mistake that gives the right answer in every variant is no mistake."""
    for index in range(len(made[0].mistakes) if made else 0):
        if all(variant.mistakes[index] is None for variant in made):
            number = {"number": index + 1}
            yield Fault("calculation-mistake-is-answer", number, f"mistakes[{index}].formula")


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
