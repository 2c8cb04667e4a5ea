"""A learner says who they are, takes the placement test, and gets the lessons that fit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import axe_violations
from tests.browser.serving import web_package
from tests.browser.walking import PRIMARY, answer, heading
from tests.sample_plans import add_plans

pytestmark = pytest.mark.browser

RIGHT = {"En kollega spør": "a", "Hva omfattes": "ab", "Plikten gjelder": "t"}


@pytest.fixture
def course(page: Page, sample_course: Path, tmp_path: Path) -> Iterator[Page]:
    """The sample course with plans, opened as a web package."""
    add_plans(sample_course)
    with web_package(sample_course, tmp_path) as address:
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        yield page


def is_sound(page: Page) -> None:
    """Nothing for axe to find on a laptop and on a phone, and no scrolling sideways."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def choose(page: Page, label: str) -> None:
    page.locator("label.kp-option", has_text=label).locator("input").check()


def take_placement_test(page: Page, *, right: int) -> None:
    """Answer `right` of the three questions."""
    page.get_by_role("link", name="Ta kartleggingen").click()
    is_sound(page)
    page.get_by_role("button", name="Start kartleggingen").click()
    for position in range(3):
        expect(page.locator("h1")).to_contain_text(str(position + 1))
        asked = page.locator("legend").inner_text()
        key = next(key for text, key in RIGHT.items() if text in asked)
        answer(page, key if position < right else "c" if "f" not in key and key != "t" else "f")
        page.locator("form.kp-question").evaluate("form => form.requestSubmit()")
    page.locator(f".kp-hand {PRIMARY}").click()
    page.locator(f".kp-confirm {PRIMARY}").click()


def leads_to_the_first_lesson(page: Page) -> bool:
    first = page.locator(".kp-contents a").first
    return page.locator(PRIMARY).get_attribute("href") == first.get_attribute("href")


def test_nothing_is_shown_before_the_learner_has_said_who_they_are(course: Page) -> None:
    assert heading(course) == "Hva jobber du med?"
    is_sound(course)

    course.locator(PRIMARY).click()

    expect(course.get_by_role("alert")).to_have_text("Velg ett av alternativene først.")


def test_who_knows_it_all_goes_straight_to_the_test(course: Page) -> None:
    choose(course, "Sykepleier")
    course.locator(PRIMARY).click()
    is_sound(course)
    take_placement_test(course, right=3)

    expect(course.locator("h1")).to_have_text("Dette passer for deg: Rett til prøven")
    is_sound(course)
    course.locator(PRIMARY).click()

    expect(course.locator("h1")).to_have_text("Eksempelkurs")
    assert course.locator(".kp-contents h2").all_inner_texts() == ["Øv og vis hva du kan"]
    is_sound(course)


def test_who_knows_some_gets_the_short_course_and_may_take_the_long_one(course: Page) -> None:
    choose(course, "Assistent")
    course.locator(PRIMARY).click()
    take_placement_test(course, right=2)

    expect(course.locator("h1")).to_have_text("Dette passer for deg: Kort kurs")
    course.get_by_role("link", name="Velg et lengre kurs").click()
    closed = course.locator("label", has_text="Rett til prøven").locator("input")
    expect(closed).to_be_disabled()
    is_sound(course)
    choose(course, "Hele kurset")
    course.get_by_role("button", name="Ferdig").click()

    assert course.locator(".kp-contents h2").all_inner_texts()[:2] == ["Taushetsplikt", "Regning"]
    assert "Meld fra" not in course.locator(".kp-contents").first.inner_text()
    assert leads_to_the_first_lesson(course)


def test_the_choice_is_there_after_a_reload(course: Page) -> None:
    choose(course, "Assistent")
    course.locator(PRIMARY).click()
    course.get_by_role("button", name="Hopp over og ta «Hele kurset»").click()

    course.reload()

    expect(course.locator("h1")).to_have_text("Eksempelkurs")
    expect(course.locator(".kp-under").last).to_contain_text("Assistent · Hele kurset")
    assert leads_to_the_first_lesson(course)


def test_all_of_it_can_be_done_by_keyboard(course: Page) -> None:
    group = course.locator("label.kp-option input").first
    group.focus()
    course.keyboard.press("Space")
    course.keyboard.press("Tab")
    course.keyboard.press("Enter")

    expect(course.locator("h1")).to_have_text("Hvor mye trenger du?")
    expect(course.locator("h1")).to_be_focused()
