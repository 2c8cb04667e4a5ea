"""
The shared vectors of `tests/vectors/responses.json`: what Python makes of every response there.

The player passes the same in `courseware/player/test/scoring.test.ts`. The questions are those of
`questions.yaml`, read as an author's are.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from courseware import locate, question_assembly, schema
from courseware.grading import item_of
from courseware.model import Question
from courseware.question_bundle import question_entry
from courseware.scoring import score
from courseware.validation import questions as validation
from courseware.yaml_source import parse
from tests.assessment_samples import course_of

FOLDER = Path(__file__).parents[1] / "vectors"
VECTORS: dict[str, Any] = json.loads((FOLDER / "responses.json").read_text(encoding="utf-8"))
BANK = parse((FOLDER / "questions.yaml").read_text(encoding="utf-8"), PurePosixPath("q.yaml"))
SCHEMA = json.loads((locate.schemas() / "bank.schema.json").read_text(encoding="utf-8"))
TYPES = set(SCHEMA["$defs"]["type"]["enum"])


@cache
def questions() -> dict[str, Question]:
    return {
        question.id: question for question in question_assembly.bank("vektorer", BANK).questions
    }


@pytest.mark.parametrize(
    "case", VECTORS["cases"], ids=lambda case: f"{case['question']}: {case['response']}"
)
def test_a_response_is_worth_what_a_person_says(case: dict[str, Any]) -> None:
    item = item_of(questions()[case["question"]], case["variant"])

    verdict = score(item, case["response"])

    assert verdict.correct is case["correct"]
    assert float(verdict.earned) == pytest.approx(case["earned"], abs=1e-12)
    assert verdict.value_correct is case["valueCorrect"]
    assert verdict.unit_correct is case["unitCorrect"]
    assert verdict.mistake == case["mistake"]


def test_the_questions_are_sound_and_stand_in_the_vectors_as_a_bundle_has_them() -> None:
    course, _ = course_of(list(questions().values()), {})

    assert schema.problems(BANK, "bank") == []
    assert list(validation.problems(BANK, ())) == []
    assert VECTORS["questions"] == {
        name: question_entry(course, question) for name, question in questions().items()
    }


def test_every_type_is_asked_and_no_case_stands_twice() -> None:
    cases = [(each["question"], each["variant"], each["response"]) for each in VECTORS["cases"]]

    assert len(cases) >= 200
    assert len(set(cases)) == len(cases)
    assert {each["type"] for each in VECTORS["questions"].values()} == TYPES
    assert {question for question, _, _ in cases} == set(VECTORS["questions"])
