"""The regions that we ship: every municipality's edition is whole, in both forms, and marked."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from courseware import locate
from courseware.errors import InvalidCourse
from courseware.loading import load_course
from courseware.localization import available, localize
from courseware.model import Course
from courseware.state_budget import SCORM12_SUSPEND_DATA, worst_case

REGIONS = locate.content() / "localizations"
NYNORSK = {"kongsbergregionen/hjartdal", "kongsbergregionen/tinn"}
MUNICIPALITIES = {
    "kongsbergregionen": [
        "flesberg", "hjartdal", "kongsberg", "nore-og-uvdal", "notodden", "rollag", "tinn",
    ],
    "vesteralen": ["andoy", "bo", "hadsel", "oksnes", "sortland"],
}  # fmt: skip
EDITIONS = [f"{region}/{name}" for region, names in MUNICIPALITIES.items() for name in names]


@pytest.fixture(scope="module", params=["introduction", "medication"])
def course(request: pytest.FixtureRequest) -> Course:
    return load_course(locate.content() / "courses" / request.param)


def test_every_municipality_has_an_edition_in_its_own_language_form_marked_as_an_example() -> None:
    found = {info.id: info for info in available(REGIONS) if "/" in info.id}

    assert sorted(found) == EDITIONS
    assert {each for each, info in found.items() if info.language == "nn"} == NYNORSK
    assert all(info.example for info in found.values())


@pytest.fixture(scope="module")
def editions(course: Course) -> dict[str, Course]:
    return {each: localize(course, each, REGIONS) for each in EDITIONS}


def test_every_editions_state_fits(editions: dict[str, Course]) -> None:
    worst = max(worst_case(edition) for edition in editions.values())

    assert worst <= SCORM12_SUSPEND_DATA


def test_an_edition_keeps_every_question_that_the_shared_lessons_ask(
    course: Course, editions: dict[str, Course]
) -> None:
    asked = questions_asked(course)

    assert {name for name, each in editions.items() if asked - questions_asked(each)} == set()


def test_a_local_lesson_says_the_same_numbers_in_both_forms(
    course: Course, editions: dict[str, Course]
) -> None:
    shared = {lesson.id: lesson.body for lesson in course.lessons()}
    local = {
        lesson.id: lesson.body
        for edition in editions.values()
        for lesson in edition.lessons()
        if lesson.body != shared.get(lesson.id)
    }

    assert local
    assert {each for each, body in local.items() if facts(body, "nb") != facts(body, "nn")} == set()


def test_a_region_alone_is_no_edition(course: Course) -> None:
    with pytest.raises(InvalidCourse):
        localize(course, "vesteralen", REGIONS)


def questions_asked(course: Course) -> set[str]:
    texts = [body for lesson in course.lessons() for body in lesson.body.values()]
    return {check for text in texts for check in re.findall(r"^::: check (\S+)$", text, re.M)}


def facts(body: Mapping[str, str], language: str) -> list[str]:
    """Numbers, variables and what the lesson refers to, in their order."""
    return re.findall(r"\d+(?:[.,]\d+)?|\{\{ \w+ \}\}|law:[\w-]+|^:::+ \w+", body[language], re.M)
