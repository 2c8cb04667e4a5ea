"""Our course structures against the official schema, and what a cmi5 package must be."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from scorm_builder.cmi5_structure import NAME, NAMESPACE
from scorm_builder.inspection import inspect
from scorm_builder.inspection.findings import Severity
from scorm_builder.package import checked, write_package
from scorm_builder.profiles import PROFILES
from scorm_builder.source import open_source
from tests.conformance import schema_folder

CONTENT = Path("content")
PROFILE = PROFILES["cmi5"]


def build(course: Path, localizations: Path, localization: str | None, out: Path) -> Path:
    source = open_source(
        course, localization=localization, localizations=localizations, today=date(2026, 12, 1)
    )
    write_package(checked(PROFILE.members(source), first=PROFILE.first), out)
    return out


@pytest.fixture
def package(sample_course: Path, sample_localizations: Path, tmp_path: Path) -> Path:
    return build(sample_course, sample_localizations, "fjellregionen/vik", tmp_path / "p.zip")


def structure(package: Path) -> etree._Element:
    with zipfile.ZipFile(package) as archive:
        return etree.fromstring(archive.read(NAME))


@pytest.mark.parametrize("course", ["introduction", "medication"])
def test_the_structure_is_valid_by_the_official_schema(course: str, tmp_path: Path) -> None:
    """13.2.0.0-1"""
    schema = schema_folder.schema("cmi5", "CourseStructure.xsd")
    package = build(
        CONTENT / "courses" / course,
        CONTENT / "localizations",
        "kongsbergregionen/tinn",
        tmp_path / "p.zip",
    )

    assert schema_folder.problems(schema, structure(package)) == []


def test_the_package_has_its_structure_first_and_breaks_no_rule(package: Path) -> None:
    """14.1.0.0-2, 14.1.0.0-3"""
    inspection = inspect(package)

    assert zipfile.ZipFile(package).namelist()[0] == NAME
    assert inspection.of(Severity.ERROR) + inspection.of(Severity.WARNING) == []


def test_the_identifiers_hang_on_the_course_alone(package: Path) -> None:
    """3.0.0.0-1, 13.1.4.0-1: full addresses, the same for every version and municipality."""
    root = structure(package)

    identifiers = [element.get("id") for element in root]

    assert identifiers == ["urn:kurspakke:course:eksempel", "urn:kurspakke:course:eksempel:unit"]


def test_the_words_are_there_in_every_language(package: Path) -> None:
    titles = structure(package).findall(f"{{{NAMESPACE}}}course/{{{NAMESPACE}}}title/")

    assert [title.get("lang") for title in titles] == ["nb", "nn"]


def test_who_has_an_open_test_to_pass_moves_on_by_passing_and_others_by_reading(
    package: Path, tmp_path: Path
) -> None:
    """A certifying test is not in the package, and neither is its mark."""
    whole = build(
        CONTENT / "courses/introduction", CONTENT / "localizations", None, tmp_path / "w.zip"
    )

    marks = []
    for each in (whole, package):
        unit = structure(each).find(f"{{{NAMESPACE}}}au")
        assert unit is not None
        marks.append((unit.get("moveOn"), unit.get("masteryScore")))

    assert marks == [("CompletedAndPassed", "0.75"), ("Completed", None)]
