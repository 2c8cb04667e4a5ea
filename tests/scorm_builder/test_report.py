"""The conformance report: what stands in it, and that nothing of the day or the place does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import html

from scorm_builder import report
from scorm_builder.inspection import inspect
from scorm_builder.terminal import EXIT_FILES, EXIT_MEND
from tests.scorm_builder.inspection.packages import GOOD_12, changed, write_zip
from tests.scorm_builder.test_cli import build, run, run_json


@pytest.mark.parametrize("profile", ["moodle-scorm12", "scorm12", "scorm2004", "web"])
def test_what_we_build_breaks_no_rule_and_its_report_says_so(
    profile: str, sample_course: Path, tmp_path: Path
) -> None:
    out = tmp_path / "kurs.zip"

    assert build(sample_course, out, profile=profile).exit_code == 0

    told = json.loads((tmp_path / "kurs.report.json").read_text(encoding="utf-8"))
    assert told["ok"]
    assert told["counts"]["error"] == told["counts"]["warning"] == 0
    assert told["judged_by_schema"] is (profile != "web")
    assert told["provenance"]["state"]["characters"] <= 4096
    assert told["provenance"]["assets"] == {
        "media/las.svg": {"licence": "CC-BY-4.0", "rights_holder": "Eksempel kommune"}
    }
    page = (tmp_path / "kurs.report.html").read_text(encoding="utf-8")
    assert told["sha256"] in page
    assert "media/las.svg" in page


def test_the_report_is_the_same_in_another_folder(sample_course: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        build(sample_course, tmp_path / name / "kurs.zip")

    for kind in ("html", "json"):
        one, other = (tmp_path / n / f"kurs.report.{kind}" for n in ("one", "other"))
        assert one.read_bytes() == other.read_bytes()


def test_the_page_stands_alone_and_says_its_language(tmp_path: Path) -> None:
    inspection = inspect(write_zip(tmp_path / "p.zip", GOOD_12))

    page = html.document_fromstring(report.as_page(inspection, "nb"))

    assert page.get("lang") == "nb"
    assert page.findtext(".//title")
    assert [heading.tag for heading in page.iter("h1", "h2")][:2] == ["h1", "h2"]
    assert page.xpath("//script | //link | //*[@src]") == []


def test_what_a_stranger_wrote_is_shown_and_never_run(tmp_path: Path) -> None:
    trick = "<script>alert(1)</script>"
    files = changed(GOOD_12, "imsmanifest.xml", 'default="org"', 'default="&lt;script&gt;"')
    inspection = inspect(write_zip(tmp_path / "p.zip", {**files, f"{trick}.docm": "x"}))

    page = report.as_page(inspection, "nb")

    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_package_to_mend_ends_with_1_and_one_that_is_not_there_with_3(tmp_path: Path) -> None:
    broken = write_zip(tmp_path / "p.zip", {**GOOD_12, "skjema.docm": "x"})

    code, answer = run_json("inspect", broken)
    missing = run("inspect", tmp_path / "nowhere.zip")

    assert code == EXIT_MEND
    assert not answer["ok"]
    assert [f["rule"] for f in answer["findings"] if f["severity"] == "error"] == ["zip-macro"]
    assert missing.exit_code == EXIT_FILES
    assert "nowhere.zip" in missing.stderr


def test_an_inspection_speaks_the_authors_language(tmp_path: Path) -> None:
    package = write_zip(tmp_path / "p.zip", {**GOOD_12, "skjema.docm": "x"})

    norwegian = run("inspect", package)
    english = run("inspect", package, "--language", "en")

    assert "[zip-macro] skjema.docm" in norwegian.stdout
    assert "makroer" in norwegian.stdout
    assert "macros" in english.stdout
