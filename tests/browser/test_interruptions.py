"""
A test interrupted in eight ways, in a real browser against a real server process.

Each time: what was answered is there, the clock is honest, and there is one result.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from lti_tool.app import create_app
from lti_tool.settings import DEVELOPMENT_SECRET, Settings
from lti_tool.storage.attempts import AttemptRow
from lti_tool.storage.upgrade import prepare
from lti_tool.tool import Tool
from tests.browser.conftest import Watch
from tests.browser.framing_lms import Lms, register
from tests.browser.walking import answer
from tests.lti_tool.classroom import publish, right_answers
from tests.lti_tool.platform_side import fake_platform
from tests.sample_course import write_course
from tests.soak.killed_tool import KilledTool

pytestmark = pytest.mark.browser

NEVER = (9_999.0, 9_999.0)


@dataclass
class Hall:
    """A server process, an LMS, and our own look into the database."""

    lms: Lms
    process: KilledTool
    tool: Tool

    def row(self, person: str) -> AttemptRow:
        """The person's one attempt."""
        with self.tool.database.read() as session:
            row = session.scalars(select(AttemptRow).where(AttemptRow.person == person)).one()
            session.expunge(row)
            return row

    def key(self, person: str, position: int) -> str:
        return right_answers(self.tool, self.row(person).id)[position]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder = tmp_path_factory.mktemp("hall")
    url = f"sqlite:///{folder}/k.sqlite3"
    settings = Settings(
        url="http://127.0.0.1:1",
        database_url=url,
        secret=DEVELOPMENT_SECRET,
        development=True,
        loopback_platforms=True,
    )
    tool: Tool = create_app(settings).extensions["kurspakke"]
    prepare(tool.database, settings.secret, tool.clock())
    publish(tool.database, write_course(folder))
    process = KilledTool(url, folder, random.Random(1))
    process.clock.write_text("0", encoding="utf-8")
    process.start(kill_every=NEVER)
    lms = Lms(process.url, tool)
    with fake_platform(lms) as platform:
        lms.url = platform.url
        register(tool, platform)
        yield Hall(lms, process, tool)
    process.stop()
    tool.database.close()


@pytest.fixture
def context(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="nb-NO", viewport={"width": 1280, "height": 900})
    watch.over(context)
    context.set_default_timeout(15_000)
    yield context
    context.close()


def enter(context: BrowserContext, hall: Hall, person: str) -> Page:
    """The person's click in the LMS, and then into the test."""
    page = context.new_page()
    page.goto(hall.lms.address(person))
    page.wait_for_selector(".kp-page h1")
    page.evaluate("location.hash = '#/test/prove'")
    page.locator(".kp-primary").click()
    expect(page.locator("form.kp-question, .kp-summary").first).to_be_visible()
    return page


def give(page: Page, hall: Hall, person: str, position: int) -> None:
    """Answer rightly and go on."""
    page.evaluate("at => location.hash = `#/test/prove/${at}`", position + 1)
    expect(page.locator("h1")).to_contain_text(str(position + 1))
    answer(page, hall.key(person, position))
    page.locator("form.kp-question").evaluate("form => form.requestSubmit()")


def saved(page: Page) -> None:
    expect(page.get_by_text("Lagret", exact=True).first).to_be_visible()


def begun(context: BrowserContext, hall: Hall, person: str) -> tuple[Page, datetime | None]:
    """In the test, with the first question answered; and when it ends."""
    page = enter(context, hall, person)
    give(page, hall, person, 0)
    saved(page)
    return page, hall.row(person).deadline


def finish(page: Page, hall: Hall, person: str, ends: datetime | None) -> None:
    """The first answer is there; the rest is answered, handed in, and counts once."""
    expect(page.locator(".kp-map a[data-answered]").first).to_be_visible()
    assert hall.row(person).deadline == ends
    for position in (1, 2):
        give(page, hall, person, position)
    hand_in(page)
    row = hall.row(person)
    assert (row.passed, row.percent, row.by_clock, row.number) == (True, 100, False, 1)


def hand_in(page: Page) -> None:
    page.evaluate("location.hash = '#/test/prove/check'")
    page.locator(".kp-hand .kp-primary").click()
    page.locator(".kp-confirm .kp-primary").click()
    expect(page.locator(".kp-score")).to_be_visible()


def test_a_reload(context: BrowserContext, hall: Hall) -> None:
    page, ends = begun(context, hall, "reload")

    page.reload()

    page.wait_for_selector(".kp-page h1")
    page.evaluate("location.hash = '#/test/prove'")
    page.get_by_role("button", name="Fortsett prøven").click()
    finish(page, hall, "reload", ends)


def test_a_closed_window(context: BrowserContext, hall: Hall) -> None:
    page, ends = begun(context, hall, "close")

    page.close()

    finish(enter(context, hall, "close"), hall, "close", ends)


def test_another_device(context: BrowserContext, browser: Browser, hall: Hall) -> None:
    _, ends = begun(context, hall, "device")

    phone = browser.new_context(locale="nb-NO", viewport={"width": 360, "height": 700})

    finish(enter(phone, hall, "device"), hall, "device", ends)
    phone.close()


def test_a_lost_network(context: BrowserContext, hall: Hall) -> None:
    page, ends = begun(context, hall, "network")

    context.set_offline(True)
    give(page, hall, "network", 1)
    expect(page.get_by_text("Svarene ligger trygt her").first).to_be_visible()
    context.set_offline(False)

    saved(page)
    finish(page, hall, "network", ends)


def test_a_killed_tool(context: BrowserContext, hall: Hall) -> None:
    page, ends = begun(context, hall, "killed")

    hall.process.kill()
    give(page, hall, "killed", 1)
    hall.process.run_again()

    saved(page)
    finish(page, hall, "killed", ends)


def test_two_tabs(context: BrowserContext, hall: Hall) -> None:
    page, ends = begun(context, hall, "tabs")

    other = enter(context, hall, "tabs")
    give(other, hall, "tabs", 1)
    saved(other)
    finish(page, hall, "tabs", ends)
    hand_in(other)

    assert "100" in other.locator(".kp-page").inner_text()


def test_the_back_button(context: BrowserContext, hall: Hall) -> None:
    page, ends = begun(context, hall, "back")

    page.go_back()
    page.go_back()
    page.go_forward()
    page.go_forward()

    finish(page, hall, "back", ends)


def test_time_runs_out(context: BrowserContext, hall: Hall) -> None:
    """Last: from here on the server's clock is more than an hour ahead."""
    page, ends = begun(context, hall, "time")

    hall.process.clock.write_text("3700", encoding="utf-8")
    give(page, hall, "time", 1)
    page.get_by_role("button", name="Se resultatet").click()

    expect(page.locator(".kp-score")).to_be_visible()
    row = hall.row("time")
    assert (row.by_clock, row.passed, row.ended_at) == (True, False, ends)
    assert row.earned == 1
