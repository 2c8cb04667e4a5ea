"""Tables in lessons, on a phone and on a wide screen: nothing of them lies outside the page."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from scorm_builder.package import checked, write_package
from scorm_builder.profiles import PROFILES
from scorm_builder.source import open_source
from tests.browser.conftest import axe_violations
from tests.browser.serving import served
from tests.browser.walking import choose_plan

pytestmark = pytest.mark.browser

WEB = PROFILES["web"]


@pytest.fixture
def course(tmp_path: Path) -> Iterator[str]:
    source = open_source(
        Path("content/courses/introduction"),
        localization="kongsbergregionen/kongsberg",
        localizations=Path("content/localizations"),
        today=date(2026, 3, 2),
    )
    write_package(checked(WEB.members(source), first=WEB.first), tmp_path / "course.zip")
    with zipfile.ZipFile(tmp_path / "course.zip") as archive:
        archive.extractall(tmp_path)
    with served(tmp_path) as address:
        yield f"{address}/index.html"


def table_of(page: Page, course: str, lesson: str) -> Locator:
    page.goto(f"{course}#/lesson/{lesson}")
    return page.locator(".kp-table")


def outside(table: Locator) -> int:
    return int(table.evaluate("box => box.scrollWidth - box.clientWidth"))


def test_a_table_that_is_too_wide_is_told_row_by_row(page: Page, course: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(course)
    choose_plan(page, "Leder", "Hele kurset")

    wide = table_of(page, course, "varsling")

    expect(wide).to_contain_class("kp-told")
    assert outside(wide) == 0
    expect(wide.get_by_role("row")).to_have_count(4)
    expect(wide.get_by_role("columnheader", name="Gå til")).to_have_count(1)
    expect(wide.get_by_role("cell").nth(1)).to_have_attribute("data-label", "Det heter")
    assert axe_violations(page) == []

    narrow = table_of(page, course, "brann-og-nodnumre")

    expect(narrow).not_to_contain_class("kp-told")
    assert outside(narrow) == 0

    wide = table_of(page, course, "varsling")
    expect(wide).to_contain_class("kp-told")
    page.set_viewport_size({"width": 1280, "height": 900})

    expect(wide).not_to_contain_class("kp-told")
