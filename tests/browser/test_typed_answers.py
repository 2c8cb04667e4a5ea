"""What a person types that is no answer yet is told in plain words, and none of it is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import axe_violations
from tests.browser.fake_tool import FakeTool, content
from tests.browser.serving import web_package
from tests.browser.walking import PRIMARY
from tests.question_samples import CASE, add
from tests.sample_course import write_course

pytestmark = pytest.mark.browser

LESSON = "tabletter"
NO_NUMBER = "Vi kan ikke lese dette som et tall. Skriv bare tallet, for eksempel 2,5."


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A web package with a lesson that asks for a number with its unit, and for a time."""
    course = write_course(tmp_path_factory.mktemp("course"))
    add(course, CASE)
    for language in ("nb", "nn"):
        lesson = course / "lessons" / f"{LESSON}.{language}.md"
        lesson.write_text("::: check mikstur\n:::\n\n::: check infusjon\n:::\n", encoding="utf-8")
    with web_package(course, tmp_path_factory.mktemp("web")) as at:
        yield f"{at}#/lesson/{LESSON}"


def card(page: Page, question: str = "mikstur") -> Locator:
    return page.locator(f'.kp-check[data-check="{question}"] form')


def told(form: Locator) -> Locator:
    return form.locator(":is(.kp-need, .kp-unread):not(:empty)")


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("", "Skriv et tall først, for eksempel 2,5."),
        ("   ", "Skriv et tall først, for eksempel 2,5."),
        ("to og en halv", NO_NUMBER),
        ("2,5 ml", NO_NUMBER),
        ("1,2,3", NO_NUMBER),
        ("٢٫٥", NO_NUMBER),
        ("12345678901234567890", "Tallet er for langt. Skriv høyst 16 tegn."),
        ("2,5", "Velg enhet også."),
    ],
)
def test_what_is_no_answer_yet_is_said_in_one_line_and_stays_in_the_field(
    page: Page, address: str, typed: str, line: str
) -> None:
    page.goto(address)
    form = card(page)
    form.locator("input").fill(typed)

    form.get_by_role("button", name="Svar", exact=True).click()

    expect(told(form)).to_have_text(line)
    expect(form.locator("input")).to_have_value(typed)
    expect(form.locator("select" if line.startswith("Velg") else "input")).to_be_focused()
    expect(form.locator(".kp-feedback[data-verdict]")).to_have_count(0)
    assert axe_violations(page) == []


def test_the_line_belongs_to_its_field_and_goes_when_that_is_mended(
    page: Page, address: str
) -> None:
    page.goto(address)
    form = card(page)
    field = form.locator("input")
    field.press_sequentially("2,5m")
    page.keyboard.press("Tab")
    expect(told(form)).to_have_count(0)  # what appears while one aims at a button moves the button

    field.press("Enter")
    expect(told(form)).to_have_text(NO_NUMBER)
    expect(field).to_have_attribute("aria-invalid", "true")
    assert field.evaluate(
        "input => document.getElementById(input.getAttribute('aria-describedby')).textContent"
    ).endswith(NO_NUMBER)
    field.press("End")
    field.press("Backspace")

    expect(told(form)).to_have_count(0)
    form.locator("select").select_option("ml")
    form.get_by_role("button", name="Svar", exact=True).click()
    expect(form.locator(".kp-feedback")).to_have_attribute("data-verdict", "right")


def test_a_time_that_is_none_is_said_beside_its_own_part_of_a_case(
    page: Page, address: str
) -> None:
    page.goto(address)
    part = card(page, "infusjon").locator(".kp-part").first

    part.locator("input").fill("25:70")
    card(page, "infusjon").get_by_role("button", name="Svar", exact=True).click()

    expect(told(part)).to_have_text(
        "Vi kan ikke lese dette som et klokkeslett. Skriv for eksempel 13.45."
    )


def test_in_a_test_it_is_said_once_and_holds_nobody(page: Page) -> None:
    tool = FakeTool()
    tool.open(page)
    at = next(
        position
        for position, item in enumerate(content()[2])
        if item["type"] == "calculation" and not item.get("options") and not item.get("as")
    )
    page.evaluate("test => (location.hash = `#/test/${test}`)", content()[1])
    page.locator(PRIMARY).click()
    heading = page.locator("h1")
    for _ in range(at):
        expect(heading).to_be_visible()
        page.locator(PRIMARY).click()  # what is left open is left open, without a word
    expect(heading).to_have_text(f"Spørsmål {at + 1} av {len(content()[2])}")

    page.locator("form.kp-question input").fill("10\u00a0000 mg")
    page.keyboard.press("Enter")

    expect(told(page.locator("form.kp-question"))).to_have_text(NO_NUMBER)
    expect(page.locator("form.kp-question input")).to_be_focused()
    expect(page.locator(".kp-saving")).to_have_text("Lagret")
    assert tool.responses[at] == "10 000 mg"
    expect(page.locator(".kp-map")).to_contain_text(f"0 av {len(content()[2])} besvart")
    page.locator(PRIMARY).click()
    expect(heading).to_have_text(f"Spørsmål {at + 2} av {len(content()[2])}")
