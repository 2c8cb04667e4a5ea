"""Neither its length nor its place tells somebody who has read nothing which answer is right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from courseware import locate
from courseware.loading import load_course
from courseware.model import Case, Course, Question, QuestionBank, SingleChoice

COURSES = [
    load_course(locate.content() / "courses" / name) for name in ("introduction", "medication")
]
FEWEST = 20  # of fewer questions a share says little
BANKS = [
    pytest.param(bank, language, id=f"{course.id}-{bank.id}-{language}")
    for course in COURSES
    for bank in course.banks
    for language in course.languages
]
REASON = re.compile(r", for |,? sidan |,? siden |,? fordi ")
CASE = re.compile(r"^:::: case .*?^::::$", re.DOTALL | re.MULTILINE)
CHOICE = re.compile(r"^::: reveal .*?\n(.*?)^:::$", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(("bank", "language"), BANKS)
@pytest.mark.parametrize("extreme", [max, min], ids=["longest", "shortest"])
def test_the_length_of_an_answer_does_not_tell_that_it_is_right(
    extreme: Callable[[list[int]], int], bank: QuestionBank, language: str
) -> None:
    choices = list(single_choices(bank.questions))

    given_away = 0
    for choice in choices:
        lengths = [len(option.text[language]) for option in choice.options]
        right = lengths[[option.correct for option in choice.options].index(True)]
        given_away += right == extreme(lengths) and lengths.count(right) == 1

    assert len(choices) < FEWEST or given_away / len(choices) < 0.4


@pytest.mark.parametrize(("bank", "language"), BANKS)
def test_few_wrong_answers_excuse_themselves_where_the_right_one_does_not(
    bank: QuestionBank, language: str
) -> None:
    """ "Gives it, for the strength is the same": only what is wrong needs to defend itself."""
    choices = list(single_choices(bank.questions))

    excused = 0
    for choice in choices:
        reasons = {
            option.correct for option in choice.options if REASON.search(option.text[language])
        }
        excused += reasons == {False}

    assert len(choices) < FEWEST or excused / len(choices) < 0.25


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.id)
def test_the_best_choice_of_a_case_stands_first_second_and_last_about_as_often(
    course: Course, language: str
) -> None:
    folder = locate.content() / "courses" / course.id / "lessons"

    places = Counter(best_choices(folder, language))

    assert set(places) == {0, 1, 2}
    assert max(places.values()) / places.total() < 0.5


def single_choices(questions: tuple[Question, ...]) -> Iterator[SingleChoice]:
    for question in questions:
        if isinstance(question, Case):
            yield from single_choices(question.parts)
        elif isinstance(question, SingleChoice):
            yield question


def best_choices(lessons: Path, language: str) -> Iterator[int]:
    """Where the choice stands that the lesson praises, in each case with only one such."""
    for lesson in sorted(lessons.glob(f"*.{language}.md")):
        for case in CASE.findall(lesson.read_text(encoding="utf-8")):
            praised = [answer.startswith("Bra.") for answer in CHOICE.findall(case)]
            if praised.count(True) == 1:
                yield praised.index(True)
