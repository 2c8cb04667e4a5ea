from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from courseware.course_hash import certification_hashes, course_hash
from courseware.loading import load_course
from courseware.localization import localize
from courseware.model import Course, PassRule, Use
from tests.assessment_samples import calculation, course_of, single, text

COURSE, TEST = course_of([single("q"), calculation()], {"a": 2}, rule=PassRule(80), use=Use.CERTIFY)


def with_question(course: Course, **changes: Any) -> Course:
    bank = course.banks[0]
    first, *rest = bank.questions
    questions = (replace(first, **changes), *rest)
    return replace(course, banks=(replace(bank, questions=questions),))


def test_a_hash_is_sha256_in_hexadecimal_and_the_same_each_time(sample_course: Path) -> None:
    first = course_hash(load_course(sample_course))

    assert re.fullmatch("[0-9a-f]{64}", first)
    assert course_hash(load_course(sample_course)) == first


@pytest.mark.parametrize(
    "changed",
    [
        replace(COURSE, title=text("Et annet kurs")),
        replace(COURSE, version="1.0.1"),
        replace(COURSE, duration=timedelta(minutes=11)),
        replace(COURSE, values={"navn": text("Ola")}),
        replace(COURSE, assessments=(replace(TEST, rule=PassRule(79)),)),
        replace(COURSE, assessments=(replace(TEST, time_limit=timedelta(minutes=60)),)),
        replace(COURSE, banks=(replace(COURSE.banks[0], use=Use.PRACTICE),)),
        with_question(COURSE, text=text("Hva?")),
        with_question(COURSE, critical=True),
        with_question(COURSE, points=2),
        with_question(COURSE, options=tuple(reversed(COURSE.question("q").options))),  # type: ignore[attr-defined]
    ],
)
def test_whatever_reaches_a_learner_or_a_test_changes_the_hash(changed: Course) -> None:
    assert course_hash(changed) != course_hash(COURSE)


def test_the_way_a_number_was_written_does_not() -> None:
    one, _ = course_of([calculation(maximum=Decimal("3"))], {})
    other, _ = course_of([calculation(maximum=Decimal("3.00"))], {})

    assert course_hash(one) == course_hash(other)


def test_a_localization_layer_changes_the_hash(
    sample_course: Path, sample_localizations: Path
) -> None:
    course = load_course(sample_course)
    hashes = {
        course_hash(course),
        course_hash(localize(course, "fjellregionen", sample_localizations)),
        course_hash(localize(course, "fjellregionen/vik", sample_localizations)),
    }

    assert len(hashes) == 3


def test_a_field_of_a_later_version_that_nobody_fills_changes_nothing() -> None:
    assert course_hash(replace(COURSE, topics={})) == course_hash(COURSE)
    assert course_hash(replace(COURSE, topics={"a": text("A")})) != course_hash(COURSE)


@pytest.mark.parametrize(
    "changed",
    [
        replace(COURSE, assessments=(replace(TEST, rule=PassRule(79)),)),
        with_question(COURSE, critical=True),
        with_question(COURSE, text=text("Hva?")),
    ],
)
def test_what_a_certificate_hangs_on_has_another_hash(changed: Course) -> None:
    assert certification_hashes(changed) != certification_hashes(COURSE)


def test_what_it_does_not_hang_on_leaves_its_hash_alone() -> None:
    renamed = replace(COURSE, title=text("Et annet kurs"), version="2.0.0")

    assert certification_hashes(renamed) == certification_hashes(COURSE)
