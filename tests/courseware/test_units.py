from __future__ import annotations

import json
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware import locate, units

amounts = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=1000)
ids = st.sampled_from(sorted(units.table()))


@pytest.mark.parametrize(
    ("amount", "source", "target", "expected"),
    [
        ("1", "g", "mg", "1000"),
        ("250", "mikrogram", "mg", "0.25"),
        ("1", "kg", "mikrogram", "1000000000"),
        ("1", "l", "dl", "10"),
        ("2.5", "ml", "l", "0.0025"),
        ("1.5", "time", "min", "90"),
        ("20", "min", "time", "1/3"),
        ("3", "tablett", "tablett", "3"),
    ],
)
def test_a_quantity_is_the_same_in_another_unit(
    amount: str, source: str, target: str, expected: str
) -> None:
    converted = units.convert(Fraction(amount), units.unit(source), units.unit(target))

    assert converted == Fraction(expected)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IE", "ml"),
        ("IE", "mg"),
        ("drape", "ml"),
        ("tablett", "mg"),
        ("prosent", "mg-per-ml"),
        ("ml-per-time", "ml"),
        ("draper-per-min", "drape"),
        ("mg-per-ml", "mg"),
        ("mg-per-kg", "mg"),
        ("mg", "ml"),
    ],
)
def test_units_of_different_kinds_do_not_compare(one: str, other: str) -> None:
    assert units.convert(Fraction(1), units.unit(one), units.unit(other)) is None


@given(amounts, ids, ids)
def test_converting_there_and_back_loses_nothing(amount: Fraction, one: str, other: str) -> None:
    there = units.convert(amount, units.unit(one), units.unit(other))

    if there is not None:
        assert units.convert(there, units.unit(other), units.unit(one)) == amount


def test_every_unit_has_a_name_in_every_language_and_an_id_that_travels_unescaped() -> None:
    for unit in units.table().values():
        assert re.fullmatch("[A-Za-z][A-Za-z-]*", unit.id)
        assert unit.factor > 0
        assert unit.spellings[0] == unit.id
        for labels in (unit.short, unit.long):
            assert set(labels) == {"nb", "nn", "en"}
            assert all(label.one and label.other for label in labels.values())


def test_no_spelling_means_two_units() -> None:
    spellings = [spelling for unit in units.table().values() for spelling in unit.spellings]

    assert len(spellings) == len(set(spellings))


def test_the_table_is_read_exactly() -> None:
    entries = json.loads((locate.schemas() / "units.json").read_text(encoding="utf-8"))["units"]

    assert [entry["id"] for entry in entries] == list(units.table())
    assert all(isinstance(entry["factor"], str) for entry in entries)


@pytest.mark.parametrize(
    ("spelling", "expected"), [("tabl", "tablett"), ("ml/t", "ml-per-time"), (" µg ", "mikrogram")]
)
def test_an_authors_spelling_finds_its_unit(spelling: str, expected: str) -> None:
    unit = units.named(spelling)

    assert unit is not None
    assert unit.id == expected


def test_a_word_that_is_no_unit_finds_none() -> None:
    assert units.named("favn") is None
    with pytest.raises(KeyError):
        units.unit("favn")


def test_a_number_of_tablets_has_a_singular_and_a_plural() -> None:
    label = units.unit("tablett").short["nn"]

    assert (label.one, label.other) == ("tablett", "tablettar")
