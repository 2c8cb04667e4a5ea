"""
The 28 patterns of dose calculation: what the format must be able to ask, and ask fairly.

Every pattern of `patterns.yaml` is proven over its whole range, and a thousand drawn instances of
each are worked out anew by a solver that knows nothing but the question as the learner reads it.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from courseware import question_assembly, schema
from courseware.calculation import faults, generated, variant_count, variants
from courseware.drawing import DrawnItem, draw
from courseware.grading import asked
from courseware.model import AnswerForm, Assessment, Course, Question
from courseware.scoring import score
from courseware.validation import questions as validation
from courseware.yaml_source import parse
from tests.assessment_samples import course_of
from tests.courseware.pattern_solvers import (
    SOLVERS,
    is_right_when_worked_out,
    one_typed,
    said_in,
)

BANK = Path(__file__).with_name("patterns.yaml")
INSTANCES = 1000


@cache
def bank() -> tuple[Question, ...]:
    document = parse(BANK.read_text(encoding="utf-8"), PurePosixPath(BANK.name))
    return question_assembly.bank("patterns", document).questions


@cache
def all_of_them() -> tuple[Course, Assessment]:
    return course_of(bank(), {question.topic: 1 for question in bank()})


@cache
def is_right(drawn: DrawnItem) -> bool:
    return is_right_when_worked_out(all_of_them()[0], drawn, SOLVERS[drawn.question_id])


def test_there_is_an_item_of_every_pattern() -> None:
    numbers = {int(question.id[1:3]) for question in bank()}

    assert numbers == set(range(1, 29))
    assert {question.id for question in bank()} == set(SOLVERS)


def test_the_bank_is_sound_as_authors_are_told() -> None:
    document = parse(BANK.read_text(encoding="utf-8"), PurePosixPath(BANK.name))

    assert schema.problems(document, "bank") == []
    assert [str(problem) for problem in validation.problems(document, ())] == []


@pytest.mark.parametrize("question", bank(), ids=lambda question: question.id)
def test_every_variant_is_proven(question: Question) -> None:
    calculations = generated(question)

    assert [faults(calculation) for calculation in calculations] == [[]] * len(calculations)
    assert len({len(variants(calculation)) for calculation in calculations}) == 1
    assert variant_count(question) >= 7


def test_a_thousand_drawn_instances_of_each_are_right_as_a_learner_works_them_out() -> None:
    course, test = all_of_them()
    met: dict[str, set[int | None]] = {}

    for seed in range(INSTANCES):
        for drawn in draw(course, test, seed).items:
            met.setdefault(drawn.question_id, set()).add(drawn.variant_index)

            assert is_right(drawn), (drawn, said_in(course, drawn))

    assert {question.id for question in bank()} == set(met)
    for question in bank():
        assert len(met[question.id]) > min(variant_count(question), INSTANCES) / 2


def test_the_solvers_are_told_apart_from_the_known_mistakes() -> None:
    """A wrong answer that is known is told as that mistake, and never taken for right."""
    course, test = all_of_them()
    for seed in range(50):
        for drawn in draw(course, test, seed).items:
            item = asked(course, drawn)
            for part in item.parts or (item,):
                assert part.variant is not None
                for index, value in enumerate(part.variant.mistakes):
                    form = generated(part.question)[0]
                    if value is None or value in part.variant.mistakes[:index]:
                        continue
                    if form.form is AnswerForm.CLOCK and value % 1:
                        continue  # no time that anybody could type
                    unit = form.unit if form.unit_choices else None
                    verdict = score(part, one_typed(Fraction(value), form.form, unit))
                    assert not verdict.correct
                    assert verdict.mistake == index
