from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.formula import MAX_BITS, MAX_LENGTH, FormulaError, condition, formula

doses = st.fractions(-(10**9), 10**9, max_denominator=10**6)

VALUES = {"D": Fraction(15, 2), "S": Fraction(5), "n": Fraction(3, 2), "t": Fraction(0)}


def error_of(source: str) -> FormulaError:
    with pytest.raises(FormulaError) as caught:
        formula(source).value(VALUES)
    return caught.value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("D / S", "3/2"),
        ("S * n", "15/2"),
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("-S + 2", "-3"),
        ("+S", "5"),
        ("0.1 + 0.2", "3/10"),
        ("1 / 3 * 3", "1"),
        ("floor(D)", "7"),
        ("floor(-0.5)", "-1"),
        ("round(D)", "8"),
        ("round(2.5)", "3"),
        ("round(2.4999)", "2"),
        ("min(S, D, n)", "3/2"),
        ("max(S, 2 * n)", "5"),
        ("round(1000 * 20 / (60 * 10))", "33"),
        ("  D/S  ", "3/2"),
    ],
)
def test_arithmetic_is_exact(source: str, expected: str) -> None:
    assert formula(source).value(VALUES) == Fraction(expected)


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("D <= 500", True),
        ("D < S", False),
        ("1 < n < 2", True),
        ("1 < n < S < D", True),
        ("D != S * n", False),
        ("D == S * n", True),
        ("D / S == floor(D / S)", False),
        ("D >= 7.5", True),
        ("D > 7.5", False),
    ],
)
def test_conditions_compare(source: str, holds: bool) -> None:
    assert condition(source).holds(VALUES) is holds


@pytest.mark.parametrize(
    "source",
    [
        "S ** 2",
        "S // 2",
        "S % 2",
        "abs(S)",
        "__import__(1)",
        "S.numerator",
        "S(2)",
        "min(S)",
        "round(S, 1)",
        "floor()",
        "floor",
        "(S, n)",
        "True",
        "None",
        "not S",
        "~S",
        "S and n",
        "S if n else t",
        "lambda: 1",
        "1 < 2",
        ".5",
        "5.",
        "1234567890123456",
        "min(*S)",
        "max(S, default=1)",
    ],
)
def test_only_arithmetic_is_allowed(source: str) -> None:
    assert error_of(source).code in {"formula-not-allowed", "formula-syntax"}


@pytest.mark.parametrize(
    ("source", "column"),
    [
        ("2D", 2),
        ("  2D", 4),
        ("1e9", 2),
        ("0x10", 2),
        ("1_000", 2),
        ("[D]", 1),
        ("D; S", 2),
        ("D\n+S", 2),
        ("'a'", 1),
        ("Dø", 2),
        ("D\x00", 2),
    ],
)
def test_a_strange_character_is_pointed_at(source: str, column: int) -> None:
    error = error_of(source)

    assert error.code == "formula-syntax"
    assert error.values == {"formula": source, "column": column}


@pytest.mark.parametrize("source", ["", " ", "D /", "D S", "D = 3", "(D", "D)", "(" * 250])
def test_what_is_no_arithmetic_is_told_with_a_column(source: str) -> None:
    error = error_of(source)

    assert error.code == "formula-syntax"
    assert 1 <= int(error.values["column"]) <= len(source) + 1


@pytest.mark.parametrize("source", ["0,5 * D", "D*0,5", "min(0,5, D)"])
def test_a_decimal_comma_is_explained(source: str) -> None:
    assert error_of(source).code == "formula-decimal-comma"


def test_arguments_are_parted_by_comma_and_space() -> None:
    assert formula("min(1, 2)").value({}) == 1


def test_a_name_without_a_value_is_told() -> None:
    assert formula("D / X").names == {"D", "X"}
    assert error_of("D / X").values["name"] == "X"


@pytest.mark.parametrize("source", ["D / t", "D / (S - 5)", "1 / 0"])
def test_a_division_by_zero_is_told(source: str) -> None:
    assert error_of(source).code == "formula-division-by-zero"


def test_too_long_a_formula_is_not_even_read() -> None:
    assert error_of("1" + "+1" * MAX_LENGTH).code == "formula-too-long"


def test_a_number_out_of_all_proportion_is_refused() -> None:
    assert error_of("*".join(["123456789012345"] * 18)).code == "formula-too-large"


def test_a_condition_must_compare() -> None:
    with pytest.raises(FormulaError) as caught:
        condition("D")

    assert caught.value.code == "formula-no-comparison"


@pytest.mark.parametrize("source", ["D in S", "D is S", "D <= 500 <= X.y"])
def test_conditions_compare_numbers_only(source: str) -> None:
    with pytest.raises(FormulaError) as caught:
        condition(source)

    assert caught.value.code == "formula-not-allowed"


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_a_formula_error(source: str) -> None:
    for read in (formula, condition):
        with suppress(FormulaError):
            read(source)


@given(st.text(alphabet="DSnt0123456789.+-*/() ,minaxfloorud<=", max_size=80))
def test_whatever_is_read_stays_small(source: str) -> None:
    try:
        value = formula(source).value(VALUES)
    except FormulaError:
        return

    assert value.numerator.bit_length() <= MAX_BITS


@given(doses, doses, doses.filter(bool))
def test_a_formula_computes_what_fractions_do(a: Fraction, b: Fraction, c: Fraction) -> None:
    values = {"a": a, "b": b, "c": c}

    assert formula("(a + b) * b / c - a").value(values) == (a + b) * b / c - a
