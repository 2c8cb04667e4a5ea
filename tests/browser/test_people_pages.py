"""One learner's result, and what is kept about a person, in a real browser inside an LMS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.conftest import axe_violations
from tests.browser.framing_lms import Lms, lms_and_tool

pytestmark = pytest.mark.browser


@pytest.fixture
def lms(tmp_path: Path, sample_course: Path, page: Page) -> Iterator[Lms]:
    """Anne has opened the course."""
    with lms_and_tool(tmp_path, sample_course, lambda app: app) as lms:
        page.goto(f"{lms.url}/?person=anne")
        frame_of(page).wait_for_selector(".kp-page h1")
        yield lms


def frame_of(page: Page) -> Frame:
    frame = page.frames[1]
    frame.wait_for_url("**/p/**")
    return frame


def test_a_teacher_opens_a_result_from_the_gradebook(lms: Lms, page: Page) -> None:
    lms.message = "review"

    page.goto(f"{lms.url}/?person=liv")

    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Anne Ås")
    expect(frame.get_by_text("Ingen prøve er tatt ennå.")).to_be_visible()
    assert axe_violations(page) == []


def test_an_administrator_takes_out_and_deletes_one_person(lms: Lms, page: Page) -> None:
    lms.message = "privacy"
    page.goto(f"{lms.url}/?person=admin")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Personopplysninger")).to_be_visible()
    assert axe_violations(page) == []

    frame.get_by_label("Finn en person").fill("ås")
    frame.get_by_role("button", name="Se hva som er lagret om Anne Ås").click()
    expect(frame.get_by_role("heading", name="Anne Ås")).to_be_focused()
    expect(frame.get_by_text("1 kurs med navn og hva som er lest")).to_be_visible()
    assert axe_violations(page) == []
    with page.expect_download() as download:
        frame.get_by_role("button", name="Hent ut alt").click()
    kept = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert kept["progress"][0]["name"] == "Anne Ås"

    frame.get_by_role("button", name="Slett personen").click()
    expect(frame.get_by_role("heading", name="Slette alt om Anne Ås?")).to_be_focused()
    assert axe_violations(page) == []
    frame.get_by_role("button", name="Ja, slett").click()

    expect(frame.get_by_text("Alt om Anne Ås er slettet.")).to_be_visible()
    expect(frame.get_by_text("Anne Ås", exact=True)).to_have_count(0)
    assert axe_violations(page) == []
