"""What the medication course's example banks for certification must hold to be worth passing."""

from __future__ import annotations

from collections import Counter

import pytest

from courseware import locate
from courseware.calculation import generated
from courseware.loading import load_course
from courseware.model import QuestionBank, Use

COURSE = load_course(locate.content() / "courses" / "medication")
BANKS = [bank for bank in COURSE.banks if bank.id.startswith("sertifisering")]
LEAST = {"dokumentasjon": 16, "virkninger": 14, "grupper": 28, "sykepleie": 12, "kontroll": 10}

of_each_bank = pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.id)


@of_each_bank
def test_a_bank_is_secret_and_says_that_it_is_an_example(bank: QuestionBank) -> None:
    assert bank.use is Use.CERTIFY
    assert bank.example


@of_each_bank
def test_every_question_has_its_goal_and_its_explanation(bank: QuestionBank) -> None:
    lacking = [each.id for each in bank.questions if not (each.goal and each.feedback)]

    assert lacking == []


@of_each_bank
@pytest.mark.parametrize("language", COURSE.languages)
def test_no_goal_is_asked_for_more_than_three_times(bank: QuestionBank, language: str) -> None:
    goals = Counter(each.goal[language] for each in bank.questions if each.goal)

    assert [goal for goal, count in goals.items() if count > 3] == []


def test_there_are_enough_fixed_questions_and_goals_to_draw_from() -> None:
    fixed = [each for bank in BANKS for each in bank.questions if not generated(each)]

    assert len(fixed) >= 150
    assert len({each.goal["nb"] for each in fixed if each.goal}) >= 70


def test_the_second_bank_covers_its_chapters() -> None:
    questions = COURSE.bank("sertifisering-2").questions
    topics = Counter(each.topic for each in questions)

    assert len(questions) >= 80
    assert len({each.goal["nb"] for each in questions if each.goal}) >= 38
    assert {topic: count for topic, count in LEAST.items() if topics[topic] < count} == {}
    assert {each.difficulty for each in questions} == {1, 2, 3}


def test_few_questions_of_the_second_bank_fail_the_test_alone() -> None:
    questions = COURSE.bank("sertifisering-2").questions

    critical = sum(each.critical for each in questions)

    assert 0 < critical / len(questions) <= 0.15


@pytest.mark.parametrize("language", COURSE.languages)
def test_practice_asks_nothing_in_the_words_of_a_certify_question(language: str) -> None:
    asked = {
        use: {
            each.text[language]
            for bank in COURSE.banks
            if bank.use is use
            for each in bank.questions
        }
        for use in Use
    }

    assert asked[Use.PRACTICE] & asked[Use.CERTIFY] == set()
