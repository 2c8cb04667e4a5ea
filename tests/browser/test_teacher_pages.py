"""What a teacher and an administrator have beyond the course, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from lti_tool.protocol.registration import Tenant
from lti_tool.storage import platforms, score_leases
from lti_tool.storage.outbox import State
from tests.browser.conftest import axe_violations
from tests.browser.framing_lms import Lms, lms_and_tool
from tests.lti_tool.classroom import Browser, a_launch, launched, take

pytestmark = pytest.mark.browser

WIDTHS = [1280, 320]
SCHEMES = ["light", "dark"]
REFUSED = ("Dina Eksempel", "Even Eksempel")


def people_in_every_state(lms: Lms, app: Flask) -> None:
    """One each: sent, tried again, refused twice, in the test, only reading, and not come yet."""
    with lms.tool.database.read() as session:
        tenant = Tenant(platforms.everything(session)[0].id, "7")
    for name, state, reason in [
        ("Anne Eksempel", State.SENT, None),
        ("Bo Eksempel", State.SENT, "not_confirmed"),
        (REFUSED[0], State.REFUSED, "column_gone"),
        (REFUSED[1], State.REFUSED, "forbidden"),
    ]:
        take(_opened(lms, app, tenant, name), lms.tool)
        _settle(lms, state, reason)
    take(_opened(lms, app, tenant, "Cato Eksempel"), lms.tool, right=1)
    _opened(lms, app, tenant, "Frida Eksempel").start()
    _opened(lms, app, tenant, "Geir med et etternavn som er langt")
    for person in ("Anne", "Bo", "Cato", "Dina", "Even"):
        chosen = {"nyttig": "delvis" if person == "Bo" else "ja", "lengde": "passe"}
        _opened(lms, app, tenant, f"{person} Eksempel").put("evaluation", {"chosen": chosen})


def _opened(lms: Lms, app: Flask, tenant: Tenant, name: str) -> Browser:
    person = name.partition(" ")[0].lower()
    line_item = f"{lms.url}/lineitems/5/lineitem?type_id=7"
    launch = a_launch(person, tenant=tenant, link="3", name=name, line_item=line_item)
    return launched(app, lms.tool, launch)


def _settle(lms: Lms, state: State, reason: str | None) -> None:
    now = lms.tool.clock() + timedelta(seconds=5)
    with lms.tool.database.begin() as session:
        leased = score_leases.lease_next(session, now)
        assert leased is not None
        score_leases.settle(session, leased, state, lms.tool.clock(), reason)


@pytest.fixture
def lms(tmp_path: Path, sample_course: Path) -> Iterator[Lms]:
    apps: list[Flask] = []

    def kept(app: Flask) -> Flask:
        apps.append(app)
        return app

    with lms_and_tool(tmp_path, sample_course, kept) as lms:  # type: ignore[arg-type]
        people_in_every_state(lms, apps[0])
        lms.message = "teaching"
        lms.members = [
            {"user_id": "anne", "roles": ["Learner"], "name": "Anne Eksempel"},
            {"user_id": "hanne", "roles": ["Learner"], "name": "Hanne Eksempel"},
            {"user_id": "liv", "roles": ["Instructor"], "name": "Liv Eksempel"},
        ]
        yield lms


def open_tab(page: Page, lms: Lms, tab: str, width: int = 1280) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(lms.address("liv"))
    page.get_by_role("button", name=tab, exact=True).click()
    expect(page.get_by_role("heading", level=1, name=tab)).to_be_focused()


def is_poor(page: Page) -> list[str]:
    """Sideways scroll, small targets, and what axe finds."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    small = page.locator("button:visible, select:visible, input:visible").evaluate_all(
        "all => all.map(each => each.closest('label') ?? each)"
        ".filter(each => each.getBoundingClientRect().height < 43.5)"
        ".map(each => `small: ${each.outerHTML.slice(0, 120)}`)"
    )
    found: list[str] = [*small, *axe_violations(page)]
    return [f"{wide} px too wide", *found] if wide > 0 else found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("tab", ["Resultater", "Evaluering", "Roller"])
