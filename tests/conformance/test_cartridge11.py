"""Our thin cartridges against IMS's Common Cartridge 1.1 schemas, and against our own launches."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from lti_tool.learning.placements import Choice, read_custom
from scorm_builder.errors import UnfitForProfile
from scorm_builder.package import checked, write_package
from scorm_builder.profiles import PROFILES
from scorm_builder.source import open_source
from tests.conformance import schema_folder

CP = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
BLTI = "{http://www.imsglobal.org/xsd/imsbasiclti_v1p0}"
LTICM = "{http://www.imsglobal.org/xsd/imslticm_v1p0}"
SERVED_AT = "https://kurs.example.no"


@pytest.fixture
def cartridge(sample_course: Path, sample_localizations: Path, tmp_path: Path) -> zipfile.ZipFile:
    source = open_source(
        sample_course,
        localization="fjellregionen/vik",
        localizations=sample_localizations,
        today=date(2026, 3, 2),
        served_at=SERVED_AT,
    )
    profile = PROFILES["cartridge11"]
    out = tmp_path / "cartridge.imscc"
    write_package(checked(profile.members(source), first=profile.first), out)
    return zipfile.ZipFile(out)


def links(cartridge: zipfile.ZipFile) -> list[etree._Element]:
    names = sorted(name for name in cartridge.namelist() if name.startswith("lti/"))
    return [etree.fromstring(cartridge.read(name)) for name in names]


def test_the_manifest_is_valid_against_the_official_schemas(cartridge: zipfile.ZipFile) -> None:
    schema = schema_folder.schema("cc11", "cc11libxml2validator.xsd")
    manifest = etree.fromstring(cartridge.read("imsmanifest.xml"))

    assert schema_folder.problems(schema, manifest) == []


def test_every_link_is_valid_against_the_official_schemas(cartridge: zipfile.ZipFile) -> None:
    schema = schema_folder.schema("cc11", "imslticc_v1p0p1.xsd")

    for link in links(cartridge):
        assert schema_folder.problems(schema, link) == []


def test_a_launch_from_a_link_opens_what_the_link_says(cartridge: zipfile.ZipFile) -> None:
    """The LTI tool reads the names that the builder writes; neither imports the other's."""
    opened = [
        read_custom({each.get("name"): each.text for each in link.iter(f"{LTICM}property")}, None)
        for link in links(cartridge)
    ]

    common = {"course": "eksempel", "localization": "fjellregionen/vik", "picked_version": "1.2.0"}
    assert opened == [Choice(**common), Choice(**common, assessment="prove")]


def test_every_resource_is_there_and_none_carries_content(cartridge: zipfile.ZipFile) -> None:
    manifest = etree.fromstring(cartridge.read("imsmanifest.xml"))

    files = set(manifest.xpath("//c:file/@href", namespaces={"c": CP}))

    assert files == set(cartridge.namelist()) - {"imsmanifest.xml", "provenance.json"}
    addresses = {link.findtext(f"{BLTI}launch_url") for link in links(cartridge)}
    assert addresses == {f"{SERVED_AT}/lti/launch"}


def test_moodle_recognises_it_in_the_first_kilobyte(cartridge: zipfile.ZipFile) -> None:
    assert CP.encode() in cartridge.read("imsmanifest.xml")[:1024]


def test_without_an_address_there_is_nothing_to_link_to(
    sample_course: Path, tmp_path: Path
) -> None:
    source = open_source(
        sample_course, localization=None, localizations=tmp_path, today=date(2026, 3, 2)
    )

    with pytest.raises(UnfitForProfile, match="served"):
        list(PROFILES["cartridge11"].members(source))
