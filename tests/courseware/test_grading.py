from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.drawing import DrawnItem, Form, draw
from courseware.grading import Result, asked, judge, result
from courseware.model import PassRule, Question, Section
from courseware.scoring import Verdict
from tests.assessment_samples import calculation, course_of, multiple, right_response, single

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "grading.json").read_text(encoding="utf-8")
)["cases"]

RULE = PassRule(percent=80, all_right=("regning",), critical_right=True)
BANK = [
    *(single(f"valg-{n}", "teori", critical=n == 0) for n in range(6)),
    *(multiple(f"flervalg-{n}", "teori", partial=True, points=2) for n in range(3)),
    *(calculation(f"regning-{n}", "regning", points=2) for n in range(3)),
]
COURSE, TEST = course_of(BANK, {"teori": 8, "regning": 2}, rule=RULE)

seeds = st.integers(0, 10_000)
answers = st.lists(
    st.one_of(st.just(""), st.just("right"), st.sampled_from(["a", "ac", "7", "½"])),
    min_size=10,
    max_size=10,
)


def graded(seed: int, given_answers: list[str]) -> Result:
    form = draw(COURSE, TEST, seed)
    responses = [
        right_response(asked(COURSE, item)) if answer == "right" else answer
        for item, answer in zip(form.items, given_answers, strict=True)
    ]
    return result(COURSE, TEST, form, responses)


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_a_rule_is_applied_as_the_shared_vectors_say(case: dict[str, Any]) -> None:
    rule = PassRule(
        percent=case["rule"]["percent"],
        all_right=tuple(case["rule"]["allRight"]),
        critical_right=case["rule"]["criticalRight"],
        sections=tuple(
            Section(f"s{number}", {}, tuple(each["topics"]), each["percent"])
            for number, each in enumerate(case["rule"].get("sections", []))
        ),
    )
    answered: list[tuple[Question, Verdict]] = []
    for number, item in enumerate(case["items"]):
        question = single(f"q{number}", item["topic"], critical=item["critical"])
        earned = Fraction(item["earned"]).limit_denominator(9)  # thirds are doubles in JSON
        answered.append((question, Verdict(item["correct"], earned, item["points"])))

    outcome = judge(rule, answered)

    assert (outcome.percent, outcome.passed) == (case["percent"], case["passed"])


@given(seeds)
def test_everything_right_is_a_pass(seed: int) -> None:
    outcome = graded(seed, ["right"] * 10)

    assert outcome.passed
    assert outcome.percent == 100
    assert outcome.earned == outcome.possible


@given(seeds)
def test_nothing_answered_is_no_pass_and_no_point(seed: int) -> None:
    outcome = graded(seed, [""] * 10)

    assert not outcome.passed
    assert outcome.earned == 0


@given(seeds, answers)
def test_a_result_stays_within_its_bounds(seed: int, given_answers: list[str]) -> None:
    outcome = graded(seed, given_answers)

    assert 0 <= outcome.earned <= outcome.possible
    assert 0 <= outcome.percent <= 100
    assert outcome.percent * outcome.possible <= 100 * outcome.earned
    assert sum(topic.earned for topic in outcome.topics) == outcome.earned
    assert sum(topic.possible for topic in outcome.topics) == outcome.possible
    assert [topic.topic for topic in outcome.topics] == ["teori", "regning"]


@given(seeds, answers, st.integers(0, 9))
def test_one_more_right_answer_never_makes_it_worse(
    seed: int, given_answers: list[str], position: int
) -> None:
    better = [*given_answers]
    better[position] = "right"

    before, after = graded(seed, given_answers), graded(seed, better)

    assert after.earned >= before.earned
    assert after.percent >= before.percent
    assert after.passed >= before.passed
    assert set(after.wrong_critical) <= set(before.wrong_critical)


@given(seeds, answers)
def test_passing_is_the_three_rules_together(seed: int, given_answers: list[str]) -> None:
    outcome = graded(seed, given_answers)

    assert outcome.passed == (
        outcome.percent >= 80 and outcome.incomplete_topics == () and outcome.wrong_critical == ()
    )


def test_what_hinders_a_pass_is_named() -> None:
    bank = [single("kritisk", critical=True), single("annen"), calculation("regning", "regning")]
    course, test = course_of(bank, {"a": 2, "regning": 1}, rule=PassRule(0, ("regning",)))
    form = draw(course, test, 1)

    outcome = result(course, test, form, ["", "", "99"])

    assert not outcome.passed
    assert outcome.wrong_critical == ("kritisk",)
    assert outcome.incomplete_topics == ("regning",)
    assert [(topic.topic, topic.right, topic.questions) for topic in outcome.topics] == [
        ("a", 0, 2),
        ("regning", 0, 1),
    ]


def test_practice_has_nothing_to_fail() -> None:
    course, test = course_of([single("q")], {"a": 1})

    assert result(course, test, draw(course, test, 1), ["a"]).passed


def test_there_is_one_response_for_each_question() -> None:
    with pytest.raises(ValueError, match="shorter"):
        result(COURSE, TEST, draw(COURSE, TEST, 1), ["a"] * 9)


def test_a_calculation_drawn_without_a_variant_is_not_graded() -> None:
    form = Form((DrawnItem("regning-0", None, ""),))

    with pytest.raises(ValueError, match="regning-0"):
        result(COURSE, TEST, form, ["1"])
