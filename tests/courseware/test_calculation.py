from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.calculation import Fault, faults, variants
from courseware.errors import FaultyCalculation
from courseware.model import Calculation, Mistake
from tests.assessment_samples import calculation, numbers, text


def only_fault(**changes: Any) -> Fault:
    (fault,) = faults(calculation(**changes))
    return fault


def test_every_combination_that_meets_the_conditions_is_a_variant() -> None:
    made = variants(calculation(conditions=("D < 25",)))

    assert [(str(v.values["S"]), str(v.values["n"]), str(v.answer)) for v in made] == [
        ("5", "1/2", "0.5"),
        ("5", "1", "1"),
        ("5", "2", "2"),
        ("10", "1/2", "0.5"),
        ("10", "1", "1"),
        ("10", "2", "2"),
        ("25", "1/2", "0.5"),
    ]


def test_values_are_written_the_norwegian_way() -> None:
    question = calculation(parameters=numbers(S="10000 0.25", n="0.5 1"), conditions=())

    assert variants(question)[0].written() == {"S": "10\u00a0000", "n": "0,5", "D": "5000"}
    assert variants(question)[2].written() == {"S": "0,25", "n": "0,5", "D": "0,125"}


def test_a_mistake_that_gives_the_right_answer_is_dropped_in_that_variant() -> None:
    made = variants(calculation())

    by_answer = {str(variant.answer): variant.mistakes for variant in made}
    assert by_answer == {
        "0.5": (Decimal(2),),
        "1": (None,),
        "2": (Decimal("0.5"),),
    }


def test_a_mistake_that_never_ends_is_rounded_as_people_type_it() -> None:
    question = calculation(parameters=numbers(S="5 10", n="3"))

    assert [variant.mistakes for variant in variants(question)] == [(Decimal("0.33"),)] * 2


def test_an_answer_is_rounded_where_the_question_says_so() -> None:
    question = drops(rounded=True)

    assert {str(v.values["t"]): str(v.answer) for v in variants(question)} == {
        "8": "42",  # 41,66…
        "10": "33",  # 33,33…
        "40": "8",  # 8,33…
        "160": "2",  # 2,08…
    }


def test_an_answer_halfway_between_two_roundings_is_a_fault() -> None:
    question = replace(drops(rounded=True), formula="t / 16", minimum=Decimal(0))

    (fault,) = faults(replace(question, parameters=numbers(t="8 16 32")))

    assert fault.code == "calculation-tie"
    assert fault.values == {"example": "t = 8", "answer": "0,5", "count": 1}


def test_an_answer_that_needs_rounding_and_is_not_said_to_be_rounded_is_a_fault() -> None:
    (fault,) = faults(drops(rounded=False))

    assert fault.code == "calculation-not-exact"
    assert fault.place == "answer.decimals"
    assert fault.values == {
        "answer": "41,666667",
        "decimals": 0,
        "example": "t = 8",
        "count": 4,
    }


@pytest.mark.parametrize(
    ("changes", "code", "place", "example"),
    [
        (
            {"formula": "D / (S - 10)", "maximum": Decimal(9)},
            "formula-division-by-zero",
            "answer.formula",
            "S = 10, n = 0,5",
        ),
        (
            {"derived": {"D": "S * n", "E": "1 / (n - 1)"}, "conditions": ("E > 9",)},
            "formula-division-by-zero",
            "derived.E",
            "S = 5, n = 1",
        ),
        (
            {"conditions": ("1 / (n - 2) < 9",)},
            "formula-division-by-zero",
            "conditions[0]",
            "S = 5, n = 2",
        ),
        (
            {"mistakes": (Mistake("1 / (n - 2)", text("x")),)},
            "formula-division-by-zero",
            "mistakes[0].formula",
            "S = 5, n = 2",
        ),
        ({"maximum": Decimal("1.9")}, "calculation-out-of-bounds", "answer", "S = 5, n = 2"),
        ({"minimum": Decimal("0.51")}, "calculation-out-of-bounds", "answer", "S = 5, n = 0,5"),
        ({"decimals": 0}, "calculation-not-exact", "answer.decimals", "S = 5, n = 0,5"),
        (
            {"derived": {"D": "S / 3 * n"}, "formula": "3 * D / S"},
            "calculation-value-endless",
            "derived.D",
            "S = 5, n = 0,5",
        ),
    ],
)
def test_what_goes_wrong_in_one_variant_is_found(
    changes: dict[str, Any], code: str, place: str, example: str
) -> None:
    found = {(f.code, f.place): f.values.get("example") for f in faults(calculation(**changes))}

    assert found[code, place] == example


