"""A real Chromium for every test here, with what each page must hold whatever the test is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from tests import chromium

AXE = Path("courseware/player/node_modules/axe-core/axe.min.js")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOPBACK = ("http://localhost:", "http://127.0.0.1:", "file:", "data:", "blob:", "about:")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium.on_this_machine(), args=chromium.arguments()
        )
        yield running
        running.close()


@dataclass
class Watch:
    """What must not happen on any page: a script error, or a request to anyone but ourselves."""

    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("console", self._console)
        context.on("request", lambda request: self._request(request.url))

    def _console(self, message: ConsoleMessage) -> None:
        # A refused request is the server's word to the page, and the tests look at the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    def _request(self, url: str) -> None:
        if not url.startswith(LOOPBACK):
            self.strangers.append(url)


@pytest.fixture
def watch() -> Iterator[Watch]:
    seen = Watch()
    yield seen
    assert seen.errors == []
    assert seen.strangers == []


@pytest.fixture
def context(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="nb-NO", viewport={"width": 1280, "height": 900})
    watch.over(context)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    context.set_default_timeout(10_000)
    return context.new_page()


def axe_violations(page: Page) -> list[str]:
    """What axe-core finds in every frame of the page, one line each."""
    found: list[str] = []
    for frame in page.frames:
        if not frame.url.startswith("http") and not frame.url.startswith("file:"):
            continue
        # Evaluated from outside the page, so that its own content security policy stays on.
        frame.evaluate(AXE.read_text(encoding="utf-8"))
        result: dict[str, Any] = frame.evaluate(
            "tags => axe.run(document, {runOnly: tags, iframes: false})", WCAG
        )
        for violation in result["violations"]:
            for node in violation["nodes"]:
                found.append(f"{frame.url}: {violation['id']}: {node['html'][:200]}")
    return found
