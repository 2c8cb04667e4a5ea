"""Our manifests against the official SCORM 2004 schemas, and against what Moodle's parser needs."""

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
from scorm_builder.scorm2004_manifest import ADLCP, CONTROL_DOCUMENTS, IMSCP, IMSSS
from scorm_builder.source import open_source
from tests.conformance import schema_folder

LOM = "{http://ltsc.ieee.org/xsd/LOM}lom"


@pytest.fixture
def package(sample_course: Path, sample_localizations: Path, tmp_path: Path) -> zipfile.ZipFile:
    source = open_source(
        sample_course,
        localization="fjellregionen/vik",
        localizations=sample_localizations,
        today=date(2026, 3, 2),
    )
    profile = PROFILES["scorm2004"]
    out = tmp_path / "package.zip"
    write_package(checked(profile.members(source), first=profile.first), out)
    return zipfile.ZipFile(out)


def problems(manifest: bytes) -> list[tuple[int, str]]:
    schema = official_schemas.scorm2004_schema()
    return official_schemas.problems(schema, etree.fromstring(manifest))


def test_the_manifest_is_valid_against_the_official_schemas(package: zipfile.ZipFile) -> None:
    assert problems(package.read("imsmanifest.xml")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'isvisible="true"', b'isvisible="perhaps"'),
        (b'adlcp:scormType="sco"', b'adlcp:scormType="exam"'),
        (b'completionSetByContent="true"', b'completionSetByContent="sometimes"'),
        (b"<adlnav:hideLMSUI>previous", b"<adlnav:hideLMSUI>sideways"),
    ],
)
def test_the_schemas_would_see_a_mistake(package: zipfile.ZipFile, old: bytes, new: bytes) -> None:
    manifest = package.read("imsmanifest.xml")
    assert old in manifest

    assert problems(manifest.replace(old, new)) != []


def test_the_metadata_is_valid_against_ieees_schema(package: zipfile.ZipFile) -> None:
    schema = schema_folder.schema("scorm2004_4th", "lom.xsd")
    manifest = etree.fromstring(package.read("imsmanifest.xml"))
    lom = etree.fromstring(etree.tostring(manifest.find(f".//{LOM}")))

    assert schema_folder.problems(schema, lom) == []


def test_every_file_is_listed_and_the_schemas_named_are_carried(package: zipfile.ZipFile) -> None:
    text = package.read("imsmanifest.xml")
    manifest = etree.fromstring(text)
    listed = set(manifest.xpath("//i:file/@href", namespaces={"i": IMSCP}))
    location = re.search(r'schemaLocation="([^"]+)"', text.decode())
    assert location

    named = {word for word in location[1].split() if word.endswith(".xsd")}

    assert listed == set(package.namelist()) - {"imsmanifest.xml", *CONTROL_DOCUMENTS}
    assert named <= set(CONTROL_DOCUMENTS) <= set(package.namelist())


def test_a_schema_that_is_carried_brings_all_that_it_imports(package: zipfile.ZipFile) -> None:
    for name in CONTROL_DOCUMENTS:
        text = re.sub(r"<!--.*?-->", "", package.read(name).decode("utf-8", "replace"), flags=re.S)
        needed = re.findall(r'<\w+:(?:import|include)[^>]*schemaLocation\s*=\s*"([^"]+)"', text)

        assert set(needed) <= set(package.namelist()), name


def test_what_breaks_moodle_is_not_there(package: zipfile.ZipFile) -> None:
    """mapInfo is fatal to its parser, a completion threshold overrules what the content says."""
    manifest = package.read("imsmanifest.xml")

    assert b"mapInfo" not in manifest
    assert b"completionThreshold" not in manifest
    assert b"&#" not in manifest
    assert b'adlcp:scormType="sco"' in manifest
    assert package.namelist()[0] == "imsmanifest.xml"


def test_only_the_content_says_who_completed_and_who_passed(package: zipfile.ZipFile) -> None:
    manifest = etree.fromstring(package.read("imsmanifest.xml"))

    (control,) = manifest.iter(f"{{{IMSSS}}}deliveryControls")

    assert control.get("completionSetByContent") == control.get("objectiveSetByContent") == "true"
    assert [
        each.get(f"{{{ADLCP}}}scormType") for each in manifest.iter(f"{{{IMSCP}}}resource")
    ] == ["sco"]


def test_the_strict_profile_of_1_2_has_the_pass_mark_and_moodles_has_none(
    sample_course: Path, tmp_path: Path
) -> None:
    """An open test's mark: a certifying test is not in the package, and neither is its mark."""
    source = open_source(
        Path("content/courses/introduction"),
        localization=None,
        localizations=tmp_path,
        today=date(2026, 3, 2),
    )

    manifests = {
        name: next(
            member.source
            for member in PROFILES[name].members(source)
            if member.name == "imsmanifest.xml"
        )
        for name in ("scorm12", "moodle-scorm12")
    }

    assert b"<adlcp:masteryscore>75</adlcp:masteryscore>" in manifests["scorm12"]
    assert b"masteryscore" not in manifests["moodle-scorm12"]
