from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.loading import load_course
from courseware.model import Chapter, Course, Lesson
from courseware.state_text import State, encode
from lti_tool.learning.completion import is_completed, is_state, lessons_seen
from tests.sample_course import write_course


def any_course() -> Course:
    with TemporaryDirectory() as folder:
        return load_course(write_course(Path(folder)))


_ANY_COURSE = any_course()


@pytest.fixture
def course() -> Course:
    return _ANY_COURSE


def of_lessons(course: Course, numbers: list[int]) -> Course:
    lessons = tuple(Lesson(f"l{number}", {"nb": ""}, 1, {"nb": ""}) for number in numbers)
    return replace(
        course,
        chapters=(Chapter("alle", {"nb": "Alle"}, lessons),),
        numbers={f"lesson/l{number}": number for number in numbers},
    )


@given(
    shown=st.lists(st.integers(0, 3000), min_size=1, max_size=40, unique=True),
    seen=st.frozensets(st.integers(0, 3000), max_size=60),
)
def test_exactly_the_lessons_that_the_player_wrote_count(
    shown: list[int], seen: frozenset[int]
) -> None:
    course = of_lessons(_ANY_COURSE, shown)
    state = encode(State(language="nb", at=shown[0], seen=seen))

    assert is_state(state)
    assert lessons_seen(course, None, state) == len(seen & set(shown))
    assert is_completed(course, None, state) is (set(shown) <= seen)


def test_a_chapter_counts_its_own_lessons(course: Course) -> None:
    state = encode(State(seen=frozenset({1, 2})))

    assert is_completed(course, "taushetsplikt", state)
    assert not is_completed(course, "regning", state)
    assert not is_completed(course, None, state)


def test_a_chapter_that_is_gone_is_never_completed(course: Course) -> None:
    assert not is_completed(course, "borte", encode(State(seen=frozenset({1, 2, 3}))))


@pytest.mark.parametrize(
    "state",
    [
        None,
        "",
        "1",
        "1!nb",
        "1!nb!!",
        "1!nb!!zzzz!!!",
        "1!nb!!0-!!!",
        "1!nb!!-6!!!",
        "1!nb!!0-w!!!",
    ],
)
def test_a_damaged_state_shows_nothing_seen(course: Course, state: str | None) -> None:
    assert lessons_seen(course, None, state) == 0


def test_one_damaged_group_takes_no_other_with_it(course: Course) -> None:
    assert lessons_seen(course, None, "1!nb!!?.0-6!!!") == 2
