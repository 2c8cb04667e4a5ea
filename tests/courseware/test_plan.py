"""Who takes which lessons; `player/test/plan.test.ts` meets the same vectors."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.bundle import make_bundle
from courseware.layering import LocalLayer, lay
from courseware.loading import load_course
from courseware.model import Course
from courseware.plan import EVERYTHING, Plan, lessons_for, placed, placement_test, settled
from tests.sample_course import write_course
from tests.sample_plans import add_plans

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "plans.json").read_text(encoding="utf-8")
)["cases"]


@pytest.fixture
def course(sample_course: Path) -> Course:
    add_plans(sample_course)
    return load_course(sample_course)


def ids(course: Course, plan: Plan) -> list[str]:
    return [lesson.id for lesson in lessons_for(course, plan)]


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: str(list(case.values())[:3]))
def test_a_learner_takes_what_was_chosen_within_what_is_open(
    course: Course, case: dict[str, Any]
) -> None:
    plan = settled(course, Plan(case["group"], case["path"]), case["placement"])

    assert plan.path == case["holds"]
    assert ids(course, plan) == case["lessons"]


def test_a_lesson_takes_the_groups_and_paths_of_its_chapter_unless_it_has_its_own(
    course: Course,
) -> None:
    audiences = {lesson.id: (lesson.groups, lesson.paths) for lesson in course.lessons()}

    assert audiences == {
        "hva-er-det": ((), ("kort", "langt")),
        "meld-fra": (("sykepleier",), ("kort", "langt")),
        "tabletter": ((), ("langt",)),
    }


@given(percent=st.integers(0, 100), more=st.integers(0, 100))
def test_a_better_result_never_opens_a_longer_path(percent: int, more: int) -> None:
    course = _COURSE
    test = placement_test(course)
    assert test is not None
    order = [path.id for path in course.paths]

    first, second = (placed(course, test, each) for each in sorted((percent, more)))

    assert order.index(second) <= order.index(first)


@given(
    wanted=st.sampled_from(["rett-til-proven", "kort", "langt", None, "borte"]),
    percent=st.none() | st.integers(0, 100),
)
def test_nobody_gets_a_shorter_path_than_was_opened(
    wanted: str | None, percent: int | None
) -> None:
    course = _COURSE
    test = placement_test(course)
    assert test is not None
    order = [path.id for path in course.paths]
    opened = order[-1] if percent is None else placed(course, test, percent)

    holds = settled(course, Plan(None, wanted), percent).path

    assert holds is None or order.index(holds) >= order.index(opened)


def test_a_course_without_a_placement_test_leaves_the_path_to_the_learner(course: Course) -> None:
    open_course = replace(course, assessments=())

    assert settled(open_course, Plan(None, "kort"), None) == Plan(None, "kort")
    assert settled(open_course, EVERYTHING, None) == EVERYTHING


def test_an_edition_for_one_group_asks_nobody(course: Course) -> None:
    laid = lay(course, LocalLayer("vik", "Vik", group="assistent"))

    assert [lesson.id for lesson in laid.lessons()] == ["hva-er-det", "tabletter"]
    assert laid.groups == ()
    assert all(lesson.groups == () for lesson in laid.lessons())
    assert [path.id for path in laid.paths] == ["rett-til-proven", "kort", "langt"]


def test_an_edition_by_one_path_has_no_placement_test(course: Course) -> None:
    laid = lay(course, LocalLayer("vik", "Vik", path="kort"))

    assert [lesson.id for lesson in laid.lessons()] == ["hva-er-det", "meld-fra"]
    assert laid.paths == ()
    assert placement_test(laid) is None
    assert [chapter.id for chapter in laid.chapters] == ["taushetsplikt"]


def test_served_the_placement_test_is_held_by_the_server_and_packaged_it_is_not(
    course: Course,
) -> None:
    served, packaged = (make_bundle(course, remote_tests=remote) for remote in (True, False))

    modes = [
        {test["id"]: test["mode"] for test in bundle["assessments"]}["kartlegging"]
        for bundle in (served, packaged)
    ]
    assert modes == ["remote", "local"]


def _load() -> Course:
    with TemporaryDirectory() as folder:
        written = write_course(Path(folder))
        add_plans(written)
        return load_course(written)


_COURSE = _load()
