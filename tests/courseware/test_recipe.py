from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from courseware.model import Mistake
from courseware.recipe import Fault, placeholders, read_recipe
from tests.assessment_samples import calculation, numbers, text


def faults_of(**changes: Any) -> list[Fault]:
    _, faults = read_recipe(calculation(**changes))
    return faults


def test_a_good_question_is_a_recipe() -> None:
    recipe, faults = read_recipe(calculation())

    assert faults == []
    assert recipe is not None
    assert recipe.shown == {"nb": ("D", "S"), "nn": ("D", "S")}
    assert [name for name, _ in recipe.derived] == ["D"]


def test_placeholders_are_names_in_single_braces() -> None:
    assert placeholders("{S} og {D} og {S}, men {{ variabel }} og {{x}} og { ikke}") == ("S", "D")


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"parameters": numbers(S="5", n="1", **{"2x": "1"})}, "calculation-name", "parameters.2x"),
        ({"parameters": numbers(S="5", n="1", round="1")}, "calculation-name", "parameters.round"),
        ({"parameters": numbers(S="5", n="1", D="1")}, "calculation-name", "derived.D"),
        ({"parameters": numbers(S="5", n="")}, "calculation-parameter-empty", "parameters.n"),
        (
            {"parameters": numbers(S="5 5.0", n="1")},
            "calculation-parameter-repeated",
            "parameters.S",
        ),
        (
            {"parameters": numbers(S="1e999999999", n="1")},
            "calculation-parameter-size",
            "parameters.S",
        ),
        (
            {"parameters": numbers(S="1e-999999999", n="1")},
            "calculation-parameter-size",
            "parameters.S",
        ),
        ({"parameters": numbers(S="NaN", n="1")}, "calculation-parameter-size", "parameters.S"),
        (
            {"parameters": numbers(S="-Infinity", n="1")},
            "calculation-parameter-size",
            "parameters.S",
        ),
        (
            {"parameters": numbers(S="0.0000000001", n="1")},
            "calculation-parameter-size",
            "parameters.S",
        ),
        ({"derived": {"D": "S * m"}}, "formula-unknown-name", "derived.D"),
        ({"derived": {"D": "E * n", "E": "S"}}, "formula-unknown-name", "derived.D"),
        ({"derived": {"D": "D * n"}}, "formula-unknown-name", "derived.D"),
        ({"derived": {"D": "S ** n"}}, "formula-not-allowed", "derived.D"),
        ({"conditions": ("D <= 5", "D")}, "formula-no-comparison", "conditions[1]"),
        ({"conditions": ("D <= X",)}, "formula-unknown-name", "conditions[0]"),
        ({"formula": "D /"}, "formula-syntax", "answer.formula"),
        (
            {"mistakes": (Mistake("0,1 * D", text("x")),)},
            "formula-decimal-comma",
            "mistakes[0].formula",
        ),
        ({"text": {"nb": "{D} {S}", "nn": "{D} {s}"}}, "calculation-placeholder", "text.nn"),
        ({"feedback": text("{S}")}, "calculation-placeholder-here", "feedback.nb"),
        (
            {"mistakes": (Mistake("S / D", text("{D}")),)},
            "calculation-placeholder-here",
            "mistakes[0].feedback.nb",
        ),
        ({"derived": {"D": "S * n", "E": "D * 2"}}, "calculation-unused", "derived.E"),
        ({"parameters": numbers(S="5", n="1", m="1 2")}, "calculation-unused", "parameters.m"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    changes: dict[str, Any], code: str, place: str
) -> None:
    assert (code, place) in {(fault.code, fault.place) for fault in faults_of(**changes)}


def test_everything_is_told_at_once() -> None:
    faults = faults_of(
        formula="D /",
        derived={"D": "S * m"},
        parameters=numbers(S="5 5", n="1"),
        text=text("{Q}"),
        conditions=("D",),
    )

    assert [fault.code for fault in faults] == [
        "calculation-parameter-repeated",
        "calculation-placeholder",
        "calculation-placeholder",
        "formula-unknown-name",
        "formula-no-comparison",
        "formula-syntax",
    ]


def test_a_value_that_only_a_condition_uses_is_used() -> None:
    derived = {"D": "S * n", "room": "2 * S"}

    assert faults_of(derived=derived, conditions=("D <= room",)) == []


def test_more_combinations_than_can_be_proven_are_refused_without_computing_them() -> None:
    many = tuple(Decimal(number) for number in range(1, 1001))

    faults = faults_of(parameters={"S": many, "n": many})

    assert faults[-1].values == {"count": 1_000_000, "limit": 20_000}
