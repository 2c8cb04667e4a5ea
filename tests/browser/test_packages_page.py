"""The author's page of packages in a real browser: from the choice to the file on disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lti_tool.learning.granting import add
from lti_tool.learning.grants import Role, Scope
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import platforms
from tests.browser.framing_lms import Lms, lms_and_tool
from tests.browser.test_teacher_pages import SCHEMES, WIDTHS, is_poor
from tests.lti_tool.classroom import COURSE
from tests.sample_course import swap

pytestmark = pytest.mark.browser

APPROVAL = "approval: {name: Kari Eksempel, role: Fagansvarlig, date: 2026-01-15}\n"


@pytest.fixture
def lms(tmp_path: Path, sample_course: Path) -> Iterator[Lms]:
    """Of a course that nobody has approved; Anne is a learner, and its author."""
    swap(sample_course / "course.yaml", APPROVAL, "")
    with lms_and_tool(tmp_path, sample_course, lambda app: app) as lms:
        now = lms.tool.clock()
        with lms.tool.database.begin() as session:
            tenant = Tenant(platforms.everything(session)[0].id, "7").key
            add(
                session,
                tenant,
                "anne",
                Role.AUTHOR,
                Scope.TENANT,
                "",
                by="test",
                at=now,
                until=None,
            )
        yield lms


def open_page(page: Page, lms: Lms, width: int = 1280) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(lms.address("anne"))
    page.get_by_role("button", name="Pakker", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Ta med et kurs som pakke")).to_be_focused()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_is_whole_and_accessible_and_says_what_must_be_mended(
    lms: Lms, page: Page, width: int
) -> None:
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        open_page(page, lms, width)
        assert is_poor(page) == []

        expect(page.get_by_text("Ingen har godkjent dette kurset ennå.")).to_be_visible()
        page.get_by_text("Opplæring", exact=True).click()
        page.get_by_role("button", name="Lag og last ned").click()
        expect(page.get_by_role("alert")).to_contain_text("Kurset kan ikke bli en slik pakke.")
        expect(page.get_by_role("listitem").last).to_contain_text("eksempel/course.yaml")
        assert is_poor(page) == []


def test_a_package_is_fetched_from_the_keyboard(lms: Lms, page: Page, tmp_path: Path) -> None:
    open_page(page, lms)
    page.get_by_label("SCORM 1.2 for Moodle").focus()
    page.keyboard.press("ArrowUp")  # round to the last
    expect(page.get_by_text("Fila er bare på dette språket.")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("SCORM 1.2 med bestått-grense")).to_be_checked()
    expect(page.get_by_text("De andre er også med.")).to_be_visible()
    page.get_by_label("Hvilket språk").select_option("nn")

    with page.expect_download() as started:
        page.get_by_role("button", name="Lag og last ned").focus()
        page.keyboard.press("Enter")

    name = f"{COURSE}-shared-scorm12.zip"
    assert started.value.suggested_filename == name
    expect(page.get_by_role("status").last).to_have_text(f"{name} er lastet ned.")
    started.value.save_as(tmp_path / name)
    with zipfile.ZipFile(tmp_path / name) as package:
        assert '<html lang="nn"' in package.read("index.html").decode()


def test_the_page_is_there_after_a_reload(lms: Lms, page: Page) -> None:
    open_page(page, lms)

    page.reload()

    expect(page.get_by_role("heading", level=1, name="Ta med et kurs som pakke")).to_be_visible()
