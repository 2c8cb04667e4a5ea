from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.calculation import variants
from courseware.grading import item_of
from courseware.model import Question
from courseware.scoring import Item, score
from tests.assessment_samples import (
    calculation,
    case,
    label,
    matching,
    multiple,
    ordering,
    question_of,
    right_response,
    single,
    variant_of,
)

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "scoring.json").read_text(encoding="utf-8")
)["cases"]


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_a_response_is_worth_what_the_shared_vectors_say(case: dict[str, Any]) -> None:
    question = case["question"]
    index = case["variant"]
    variant = None if index is None else variant_of(question["variants"][index])

    verdict = score(Item(question_of(question), variant), case["response"])

    assert verdict.correct is case["correct"]
    assert float(verdict.earned) == case["earned"]
    assert verdict.possible == question["points"]
    assert verdict.value_correct is case["valueCorrect"]
    assert verdict.unit_correct is case["unitCorrect"]
    assert verdict.mistake == case["mistake"]


def test_there_are_vectors_for_every_type_and_all_names_differ() -> None:
    assert len(VECTORS) >= 80
    assert len({case["name"] for case in VECTORS}) == len(VECTORS)
    types = {case["question"]["type"] for case in VECTORS}
    assert types == {"single", "multiple", "true-false", "numeric", "calculation"}


@given(st.sampled_from(VECTORS), st.text(max_size=40))
def test_any_text_is_judged_within_bounds(case: dict[str, Any], response: str) -> None:
    index = case["variant"]
    variant = None if index is None else variant_of(case["question"]["variants"][index])
    item = Item(question_of(case["question"]), variant)

    verdict = score(item, response)

    assert 0 <= verdict.earned <= verdict.possible
    assert not verdict.correct or verdict.earned == verdict.possible
    assert verdict.mistake is None or verdict.value_correct is False


@given(st.sets(st.sampled_from("abcde")), st.sampled_from("acd"), st.integers(1, 9))
def test_one_more_right_tick_never_earns_less(ticked: set[str], tick: str, points: int) -> None:
    item = Item(multiple("q", partial=True, points=points))

    before = score(item, "".join(sorted(ticked)))
    after = score(item, "".join(sorted(ticked | {tick})))

    assert after.earned >= before.earned


@given(st.sets(st.sampled_from("abcde"), min_size=1), st.sampled_from("be"))
def test_one_more_wrong_tick_never_earns_more(ticked: set[str], tick: str) -> None:
    item = Item(multiple("q", partial=True))

    before = score(item, "".join(sorted(ticked)))
    after = score(item, "".join(sorted(ticked | {tick})))

    assert after.earned <= before.earned


@pytest.mark.parametrize(
    ("response", "whole", "part"),
    [
        ("abcd", 3, 3),
        ("bcda", 0, 2),
        ("abdc", 0, 1),
        ("dcba", 0, 0),
        ("abc", 0, 0),
        ("abcc", 0, 0),
        ("abcde", 0, 0),
        ("ABCD", 0, 0),
    ],
)
def test_an_order_is_right_as_a_whole_or_step_by_step(response: str, whole: int, part: int) -> None:
    assert score(Item(ordering("q", points=3)), response).earned == whole
    assert score(Item(ordering("q", points=3, partial=True)), response).earned == part


@pytest.mark.parametrize(
    ("response", "whole", "part"),
    [
        ("1b2a3b", 3, 3),
        ("3b1b2a", 3, 3),
        ("1b2a3c", 0, 2),
        ("1b", 0, 1),
        ("1b1b", 0, 0),
        ("1b2", 0, 0),
        ("1z2a3b", 0, 0),
        ("4b2a3b", 0, 0),
        ("b1a2b3", 0, 0),
    ],
)
def test_a_match_is_right_as_a_whole_or_item_by_item(response: str, whole: int, part: int) -> None:
    assert score(Item(matching("q", points=3)), response).earned == whole
    assert score(Item(matching("q", points=3, partial=True)), response).earned == part


@pytest.mark.parametrize("question", [ordering("q", partial=True), matching("q"), label("q")])
def test_the_right_response_earns_everything(question: Question) -> None:
    verdict = score(Item(question), right_response(Item(question)))

    assert verdict.correct
    assert verdict.earned == verdict.possible


@pytest.mark.parametrize("index", range(4))
def test_a_case_is_right_when_every_part_is(index: int) -> None:
    item = item_of(case("sak"), index)
    right = right_response(item)

    assert score(item, right).correct
    assert score(item, right).earned == 4
    for part in range(4):
        given = right.split("_")
        given[part] = ""
        verdict = score(item, "_".join(given))
        assert not verdict.correct
        assert verdict.earned == 3
        assert [each.correct for each in verdict.parts] == [at != part for at in range(4)]


@given(st.permutations("abcd"), st.booleans())
def test_an_order_earns_everything_only_where_it_is_right(order: list[str], partial: bool) -> None:
    verdict = score(Item(ordering("q", partial=partial)), "".join(order))

    assert verdict.correct is (order == list("abcd"))
    assert (verdict.earned == verdict.possible) is verdict.correct


@pytest.mark.parametrize("variant", variants(calculation()), ids=lambda v: str(v.answer))
def test_every_variant_of_a_calculation_can_be_answered_right(variant: Any) -> None:
    item = Item(calculation(points=3), variant)

    verdict = score(item, right_response(item))

    assert verdict.correct
    assert verdict.earned == Fraction(3)


def test_a_calculation_is_not_scored_without_its_variant() -> None:
    with pytest.raises(ValueError, match="tabletter"):
        score(Item(calculation()), "1")


def test_points_are_exact_so_that_thirds_add_up() -> None:
    item = Item(multiple("q", partial=True))

    assert score(item, "a").earned + score(item, "ac").earned == 1


def test_every_other_option_is_wrong() -> None:
    item = Item(single("q"))

    assert [score(item, option).correct for option in "abcd"] == [False, True, False, False]
