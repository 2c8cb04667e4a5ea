"""The picker in the sandbox LMS, in a frame as small as Moodle's and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from lti_tool.sandbox.run import Running, running
from tests.browser.conftest import Watch, axe_violations
from tests.browser.walking import choose_plan

pytestmark = pytest.mark.browser

MOODLES_FRAME = {"width": 766, "height": 575}
SCREENS = [(766, 575, "light"), (766, 575, "dark"), (320, 640, "light"), (1280, 800, "dark")]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("sandbox") / "data"
    with running(folder, tool_port=0, platform_port=0) as sandbox:
        yield sandbox


def open_picker(page: Page, sandbox: Running) -> None:
    page.goto(sandbox.url)
    page.get_by_role("button", name="Åpne kurset som lærer").click()
    page.goto(f"{sandbox.url}pick")
    page.wait_for_selector(".kt-picker h1")


def look(page: Page, title: str) -> None:
    page.get_by_role("button", name=f"Forhåndsvis {title}", exact=True).click()
    expect(page.locator(".kt-preview")).to_be_visible()
    expect(page.locator("#app h1")).to_be_visible()


def choose_tinn(page: Page) -> None:
    page.get_by_role("button", name="Bytt Lokal utgave").click()
    page.get_by_label("Søk etter kommune eller region").fill("kongsbergregionen tinn")
    page.get_by_role("button", name="Tinn kommune").click()
    expect(page.locator(".kt-choices-made")).to_contain_text("Tinn kommune")


@pytest.mark.parametrize(("width", "height", "scheme"), SCREENS)
def test_no_state_of_the_picker_shuts_anyone_out(
    browser: Browser, watch: Watch, sandbox: Running, width: int, height: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    watch.over(context)
    page = context.new_page()
    page.set_default_timeout(10_000)

    def is_sound() -> None:
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    open_picker(page, sandbox)
    expect(page.get_by_role("button", name="Legg til i Sandkasse")).to_be_in_viewport(ratio=1)
    is_sound()
    page.get_by_text("kapitler og prøver hver for seg").first.click()
    is_sound()
    search = page.get_by_label("Søk i kurs, kapitler og prøver")
    search.fill("zzz")
    is_sound()
    page.get_by_role("button", name="Vis alle kurs").click()
    expect(search).to_be_focused()
    choose_tinn(page)
    page.get_by_role("button", name="Bytt Arbeidsplass").click()
    is_sound()
    page.keyboard.press("Escape")
    look(page, "Ny i kommunen")
    is_sound()
    page.get_by_role("button", name="Tilbake", exact=True).click()
    expect(page.get_by_role("button", name="Forhåndsvis Ny i kommunen")).to_be_focused()
    page.get_by_role("button", name="Legg til i Sandkasse").click()
    expect(page.get_by_role("alert")).to_contain_text("Kryss av for minst ett kurs")
    is_sound()
    context.close()


def test_what_is_picked_is_told_as_the_municipality_has_it(page: Page, sandbox: Running) -> None:
    open_picker(page, sandbox)
    lessons = page.locator(".kt-course > p.kp-quiet").first
    shared = lessons.inner_text()
    page.get_by_role("checkbox", name=re.compile("Hele kurset")).first.check()

    choose_tinn(page)

    expect(lessons).not_to_have_text(shared)  # Tinn has a lesson of its own
    card = page.locator(".kt-course").filter(has_text="Ny i kommunen")
    expect(card).to_contain_text("leksjoner · nynorsk og bokmål")
    expect(card).to_contain_text("teieplikt")
    expect(card.get_by_role("checkbox", name=re.compile("Hele kurset"))).to_be_checked()
    expect(page.locator(".kt-count")).to_have_text("1 valgt")


def test_a_search_finds_a_chapter_and_what_was_ticked_stays_so(
    page: Page, sandbox: Running
) -> None:
    open_picker(page, sandbox)
    page.get_by_role("checkbox", name=re.compile("Hele kurset")).first.check()

    page.get_by_label("Søk i kurs, kapitler og prøver").fill("legemiddelhåndtering prøve")

    expect(page.locator(".kt-course")).to_have_count(1)
    page.get_by_role("checkbox", name=re.compile("Prøve i legemiddelhåndtering")).check()
    expect(page.locator(".kt-count")).to_have_text("2 valgt")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/p/"))  # nothing is sent by a stray key


def test_a_test_is_tried_in_the_picker_with_practice_questions(
    page: Page, sandbox: Running
) -> None:
    page.set_viewport_size(MOODLES_FRAME)
    open_picker(page, sandbox)
    page.get_by_label("Søk i kurs, kapitler og prøver").fill("legemiddelhåndtering")
    heard: list[str] = []
    page.on("response", lambda answer: heard.append(answer.url))

    look(page, "Prøve i legemiddelhåndtering")
    choose_plan(page.locator("#app"), "Sykepleier")

    expect(page.locator("#app h1")).to_have_text(re.compile(r"Spørsmål 1 av \d+"))
    expect(page.locator(".kt-preview")).to_contain_text("øvingsspørsmål i stedet")
    expect(page.get_by_role("button", name="Tilbake", exact=True)).to_be_in_viewport()
    assert not any("/api/tests/" in url for url in heard)
    page.get_by_role("button", name="Velg denne").click()
    page.get_by_role("button", name="Tilbake", exact=True).click()
    expect(page.locator(".kt-count")).to_have_text("1 valgt")
    assert "#" not in page.url
    assert page.evaluate("document.documentElement.getAttribute('style') || ''") == ""


def test_the_picker_is_left_with_nothing(page: Page, sandbox: Running) -> None:
    open_picker(page, sandbox)

    page.get_by_role("button", name="Avbryt").click()

    page.wait_for_url(f"{sandbox.url}**")
    expect(page.locator("h1")).not_to_have_text("Velg innhold")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"accepts": False}, "Sandkasse tar ikke imot kurs her."),
        ({"courses": []}, "Ingen kurs er tatt i bruk ennå."),
    ],
)
def test_where_nothing_can_be_picked_there_is_a_way_back(
    page: Page, sandbox: Running, change: dict[str, Any], sentence: str
) -> None:
    def offers(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | change)

    page.route("**/api/deep-link", offers)
    open_picker(page, sandbox)
    expect(page.locator("main")).to_contain_text(sentence)
    assert axe_violations(page) == []

    page.get_by_role("button", name="Tilbake til Sandkasse").click()

    page.wait_for_url("**/deep-link/return")


def test_a_session_that_ends_while_the_picker_is_open_is_told(page: Page, sandbox: Running) -> None:
    open_picker(page, sandbox)
    page.get_by_role("checkbox", name=re.compile("Hele kurset")).first.check()
    page.route("**/api/deep-link", lambda route: route.fulfill(status=401, json={}))

    page.get_by_role("button", name="Legg til i Sandkasse").click()

    expect(page.get_by_role("alert")).to_contain_text("Økten er over")
    expect(page.get_by_role("button", name="Legg til i Sandkasse")).to_be_enabled()
    assert axe_violations(page) == []


def test_the_keyboard_alone_picks_a_chapter(page: Page, sandbox: Running) -> None:
    open_picker(page, sandbox)

    def tab_to(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return
        raise AssertionError(f"Tab never reaches {selector}")

    tab_to(".kt-change")
    page.keyboard.press("Enter")
    page.keyboard.type("kongsberg")
    tab_to(".kt-choice")
    page.keyboard.press("Enter")
    expect(page.locator(".kt-change").first).to_be_focused()
    tab_to("summary")
    page.keyboard.press("Enter")
    tab_to(".kt-parts input")
    page.keyboard.press("Space")
    expect(page.locator(".kt-count")).to_have_text("1 valgt")
    tab_to(".kt-foot .ds-button:last-child")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{sandbox.url}**")
