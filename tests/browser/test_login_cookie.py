"""
The login's cookie in a real browser: over plain http on this machine, in a frame of another site,
with third-party cookies blocked, and with no cookies at all.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from lti_tool.app import create_app
from lti_tool.clock import system_clock
from lti_tool.settings import DEVELOPMENT_SECRET, Settings
from lti_tool.storage import platforms
from lti_tool.storage.platforms import NewRegistration
from lti_tool.storage.upgrade import prepare
from lti_tool.tool import Tool
from tests import chromium
from tests.browser.conftest import axe_violations
from tests.lti_tool.platform_side import (
    CLIENT_ID,
    FakePlatform,
    Received,
    as_json,
    deep_linking_claims,
    fake_platform,
    public_jwk,
    signed,
)

pytestmark = pytest.mark.browser


class Lms:
    """Frames the tool, and answers its question with a form that posts itself, as Moodle does."""

    def __init__(self, tool_url: str) -> None:
        self.tool_url = tool_url
        self.url = ""

    def __call__(self, request: Received) -> tuple[int, dict[str, str], bytes]:
        if request.path == "/jwks":
            return as_json({"keys": [public_jwk()]})
        if request.path == "/auth":
            return self._page(self._answer(request))
        login = {"iss": self.url, "login_hint": "42", "client_id": CLIENT_ID}
        address = f"{self.tool_url}/lti/login?{urlencode(login)}"
        frame = f'<iframe src="{address}" title="Kurs" width="320" height="600"></iframe>'
        return self._page(f"<title>LMS</title><main><h1>LMS</h1>{frame}</main>")

    def _answer(self, request: Received) -> str:
        asked = {name: values[0] for name, values in request.query.items()}
        at = int(system_clock().timestamp())
        message = deep_linking_claims(asked["nonce"], iss=self.url, iat=at, exp=at + 60)
        return f"""
            <form method="post" action="{asked["redirect_uri"]}">
            <input type="hidden" name="state" value="{asked["state"]}">
            <input type="hidden" name="id_token" value="{signed(message)}"></form>
            <script>document.forms[0].submit()</script>"""

    def _page(self, body: str) -> tuple[int, dict[str, str], bytes]:
        page = f'<!doctype html><html lang="nb"><body>{body}</body></html>'
        return 200, {"Content-Type": "text/html; charset=utf-8"}, page.encode()


@pytest.fixture
def lms(tmp_path: Path) -> Iterator[FakePlatform]:
    """An LMS on 127.0.0.1 and the tool on localhost: two sites to a browser."""
    server = make_server("localhost", 0, lambda environ, start: [], threaded=True)
    settings = Settings(
        url=f"http://localhost:{server.port}",
        database_url=f"sqlite:///{tmp_path}/k.sqlite3",
        secret=DEVELOPMENT_SECRET,
        development=True,
        loopback_platforms=True,
    )
    app = create_app(settings)
    tool: Tool = app.extensions["kurspakke"]
    prepare(tool.database, settings.secret, tool.clock())
    server.app = app
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    answers = Lms(settings.url)
    with fake_platform(answers) as platform:
        answers.url = platform.url
        _register(tool, platform)
        yield platform
    server.shutdown()
    thread.join()
    server.server_close()
    tool.database.close()


def _register(tool: Tool, platform: FakePlatform) -> None:
    new = NewRegistration(
        issuer=platform.url,
        client_id=CLIENT_ID,
        auth_url=f"{platform.url}/auth",
        token_url=f"{platform.url}/token",
        jwks_url=f"{platform.url}/jwks",
        deployments=("7",),
        name="LMS",
        embed_origins=(platform.url,),
    )
    with tool.database.begin() as session:
        platforms.add(session, new, tool.clock())


def test_a_frame_of_another_site_keeps_the_login(lms: FakePlatform, page: Page) -> None:
    page.goto(lms.url)

    frame = page.frames[1]
    frame.wait_for_url("**/p/**")
    assert page.context.cookies() == []  # the login's cookie has been taken back


def test_blocked_third_party_cookies_do_not_matter(
    lms: FakePlatform, browser: Browser, tmp_path: Path
) -> None:
    """The cookie is partitioned: it belongs to the tool inside this LMS."""
    with _chromium(browser, tmp_path, {"cookie_controls_mode": 1}) as context:
        page = context.new_page()
        page.goto(lms.url)
        frame = page.frames[1]

        frame.wait_for_url("**/p/**")
        # The control: an ordinary cookie of the same frame is blocked.
        frame.evaluate("document.cookie = 'ordinary=1; SameSite=None; Secure'")
        frame.evaluate("document.cookie = 'apart=1; SameSite=None; Secure; Partitioned'")
        assert frame.evaluate("document.cookie") == "apart=1"


def test_without_any_cookies_a_window_is_offered_and_then_the_settings(
    lms: FakePlatform, browser: Browser, tmp_path: Path
) -> None:
    blocked = {"default_content_setting_values": {"cookies": 2}}
    with _chromium(browser, tmp_path, blocked) as context:
        page = context.new_page()
        page.set_viewport_size({"width": 360, "height": 640})
        page.goto(lms.url)

        frame = page.frame_locator("iframe")
        heading = frame.get_by_role("heading", name="Kurset må åpnes i et eget vindu")
        expect(heading).to_be_visible()
        assert axe_violations(page) == []
        with context.expect_page() as opened:
            frame.get_by_role("button", name="Åpne kurset i et nytt vindu").click()

        window = opened.value
        heading = window.get_by_role(
            "heading", name="Nettleseren tar ikke imot informasjonskapsler"
        )
        expect(heading).to_be_visible()
        assert axe_violations(window) == []


def test_a_refused_launch_is_a_page_that_everybody_can_read(lms: FakePlatform, page: Page) -> None:
    page.goto(f"{lms.answer.tool_url}/lti/check?state=forged")  # type: ignore[attr-defined]

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Innloggingen er brukt opp eller for gammel."
    )
    assert axe_violations(page) == []


@contextmanager
def _chromium(browser: Browser, folder: Path, profile: dict[str, Any]) -> Iterator[BrowserContext]:
    """A browser whose user has chosen these settings."""
    preferences = folder / "user" / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text(json.dumps({"profile": profile}), encoding="utf-8")
    context = browser.browser_type.launch_persistent_context(
        folder / "user",
        executable_path=chromium.on_this_machine(),
        args=chromium.arguments(),
        locale="nb-NO",
    )
    yield context
    context.close()
