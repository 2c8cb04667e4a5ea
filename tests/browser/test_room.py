"""A supervised test in two real browsers: the invigilator's page, and the employee's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Watch, axe_violations
from tests.browser.framing_lms import Lms, lms_and_tool
from tests.sample_course import swap

pytestmark = pytest.mark.browser

TERMS = """\
    attempts: 1
    session_code: true
    open: [{days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "23:59"}]
"""


@pytest.fixture
def lms(tmp_path: Path, sample_course: Path) -> Iterator[Lms]:
    swap(sample_course / "course.yaml", "    attempts: 3\n", TERMS)
    with lms_and_tool(tmp_path, sample_course, lambda app: app) as lms:
        yield lms


@pytest.fixture
def anne(browser: Browser, watch: Watch, lms: Lms) -> Iterator[Page]:
    """The employee, on the page before the test, on a phone in the dark."""
    context = browser.new_context(
        locale="nb-NO", viewport={"width": 320, "height": 700}, color_scheme="dark"
    )
    watch.over(context)
    page = context.new_page()
    page.goto(lms.address("anne"))
    page.wait_for_selector(".kp-page h1")
    page.evaluate("location.hash = '#/test/prove'")
    expect(page.get_by_role("button", name="Start prøven")).to_be_visible()
    yield page
    context.close()


@pytest.fixture
def guard(lms: Lms, anne: Page, page: Page) -> Page:
    """The teacher's page of the room; Anne has opened the course."""
    lms.message = "teaching"
    page.goto(lms.address("liv"))
    page.get_by_role("button", name="Prøverommet").click()
    expect(page.get_by_role("heading", level=1, name="Prøverommet")).to_be_focused()
    return page


def make_code(guard: Page) -> str:
    guard.get_by_label("Navnet ditt").fill("Vigdis Vakt")
    guard.get_by_label("Tittelen din").fill("Fagsykepleier")
    guard.get_by_role("button", name="Lag en kode").click()
    code = guard.locator(".kt-code-letters")
    expect(code).to_be_visible()
    return code.inner_text()


def fits(page: Page) -> bool:
    return not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_a_test_is_held_from_the_code_to_the_second_try(anne: Page, guard: Page, lms: Lms) -> None:
    expect(anne.get_by_text("mandag–søndag kl. 00.00–23.59")).to_be_visible()
    assert axe_violations(anne) == []
    assert axe_violations(guard) == []
    code = make_code(guard)
    assert re.fullmatch(r"[2-9A-Z]{3} [2-9A-Z]{3}", code)

    anne.get_by_role("button", name="Start prøven").click()
    expect(anne.get_by_text("Skriv koden fra prøvevakten.")).to_be_visible()
    anne.get_by_label("Kode fra prøvevakten").fill(code.lower())
    anne.keyboard.press("Enter")
    expect(anne.locator("form.kp-question")).to_be_visible()

    guard.get_by_role("button", name="Oppdater").click()
    row = guard.locator("tbody tr", has_text="Anne Ås")
    expect(row).to_contain_text("I gang")
    expect(row).to_contain_text("60 minutter")
    row.get_by_role("button", name="Gi ekstra tid").click()
    expect(guard.get_by_role("heading", name="Ekstra tid for Anne Ås")).to_be_focused()
    assert axe_violations(guard) == []
    guard.get_by_role("button", name="Gi tiden").click()
    expect(guard.get_by_text("Du må skrive hvorfor.")).to_be_visible()
    guard.get_by_label("Hvorfor").fill("Avtalt med leder")
    guard.get_by_role("button", name="Gi tiden").click()
    expect(guard.get_by_text("Anne Ås har 25 % ekstra tid.")).to_be_visible()
    expect(row).to_contain_text("75 minutter")

    anne.evaluate("location.hash = '#/test/prove/check'")
    anne.locator(".kp-hand .kp-primary").click()
    anne.locator(".kp-confirm .kp-primary").click()
    expect(anne.locator(".kp-score")).to_be_visible()

    guard.get_by_role("button", name="Oppdater").click()
    expect(row).to_contain_text("Levert")
    row.get_by_label("Handlinger for Anne Ås").click()
    row.get_by_role("button", name="Gi et nytt forsøk").click()
    guard.get_by_label("Hvorfor").fill("Måtte ut med en pasient")
    guard.get_by_role("button", name="Gi forsøket").click()
    expect(guard.get_by_text("Anne Ås kan ta prøven én gang til.")).to_be_visible()
    assert axe_violations(guard) == []
    guard.set_viewport_size({"width": 320, "height": 700})
    assert fits(guard)
    assert fits(anne)
    assert axe_violations(guard) == []


def test_more_time_reaches_a_page_whose_clock_is_at_zero(anne: Page, guard: Page, lms: Lms) -> None:
    code = make_code(guard)
    anne.clock.install()
    anne.get_by_label("Kode fra prøvevakten").fill(code)
    anne.get_by_role("button", name="Start prøven").click()
    expect(anne.locator("form.kp-question")).to_be_visible()
    guard.get_by_role("button", name="Oppdater").click()
    guard.locator("tbody tr").get_by_role("button", name="Gi ekstra tid").click()
    guard.get_by_label("Hvorfor").fill("Avtalt med leder")
    guard.get_by_role("button", name="Gi tiden").click()
    expect(guard.get_by_text("Anne Ås har 25 % ekstra tid.")).to_be_visible()

    anne.clock.fast_forward("01:00:01")

    expect(anne.locator(".kp-clock")).to_contain_text(re.compile("Vis tid"))
    expect(anne.locator("form.kp-question")).to_be_visible()


def test_a_form_stays_when_the_room_is_drawn_anew_meanwhile(anne: Page, guard: Page) -> None:
    asked: list[Route] = []
    guard.route("**/api/room", lambda route: asked.append(route))
    guard.get_by_role("button", name="Oppdater").click()
    guard.get_by_role("button", name="Gi ekstra tid").click()
    guard.get_by_label("Hvorfor").fill("Avtalt")

    with guard.expect_response("**/api/room"):
        asked[0].continue_()
    guard.wait_for_timeout(300)

    expect(guard.get_by_label("Hvorfor")).to_have_value("Avtalt")


def test_the_room_is_run_by_keyboard_alone(anne: Page, guard: Page) -> None:
    def tab_to(name: str) -> None:
        for _ in range(30):
            guard.keyboard.press("Tab")
            here = "document.activeElement"
            said = guard.evaluate(f"{here}.labels?.[0]?.innerText ?? {here}.innerText")
            if said == name:
                return
        raise AssertionError(f"{name} cannot be reached")

    tab_to("Navnet ditt")
    guard.keyboard.type("Vigdis Vakt")
    tab_to("Tittelen din")
    guard.keyboard.type("Fagsykepleier")
    tab_to("Lag en kode")
    guard.keyboard.press("Enter")
    expect(guard.locator(".kt-code-letters")).to_be_visible()
    tab_to("Gi ekstra tid")
    guard.keyboard.press("Enter")
    expect(guard.get_by_role("heading", name="Ekstra tid for Anne Ås")).to_be_focused()
    tab_to("Avbryt")
    guard.keyboard.press("Enter")

    expect(guard.get_by_role("button", name="Gi ekstra tid")).to_be_focused()
