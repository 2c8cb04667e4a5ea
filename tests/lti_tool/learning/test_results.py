from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.loading import load_course
from courseware.model import Assessment, Course, Kind, PassRule
from lti_tool.learning.placements import Choice
from lti_tool.learning.results import (
    Points,
    best,
    is_better,
    reported_score,
    scored,
    two_decimals,
)

TEST = Assessment(
    id="prove",
    kind=Kind.PASS,
    title={"nb": "Prøve"},
    intro={"nb": ""},
    banks=("prove",),
    draws=(),
    rule=PassRule(80),
)

points = st.builds(
    lambda percent, passed: Points(percent / 10, 10, percent, passed and percent >= 80),
    percent=st.integers(0, 100),
    passed=st.booleans(),
)


@pytest.fixture
def course(sample_course: Path) -> Course:
    return load_course(sample_course)


@given(points)
def test_the_gradebook_sees_the_pass_mark_exactly_when_the_test_is_passed(result: Points) -> None:
    score = reported_score(result, TEST)

    assert 0 <= score <= 100
    assert (score >= 80) is result.passed
    assert score == result.percent or not result.passed


@given(points, points)
def test_a_better_result_never_has_a_lower_score(one: Points, other: Points) -> None:
    if is_better(one, other):
        assert reported_score(one, TEST) >= reported_score(other, TEST)
        assert not is_better(other, one)


@given(st.lists(points))
def test_the_best_of_all_is_beaten_by_none(results: list[Points]) -> None:
    chosen = best(results)

    assert (chosen is None) is (results == [])
    assert not any(is_better(each, chosen) for each in results if chosen is not None)


@given(st.fractions(0, 20))
def test_points_are_never_rounded_up(earned: Fraction) -> None:
    shown = two_decimals(earned)

    assert Fraction(str(shown)) <= earned < Fraction(str(shown)) + Fraction(1, 100)


def test_a_test_at_nought_per_cent_is_not_sent_below_nothing() -> None:
    rule = PassRule(0, ("regning",))

    assert reported_score(Points(0, 10, 0, False), replace(TEST, rule=rule)) == 0


@pytest.mark.parametrize(
    ("choice", "by"),
    [
        (Choice("eksempel"), "prove"),
        (Choice("eksempel", assessment="prove"), "prove"),
        (Choice("eksempel", chapter="regning"), "lessons"),
        (Choice("eksempel", assessment="ovelse"), None),
        (Choice("eksempel", assessment="borte"), None),
    ],
)
def test_what_a_placement_is_graded_by(course: Course, choice: Choice, by: str | None) -> None:
    counting = scored(course, choice)

    if counting is None:
        assert by is None
    else:
        assert by == (counting.assessment.id if counting.assessment else "lessons")


def test_a_course_without_a_test_is_graded_by_its_lessons(course: Course) -> None:
    practice = tuple(each for each in course.assessments if each.kind is Kind.PRACTICE)

    counting = scored(replace(course, assessments=practice), Choice("eksempel"))

    assert counting is not None
    assert counting.assessment is None


def test_a_course_with_several_tests_has_no_grade_of_its_own(course: Course) -> None:
    several = (*course.assessments, replace(TEST, id="en-til"))

    assert scored(replace(course, assessments=several), Choice("eksempel")) is None
