"""
How a calculation item is made, read from its question: names, formulas and what the text shows.

What is wrong whatever the numbers are is found here; `courseware.calculation` goes through the
variants.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import prod
from typing import TypeVar

from courseware.formula import FUNCTIONS, NAME, Condition, Formula, FormulaError, condition, formula
from courseware.model import AnswerForm, Calculation, Language, LocalText
from courseware.numbers import format_number

MAX_COMBINATIONS = 20_000
"""Combinations of one question's parameters, before the conditions."""

MAX_VALUE = 10**9
MAX_VALUE_DECIMALS = 9
"""Of a parameter. Vials hold 10 000 IE and tablets 0,025 mg."""

_PLACEHOLDER = re.compile(r"(?<!\{)\{([^{}\s]*)\}(?!\})")

_Read = TypeVar("_Read", Formula, Condition)


@dataclass(frozen=True, slots=True)
class Fault:
    """
    What makes a calculation unfair or impossible.

    code: names the text in the author catalogue (`calculation-…`, `formula-…`).
    values: what the text's placeholders stand for; `example` is a combination such as
        `S = 5, n = 0,5` where it goes wrong.
    place: what to mend, as a path inside the question: `derived.D`, `mistakes[0].formula`.
    """

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    place: str = ""


@dataclass(frozen=True, slots=True)
class Recipe:
    """
    derived: in the order that they are computed in; each may use those before it.
    shown: the names that the text of each language shows.
    """

    parameters: tuple[tuple[str, tuple[Decimal, ...]], ...]
    derived: tuple[tuple[str, Formula], ...]
    conditions: tuple[Condition, ...]
    answer: Formula | Condition
    mistakes: tuple[Formula, ...]
    shown: Mapping[Language, tuple[str, ...]]


def placeholders(text: str) -> tuple[str, ...]:
    """The names that a text shows as `{S}`; `{{ variable }}` is something else."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def whole_text(question: Calculation) -> LocalText:
    """All that the learner reads of it, the case that it is part of included."""
    above = question.case_text or {}
    return {
        language: f"{above.get(language, '')} {text}".lstrip()
        for language, text in question.text.items()
    }


def read_recipe(question: Calculation) -> tuple[Recipe | None, list[Fault]]:
    """The recipe, or None together with the faults that hinder it."""
    reader = _Reader(set(question.parameters))
    reader.faults += [*_naming(question), *_sizes(question), *_strangers(question)]
    derived = []
    for name, source in question.derived.items():
        parsed = reader.read(formula, source, f"derived.{name}")
        if parsed is not None:
            derived.append((name, parsed))
        reader.known.add(name)
    conditions = reader.read_all(condition, question.conditions, "conditions[{}]")
    answer: Formula | Condition | None
    if question.form is AnswerForm.YES_NO:
        answer = reader.read(condition, question.formula, "answer.formula")
    else:
        answer = reader.read(formula, question.formula, "answer.formula")
    sources = [mistake.formula for mistake in question.mistakes]
    mistakes = reader.read_all(formula, sources, "mistakes[{}].formula")
    if reader.faults or answer is None:
        return None, reader.faults
    recipe = Recipe(
        parameters=tuple(question.parameters.items()),
        derived=tuple(derived),
        conditions=conditions,
        answer=answer,
        mistakes=mistakes,
        shown={language: placeholders(text) for language, text in whole_text(question).items()},
    )
    return recipe, list(_unused(recipe))


@dataclass(slots=True)
class _Reader:
    """Reads formulas and collects what is wrong with them. `known` are the names with a value."""

    known: set[str]
    faults: list[Fault] = field(default_factory=list)

    def read(self, reader: Callable[[str], _Read], source: str, place: str) -> _Read | None:
        try:
            parsed = reader(source)
        except FormulaError as error:
            self.faults.append(Fault(error.code, error.values, place))
            return None
        for name in sorted(parsed.names - self.known):
            values = {"formula": source, "name": name}
            self.faults.append(Fault("formula-unknown-name", values, place))
        return parsed

    def read_all(
        self, reader: Callable[[str], _Read], sources: Iterable[str], place: str
    ) -> tuple[_Read, ...]:
        read = [
            self.read(reader, source, place.format(index)) for index, source in enumerate(sources)
        ]
        return tuple(parsed for parsed in read if parsed is not None)


def _naming(question: Calculation) -> Iterator[Fault]:
    """Names must be ones that a formula can use, each given once."""
    for kind, names in (("parameters", question.parameters), ("derived", question.derived)):
        for name in names:
            twice = kind == "derived" and name in question.parameters
            if twice or not NAME.fullmatch(name) or name in FUNCTIONS:
                yield Fault("calculation-name", {"name": name}, f"{kind}.{name}")


def _sizes(question: Calculation) -> Iterator[Fault]:
    for name, numbers in question.parameters.items():
        place = f"parameters.{name}"
        if not numbers:
            yield Fault("calculation-parameter-empty", {"name": name}, place)
        for number in numbers:
            if not _is_modest(number):
                yield Fault(
                    "calculation-parameter-size",
                    {"name": name, "limit": MAX_VALUE, "decimals": MAX_VALUE_DECIMALS},
                    place,
                )
                break
        else:
            for number in sorted({number for number in numbers if numbers.count(number) > 1}):
                twice = {"name": name, "value": format_number(number)}
                yield Fault("calculation-parameter-repeated", twice, place)
    count = prod(len(numbers) for numbers in question.parameters.values())
    if count > MAX_COMBINATIONS:
        many = {"count": count, "limit": MAX_COMBINATIONS}
        yield Fault("calculation-too-many", many, "parameters")


def _is_modest(number: Decimal) -> bool:
    """Decided without writing the number out: `1e999999999` must cost nothing."""
    exponent = number.as_tuple().exponent
    return (
        isinstance(exponent, int)  # neither infinite nor NaN
        and exponent >= -MAX_VALUE_DECIMALS
        and number.copy_abs() <= MAX_VALUE
    )


def _strangers(question: Calculation) -> Iterator[Fault]:
    """The text may show parameters and derived values only; no other text has the numbers."""
    for kind, local in (("text", question.text), ("case_text", question.case_text or {})):
        for language, text in local.items():
            for name in placeholders(text):
                if name not in question.parameters and name not in question.derived:
                    yield Fault("calculation-placeholder", {"name": name}, f"{kind}.{language}")
    for index, name in enumerate(question.clocks):
        if name not in question.parameters and name not in question.derived:
            yield Fault("calculation-placeholder", {"name": name}, f"clocks[{index}]")
    texts: dict[str, str] = {}
    if question.feedback is not None:
        texts |= {f"feedback.{language}": text for language, text in question.feedback.items()}
    for index, mistake in enumerate(question.mistakes):
        for language, text in mistake.feedback.items():
            texts[f"mistakes[{index}].feedback.{language}"] = text
    for place, text in texts.items():
        for name in placeholders(text):
            yield Fault("calculation-placeholder-here", {"name": name}, place)


def _unused(recipe: Recipe) -> Iterator[Fault]:
    """A value that neither the learner nor a formula sees was meant for something."""
    used = {name for names in recipe.shown.values() for name in names}
    used |= recipe.answer.names
    used = used.union(*(part.names for part in recipe.conditions))
    used = used.union(*(part.names for part in recipe.mistakes))
    for name, derived in reversed(recipe.derived):
        if name in used:
            used |= derived.names
        else:
            yield Fault("calculation-unused", {"name": name}, f"derived.{name}")
    for name, _ in recipe.parameters:
        if name not in used:
            yield Fault("calculation-unused", {"name": name}, f"parameters.{name}")
