"""What axe-core says of a package in a real browser, as the conformance report tells it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from scorm_builder.inspection import axe
from scorm_builder.inspection.archive import open_archive
from scorm_builder.inspection.chromium import Chromium, chromium
from scorm_builder.terminal import EXIT_USAGE
from tests import chromium as browsers
from tests.scorm_builder.inspection.packages import GOOD_12, write_zip
from tests.scorm_builder.test_cli import build, run, run_json

pytestmark = pytest.mark.browser

POOR = """<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>Kurs</title></head>
<body><main><h1>Kurs</h1><p style="color: #bbb; background: #fff">Nesten usynlig</p>
<script>
  alert("stopp");
  fetch("https://example.com/spor").catch(error => { window.refused = String(error); });
  fetch("more.json").then(answer => answer.json()).then(more => { window.more = more; });
</script></main></body></html>"""


@pytest.fixture(scope="module")
def program() -> Path:
    return browsers.program()


def test_every_page_of_a_package_of_ours_is_shown_and_clean(
    program: Path, sample_course: Path, tmp_path: Path
) -> None:
    out = tmp_path / "kurs.zip"
    result = build(sample_course, out, "--browser", program)

    assert result.exit_code == 0, result.output
    told = json.loads((tmp_path / "kurs.report.json").read_text(encoding="utf-8"))
    with open_archive(out) as archive, chromium(program, lambda a: axe._content(archive, a)) as at:
        seen = {where: at.run("document.querySelector('h1').innerText") for where in pages(at, out)}
    assert told["axe"]["pages"] == len(seen) == len(set(seen.values()))
    assert {"index.html#/lesson/meld-fra", "index.html#/test/ovelse"} <= set(seen)
    assert (told["axe"]["findings"], told["axe"]["failed"]) == (0, None)
    page = (tmp_path / "kurs.report.html").read_text(encoding="utf-8")
    assert f"{len(seen)} sider kontrollert med {told['axe']['engine']}, 0 funn" in page


def pages(at: Chromium, out: Path) -> Iterator[str]:
    """Each as it is shown, with time to be drawn."""
    with open_archive(out) as archive:
        for where in axe._shown(archive, at, "null"):
            at.run("new Promise(done => setTimeout(done, 50))")
            yield where


def test_what_axe_finds_in_a_strangers_page_is_a_finding(program: Path, tmp_path: Path) -> None:
    package = write_zip(tmp_path / "p.zip", {**GOOD_12, "index.html": POOR})

    _, norwegian = run_json("inspect", package, "--browser", program)
    _, english = run_json("inspect", package, "--browser", program, "--language", "en")

    (found,) = [each for each in norwegian["findings"] if each["rule"] == "axe"]
    (same,) = [each for each in english["findings"] if each["rule"] == "axe"]
    assert (found["severity"], found["where"]) == ("warning", "index.html")
    assert "color-contrast" in found["what"]
    assert "color-contrast" in same["what"]
    assert found["what"] != same["what"]
    assert "p" in found["mend"]


def test_a_page_is_shown_with_its_own_files_and_reaches_nothing_else(
    program: Path, tmp_path: Path
) -> None:
    files = {**GOOD_12, "index.html": POOR, "more.json": '{"here": true}'}
    package = write_zip(tmp_path / "p.zip", files)
    asked: list[str] = []

    with open_archive(package) as archive:

        def answer(address: str) -> tuple[str, bytes] | None:
            asked.append(address)
            return axe._content(archive, address)

        with chromium(program, answer) as at:
            at.open("https://package.invalid/index.html")
            told = at.run(
                "new Promise(done => setTimeout(() => done([window.more, window.refused]), 200))"
            )

    assert told == [{"here": True}, "TypeError: Failed to fetch"]
    assert "https://example.com/spor" in asked


def test_a_browser_that_goes_away_is_told_and_the_package_stands(
    sample_course: Path, tmp_path: Path
) -> None:
    out = tmp_path / "kurs.zip"

    result = build(sample_course, out, "--browser", "/bin/true")

    assert result.exit_code == 0
    told = json.loads((tmp_path / "kurs.report.json").read_text(encoding="utf-8"))
    assert told["axe"]["pages"] == 0
    assert told["axe"]["failed"]
    assert "nettleseren svarte ikke" in (tmp_path / "kurs.report.html").read_text(encoding="utf-8")


def test_a_browser_that_is_none_is_said_before_anything_is_built(
    sample_course: Path, tmp_path: Path
) -> None:
    refused = build(sample_course, tmp_path / "kurs.zip", "--browser", "/nowhere/chromium")

    assert refused.exit_code == EXIT_USAGE
    assert "/nowhere/chromium" in refused.stderr
    assert list(tmp_path.glob("kurs*")) == []


def test_without_a_browser_the_report_says_that_nothing_was_shown(
    sample_course: Path, tmp_path: Path
) -> None:
    build(sample_course, tmp_path / "kurs.zip")
    told = run("inspect", tmp_path / "kurs.zip", "--language", "en")

    assert json.loads((tmp_path / "kurs.report.json").read_text(encoding="utf-8"))["axe"] is None
    assert "not checked: no browser" in told.stdout
    assert "ikke kontrollert: ingen nettleser" in (tmp_path / "kurs.report.html").read_text(
        encoding="utf-8"
    )
