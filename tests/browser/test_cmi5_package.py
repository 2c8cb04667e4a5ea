"""
The introduction course as a cmi5 package, played in Chromium before an LMS that holds every request
to cmi5's requirements.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from scorm_builder.package import checked, write_package
from scorm_builder.profiles import PROFILES
from tests.browser.conftest import axe_violations
from tests.browser.packages import NODE, PLAYER, tinns_introduction
from tests.browser.serving import served
from tests.browser.test_scorm_packages import hurry_through, start_final_test
from tests.browser.walking import choose_plan, onward, read_lessons

pytestmark = pytest.mark.browser

JOB = "Kontor og saksbehandling"
PATH = "Det viktigaste"


@dataclass
class Lms:
    """package: where the course lies. address: where the LMS answers, another origin."""

    package: str
    address: str

    def ask(self, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(f"{self.address}/{path}", data)) as answer:
            return json.load(answer)

    def opening(self, **terms: object) -> str:
        """The address that a new session of the learner opens."""
        return f"{self.package}/index.html{self.ask('open', terms)}"

    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = self.ask("told")
        return told


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("cmi5")
    profile = PROFILES["cmi5"]
    members = profile.members(tinns_introduction())
    write_package(checked(members, first=profile.first), folder / "package.zip")
    with zipfile.ZipFile(folder / "package.zip") as archive:
        archive.extractall(folder / "package")
    script = folder / "lms.mjs"
    subprocess.run(
        [
            NODE, PLAYER / "node_modules/esbuild/bin/esbuild", Path("tests/browser/cmi5_lms.ts"),
            "--bundle", "--platform=node", "--format=esm", f"--outfile={script}",
            "--log-level=warning",
        ],
        check=True,
        env=os.environ | {"NODE_PATH": str(PLAYER.resolve() / "node_modules")},
    )  # fmt: skip
    with served(folder / "package") as address:
        yield address, script


@pytest.fixture
def lms(package: tuple[str, Path]) -> Iterator[Lms]:
    """One learner's enrolment, which must break no requirement."""
    address, script = package
    with subprocess.Popen(
        [NODE, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        lms = Lms(address, f"http://127.0.0.1:{server.stdout.readline().strip()}")
        yield lms
        breaches = lms.told()["breaches"]
        server.communicate()
    assert breaches == []


def is_saved(page: Page) -> None:
    expect(page.locator(".kp-saving-word")).to_have_text(re.compile("^(Lagra|Lagret)$"))


def leave(page: Page, lms: Lms) -> dict[str, Any]:
    """Close the course; gives what the LMS knows when the last word has come."""
    page.goto("about:blank")
    for _ in range(100):
        told = lms.told()
        if told["verbs"][-1:] == ["terminated"]:
            break
        page.wait_for_timeout(50)
    return told


def test_a_learner_fails_then_passes_and_is_shown_the_way_back(lms: Lms, page: Page) -> None:
    page.goto(lms.opening(masteryScore=0.75))
    choose_plan(page, JOB, PATH)
    read_lessons(page)
    start_final_test(page.main_frame)
    hurry_through(page.main_frame, right=False)
    is_saved(page)
    failed = leave(page, lms)

    back = f"{lms.package}/index.html"
    page.goto(lms.opening(masteryScore=0.75, returnURL=back))
    start_final_test(page.main_frame)
    hurry_through(page.main_frame, right=True)
    is_saved(page)
    page.evaluate("location.hash = '#/end'")
    link = page.get_by_role("link", name="Tilbake til")
    expect(link).to_have_attribute("href", back)
    expect(link).to_have_attribute("target", "_self")
    passed = leave(page, lms)

    assert (failed["completed"], failed["result"]) == (False, None)
    assert (passed["completed"], passed["result"], passed["percent"]) == (True, "passed", 100)
    verbs = passed["verbs"]
    assert (verbs[0], verbs[-1]) == ("initialized", "terminated")
    assert sorted(each for each in verbs if each != "answered") == [
        "completed", "initialized", "passed", "terminated",
    ]  # fmt: skip
    assert verbs.count("answered") >= 12
    assert [each for each in passed["asked"] if "fetch" in each] == ["POST fetch/1", "POST fetch/2"]


def test_who_left_or_lost_power_comes_back_to_the_same_page(lms: Lms, page: Page) -> None:
    """In the first of the learner's own languages that the course has; nynorsk is Tinn's."""
    wishes = "en-GB,nb-NO"
    page.goto(lms.opening(language=wishes))
    choose_plan(page, "Kontor og saksbehandling", "Det viktigste")
    onward(page)
    left_at = onward(page)
    is_saved(page)
    leave(page, lms)

    page.goto(lms.opening(language=wishes))
    expect(page.locator("h1")).to_have_text(left_at)
    assert page.locator("html").get_attribute("lang") == "nb"
    onward(page)
    dark_at = onward(page)
    is_saved(page)
    lms.ask("with", {"dead": True})
    page.close()
    again = page.context.new_page()
    again.goto(lms.opening(language=wishes))

    expect(again.locator("h1")).to_have_text(dark_at)


def test_who_only_looks_is_told_that_nothing_is_kept(lms: Lms, page: Page) -> None:
    page.goto(lms.opening(launchMode="Review"))
    expect(page.locator(".kp-strip[data-color=info]")).to_contain_text("ingenting blir lagra")
    start_final_test(page.main_frame)
    hurry_through(page.main_frame, right=True)

    told = leave(page, lms)

    assert told["verbs"] == ["initialized", "terminated"]
    assert told["state"] is None


def test_a_page_that_is_loaded_again_says_to_come_from_the_lms(lms: Lms, page: Page) -> None:
    page.goto(lms.opening())
    expect(page.locator("h1")).to_be_visible()

    page.reload()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Kurset må opnast frå læringsplattforma"
    )
    assert axe_violations(page) == []


def test_an_lms_that_gives_no_token_is_told_plainly(lms: Lms, page: Page) -> None:
    page.goto(lms.opening(fetchError=2))

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Læringsplattforma slepp ikkje kurset inn"
    )
    expect(page.get_by_role("main")).to_contain_text("sei frå til den som er ansvarleg")


def test_a_token_that_runs_out_is_said_where_the_learner_reads(lms: Lms, page: Page) -> None:
    page.goto(lms.opening())
    choose_plan(page, JOB, PATH)
    is_saved(page)
    lms.ask("with", {"expired": True})

    onward(page)

    expect(page.locator(".kp-strips[role=status]")).to_contain_text("Økta er over")


def test_without_an_lms_the_course_is_read_all_the_same(
    package: tuple[str, Path], page: Page
) -> None:
    address, _ = package

    page.goto(f"{address}/index.html")

    expect(page.locator(".kp-strip[data-color=info]")).to_contain_text("blir lagra")
    assert axe_violations(page) == []
