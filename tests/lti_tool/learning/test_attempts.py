from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.drawing import Form
from courseware.model import MultipleChoice, Numeric, Option, Question, SingleChoice, TrueFalse
from courseware.scoring import MAX_RESPONSE
from lti_tool.learning.attempts import GRACE, Attempt, fits
from tests.assessment_samples import case, matching, ordering
from tests.lti_tool.clock import START

OPTIONS = tuple(Option(letter, {"nb": letter}, correct=letter == "a") for letter in "abc")
SINGLE = SingleChoice(id="q", topic="t", text={}, options=OPTIONS)
MULTIPLE = MultipleChoice(id="q", topic="t", text={}, options=OPTIONS)
TRUE_FALSE = TrueFalse(id="q", topic="t", text={}, answer=True)
NUMBER = Numeric(id="q", topic="t", text={}, value=Decimal(1), unit="ml")
WITH_UNITS = Numeric(
    id="q", topic="t", text={}, value=Decimal(1), unit="ml", unit_choices=("ml", "l")
)
ORDERING = ordering("q")
MATCHING = matching("q")
CASE = case("q")
EACH = [SINGLE, MULTIPLE, TRUE_FALSE, NUMBER, WITH_UNITS, ORDERING, MATCHING, CASE]

ATTEMPT = Attempt(
    tenant="moodle:1",
    id="1",
    placement="p",
    person="anne",
    course="eksempel",
    version="1.0.0",
    edition="0" * 64,
    localization=None,
    course_hash="0" * 64,
    assessment="prove",
    number=1,
    seed=7,
    form=Form(()),
    draft=False,
    started_at=START,
    deadline=START + timedelta(minutes=60),
)


@pytest.mark.parametrize(
    ("question", "response", "expected"),
    [
        (SINGLE, "a", True),
        (SINGLE, "d", False),
        (SINGLE, "ab", False),
        (MULTIPLE, "abc", True),
        (MULTIPLE, "ba", False),
        (MULTIPLE, "aa", False),
        (MULTIPLE, "ad", False),
        (TRUE_FALSE, "t", True),
        (TRUE_FALSE, "f", True),
        (TRUE_FALSE, "true", False),
        (NUMBER, "2,5", True),
        (NUMBER, "-", True),
        (NUMBER, "2,5|ml", False),
        (NUMBER, "1" * 17, False),
        (WITH_UNITS, "2,5|ml", True),
        (WITH_UNITS, "2,5", True),
        (WITH_UNITS, "|l", True),
        (WITH_UNITS, "2,5|mg", False),
        (WITH_UNITS, "2,5|", False),
        (ORDERING, "dcba", True),
        (ORDERING, "dcb", False),
        (ORDERING, "dcbb", False),
        (MATCHING, "1b2a3b", True),
        (MATCHING, "1b", True),
        (MATCHING, "1b1a", False),
        (MATCHING, "1d", False),
        (MATCHING, "1b2", False),
        (CASE, "t_5|mg_b_abcd", True),
        (CASE, "t___", True),
        (CASE, "t_5|mg_b", False),
        (CASE, "t_5|mg_b_abcd_", False),
        (CASE, "ja_5|mg_b_abcd", False),
        (CASE, "t_5|kg_b_abcd", False),
        (CASE, f"t_{'9' * 17}|mg_b_abcd", False),
    ],
)
def test_an_answer_must_suit_its_question(
    question: Question, response: str, expected: bool
) -> None:
    assert fits(question, response) is expected


@given(st.sampled_from(EACH), st.text())
def test_nothing_long_or_unprintable_is_an_answer(question: Question, response: str) -> None:
    if fits(question, response):
        assert len(response) <= MAX_RESPONSE
        assert response.isprintable()


def test_taking_an_answer_back_is_always_possible() -> None:
    for question in EACH:
        assert fits(question, "")


def test_an_answer_under_way_at_the_deadline_is_waited_for() -> None:
    assert ATTEMPT.deadline is not None
    assert not ATTEMPT.is_overdue(ATTEMPT.deadline)
    assert not ATTEMPT.is_overdue(ATTEMPT.deadline + GRACE)
    assert ATTEMPT.is_overdue(ATTEMPT.deadline + GRACE + timedelta(milliseconds=1))
