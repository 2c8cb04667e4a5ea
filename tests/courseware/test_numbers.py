from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.numbers import (
    MAX_TYPED,
    exact_decimal,
    format_number,
    parse_number,
    plain,
    round_half_up,
)

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "numbers.json").read_text(encoding="utf-8")
)

typable = st.decimals(-(10**9), 10**9, places=3)


@pytest.mark.parametrize("case", VECTORS["parse"], ids=lambda case: ascii(case["text"]))
def test_a_typed_text_is_read_as_the_shared_vectors_say(case: dict[str, str | None]) -> None:
    value = parse_number(str(case["text"]))

    assert (None if value is None else plain(value)) == case["value"]


@pytest.mark.parametrize("case", VECTORS["format"], ids=lambda case: case["value"])
def test_a_number_is_written_as_the_shared_vectors_say(case: dict[str, str]) -> None:
    assert format_number(Decimal(case["value"])) == case["text"]


@given(typable)
def test_what_is_written_is_read_back_as_the_same_number(value: Decimal) -> None:
    written = format_number(value)

    assert len(written) <= MAX_TYPED
    assert parse_number(written) == value


@given(st.text())
def test_any_text_is_a_number_or_none(typed: str) -> None:
    value = parse_number(typed)

    assert value is None or (value.is_finite() and len(typed) <= MAX_TYPED)


@given(st.text(alphabet="0123456789,. +-\u00a0\u2009\u202f", max_size=16))
def test_a_text_of_the_right_characters_is_read_the_same_with_comma_and_point(typed: str) -> None:
    assert parse_number(typed) == parse_number(typed.translate({ord(","): ".", ord("."): ","}))


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        ("1/2", 0, "1"),
        ("3/2", 0, "2"),
        ("5/2", 0, "3"),
        ("-1/2", 0, "0"),
        ("-3/2", 0, "-1"),
        ("100/3", 0, "33"),
        ("101/3", 0, "34"),
        ("5/100", 1, "1/10"),
        ("4999/100000", 1, "0"),
        ("1005/1000", 2, "101/100"),
    ],
)
def test_halfway_goes_up(value: str, decimals: int, rounded: str) -> None:
    assert round_half_up(Fraction(value), decimals) == Fraction(rounded)


def test_a_fraction_that_ends_is_a_decimal_and_one_that_does_not_is_none() -> None:
    assert exact_decimal(Fraction(1, 8)) == Decimal("0.125")
    assert exact_decimal(Fraction(1, 8), max_decimals=2) is None
    assert exact_decimal(Fraction(1, 3)) is None
    assert str(exact_decimal(Fraction(10**40 + 1, 10))) == f"1{'0' * 39}.1"


def test_plain_numbers_have_no_exponent() -> None:
    assert [plain(Decimal(text)) for text in ("1E+3", "1E-3", "0E-5", "-0", "1.50")] == [
        "1000",
        "0.001",
        "0",
        "0",
        "1.5",
    ]
