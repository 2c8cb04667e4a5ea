"""The administrator's way from the link to the first launch, in a real browser."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from lti_tool.protocol.invitation import Invitation, new_id, new_secret
from lti_tool.sandbox.run import Running, running
from lti_tool.storage import connection_checks, invitations, platforms
from tests.browser.conftest import axe_violations

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("sandbox"), tool_port=0, platform_port=0) as started:
        yield started


def invite(sandbox: Running) -> str:
    tool, secret = sandbox.tool, new_secret()
    now = tool.clock()
    invitation = Invitation(
        id=new_id(),
        label="Vik kommune",
        localization="kongsbergregionen/tinn",
        embed_origins=(),
        host=None,
        asks_for_names=False,
        needs_approval=False,
        created_at=now,
        expires_at=now + timedelta(days=14),
    )
    with tool.database.begin() as session:
        invitations.add(session, invitation, secret)
    return f"{tool.settings.url}/lti/register/{secret}"


def enter(page: Page, sandbox: Running, role: str) -> None:
    page.goto(sandbox.url)
    page.get_by_role("button", name=f"Åpne kurset som {role}").click()


def framed(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def test_from_the_link_to_a_course_in_the_lms(page: Page, sandbox: Running) -> None:
    link = invite(sandbox)
    enter(page, sandbox, "administrator")
    page.get_by_role("link", name="Verktøy").click()
    page.get_by_label("Verktøyets adresse").fill(link)
    page.get_by_role("button", name="Legg til LTI Advantage").click()

    question = framed(page)
    expect(question.get_by_role("heading", level=1)).to_have_text("Koble til Kurspakke?")
    expect(question.get_by_role("button")).to_have_count(1)
    assert axe_violations(page) == []
    question.get_by_role("button", name="Koble til").click()

    result = framed(page)
    expect(result.get_by_role("heading", level=1)).to_have_text("Plattformen er koblet til")
    expect(result.get_by_text("Plattformen har kontrollert en signatur fra oss.")).to_be_visible()
    assert axe_violations(page) == []
    result.get_by_role("button", name="Ferdig").click()

    # The close message has taken us back to the list.
    expect(page.get_by_text("Venter på at en administrator aktiverer det")).to_be_visible()
    page.get_by_role("button", name="Aktiver").click()
    expect(page.get_by_text("Aktivt", exact=True)).to_be_visible()

    with sandbox.tool.database.read() as session:
        added = next(each for each in platforms.everything(session) if each.name == "Vik kommune")
    (deployment,) = added.deployments
    assert added.deployments == {deployment: "kongsbergregionen/tinn"}

    # A course is picked with the new tool, and its launch has the second stage tested.
    page.get_by_role("link", name="Kurset", exact=True).click()
    page.get_by_role("link", name="Legg til innhold").click()
    page.get_by_role("link", name=f"utrulling {deployment}").click()
    picker = framed(page)
    picker.get_by_label("Hele kurset").first.check()
    picker.get_by_role("button", name="Legg til").click()
    expect(page.get_by_text("er lagt til")).to_be_visible()
    page.locator(".sb-activity").last.get_by_role("link", name="Åpne").first.click()
    connection = framed(page).locator(".kt-connection")
    expect(connection.locator("summary")).to_contain_text("Forbindelsen til")
    connection.locator("summary").click()
    expect(connection.get_by_text("Plattformen viste oss 3 deltakere.")).to_be_visible()
    assert axe_violations(page) == []

    with sandbox.tool.database.read() as session:
        found = connection_checks.of_registration(session, added.id, deployment)
    outcomes = {check.name: check.outcome.value for check in found}
    assert outcomes["scopes"] == outcomes["members"] == outcomes["service_token"] == "ok"


def test_the_link_by_itself_and_the_result_fit_a_phone(page: Page, sandbox: Running) -> None:
    link = invite(sandbox)
    page.set_viewport_size({"width": 320, "height": 640})

    for address in (link, f"{sandbox.tool.settings.url}/lti/setup"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert axe_violations(page) == []


def test_a_used_link_says_so_in_the_frame(page: Page, sandbox: Running) -> None:
    link = invite(sandbox)
    enter(page, sandbox, "administrator")
    for title in ("Koble til Kurspakke?", "Denne lenken er brukt."):
        page.goto(f"{sandbox.url}tools/add?url={link}")
        expect(framed(page).get_by_role("heading", level=1)).to_have_text(title)
        button = framed(page).get_by_role("button", name="Koble til")
        if title.startswith("Koble"):
            button.click()
            expect(framed(page).get_by_role("button", name="Ferdig")).to_be_visible()


def test_the_command_line_prints_how_the_connection_does(sandbox: Running) -> None:
    with sandbox.tool.database.read() as session:
        known = platforms.everything(session)[0]
    settings = sandbox.tool.settings
    environ = {
        "KURSPAKKE_URL": settings.url,
        "DATABASE_URL": settings.database_url,
        "KURSPAKKE_DEVELOPMENT": "on",
        "KURSPAKKE_INSECURE_PLATFORMS": "loopback",
    }

    printed = subprocess.run(
        [Path(sys.executable).parent / "lti-tool", "platform", "check", known.id],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert printed.returncode == 0, printed.stderr
    assert "ok       The platform's keys." in printed.stdout
    assert "ok       Access to the services." in printed.stdout
    assert "not yet" in printed.stdout or "look" in printed.stdout
