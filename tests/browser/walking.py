"""How a person goes through the player: by what stands on the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect

Place = Page | Frame | FrameLocator | Locator

PRIMARY = ".kp-primary"


def heading(place: Place) -> str:
    return place.locator("h1").inner_text()


def onward(place: Place) -> str:
    """Press the page's one clear action, and give the heading that it leads to."""
    before = heading(place)
    place.locator(PRIMARY).click()
    expect(place.locator("h1")).not_to_have_text(before)
    return heading(place)


def choose_plan(place: Place, *labels: str) -> None:
    """Answer what a newcomer is asked before the course: one label for each question."""
    for label in labels:
        place.locator("label.kp-option", has_text=label).locator("input").check()
        before = heading(place)
        place.locator(PRIMARY).click()
        expect(place.locator("h1")).not_to_have_text(before)


def read_lessons(place: Place) -> list[str]:
    """From the course's front page through every lesson; ends on the page after the last."""
    read = [onward(place)]
    while re.match(r"(Neste|Next)", place.locator(PRIMARY).inner_text()):
        if place.locator(".kp-eyebrow").count() == 0:
            break
        read.append(onward(place))
    return read


def answer(place: Place, response: str) -> None:
    """Fill in the question card with a response in its written form (`b`, `acd`, `t`, `2,5|ml`)."""
    card = place.locator("form.kp-question").first
    parts = card.locator(".kp-part").all()
    for part, given in zip(parts, response.split("_"), strict=False):
        fill_in(part, given)
    if not parts:
        fill_in(card, response)


def fill_in(card: Locator, response: str) -> None:
    """One question, or one part of a case."""
    rows = card.locator(".kp-row")
    if card.locator(".kp-moves").count():
        for position, item in enumerate(response, start=1):
            card.locator(f'[data-item="{item}"].kp-row button').first.focus()
            card.page.keyboard.press(str(position))
        return
    if rows.count():
        for item, choice in zip(response[::2], response[1::2], strict=True):
            card.locator(f'[data-item="{item}"] select').select_option(choice)
        return
    options = card.locator("[data-option]")
    if options.count():
        several = card.locator("[type=checkbox]").count() > 0
        for option in response if several else [response]:
            card.locator(f'[data-option="{option}"]').click()
        return
    typed, _, unit = response.partition("|")
    card.locator("input[type=text]").fill(typed)
    if unit:
        card.locator("select").select_option(unit)


def any_response(item: Mapping[str, Any]) -> str:
    """Some whole answer to a public item, of any type."""
    ids = [option["id"] for option in item.get("options", ())]
    match item["type"]:
        case "case":
            return "_".join(map(any_response, item["parts"]))
        case "multiple":
            return "".join(sorted(ids[:2]))
        case "ordering":
            return "".join(reversed(ids))
        case "matching" | "label":
            return "".join(each["id"] + ids[0] for each in item["items"])
        case "true-false":
            return "t"
    if ids:
        return str(ids[0])
    if item.get("as") == "yes-no":
        return "t"
    if item.get("as") == "clock":
        return "10.30"
    unit = item["unitChoices"][0]["id"] if item.get("unitChoices") else ""
    return f"1,5|{unit}" if unit else "1,5"


def take_test(place: Place, response_at: Callable[[int], str]) -> None:
    """Answer every question of an opened test and hand it in; ends on the result."""
    questions = len(place.locator(".kp-map a, .kp-map button").all())
    for position in range(questions):
        expect(place.locator("h1")).to_contain_text(str(position + 1))
        answer(place, response_at(position))
        place.locator("form.kp-question").first.evaluate("form => form.requestSubmit()")
    expect(place.locator(".kp-summary li")).to_have_count(questions)
    place.locator(f".kp-hand {PRIMARY}").click()
    place.locator(f".kp-confirm {PRIMARY}").click()
    expect(place.locator(".kp-score")).to_be_visible()
