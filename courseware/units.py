"""The units of `schemas/units.json`: what they are called and how they compare."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from typing import Any

from courseware import locate
from courseware.model import Language


@dataclass(frozen=True, slots=True)
class Label:
    """A unit's name beside a number: `1 tablett`, `2 tabletter`."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Unit:
    """
    factor: how many of the smallest unit of its dimension one of this unit is. Two units
        compare only when they share a dimension.
    """

    id: str
    dimension: str
    factor: Fraction
    short: Mapping[Language, Label]
    long: Mapping[Language, Label]
    spellings: tuple[str, ...]


def unit(unit_id: str) -> Unit:
    """The unit of that id; KeyError where there is none."""
    return table()[unit_id]


def named(spelling: str) -> Unit | None:
    """The unit that an author means by a spelling such as `tabl` or `ml/t`, if any."""
    return _spellings().get(spelling.strip())


def nearest(word: str) -> str:
    """The id of the unit whose name or spelling comes nearest to a word; empty where none does."""
    names = {
        name.casefold(): unit.id
        for unit in table().values()
        for label in unit.long.values()
        for name in (label.one, label.other, *unit.spellings)
    }
    close = get_close_matches(word.casefold(), names, n=1)
    return names[close[0]] if close else ""


def convert(amount: Fraction, source: Unit, target: Unit) -> Fraction | None:
    """The same quantity in another unit; None where the units measure different things."""
    if source.dimension != target.dimension:
        return None
    return amount * source.factor / target.factor


@cache
def table() -> Mapping[str, Unit]:
    """Every unit by its id, in the order of the file."""
    text = (locate.schemas() / "units.json").read_text(encoding="utf-8")
    return {entry["id"]: _unit(entry) for entry in json.loads(text)["units"]}


@cache
def _spellings() -> Mapping[str, Unit]:
    return {spelling: unit for unit in table().values() for spelling in (unit.id, *unit.spellings)}


def _unit(entry: Mapping[str, Any]) -> Unit:
    return Unit(
        id=entry["id"],
        dimension=entry["dimension"],
        factor=Fraction(entry["factor"]),
        short=_labels(entry["short"]),
        long=_labels(entry["long"]),
        spellings=tuple(entry["spellings"]),
    )


def _labels(entry: Mapping[Language, Mapping[str, str]]) -> Mapping[Language, Label]:
    return {language: Label(**forms) for language, forms in entry.items()}
