"""
Every package that an LMS can run, played in Chromium inside an LMS with strict limits.

In a frame and in a window of its own, each test keeps the log of every call and checks it rule by
rule at the end, and looks at every address that was asked for. `make test` plays each test where it
is likeliest to fail and each package in both ways; `make matrix` plays all in all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Frame, Locator, Page, expect

from tests.browser.conftest import axe_violations
from tests.browser.packages import (
    MODELS,
    Desk,
    Lms,
    Played,
    key_of,
    lms_with,
    tinns_introduction,
)
from tests.browser.walking import (
    answer,
    choose_plan,
    heading,
    onward,
    read_lessons,
    take_test,
)
from tests.conformance.scorm_rules import SCORM12

pytestmark = pytest.mark.browser

TAKE_TEST = Path(__file__).with_name("take_test.js").read_text(encoding="utf-8")
WINDOWS = ("frame", "popup")
JOB = "Kontor og saksbehandling"
PATH = "Det viktigaste"


def played_in(*covering: str) -> pytest.MarkDecorator:
    """Of all pairs of a package and a window, `make test` plays these alone."""
    pairs = {f"{name}-{window}": (name, window) for name in MODELS for window in WINDOWS}
    assert set(covering) <= set(pairs)
    return pytest.mark.parametrize(
        "desk",
        [
            pytest.param(pair, id=words, marks=() if words in covering else pytest.mark.campaign)
            for words, pair in pairs.items()
        ],
        indirect=True,
    )


@pytest.fixture(scope="module")
def lms_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Lms]]:
    """The running LMS of a profile, begun when the first test asks for it."""
    course = tinns_introduction()
    with ExitStack() as running:

        @cache
        def begin(profile: str) -> Lms:
            return running.enter_context(lms_with(course, profile, tmp_path_factory.mktemp("lms")))

        yield begin


@pytest.fixture
def desk(
    context: BrowserContext,
    lms_of: Callable[[str], Lms],
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> Iterator[Desk]:
    profile, window = request.param
    desk = Desk(context, lms_of(profile), window, tmp_path)
    yield desk
    assert desk.breaches() == []


def kept(played: Played) -> dict[str, str]:
    """What the LMS's server holds of the learner; the page must be open."""
    pairs: list[tuple[str, str]] = played.page.evaluate(
        "JSON.parse(localStorage.getItem('lms')).values"
    )
    return dict(pairs)


def status(desk: Desk) -> str:
    """Of a learner who has left, in SCORM 1.2's one word."""
    values = kept(desk.open(mode="review"))
    if desk.lms.model is SCORM12:
        return values["cmi.core.lesson_status"]
    success = values.get("cmi.success_status", "unknown")
    return values["cmi.completion_status"] if success == "unknown" else success


def told(played: Played) -> Locator:
    """What the strip under the bar says of this session."""
    return played.place.locator('.kp-strip[data-color="info"]')


def start_final_test(place: Page | Frame) -> None:
    place.evaluate("location.hash = '#/test/sluttprove'")
    place.locator("#app h1", has_text="Sluttprøve").wait_for()
    place.get_by_role("button", name=re.compile("^(Start|Ta|Hald fram)")).click()
    expect(place.locator("form.kp-question")).to_be_visible()


def hurry_through(place: Page | Frame, *, right: bool) -> None:
    """Every question of the opened test, and its result."""
    place.evaluate(TAKE_TEST, right)
    expect(place.locator(".kp-score")).to_be_visible()


@played_in("moodle-scorm12-popup")
def test_a_learner_passes_and_the_lms_knows(desk: Desk) -> None:
    played = desk.open()
    start_final_test(played.place)

    take_test(played.place, lambda _: key_of(played.place))
    played.is_saved()
    scores = played.sets(desk.lms.model.raw)
    played.leave()

    assert scores == ["100"]
    assert played.over is not None
    assert len(played.over.answered()) >= 12
    assert status(desk) == "passed"