def test_each_page_is_whole_and_accessible(lms: Lms, page: Page, tab: str, width: int) -> None:
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        open_tab(page, lms, tab, width)
        if tab == "Resultater":
            expect(page.get_by_role("row")).to_have_count(8)

        assert is_poor(page) == []


def test_the_view_stays_after_a_reload(lms: Lms, page: Page) -> None:
    open_tab(page, lms, "Resultater")

    page.reload()

    expect(page.get_by_role("heading", level=1)).to_have_text("Resultater")


def test_refused_results_are_sent_again_from_the_keyboard(lms: Lms, page: Page) -> None:
    open_tab(page, lms, "Resultater")
    row = page.get_by_role("row", name=REFUSED[0])
    expect(row).to_contain_text("tok ikke imot: kolonnen er slettet")

    row.get_by_label(f"Handlinger for {REFUSED[0]}").focus()
    page.keyboard.press("Enter")
    row.get_by_role("button", name="Send igjen").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_have_text("Sendes igjen nå.")
    expect(page.get_by_role("row", name=REFUSED[0])).to_contain_text("På vei til")
    expect(page.get_by_role("row", name=REFUSED[1])).to_contain_text("tok ikke imot")
    assert is_poor(page) == []


def test_the_table_shows_whom_one_asks_for_also_after_a_reload(lms: Lms, page: Page) -> None:
    open_tab(page, lms, "Resultater", 320)
    people = page.locator("tbody").get_by_role("row")

    for shown, names in {
        "Har bestått (4)": ["Anne", "Bo", *(each.partition(" ")[0] for each in REFUSED)],
        "Har ikke bestått (3)": ["Cato", "Frida", "Geir"],
        "Ikke kommet til karakterboka (3)": ["Cato", *(each.split()[0] for each in REFUSED)],
        "Alle (7)": ["Anne", "Bo", "Cato", "Dina", "Even", "Frida", "Geir"],
    }.items():
        page.get_by_label("Vis", exact=True).select_option(shown)

        expect(people).to_have_count(len(names))
        assert sorted(each.split()[0] for each in people.all_inner_texts()) == sorted(names)
    page.get_by_label("Vis", exact=True).select_option("Har bestått (4)")
    page.reload()

    expect(people).to_have_count(4)
    assert is_poor(page) == []


def test_the_members_are_fetched_from_the_keyboard(lms: Lms, page: Page) -> None:
    open_tab(page, lms, "Resultater", 320)
    fetch = page.get_by_role("button", name="Hent deltakere")

    fetch.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_have_text("3 personer er hentet.")
    expect(page.get_by_role("heading", name="1 har ikke åpnet kurset")).to_be_visible()
    expect(page.get_by_text("Hanne Eksempel")).to_be_visible()
    assert is_poor(page) == []


def test_a_role_is_given_and_withdrawn_from_the_keyboard(lms: Lms, page: Page) -> None:
    open_tab(page, lms, "Roller", 320)
    page.get_by_label("Hvem").focus()
    page.keyboard.type("Bo")
    page.keyboard.press("Tab")
    page.keyboard.type("Prøvevakt")
    expect(page.get_by_label("Rolle", exact=True)).to_have_accessible_description(
        "Prøvevakt har koden som starter en prøve under oppsyn."
    )
    page.get_by_role("button", name="Gi rollen").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("Rollen er gitt.")
    held = page.get_by_role("listitem").filter(has_text="Bo Eksempel")
    expect(held).to_contain_text("Prøvevakt")
    assert is_poor(page) == []

    held.get_by_role("button", name="Trekk tilbake").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("er trukket tilbake")
    expect(page.get_by_text("Ingen har en rolle her ennå.")).to_be_visible()
