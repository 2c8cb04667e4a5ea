"""Our manifests against the official SCORM 1.2 schemas, and against what Moodle's parser needs."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from scorm_builder import official_schemas
from scorm_builder.package import checked, write_package
from scorm_builder.profiles import PROFILES
from scorm_builder.scorm12_manifest import ADLCP, CONTROL_DOCUMENTS, IMSCP
from scorm_builder.source import open_source


@pytest.fixture
def package(sample_course: Path, sample_localizations: Path, tmp_path: Path) -> zipfile.ZipFile:
    source = open_source(
        sample_course,
        localization="fjellregionen/vik",
        localizations=sample_localizations,
        today=date(2026, 3, 2),
    )
    profile = PROFILES["moodle-scorm12"]
    out = tmp_path / "package.zip"
    write_package(checked(profile.members(source), first=profile.first), out)
    return zipfile.ZipFile(out)


def problems(manifest: bytes) -> list[tuple[int, str]]:
    return official_schemas.problems(official_schemas.scorm12_schema(), etree.fromstring(manifest))


def test_the_manifest_is_valid_against_the_official_schemas(package: zipfile.ZipFile) -> None:
    manifest = package.read("imsmanifest.xml")

    assert problems(manifest) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'isvisible="true"', b'isvisible="perhaps"'),
        (b"<schemaversion>1.2</schemaversion>", b"<schemaversion/><schemaversion/>"),
        (b"<cost>", b"<price/><cost>"),
        (b'adlcp:scormtype="sco"', b'adlcp:scormtype="exam"'),
    ],
)
def test_the_schemas_would_see_a_mistake(package: zipfile.ZipFile, old: bytes, new: bytes) -> None:
    manifest = package.read("imsmanifest.xml")
    assert old in manifest

    assert problems(manifest.replace(old, new)) != []


def test_every_file_is_listed_and_every_listed_file_is_there(package: zipfile.ZipFile) -> None:
    manifest = etree.fromstring(package.read("imsmanifest.xml"))

    listed = set(manifest.xpath("//i:file/@href", namespaces={"i": IMSCP}))

    carried = set(package.namelist()) - {"imsmanifest.xml", *CONTROL_DOCUMENTS}
    assert listed == carried


def test_the_schemas_that_are_named_are_the_schemas_that_are_carried(
    package: zipfile.ZipFile,
) -> None:
    manifest = package.read("imsmanifest.xml").decode()
    location = re.search(r'schemaLocation="([^"]+)"', manifest)
    assert location

    named = {word for word in location[1].split() if word.endswith(".xsd")}

    assert named <= set(CONTROL_DOCUMENTS)
    assert set(CONTROL_DOCUMENTS) <= set(package.namelist())


def test_moodles_parser_finds_what_it_matches_by_its_letters(package: zipfile.ZipFile) -> None:
    manifest = package.read("imsmanifest.xml")

    assert b'adlcp:scormtype="sco"' in manifest
    assert b"<manifest " in manifest  # no prefix on IMS's own elements
    assert b"&#" not in manifest  # Moodle would escape it again
    assert b"masteryscore" not in manifest
    assert package.namelist()[0] == "imsmanifest.xml"


def test_identifiers_hang_on_the_course_alone(
    package: zipfile.ZipFile, sample_course: Path, tmp_path: Path
) -> None:
    source = open_source(
        sample_course, localization=None, localizations=tmp_path, today=date(2026, 3, 2)
    )
    plain = next(
        m for m in PROFILES["moodle-scorm12"].members(source) if m.name == "imsmanifest.xml"
    )
    assert isinstance(plain.source, bytes)

    def identifiers(manifest: bytes) -> list[str]:
        return etree.fromstring(manifest).xpath("//@identifier")

    assert identifiers(plain.source) == identifiers(package.read("imsmanifest.xml"))
    assert (
        etree.fromstring(plain.source).xpath(
            "string(//i:resource/@a:scormtype)", namespaces={"i": IMSCP, "a": ADLCP}
        )
        == "sco"
    )