@played_in("scorm12-frame")
def test_a_learner_fails_and_may_try_again(desk: Desk) -> None:
    """A pass mark in the manifest lets the LMS say `failed` when the window closes."""
    played = desk.open()
    start_final_test(played.place)
    hurry_through(played.place, right=False)
    played.is_saved()
    (failed,) = played.sets(desk.lms.model.raw)
    played.leave()
    after_failing = status(desk)
    desk.sessions[-1].leave()

    again = desk.open()
    start_final_test(again.place)
    hurry_through(again.place, right=True)
    again.is_saved()
    again.leave()

    assert int(failed) < 75
    assert after_failing == ("failed" if desk.lms.mastery else "incomplete")
    assert status(desk) == "passed"


@played_in("scorm2004-popup")
def test_a_learner_who_left_comes_back_to_where_they_were(desk: Desk) -> None:
    first = desk.open()
    choose_plan(first.place, JOB, PATH)
    onward(first.place)
    second = onward(first.place)
    first.is_saved()
    first.leave()

    again = desk.open()

    assert second in again.place.locator(".kp-primary").inner_text() + heading(again.place)


@played_in("moodle-scorm12-frame")
def test_an_abrupt_end_in_a_test_loses_no_answer(desk: Desk) -> None:
    played = desk.open()
    start_final_test(played.place)
    answer(played.place, key_of(played.place))
    played.is_saved()
    played.lose_power()

    again = desk.open()
    start_final_test(again.place)

    answered = again.place.locator('.kp-map a[data-answered="true"], .kp-map a[data-answered=""]')
    expect(answered).to_have_count(1)


@played_in("scorm12-popup")
@pytest.mark.parametrize("asked", [{"mode": "review"}, {"credit": "no-credit"}], ids=str)
def test_review_says_that_nothing_is_kept_and_writes_nothing(
    desk: Desk, asked: dict[str, str]
) -> None:
    """That nothing is written is a rule, which the log is checked by."""
    played = desk.open(**asked)

    expect(told(played)).to_contain_text("ingenting blir lagra")
    start_final_test(played.place)
    answer(played.place, key_of(played.place))
    played.leave()

    assert played.over is not None
    assert [call.name for call in played.over.calls if call.name != "GetLastError"][-1] == (
        "Terminate"
    )


@played_in("scorm12-frame")
def test_without_an_lms_the_course_is_read_all_the_same(desk: Desk) -> None:
    played = desk.open(api="none")

    expect(told(played)).to_contain_text("Ingenting du gjer her, blir lagra")
    choose_plan(played.place, JOB, PATH)
    onward(played.place)

    assert played.log() == []


@played_in("scorm2004-popup")
def test_two_hundred_answers_in_one_session_reach_the_lms(desk: Desk) -> None:
    played = desk.open()
    place = played.place

    for attempt in range(17):
        start_final_test(place)
        hurry_through(place, right=attempt % 2 == 1)
    played.is_saved()
    played.leave()

    assert played.over is not None
    answered = played.over.answered()
    assert len(answered) >= 200
    results = {fields["result"] for fields in answered.values()}
    assert results == {"correct", "wrong" if desk.lms.model is SCORM12 else "incorrect"}


@played_in("moodle-scorm12-frame")
@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.campaign), 320])
def test_no_page_of_the_package_has_an_accessibility_fault(desk: Desk, width: int) -> None:
    played = desk.open()
    window = played.place if isinstance(played.place, Page) else played.page
    window.set_viewport_size({"width": width, "height": 800})
    found = axe_violations(window)
    choose_plan(played.place, JOB, PATH)

    routes = ("#/lesson/hva-er-taushetsplikt", "#/test/ovelse", "#/test/sluttprove", "#/end")
    for route in routes:
        before = heading(played.place)
        played.place.evaluate("route => location.hash = route", route)
        expect(played.place.locator("h1")).not_to_have_text(before)
        found += axe_violations(window)
        wide = played.place.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, route

    assert found == []


@played_in("scorm2004-frame")
def test_the_whole_way_from_the_first_lesson_to_the_last_question(desk: Desk) -> None:
    """By what stands on the pages alone, in the municipality's own words and language."""
    played = desk.open()
    choose_plan(played.place, JOB, PATH)
    text = played.place.locator("body").inner_text()

    read = read_lessons(played.place)
    start_final_test(played.place)
    take_test(played.place, lambda _: key_of(played.place))
    played.is_saved()
    played.leave()

    assert "Tinn kommune" in text
    assert "Teieplikt" in text
    assert len(read) >= 10
    assert status(desk) == "passed"
