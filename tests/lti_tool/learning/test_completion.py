from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.loading import load_course
from courseware.model import (
    Chapter,
    Course,
    Kind,
    LearningPath,
    Lesson,
    StaffGroup,
    Threshold,
)
from courseware.state_text import State, encode
from lti_tool.learning.completion import Reading, is_state, reading
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
    read = reading(course, None, state)
    assert read.seen == len(seen & set(shown))
    assert read.is_completed is (set(shown) <= seen)


def test_a_chapter_counts_its_own_lessons(course: Course) -> None:
    state = encode(State(seen=frozenset({1, 2})))

    assert reading(course, "taushetsplikt", state).is_completed
    assert not reading(course, "regning", state).is_completed
    assert not reading(course, None, state).is_completed


def test_a_chapter_that_is_gone_is_never_completed(course: Course) -> None:
    assert not reading(course, "borte", encode(State(seen=frozenset({1, 2, 3})))).is_completed


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
    assert reading(course, None, state).seen == 0


def test_one_damaged_group_takes_no_other_with_it(course: Course) -> None:
    assert reading(course, None, "1!nb!!?.0-6!!!").seen == 2


def with_plans(course: Course) -> Course:
    """Lesson 1 for all, 2 for nurses, 3 on the long path; numbers 20 and up for what is chosen."""
    chosen = {"group/sykepleier": 20, "group/assistent": 21, "path/kort": 22, "path/lang": 23}
    lessons = {
        "l1": Lesson("l1", {"nb": ""}, 1, {"nb": ""}),
        "l2": Lesson("l2", {"nb": ""}, 1, {"nb": ""}, groups=("sykepleier",)),
        "l3": Lesson("l3", {"nb": ""}, 1, {"nb": ""}, paths=("lang",)),
    }
    return replace(
        of_lessons(course, []),
        chapters=(Chapter("alle", {"nb": "Alle"}, tuple(lessons.values())),),
        numbers={"lesson/l1": 1, "lesson/l2": 2, "lesson/l3": 3, **chosen},
        groups=(StaffGroup("sykepleier", {}), StaffGroup("assistent", {})),
        paths=(LearningPath("kort", {}, {}), LearningPath("lang", {}, {})),
        assessments=(),
    )


@pytest.mark.parametrize(
    ("group", "path", "lessons"),
    [(None, None, 3), (20, None, 3), (21, None, 2), (20, 22, 2), (21, 22, 1), (21, 23, 2)],
)
def test_a_learner_takes_the_lessons_of_what_was_chosen(
    course: Course, group: int | None, path: int | None, lessons: int
) -> None:
    state = encode(State(seen=frozenset({1}), group=group, path=path))

    assert reading(with_plans(course), None, state) == Reading(seen=1, lessons=lessons)


@pytest.mark.parametrize("plan", ["k", "kk.mm", ".", "?.m", "1.1", "k.zzzzzzzz", "m.k"])
def test_a_choice_that_is_no_choice_leaves_everything_to_be_read(course: Course, plan: str) -> None:
    damaged = plan.replace("k", "9").replace("m", "8")

    assert reading(with_plans(course), None, f"2!nb!!0-2!!!!{damaged}").lessons == 3


def test_nobody_chooses_a_shorter_path_than_the_placement_test_opened(course: Course) -> None:
    test = replace(
        course.assessments[0],
        kind=Kind.PLACEMENT,
        thresholds=(Threshold("kort", 80),),
    )
    placing = replace(with_plans(course), assessments=(test,))
    short = encode(State(group=21, path=22))

    assert reading(placing, None, short).lessons == 2  # not taken
    assert reading(placing, None, short, placement=79).lessons == 2
    assert reading(placing, None, short, placement=80).lessons == 1
    assert reading(placing, None, encode(State(group=21, path=23)), placement=100).lessons == 2