def test_conditions_keep_what_would_go_wrong_out() -> None:
    question = calculation(
        parameters=numbers(S="5 10 14", n="0.5 1 2"),
        formula="D / (S - 10)",
        unit="mg",
        conditions=("S != 10",),
        decimals=2,
        minimum=Decimal(-9),
        maximum=Decimal(9),
    )

    assert faults(question) == []
    assert len(variants(question)) == 6


def test_conditions_that_nothing_meets_are_a_fault() -> None:
    assert only_fault(conditions=("D > 1000",)).code == "calculation-no-variants"


def test_a_mistake_that_is_always_right_is_a_fault() -> None:
    fault = only_fault(mistakes=(Mistake("S / D", text("x")), Mistake("n", text("y"))))

    assert fault.code == "calculation-mistake-is-answer"
    assert fault.place == "mistakes[1].formula"
    assert fault.values == {"number": 2}


def test_two_variants_that_read_alike_are_a_fault_in_that_language() -> None:
    fault = only_fault(text={"nb": "{D} av {S}, delestrek", "nn": "{D}, delestrek"})

    assert fault.code == "calculation-same-text"
    assert fault.place == "text.nn"
    assert fault.values == {"example": "S = 5, n = 1", "other": "S = 10, n = 0,5"}


def test_a_faulty_question_has_no_variants_to_ask() -> None:
    with pytest.raises(FaultyCalculation, match="calculation-not-exact"):
        variants(calculation(decimals=0))


def test_twenty_thousand_combinations_are_proven() -> None:
    strengths = tuple(Decimal(number) for number in range(1, 101))
    counts = tuple(Decimal(number) for number in range(1, 201))

    question = calculation(
        parameters={"S": strengths, "n": counts}, conditions=(), maximum=Decimal(200)
    )

    assert len(variants(question)) == 20_000


def test_a_change_of_the_question_is_never_answered_from_an_older_one() -> None:
    assert len(variants(calculation())) == 9
    assert len(variants(calculation(conditions=("D <= 10",)))) == 5


@given(
    st.lists(st.decimals(1, 500, places=1), min_size=1, max_size=6, unique=True),
    st.lists(st.sampled_from(["0.5", "1", "1.5", "2", "3"]), min_size=1, max_size=5, unique=True),
)
def test_every_variant_is_exact_and_within_bounds(
    strengths: list[Decimal], counts: list[str]
) -> None:
    parameters = {"S": tuple(strengths), "n": tuple(map(Decimal, counts))}
    question = calculation(parameters=parameters, conditions=(), mistakes=())

    for variant in variants(question):
        assert Fraction(variant.answer) == variant.values["D"] / variant.values["S"]
        assert question.minimum <= variant.answer <= question.maximum
        assert set(variant.written()) == {"S", "n", "D"}


def drops(*, rounded: bool) -> Calculation:
    """DOMAIN.md pattern 22: drops a minute."""
    return calculation(
        text=text("1000 ml på {t} timer, 20 dråper per ml. Rund av."),
        parameters=numbers(t="8 10 40 160"),
        derived={},
        conditions=(),
        formula="1000 * 20 / (60 * t)",
        unit="draper-per-min",
        decimals=0,
        rounded=rounded,
        minimum=Decimal(2),
        maximum=Decimal(100),
        mistakes=(),
    )
