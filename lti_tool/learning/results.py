"""
What a result is worth outside the test: in the gradebook, and against earlier results.

A platform knows one number and one pass mark of its own. A test may be failed at 90 per cent (a
critical question wrong), so the number that is sent never reaches the pass mark unless the test
was passed; the comment and our own pages tell the points as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from courseware.grading import Result
from courseware.model import Assessment, Course, Kind
from lti_tool.learning.placements import Choice

SCORE_MAXIMUM = 100


@dataclass(frozen=True, slots=True)
class Points:
    """
    earned: points with at most two decimals, rounded down.
    percent: of the possible points, rounded down.
    """

    earned: float
    possible: int
    percent: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Scored:
    """What a placement's column in the gradebook stands for."""

    assessment: Assessment | None
    """The pass test; None where having seen every lesson is what counts."""
    renewal: Assessment | None = None
    """The shorter test that counts as the pass test does, for whoever renews."""

    @property
    def tests(self) -> dict[str, Assessment]:
        """Those that count here, by id."""
        return {each.id: each for each in (self.assessment, self.renewal) if each is not None}


def scored(course: Course, choice: Choice) -> Scored | None:
    """
    What the placement is graded by; None where it has no grade.

    A test placed alone counts, and so does the one pass test of a whole course. A chapter, or a
    course without a pass test, counts when every lesson has been seen. Practice never counts, nor
    does a whole course with several pass tests: there each test is placed on its own. A test for
    renewals goes with the one that it renews.
    """
    passing = [each for each in course.assessments if each.kind is Kind.PASS]
    renewal = next((each for each in passing if course.renews(each)), None)
    if choice.assessment is not None:
        placed = next((each for each in passing if each.id == choice.assessment), None)
    elif choice.chapter is not None:
        return Scored(None)
    else:
        tests = [each for each in passing if each is not renewal]
        if len(tests) > 1:
            return None
        placed = tests[0] if tests else None
        if placed is None:
            return Scored(None)
    if placed is None:
        return None
    certifies = course.certificate is not None and course.certificate.test == placed.id
    return Scored(placed, renewal if certifies else None)


def points_of(result: Result) -> Points:
    return Points(
        earned=two_decimals(result.earned),
        possible=result.possible,
        percent=result.percent,
        passed=result.passed,
    )


def two_decimals(earned: Fraction) -> float:
    """Rounded down, so that nobody is shown a point that was not earned."""
    return math.floor(earned * 100) / 100


def reported_score(points: Points, assessment: Assessment) -> int:
    """The score for the gradebook, of SCORE_MAXIMUM."""
    required = assessment.rule.percent if assessment.rule else 0
    return points.percent if points.passed else max(0, min(points.percent, required - 1))


def is_better(points: Points, than: Points | None) -> bool:
    """A pass beats any failure, then the percentage decides; an equal result changes nothing."""
    if than is None:
        return True
    return (points.passed, points.percent) > (than.passed, than.percent)


def best(results: Iterable[Points]) -> Points | None:
    chosen: Points | None = None
    for points in results:
        if is_better(points, chosen):
            chosen = points
    return chosen
