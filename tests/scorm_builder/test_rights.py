"""Rights: nobody releases a file without them, and whoever sees it is told whose it is."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from lxml import etree, html

from scorm_builder.lom import MAX_RIGHTS
from scorm_builder.terminal import EXIT_MEND
from tests.sample_course import swap
from tests.scorm_builder.test_cli import build, run, run_json

TERMS = "    licence: CC-BY-4.0\n    rights_holder: Eksempel kommune\n"
PHOTOGRAPHER = "    licence: CC-BY-SA-4.0\n    rights_holder: Fotografen i Vik\n"


@pytest.fixture
def another_holder(sample_course: Path) -> Path:
    """The picture is a photographer's, on another licence than the course."""
    swap(sample_course / "course.yaml", TERMS, PHOTOGRAPHER)
    return sample_course


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("    licence: CC-BY-4.0\n", ""),
        ("    rights_holder: Eksempel kommune\n", ""),
        ("    licence: CC-BY-4.0\n", '    licence: " "\n'),
        ("    rights_holder: Eksempel kommune\n", '    rights_holder: ""\n'),
    ],
)
def test_a_file_without_licence_or_rights_holder_is_not_released(
    line: str, instead: str, sample_course: Path, tmp_path: Path
) -> None:
    swap(sample_course / "course.yaml", TERMS, TERMS.replace(line, instead))

    code, answer = run_json(
        "build", sample_course, "--profile", "web", "--out", tmp_path / "a.zip", "--release"
    )

    assert code == EXIT_MEND
    errors = [each for each in answer["problems"] if each["severity"] == "error"]
    assert [each["file"] for each in errors] == ["eksempel/course.yaml"]
    assert errors[0]["place"].startswith("assets[0]")
    assert errors[0]["line"]
    assert errors[0]["mend"]
    assert not (tmp_path / "a.zip").exists()


@pytest.mark.parametrize("name", ["licence", "rights_holder"])
def test_nor_is_a_course_without_them(name: str, sample_course: Path, tmp_path: Path) -> None:
    lines = (sample_course / "course.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f"{name}:")]
    (sample_course / "course.yaml").write_text("".join(kept), encoding="utf-8")

    refused = build(sample_course, tmp_path / "a.zip", "--release")

    assert refused.exit_code == EXIT_MEND
    assert name in refused.stderr


@pytest.mark.parametrize("profile", ["moodle-scorm12", "scorm2004"])
def test_the_learning_object_metadata_says_whose_the_files_are(
    profile: str, another_holder: Path, tmp_path: Path
) -> None:
    build(another_holder, tmp_path / "a.zip", profile=profile)

    with zipfile.ZipFile(tmp_path / "a.zip") as package:
        manifest = etree.fromstring(package.read("imsmanifest.xml"))
    (rights,) = manifest.xpath("//*[local-name() = 'rights']")
    told = "".join(rights.itertext())
    assert "CC-BY-4.0 · Eksempel kommune; las.svg: CC-BY-SA-4.0 · Fotografen i Vik" in told


def test_the_metadata_is_silent_about_a_file_that_the_package_does_not_carry(
    another_holder: Path, tmp_path: Path
) -> None:
    for lesson in (another_holder / "lessons").iterdir():
        text = lesson.read_text(encoding="utf-8")
        kept = [line for line in text.splitlines(keepends=True) if "media/las.svg" not in line]
        lesson.write_text("".join(kept), encoding="utf-8")
    build(another_holder, tmp_path / "a.zip")

    with zipfile.ZipFile(tmp_path / "a.zip") as package:
        assert "media/las.svg" not in package.namelist()
        assert "Fotografen i Vik" not in package.read("imsmanifest.xml").decode()


def test_metadata_holds_no_more_than_it_has_room_for(another_holder: Path, tmp_path: Path) -> None:
    course = another_holder / "course.yaml"
    for text in ("Fotografen i Vik", "CC-BY-SA-4.0", "rights_holder: Eksempel kommune"):
        swap(course, text, f"{text} {'og andre ' * 40}".rstrip())
    build(another_holder, tmp_path / "a.zip")

    with zipfile.ZipFile(tmp_path / "a.zip") as package:
        manifest = etree.fromstring(package.read("imsmanifest.xml"))
    (text,) = manifest.xpath(
        "//*[local-name() = 'rights']/*[local-name() = 'description']/*/text()"
    )
    assert len(text) == MAX_RIGHTS
    assert text.endswith("…")


def test_the_course_itself_says_whose_the_files_are(another_holder: Path, tmp_path: Path) -> None:
    build(another_holder, tmp_path / "a.zip", profile="web")

    with zipfile.ZipFile(tmp_path / "a.zip") as package:
        page = html.document_fromstring(package.read("index.html"))
    bundle = json.loads(page.xpath("//script[@id = 'bundle']")[0].text)
    assert bundle["credits"] == [
        {"rightsHolder": "Fotografen i Vik", "licence": "CC-BY-SA-4.0", "files": ["las.svg"]}
    ]


def test_the_catalogue_and_the_report_say_whose_the_files_are(
    another_holder: Path, tmp_path: Path
) -> None:
    build(another_holder, tmp_path / "a.zip", profile="web")
    result = run("catalogue", another_holder, "--out", tmp_path / "catalogue")

    assert result.exit_code == 0, result.output
    shown = (tmp_path / "catalogue" / "index.html").read_text(encoding="utf-8")
    data = (tmp_path / "catalogue" / "catalogue.json").read_text(encoding="utf-8")
    report = (tmp_path / "a.report.html").read_text(encoding="utf-8")
    for page in (shown, data, report):
        assert "Fotografen i Vik" in page
