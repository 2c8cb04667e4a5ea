"""Which format a package has, by what it carries."""

from __future__ import annotations

from enum import StrEnum

from lxml import etree

from scorm_builder import scorm12_manifest, scorm2004_manifest
from scorm_builder.inspection.archive import Archive
from scorm_builder.inspection.xml_source import local_name, texts

CARTRIDGE_NAMESPACE = "http://www.imsglobal.org/xsd/imsccv"
IMSCP_2004 = (scorm2004_manifest.IMSCP, "http://www.imsglobal.org/xsd/imscp_v1p2")


class Kind(StrEnum):
    SCORM12 = "scorm12"
    SCORM2004 = "scorm2004"
    CARTRIDGE = "cartridge"
    CONTENT_PACKAGE = "content-package"
    CMI5 = "cmi5"
    H5P = "h5p"
    WEB = "web"
    PDF = "pdf"
    UNKNOWN = "unknown"

    @property
    def is_scorm(self) -> bool:
        return self in (Kind.SCORM12, Kind.SCORM2004)


def kind_of(archive: Archive, manifest: etree._Element | None) -> Kind:
    if manifest is not None:
        return _of_manifest(manifest)
    names = archive.names
    if "imsmanifest.xml" in names:
        return Kind.UNKNOWN
    for name, kind in (
        ("cmi5.xml", Kind.CMI5),
        ("h5p.json", Kind.H5P),
        ("index.html", Kind.WEB),
    ):
        if name in names:
            return kind
    return Kind.UNKNOWN


def _of_manifest(manifest: etree._Element) -> Kind:
    namespace = etree.QName(manifest).namespace or ""
    if local_name(manifest) == "courseStructure":
        return Kind.CMI5
    if namespace.startswith(CARTRIDGE_NAMESPACE):
        return Kind.CARTRIDGE
    version = next(iter(texts(manifest, "schemaversion")), "")
    if namespace == scorm12_manifest.IMSCP and _names_adl(manifest, scorm12_manifest.ADLCP):
        return Kind.SCORM12
    if version in ("1.3", "CAM 1.3") or version.startswith("2004"):
        return Kind.SCORM2004
    if version == "1.2":
        return Kind.SCORM12
    if namespace in IMSCP_2004 and _names_adl(manifest, scorm2004_manifest.ADLCP):
        return Kind.SCORM2004
    return Kind.CONTENT_PACKAGE


def _names_adl(manifest: etree._Element, namespace: str) -> bool:
    return any(
        etree.QName(name).namespace == namespace
        for element in manifest.iter(etree.Element)
        for name in (element.tag, *element.attrib)
    )
