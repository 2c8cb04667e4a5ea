"""The SCORM 1.2 package as it is built, played in Chromium inside a strict LMS."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from tests.browser.conftest import axe_violations
from tests.browser.packages import key_of, lay_out, opened
from tests.browser.serving import served
from tests.browser.walking import (
    answer,
    choose_plan,
    heading,
    onward,
    read_lessons,
    take_test,
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def lms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an LMS that holds the introduction course as Tinn has it."""
    folder = tmp_path_factory.mktemp("lms")
    lay_out(folder, "moodle-scorm12", "tests/browser/scorm_lms.ts")
    with served(folder) as address:
        yield address


def begun(context: BrowserContext, lms: str) -> tuple[Page, Frame]:
    """Opened by a newcomer, who has said what they work with."""
    page, frame = opened(context, lms)
    choose_plan(frame, "Kontor og saksbehandling", "Det viktigaste")
    return page, frame


def kept(page: Page) -> dict[str, Any]:
    """What the LMS's server holds of the learner."""
    text = page.evaluate("localStorage.getItem('lms')")
    stored: dict[str, Any] = json.loads(text)
    return stored | {"values": dict(stored["values"])}


def element(page: Page, name: str) -> str:
    """The element once the player's small commit pause is over; waits for it to be there."""
    page.wait_for_function("name => (localStorage.getItem('lms') ?? '').includes(name)", arg=name)
    return str(kept(page)["values"][name])


def wrong(frame: Frame) -> str:
    key = key_of(frame)
    if key in ("t", "f"):
        return "f" if key == "t" else "t"
    return "0" if key[0].isdigit() else ("b" if key == "a" else "a")


def start_final_test(frame: Frame) -> None:
    frame.evaluate("location.hash = '#/test/sluttprove'")
    frame.get_by_role("button", name=re.compile("Start prøva|Start prøven|Ta prøva")).click()
    expect(frame.locator("form.kp-question")).to_be_visible()


def test_the_course_is_read_passed_and_reported(context: BrowserContext, lms: str) -> None:
    page, frame = begun(context, lms)
    assert element(page, "cmi.core.lesson_status") == "incomplete"

    read = read_lessons(frame)
    before_test = element(page, "cmi.core.lesson_status")
    start_final_test(frame)
    take_test(frame, lambda _: key_of(frame))

    assert len(read) >= 5
    assert before_test == "incomplete"
    assert frame.locator(".kp-score").get_attribute("data-passed") is not None
    page.wait_for_function("(localStorage.getItem('lms') ?? '').includes('\"passed\"')")
    assert element(page, "cmi.core.lesson_status") == "passed"
    assert element(page, "cmi.core.score.raw") == "100"
    assert len(kept(page)["interactions"]) >= 8


def test_a_learner_comes_back_to_where_they_were(context: BrowserContext, lms: str) -> None:
    page, frame = begun(context, lms)
    onward(frame)
    second = onward(frame)
    page.wait_for_timeout(1_000)
    page.close()

    again, resumed = opened(context, lms)

    assert second in resumed.locator(".kp-primary").inner_text() + heading(resumed)
    assert len(element(again, "cmi.suspend_data")) <= 4096


def test_an_abrupt_close_in_a_test_loses_no_answer(context: BrowserContext, lms: str) -> None:
    page, frame = opened(context, lms)
    start_final_test(frame)
    answer(frame, key_of(frame))
    page.wait_for_timeout(1_200)
    # As when the machine loses power: no `pagehide`, no last word.
    page.evaluate("window.API = null; document.querySelector('iframe').remove()")
    page.close()

    _, resumed = opened(context, lms)
    resumed.evaluate("location.hash = '#/test/sluttprove'")
    resumed.get_by_role("button", name=re.compile("Fortsett prøv|Hald fram med prøv")).click()

    expect(
        resumed.locator('.kp-map a[data-answered="true"], .kp-map a[data-answered=""]')
    ).to_have_count(1)


def test_a_failed_test_neither_completes_nor_lowers_what_was_reached(
    context: BrowserContext, lms: str
) -> None:
    page, frame = opened(context, lms)
    start_final_test(frame)
    take_test(frame, lambda _: wrong(frame))
    page.wait_for_timeout(1_000)

    failed = element(page, "cmi.core.lesson_status")

    assert failed == "incomplete"
    assert int(element(page, "cmi.core.score.raw")) < 75


def test_review_mode_writes_nothing(context: BrowserContext, lms: str) -> None:
    page, frame = opened(context, lms, "?mode=review")
    onward(frame)
    page.wait_for_timeout(1_000)

    calls: list[str] = page.evaluate("session.calls")

    assert not [call for call in calls if call.startswith("LMSSetValue")]


def test_the_package_holds_the_municipalitys_words_in_its_language(
    context: BrowserContext, lms: str
) -> None:
    _, frame = begun(context, lms)

    text = frame.locator("body").inner_text()

    assert frame.evaluate("document.documentElement.lang") == "nn"
    assert "Tinn kommune" in text
    assert "Teieplikt" in text


@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_of_the_package_has_an_accessibility_fault(
    context: BrowserContext, lms: str, width: int
) -> None:
    page, frame = begun(context, lms)
    page.set_viewport_size({"width": width, "height": 800})

    found = axe_violations(page)
    for route in ("#/lesson/hva-er-taushetsplikt", "#/test/ovelse", "#/test/sluttprove", "#/end"):
        frame.evaluate("route => location.hash = route", route)
        page.wait_for_timeout(200)
        found += axe_violations(page)
        wide = frame.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, route

    assert found == []
