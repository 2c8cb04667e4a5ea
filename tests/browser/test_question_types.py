"""Each newer type of question, as a person meets it: by keyboard, by touch, and on any screen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Watch, axe_violations
from tests.browser.serving import web_package
from tests.question_samples import QUESTIONS, add
from tests.sample_course import write_course

pytestmark = pytest.mark.browser

LESSON = "tabletter"
SIZES = {"a laptop": (1280, 900), "a small phone": (320, 640)}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A web package with one lesson that asks every question there is a sample of."""
    course = write_course(tmp_path_factory.mktemp("course"))
    add(course, QUESTIONS)
    for language in ("nb", "nn"):
        lesson = course / "lessons" / f"{LESSON}.{language}.md"
        checks = "".join(f"::: check {each}\n:::\n\n" for each in asked())
        lesson.write_text(f"Prøv selv.\n\n{checks}", encoding="utf-8")
    with web_package(course, tmp_path_factory.mktemp("web")) as at:
        yield f"{at}#/lesson/{LESSON}"


def asked() -> list[str]:
    return re.findall(r"^  - id: (.+)$", QUESTIONS, re.MULTILINE)


def card(page: Page, question: str) -> Locator:
    return page.locator(f'.kp-check[data-check="{question}"] form')


def verdict(page: Page, question: str) -> Locator:
    return card(page, question).locator(".kp-feedback[aria-live]")


