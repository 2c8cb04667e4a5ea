"""A practice beside a test that is open: over LTI, and in a package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import axe_violations
from tests.browser.framing_lms import Lms, lms_and_tool
from tests.browser.serving import web_package
from tests.browser.walking import PRIMARY, answer
from tests.sample_course import write_course

pytestmark = pytest.mark.browser

WAITS = "Spørsmålet er med i prøven du holder på med"
TEXTS = {
    "En kollega spør# Hva gjør du?": "b",
    "Hva omfattes?": "c",
    "Plikten gjelder etter at du slutter#": "f",
    "# mg av # mg/ml# Hvor mye?": "7|ml",
}
"""Of the practice's questions, with a wrong answer to each."""


def open_course(folder: Path) -> Path:
    """Its test draws what may be practised: two of three questions about the duty, and one sum."""
    course = write_course(folder)
    text = (course / "course.yaml").read_text(encoding="utf-8")
    text = text.partition("certificate:")[0].replace("banks: [ovelse, prove]", "banks: [ovelse]")
    text = text.replace("    banks: [prove]", "    banks: [ovelse]")
    text = text.replace(
        "{topic: taushetsplikt, count: 1}\n      - {topic: regning, count: 2}",
        "{topic: taushetsplikt, count: 2}\n      - {topic: regning, count: 1}",
    )
    (course / "course.yaml").write_text(text, encoding="utf-8")
    (course / "questions" / "prove.yaml").unlink()
    lock = course / "ids.lock.yaml"
    kept = [line for line in lock.read_text().splitlines() if "question/prove" not in line]
    lock.write_text("\n".join(kept) + "\n")
    return course


@pytest.fixture
def lms(tmp_path: Path) -> Iterator[Lms]:
    with lms_and_tool(tmp_path, open_course(tmp_path / "courses"), lambda app: app) as lms:
        yield lms


@pytest.fixture
def package(tmp_path: Path) -> Iterator[str]:
    with web_package(open_course(tmp_path / "courses"), tmp_path) as address:
        yield address


def go(page: Page, part: str) -> None:
    page.evaluate("part => { location.hash = part; }", part)


def question(page: Page) -> str:
    """As it is asked, whatever numbers it has this time."""
    text = page.locator("form.kp-question legend").inner_text().replace("\u00a0", " ")
    return re.sub(r"[\d,.]+", "#", text)


def enter_test(page: Page) -> set[str]:
    """Start it, and give the texts of all that it asks."""
    go(page, "#/test/prove")
    page.get_by_role("button", name="Start prøven").click()
    asked = set()
    for number in range(3):
        go(page, f"#/test/prove/{number + 1}")
        expect(page.locator("h1")).to_have_text(f"Spørsmål {number + 1} av 3")
        asked.add(question(page))
    return asked


def hand_in(page: Page) -> None:
    go(page, "#/test/prove/check")
    page.locator(f".kp-hand {PRIMARY}").click()
    page.locator(f".kp-confirm {PRIMARY}").click()
    expect(page.locator(".kp-score")).to_be_visible()


def practised(page: Page, rounds: int) -> set[str]:
    """Everything that those rounds ask, each answered, and its feedback seen at once."""
    asked = set()
    for _ in range(rounds):
        go(page, "#/test/ovelse")
        page.get_by_role("button", name="Start øvingen").click()
        page.locator("form.kp-question").wait_for()
        while page.locator("form.kp-question").count():
            text = question(page)
            asked.add(text)
            answer(page, TEXTS.get(text, "7"))
            before = page.locator("h1").inner_text()
            page.locator(PRIMARY).click()
            expect(page.locator(".kp-feedback")).to_have_attribute(
                "data-verdict", re.compile("wrong|partly")
            )
            page.locator(PRIMARY).click()
            expect(page.locator("h1")).not_to_have_text(before)
    return asked


def keeps_off_the_test(page: Page) -> None:
    """From before the test is begun until after it is handed in."""
    everything = practised(page, 1)
    assert len(everything) == 5

    tested = enter_test(page)
    meanwhile = practised(page, 3)

    assert len(tested) == 3
    assert meanwhile == everything - tested
    go(page, "#/test/ovelse")
    expect(page.get_by_text("3 spørsmål er med i prøven du holder på med")).to_be_visible()
    assert axe_violations(page) == []

    hand_in(page)
    go(page, "#/test/ovelse")
    # What waited may have been drawn already: then that round goes on with it.
    expect(page.get_by_role("button", name=re.compile("(Start|Fortsett) øvingen"))).to_be_visible()
    expect(page.get_by_text("er med i prøven du holder på med")).to_have_count(0)


def test_a_practice_over_lti_keeps_off_the_open_test(page: Page, lms: Lms) -> None:
    page.goto(lms.address("anne"))
    expect(page.locator("h1")).to_have_text("Eksempelkurs")

    keeps_off_the_test(page)


def test_a_practice_in_a_package_keeps_off_the_open_test(page: Page, package: str) -> None:
    page.goto(package)
    expect(page.locator("h1")).to_have_text("Eksempelkurs")

    keeps_off_the_test(page)


def test_another_tab_and_the_lesson_hear_of_the_test_too(
    context: BrowserContext, page: Page, lms: Lms
) -> None:
    page.goto(lms.address("anne"))
    expect(page.locator("h1")).to_have_text("Eksempelkurs")
    go(page, "#/lesson/hva-er-det")
    own = page.locator(".kp-check form")
    expect(own).to_be_visible()

    other = context.new_page()
    other.goto(lms.address("anne"))
    expect(other.locator("h1")).to_be_visible()  # the front page, or the lesson if it is saved
    tested = enter_test(other)
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")

    if "En kollega spør# Hva gjør du?" in tested:
        expect(page.get_by_text(WAITS)).to_be_visible()
        expect(own).to_have_count(0)
        assert axe_violations(page) == []
    else:
        expect(own).to_be_visible()
    hand_in(other)
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(own).to_be_visible()
