"""The proof that a learner's state fits, against states that learners could bring about."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courseware.bundle import make_bundle
from courseware.loading import load_course
from courseware.localization import localize
from courseware.model import Calculation, Course, Draw, Numeric
from courseware.question_bundle import MAX_VARIANTS
from courseware.state_budget import (
    SCORM12_SUSPEND_DATA,
    fullest_state,
    longest_response,
    worst_case,
)
from courseware.state_text import Check, State, TestState, encode
from tests.assessment_samples import case, matching, ordering
from tests.player_node import run_player_tests
from tests.sample_course import write_course

CONTENT = Path(__file__).resolve().parents[2] / "content"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return load_course(write_course(tmp_path_factory.mktemp("courses")))


def test_the_fullest_state_holds_everything(course: Course) -> None:
    state = fullest_state(course)

    assert state.seen == {1, 2, 3}
    assert state.checks == {4: Check("a"), 8: Check("9" * 16, MAX_VARIANTS - 1)}
    assert state.boxes == {2: (3,)}
    assert {number: len(test.current.responses) for number, test in state.tests.items()} == {
        12: 5,
        13: 3,
    }
    assert worst_case(course) == len(encode(state))


def test_the_longest_answers_that_can_be_drawn_count(course: Course) -> None:
    practice = course.assessment("ovelse")
    drawing_one = replace(practice, draws=(Draw("taushetsplikt", 1), Draw("regning", 1)))
    state = fullest_state(replace(course, assessments=(drawing_one,)))

    assert state.tests[12].current.responses == ("abc", "9" * 16 + "|ml")


def test_the_longest_answer_to_each_type(course: Course) -> None:
    longest = {question.id: longest_response(question) for question in course.questions()}

    assert longest["kollega"] == "a"
    assert longest["hva-omfattes"] == "abc"
    assert longest["etter-slutt"] == "a"
    assert longest["antall-tabletter"] == "9" * 16
    assert longest["mikstur"] == "9" * 16 + "|ml"


def test_the_longest_answer_to_a_case_is_that_to_all_its_parts() -> None:
    assert longest_response(case("sak")) == f"t_{'9' * 16}|mg_a_abcd"
    assert longest_response(matching("par")) == "1b2a3b"
    assert longest_response(ordering("orden")) == "abcd"


def test_a_checklist_counts_as_long_as_it_is_in_any_language(course: Course) -> None:
    chapter, *others = course.chapters
    first, second = chapter.lessons
    longer = second.body["nn"].replace("- Skjermen", "- Døra er låst\n- Skjermen")
    lessons = (first, replace(second, body={**second.body, "nn": longer}))
    changed = replace(course, chapters=(replace(chapter, lessons=lessons), *others))

    assert fullest_state(changed).boxes == {2: (7,)}


def test_a_region_s_own_lessons_count(course: Course, sample_localizations: Path) -> None:
    local = localize(course, "fjellregionen/vik", sample_localizations)

    assert 1000 in fullest_state(local).seen
    assert worst_case(local) > worst_case(course)


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_state_that_a_learner_brings_about_is_longer(
    course: Course, data: st.DataObject
) -> None:
    fullest = fullest_state(course)

    state = data.draw(states(course, fullest))

    assert len(encode(state)) <= worst_case(course)


@st.composite
def states(draw: st.DrawFn, course: Course, fullest: State) -> State:
    """Any part of what can be done, with any answers that can be stored."""
    by_number = {course.numbers[f"question/{q.id}"]: q for q in course.questions()}

    def subset(keys: Iterable[int]) -> list[int]:
        return draw(st.lists(st.sampled_from(sorted(keys)), unique=True))

    def answer(longest: str) -> str:
        return draw(st.text("0123456789 ,.-+abc?", max_size=min(16, len(longest))))

    checks = {}
    for number in subset(fullest.checks):
        calculation = isinstance(by_number[number], Calculation)
        variant = draw(st.integers(0, MAX_VARIANTS - 1)) if calculation else None
        checks[number] = Check(answer(fullest.checks[number].response), variant)
    tests = {}
    for number in subset(fullest.tests):
        full = fullest.tests[number]
        assert full.best is not None
        assert full.current is not None
        best = replace(full.best, earned=draw(st.integers(0, 500)), possible=5)
        current = replace(
            full.current,
            started=draw(st.integers(0, 36**7 - 1)),
            marked=frozenset(subset(full.current.marked)),
            responses=tuple(answer(longest) for longest in full.current.responses),
        )
        tests[number] = TestState(
            draw(st.integers(0, full.attempts)),
            draw(st.sampled_from([None, best])),
            draw(st.sampled_from([None, current])),
        )
    return State(
        language=draw(st.sampled_from(["", "nb", "nn", "en"])),
        at=draw(st.sampled_from([None, *course.numbers.values()])),
        seen=frozenset(subset(fullest.seen)),
        checks=checks,
        boxes={
            number: tuple(draw(st.integers(0, bits)) for bits in fullest.boxes[number])
            for number in subset(fullest.boxes)
        },
        tests=tests,
    )


def test_the_player_brings_about_no_longer_state(course: Course, tmp_path: Path) -> None:
    """The player fills its own state from the bundle; Python's number must hold for it."""
    tests = {test.id for test in course.assessments}
    bundle = make_bundle(course, remote_tests=False, include=tests)
    budget = tmp_path / "budget.json"
    budget.write_text(json.dumps({"bundle": bundle, "worstCase": worst_case(course)}))

    run_player_tests("budget.check.ts", env={"KURSPAKKE_BUDGET": str(budget)})


@pytest.mark.parametrize("course_id", ["introduction", "medication"])
def test_our_courses_fit_everywhere(course_id: str) -> None:
    assert worst_case(load_course(CONTENT / "courses" / course_id)) <= SCORM12_SUSPEND_DATA


def test_a_course_can_be_too_large(course: Course) -> None:
    questions = tuple(
        replace(question, id=f"q{number}")
        for question in course.questions()
        if isinstance(question, Numeric)
        for number in range(200)
    )
    bank = replace(course.bank("ovelse"), questions=questions)
    practice = replace(course.assessment("ovelse"), draws=(Draw("regning", 250),))
    large = replace(course, banks=(bank, course.bank("prove")), assessments=(practice,))

    assert worst_case(large) > SCORM12_SUSPEND_DATA
