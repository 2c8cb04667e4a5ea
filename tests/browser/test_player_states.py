"""The player's pages in every state that it can be in, as a person meets them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch, axe_violations
from tests.browser.fake_tool import ADDRESS, FakeTool, content
from tests.browser.walking import PRIMARY, answer, any_response

pytestmark = pytest.mark.browser

SIZES = {"a laptop": (1280, 900), "a small phone": (320, 640)}


@pytest.fixture(params=[(size, scheme) for size in SIZES for scheme in ("light", "dark")], ids=str)
def screen(browser: Browser, watch: Watch, request: pytest.FixtureRequest) -> Iterator[Page]:
    size, scheme = request.param
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    watch.over(context)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def show(page: Page, part: str) -> None:
    """Go to an address of the player, `#/end`."""
    page.evaluate(
        """hash => location.hash === hash || new Promise(done => {
          addEventListener("hashchange", () => done(), { once: true });
          location.hash = hash;
        })""",
        part,
    )


def start_test(page: Page) -> None:
    show(page, f"#/test/{content()[1]}")
    page.locator(PRIMARY).click()
    expect(page.locator("form.kp-question")).to_be_visible()


def read(page: Page, lesson: str) -> None:
    show(page, f"#/lesson/{lesson}")
    page.locator(PRIMARY).click()
    expect(page).not_to_have_url(re.compile(f"/{lesson}$"))


def answer_all(page: Page) -> None:
    for item in content()[2]:
        answer(page, any_response(item))
        page.locator(PRIMARY).click()


def is_sound(page: Page) -> None:
    """Nothing for axe to find, and no scrolling sideways."""
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_no_page_shuts_anyone_out_on_any_screen(screen: Page) -> None:
    bundle, test, _ = content()
    practice = next(each["id"] for each in bundle["assessments"] if each["kind"] == "practice")
    FakeTool(minutes=4.5).open(screen)
    is_sound(screen)
    for part in (
        f"#/lesson/{bundle['lessons'][0]['id']}",
        f"#/chapter/{bundle['chapters'][0]['id']}",
        f"#/test/{practice}",
        "#/end",
        "#/lesson/gone",
    ):
        show(screen, part)
        is_sound(screen)

    show(screen, f"#/test/{practice}")
    screen.locator(PRIMARY).click()
    form = screen.locator("form.kp-question")
    is_sound(screen)
    form.locator("input").first.focus()
    screen.keyboard.press("1")
    if form.locator("select").count():
        form.locator("select").select_option(index=1)
    screen.locator(PRIMARY).click()
    expect(screen.locator(".kp-feedback")).to_have_attribute("data-verdict", re.compile("."))
    is_sound(screen)

    start_test(screen)
    is_sound(screen)
    answer_all(screen)
    is_sound(screen)
    screen.locator(PRIMARY).click()
    is_sound(screen)
    screen.locator(f".kp-confirm {PRIMARY}").click()
    expect(screen.locator(".kp-score")).to_be_visible()
    is_sound(screen)
    show(screen, f"#/test/{test}")
    is_sound(screen)


def test_a_refusal_is_told_in_the_tools_own_words(screen: Page) -> None:
    FakeTool(refuses=True, read_only=True).open(screen)
    show(screen, f"#/test/{content()[1]}")
    screen.locator(PRIMARY).click()

    expect(screen.locator(".kp-obstacle")).to_contain_text("Du kan prøve igjen i morgen.")
    expect(screen.locator(".kp-obstacle")).to_contain_text("K7-2F")
    is_sound(screen)


def test_answers_are_kept_while_offline_and_stored_when_the_network_is_back(page: Page) -> None:
    tool = FakeTool(online=False)
    tool.open(page)
    start_test(page)
    answer(page, any_response(content()[2][0]))
    expect(page.get_by_role("status").first).to_contain_text("Svarene ligger trygt her")

    tool.online = True
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.locator(".kp-saving")).to_have_text("Lagret")
    assert tool.responses[0] == any_response(content()[2][0])


def test_a_test_that_was_left_is_gone_on_with_after_a_reload(screen: Page) -> None:
    _, test, items = content()
    FakeTool().open(screen)
    start_test(screen)
    answer(screen, any_response(items[0]))
    expect(screen.locator(".kp-saving")).to_have_text("Lagret")

    show(screen, f"#/test/{test}")
    screen.reload()

    expect(screen.locator("main")).to_contain_text(f"Du har svart på 1 av {len(items)}.")
    is_sound(screen)
    screen.get_by_role("button", name="Fortsett prøven").click()
    expect(screen.locator("h1")).to_have_text(f"Spørsmål 2 av {len(items)}")


def test_a_link_to_a_chapter_tells_of_that_chapter_alone(page: Page) -> None:
    bundle, *_ = content()
    chapter = bundle["chapters"][0]
    minutes = [each["minutes"] for each in bundle["lessons"] if each["id"] in chapter["lessons"]]
    FakeTool(chapter=chapter["id"]).open(page)

    expect(page.locator("h1")).to_have_text(chapter["title"]["nb"])
    expect(page.locator(".kp-under").first).to_contain_text(f"Om lag {sum(minutes)} minutt")
    expect(page.locator(".kp-contents li")).to_have_count(len(minutes))


def test_the_card_of_the_test_is_as_wide_as_its_room(page: Page) -> None:
    FakeTool().open(page)
    page.set_viewport_size({"width": 900, "height": 800})
    start_test(page)

    room, card = (page.locator(part).bounding_box() for part in (".kp-room", ".kp-room .kp-page"))

    assert room is not None
    assert card is not None
    assert card["width"] == pytest.approx(room["width"], abs=1)


def test_the_front_page_leads_to_what_is_left_and_in_the_end_to_the_end(page: Page) -> None:
    bundle, test, _ = content()
    FakeTool().open(page)
    *others, last = [lesson["id"] for lesson in bundle["lessons"]]
    for lesson in others:
        read(page, lesson)
    show(page, f"#/lesson/{others[0]}")
    show(page, "#/")
    expect(page.locator(PRIMARY)).to_have_attribute("href", f"#/lesson/{last}")

    read(page, last)
    show(page, "#/")
    expect(page.locator(PRIMARY)).to_have_attribute("href", f"#/test/{test}")

    start_test(page)
    answer_all(page)
    page.locator(PRIMARY).click()
    page.locator(f".kp-confirm {PRIMARY}").click()
    expect(page.locator("h1")).to_have_text("Bestått")
    show(page, "#/")
    expect(page.locator(PRIMARY)).to_have_text("Slik ligger du an")
    expect(page.locator(PRIMARY)).to_have_attribute("href", "#/end")


def test_only_a_wrong_answer_in_a_lesson_asks_for_another_try(page: Page) -> None:
    FakeTool().open(page)
    show(page, "#/lesson/enheter-og-omregning")
    check = page.locator('.kp-check[data-check="enhet-skrivemate"]')
    actions = check.locator(".kp-question-actions")

    answer(check, "a")
    actions.get_by_role("button", name="Svar", exact=True).click()
    actions.get_by_role("button", name="Prøv igjen").click()
    answer(check, "c")
    actions.get_by_role("button", name="Svar", exact=True).click()

    expect(actions.get_by_role("button")).to_have_text("Svar på nytt")


def test_a_session_that_is_over_is_told(page: Page) -> None:
    tool = FakeTool()
    tool.open(page)
    tool.ended = True

    show(page, f"#/lesson/{content()[0]['lessons'][0]['id']}")

    expect(page.get_by_role("status").first).to_contain_text("Økten er over")


def test_a_test_that_ended_elsewhere_says_so_and_shows_its_result(page: Page) -> None:
    tool = FakeTool()
    tool.open(page)
    start_test(page)
    tool.closed = True

    answer(page, any_response(content()[2][0]))

    expect(page.locator("h1")).to_have_text("Prøven er avsluttet")
    expect(page.locator("main")).to_contain_text("Tiden er ute.")
    assert axe_violations(page) == []
    page.get_by_role("button", name="Se resultatet").click()
    expect(page.locator("h1")).to_have_text("Bestått")


def test_the_time_is_told_in_the_last_minutes_and_at_zero_the_test_is_handed_in_once(
    page: Page,
) -> None:
    tool = FakeTool(minutes=3 / 60, passes=False)
    tool.open(page)
    start_test(page)
    expect(page.locator(".kp-clock")).to_contain_text("Mindre enn ett minutt igjen")

    expect(page.locator("h1")).to_have_text("Ikke bestått")

    assert tool.submitted == 1


def test_the_time_is_kept_quiet_until_somebody_asks(page: Page) -> None:
    FakeTool(minutes=60).open(page)
    start_test(page)
    clock = page.locator(".kp-clock")
    expect(clock).not_to_contain_text("minutter")

    clock.get_by_role("button", name="Vis tiden som er igjen").click()

    expect(clock).to_contain_text("60 minutter igjen")


def test_the_result_is_followed_until_the_lms_has_it(page: Page) -> None:
    FakeTool().open(page)
    start_test(page)
    answer_all(page)
    page.locator(PRIMARY).click()
    page.locator(f".kp-confirm {PRIMARY}").click()

    expect(page.locator(".kp-delivery")).to_contain_text("på vei til Moodle")
    expect(page.locator(".kp-delivery")).to_contain_text(
        re.compile(r"Resultatet er sendt til Moodle kl\. \d\d\.\d\d\.")
    )


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    FakeTool().open(page)
    assert page.evaluate("document.activeElement === document.body")  # the frame takes no focus

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "H1"  # past the bar

    tab_to(page, PRIMARY)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    expect(page).to_have_title(re.compile("Legemiddelhåndtering$"))

    start_test(page)
    expect(page.locator("h1")).to_be_focused()
    items = content()[2]
    for number, item in enumerate(items, start=1):
        expect(page.locator("h1")).to_have_text(f"Spørsmål {number} av {len(items)}")
        if item["type"] in ("ordering", "matching", "label", "case"):
            answer(page, any_response(item))  # test_question_types.py has the keys of these
            tab_to(page, "button[type=submit]")
        elif item.get("options") or item["type"] == "true-false":
            page.keyboard.press("2")
            expect(page.locator(".kp-option input").nth(1)).to_be_checked()
        else:
            tab_to(page, ".kp-number input")
            page.keyboard.type("2,5")
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Se over før du leverer")


def test_another_language_keeps_what_was_chosen(page: Page) -> None:
    FakeTool().open(page)
    lesson = next(each for each in content()[0]["lessons"] if each["checks"])
    show(page, f"#/lesson/{lesson['id']}")
    field = page.locator("form.kp-question input").first
    typed = field.get_attribute("type") == "text"
    if typed:
        field.fill("7")
    else:
        field.check()

    page.get_by_role("button", name="Nynorsk").click()

    expect(page.locator("html")).to_have_attribute("lang", "nn")
    again = page.locator("form.kp-question input")
    if typed:
        expect(again.first).to_have_value("7")
    else:
        assert any(box.is_checked() for box in again.all())
    assert page.evaluate("document.activeElement.textContent") == "Bokmål"


def test_the_token_leaves_the_address_and_is_found_again_on_a_reload(page: Page) -> None:
    tool = FakeTool()
    tool.open(page)
    assert page.url.startswith(f"{ADDRESS}/p/1/abc")

    page.reload()
    page.wait_for_selector("h1")

    assert set(tool.tokens) == {"Bearer secret"}
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_a_tab_without_the_token_shows_nothing_of_the_course(page: Page) -> None:
    FakeTool().open(page, "/p/1/abc")

    expect(page.locator("h1")).to_have_text("Kurset kunne ikke åpnes")
    expect(page.locator("main")).to_contain_text("åpne kurset derfra")


def tab_to(page: Page, selector: str) -> None:
    for _ in range(80):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def test_what_is_printed_from_the_dark_is_ink_on_white(browser: Browser, watch: Watch) -> None:
    bundle, _, _ = content()
    context = browser.new_context(color_scheme="dark")
    watch.over(context)
    page = context.new_page()
    FakeTool().open(page)
    show(page, f"#/lesson/{bundle['lessons'][0]['id']}")
    prose = page.locator(".kp-prose").first
    expect(prose).to_be_visible()

    page.emulate_media(media="print")
    ink, scheme = prose.evaluate(
        "prose => [getComputedStyle(prose).color, getComputedStyle(prose).colorScheme]"
    )
    context.close()

    assert max(int(part) for part in re.findall(r"\d+", ink)[:3]) < 80
    assert scheme == "light"