def order(page: Page) -> list[str | None]:
    rows = card(page, "rekkefolge").locator(".kp-row").all()
    return [row.get_attribute("data-item") for row in rows]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_type_is_sound_before_and_after_the_answer(
    browser: Browser, watch: Watch, address: str, size: str, scheme: str
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    watch.over(context)
    page = context.new_page()
    page.goto(address)
    expect(card(page, asked()[-1])).to_be_visible()

    is_sound(page)
    for question in asked():
        answer_somehow(card(page, question))
        expect(verdict(page, question)).to_have_attribute("data-verdict", re.compile("."))
    is_sound(page)
    context.close()


def is_sound(page: Page) -> None:
    """Nothing for axe to find, no scrolling sideways, and targets that a thumb can hit."""
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for target in page.locator(":is(.kp-moves button, .kp-option, .kp-row select, .kp-grip)").all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44


def answer_somehow(form: Locator) -> None:
    for choice in form.locator("select").all():
        choice.select_option(index=1)
    for field in form.locator("input[type=text]").all():
        field.fill("10.00")  # a number, and a time too
    for group in form.locator(".kp-options").all():
        group.locator(".kp-option").first.click()
    if form.locator(".kp-moves").count():
        form.locator(".kp-moves button").nth(1).click()
    form.get_by_role("button", name="Svar", exact=True).click()


def test_things_are_put_in_order_by_the_keyboard_alone(page: Page, address: str) -> None:
    page.goto(address)
    form = card(page, "rekkefolge")
    said = page.locator("[aria-live=polite].ds-sr-only, [role=status]")
    form.locator(".kp-moves button").first.focus()
    page.keyboard.press("Control")  # the page is at rest

    for place, item in enumerate("abcd", start=1):
        form.locator(f'[data-item="{item}"] .kp-moves button').first.focus()
        page.keyboard.press(str(place))

    assert order(page) == list("abcd")
    expect(said.first).to_be_attached()
    page.keyboard.press("Enter")  # the button "up" of the last, which has the focus
    assert order(page) == list("abdc")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # and its "down"
    assert order(page) == list("abcd")
    assert page.evaluate("document.activeElement.closest('.kp-row').dataset.item") == "d"
    tab_to(page, "button[type=submit]")
    page.keyboard.press("Enter")
    expect(verdict(page, "rekkefolge")).to_have_attribute("data-verdict", "right")


def test_a_move_is_told_and_what_has_not_moved_is_no_answer(page: Page, address: str) -> None:
    page.goto(address)
    form = card(page, "rekkefolge")
    form.get_by_role("button", name="Svar", exact=True).click()
    expect(form.locator(".kp-need")).to_contain_text("Sett i rekkefølge først")

    last = form.locator(".kp-row").last
    text = last.locator(".kp-option-text").inner_text()
    last.get_by_role("button", name="Flytt opp").click()

    expect(page.get_by_text(f"«{text}» er nå nummer 3 av 4.")).to_be_attached()
    expect(form.locator(".kp-need")).to_be_empty()


def test_things_are_dragged_into_order(page: Page, address: str) -> None:
    page.goto(address)
    form = card(page, "rekkefolge")
    for place, item in enumerate("abcd"):
        grip = form.locator(f'[data-item="{item}"] .kp-grip')
        grip.scroll_into_view_if_needed()
        box = grip.bounding_box()
        row = form.locator(".kp-row").nth(place).bounding_box()
        assert box is not None
        assert row is not None
        page.mouse.move(box["x"] + 20, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + 20, row["y"] + 2, steps=4)
        page.mouse.up()

    assert order(page) == list("abcd")


@pytest.mark.parametrize(("question", "keys"), [("former", "ED"), ("las", "BK")])
def test_things_are_matched_by_the_keyboard_alone(
    page: Page, address: str, question: str, keys: str
) -> None:
    page.goto(address)
    form = card(page, question)
    form.locator("select").first.focus()

    for key in keys:
        page.keyboard.type(key)  # the list goes to what begins with it
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(verdict(page, question)).to_have_attribute("data-verdict", "right")


def test_a_case_is_answered_by_the_keyboard_alone(page: Page, address: str) -> None:
    page.goto(address)
    form = card(page, "infusjon")
    said = [float(figure) for figure in re.findall(r"\d+(?:\.\d\d)?", form.inner_text())[:3]]
    volume, start, rate = said
    hours = volume / rate
    end = (int(start) + hours) % 24
    form.locator("input").first.focus()

    page.keyboard.type(f"{int(end):02}:{round(end % 1 * 60):02}")
    page.keyboard.press("Tab")
    page.keyboard.press("1" if int(start) + hours < 24 else "2")
    page.keyboard.press("Tab")
    page.keyboard.press("2")  # the right answer stands between a tenth and ten times
    for place, item in enumerate("abc", start=1):
        form.locator(f'[data-item="{item}"] .kp-moves button').first.focus()
        page.keyboard.press(str(place))
    tab_to(page, "button[type=submit]")
    page.keyboard.press("Enter")

    expect(verdict(page, "infusjon")).to_have_attribute("data-verdict", "right")
    verdicts = form.locator(".kp-part .kp-feedback")
    assert [each.get_attribute("data-verdict") for each in verdicts.all()] == ["right"] * 4


def test_a_case_is_not_answered_before_all_its_parts_are(page: Page, address: str) -> None:
    page.goto(address)
    form = card(page, "infusjon")
    form.locator(".kp-option").first.click()

    form.get_by_role("button", name="Svar", exact=True).click()

    expect(form.locator(".kp-need")).to_have_text("Svar på alle delene først.")


def chip(page: Page, question: str, choice: str) -> Locator:
    return card(page, question).locator(f'.kp-chip[data-choice="{choice}"]')


def middle(of: Locator) -> tuple[float, float]:
    box = of.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag_by_mouse(page: Page, what: Locator, to: Locator) -> None:
    what.scroll_into_view_if_needed()
    to.scroll_into_view_if_needed()
    page.mouse.move(*middle(what))
    page.mouse.down()
    page.mouse.move(*middle(to), steps=4)
    page.mouse.up()


def swipe(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A finger on the glass, as Chromium gets it from a touch screen."""
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: dict[str, float]) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    (x, y), (end_x, end_y) = start, end
    touch("touchStart", {"x": x, "y": y})
    for step in range(1, 9):
        at = {"x": x + (end_x - x) * step / 8, "y": y + (end_y - y) * step / 8}
        touch("touchMove", at)
        page.wait_for_timeout(20)
    touch("touchEnd")


def drag_by_finger(page: Page, what: Locator, to: Locator) -> None:
    """What and whereto are both in sight: the card of a match fits a phone."""
    what.scroll_into_view_if_needed()
    to.scroll_into_view_if_needed()
    swipe(page, middle(what), middle(to))


@pytest.fixture
def phone(browser: Browser, watch: Watch) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 900}, has_touch=True)
    watch.over(context)
    yield context.new_page()
    context.close()


def test_choices_are_dragged_to_their_rows_by_mouse(page: Page, address: str) -> None:
    page.goto(address)
    rows = card(page, "former").locator(".kp-row")

    drag_by_mouse(page, chip(page, "former", "r"), rows.nth(0))
    drag_by_mouse(page, chip(page, "former", "e"), rows.nth(0))  # takes the other's place
    drag_by_mouse(page, chip(page, "former", "d"), rows.nth(1))

    assert [each.input_value() for each in rows.locator("select").all()] == ["e", "d"]
    expect(chip(page, "former", "r")).not_to_have_attribute("data-used", "")
    expect(chip(page, "former", "e")).to_have_attribute("data-used", "")
    card(page, "former").get_by_role("button", name="Svar", exact=True).click()
    expect(verdict(page, "former")).to_have_attribute("data-verdict", "right")
    expect(card(page, "former").locator(".kp-chip")).to_have_count(0)


def test_choices_are_dragged_to_the_picture_by_mouse(page: Page, address: str) -> None:
    page.goto(address)
    spots = card(page, "las").locator(".kp-spot")

    drag_by_mouse(page, chip(page, "las", "b"), spots.nth(0))
    drag_by_mouse(page, chip(page, "las", "k"), spots.nth(1))

    expect(chip(page, "las", "k")).to_have_text("Kropp2")
    card(page, "las").get_by_role("button", name="Svar", exact=True).click()
    expect(verdict(page, "las")).to_have_attribute("data-verdict", "right")


def test_choices_are_dragged_by_a_finger_to_rows_and_to_the_picture(
    phone: Page, address: str
) -> None:
    phone.goto(address)
    rows = card(phone, "former").locator(".kp-row")
    spots = card(phone, "las").locator(".kp-spot")
    grip = ".kp-grip"

    drag_by_finger(phone, chip(phone, "former", "e").locator(grip), rows.nth(0))
    drag_by_finger(phone, chip(phone, "former", "d").locator(grip), rows.nth(1))
    drag_by_finger(phone, chip(phone, "las", "b").locator(grip), spots.nth(0))
    drag_by_finger(phone, chip(phone, "las", "k").locator(grip), spots.nth(1))

    for question in ("former", "las"):
        card(phone, question).get_by_role("button", name="Svar", exact=True).click()
        expect(verdict(phone, question)).to_have_attribute("data-verdict", "right")


def test_a_finger_that_swipes_over_the_choices_scrolls_the_page(phone: Page, address: str) -> None:
    phone.goto(address)
    label = chip(phone, "former", "d")
    label.evaluate("chip => chip.scrollIntoView({ block: 'center' })")
    before = phone.evaluate("scrollY")
    x, y = middle(label)

    swipe(phone, (x + 20, y), (x + 20, y + 160))

    assert phone.evaluate("scrollY") < before - 50
    expect(label).not_to_have_attribute("data-held", "")
    assert label.evaluate("chip => chip.style.transform") == ""
    assert {each.input_value() for each in card(phone, "former").locator("select").all()} == {""}


def test_a_choice_dropped_beside_the_things_or_let_go_by_escape_changes_nothing(
    page: Page, address: str
) -> None:
    page.goto(address)
    form = card(page, "former")
    row = form.locator(".kp-row").first

    drag_by_mouse(page, chip(page, "former", "e"), card(page, "las").locator(".kp-spot").first)
    drag_by_mouse(page, chip(page, "former", "e"), form.locator("legend"))
    page.mouse.move(*middle(chip(page, "former", "e")))
    page.mouse.down()
    page.mouse.move(*middle(row), steps=4)
    expect(row).to_have_attribute("data-over", "")
    page.keyboard.press("Escape")
    page.mouse.up()

    expect(row).not_to_have_attribute("data-over", "")
    for question in ("former", "las"):
        assert {each.input_value() for each in card(page, question).locator("select").all()} == {""}


def test_the_page_rolls_on_while_a_choice_is_held_at_its_edge(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 420})
    page.goto(address)
    held = chip(page, "former", "e")
    held.evaluate("chip => chip.scrollIntoView({ block: 'center' })")
    before = page.evaluate("scrollY")
    page.mouse.move(*middle(held))
    page.mouse.down()

    page.mouse.move(640, 410, steps=3)
    page.wait_for_timeout(300)
    x, y = middle(held)
    page.mouse.up()

    assert page.evaluate("scrollY") > before + 30
    assert abs(x - 640) < 200
    assert abs(y - 410) < 60  # it stayed under the pointer


def test_a_tap_on_the_picture_leads_to_its_list(page: Page, address: str) -> None:
    page.goto(address)
    form = card(page, "las")

    form.locator(".kp-spot").nth(1).click()

    expect(form.locator("select").nth(1)).to_be_focused()


def test_a_match_that_is_wrong_shows_the_right_one_and_why(page: Page, address: str) -> None:
    page.goto(address)
    form = card(page, "former")
    form.locator("select").nth(0).select_option("e")
    form.get_by_role("button", name="Svar", exact=True).click()
    expect(form.locator(".kp-need")).to_have_text("Velg et svar for hver av dem først.")
    form.locator("select").nth(1).select_option("r")
    form.get_by_role("button", name="Svar", exact=True).click()

    rows = form.locator(".kp-row")
    expect(rows.nth(0)).to_have_attribute("data-verdict", "right")
    expect(rows.nth(1)).to_contain_text("Riktig svar: Depottablett: Depot betyr lager.")
    expect(verdict(page, "former")).to_have_attribute("data-verdict", "wrong")


def test_a_choice_that_a_phone_cuts_stands_in_full_below_its_list(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    row = card(page, "former").locator(".kp-row").first
    option = row.locator("option").nth(1)
    option.evaluate("option => (option.text = 'Slipper stoffet sakte ut')")

    row.locator("select").select_option(index=1)

    expect(row.locator(".kp-chosen")).to_have_text("Slipper stoffet sakte ut")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(row.locator(".kp-chosen")).to_be_empty()


def tab_to(page: Page, selector: str) -> None:
    for _ in range(40):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")
