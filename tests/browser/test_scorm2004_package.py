"""The SCORM 2004 package as it is built, played in Chromium inside a strict LMS."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.packages import key_of, lay_out, opened
from tests.browser.serving import served
from tests.browser.walking import choose_plan, heading, onward, read_lessons, take_test

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def lms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an LMS that holds the introduction course as Tinn has it."""
    folder = tmp_path_factory.mktemp("lms")
    lay_out(folder, "scorm2004", "tests/browser/scorm2004_lms.ts")
    with served(folder) as address:
        yield address


def kept(page: Page) -> dict[str, str]:
    """What the LMS's server holds of the learner."""
    stored: dict[str, Any] = json.loads(page.evaluate("localStorage.getItem('lms')"))
    return dict(stored["values"])


def refused(page: Page) -> list[str]:
    calls: list[str] = page.evaluate("session.calls")
    return [call for call in calls if " refused " in call]


def test_the_course_is_read_passed_and_reported_and_nothing_is_refused(
    context: BrowserContext, lms: str
) -> None:
    page, frame = opened(context, lms)
    choose_plan(frame, "Kontor og saksbehandling", "Det viktigaste")

    read = read_lessons(frame)
    frame.evaluate("location.hash = '#/test/sluttprove'")
    frame.get_by_role("button", name=re.compile("Start prøva|Ta prøva")).click()
    take_test(frame, lambda _: key_of(frame))
    page.wait_for_function("(localStorage.getItem('lms') ?? '').includes('\"passed\"')")

    values = kept(page)
    assert len(read) >= 10
    assert values["cmi.completion_status"] == "completed"
    assert values["cmi.success_status"] == "passed"
    assert (values["cmi.score.raw"], values["cmi.score.scaled"]) == ("100", "1.0000")
    assert len([name for name in values if name.endswith(".learner_response")]) >= 12
    assert refused(page) == []


def test_a_learner_comes_back_to_where_they_were_after_an_abrupt_end(
    context: BrowserContext, lms: str
) -> None:
    page, frame = opened(context, lms)
    choose_plan(frame, "Leiar", "Det viktigaste")
    onward(frame)
    second = onward(frame)
    page.wait_for_timeout(1_000)
    # As when the machine loses power: no `pagehide`, no last word.
    page.evaluate("window.API_1484_11 = null; document.querySelector('iframe').remove()")
    page.close()

    again, resumed = opened(context, lms)

    assert second in resumed.locator(".kp-primary").inner_text() + heading(resumed)
    assert len(kept(again)["cmi.suspend_data"]) <= 4096


def test_review_mode_writes_nothing(context: BrowserContext, lms: str) -> None:
    page, frame = opened(context, lms, "?mode=review")
    onward(frame)
    page.wait_for_timeout(1_000)

    calls: list[str] = page.evaluate("session.calls")

    assert not [call for call in calls if call.startswith("SetValue")]
