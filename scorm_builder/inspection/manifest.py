"""A package's manifest: safe to read, valid by the official schemas, and what LMSs make of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from lxml import etree

from scorm_builder import cmi5_structure, official_schemas, scorm12_manifest, scorm2004_manifest
from scorm_builder.inspection import cmi5
from scorm_builder.inspection.archive import Archive
from scorm_builder.inspection.findings import Finding, broken
from scorm_builder.inspection.kinds import Kind
from scorm_builder.inspection.xml_source import (
    HasDoctype,
    attribute,
    elements,
    local_name,
    parse,
    texts,
)
from scorm_builder.provenance import NAME as PROVENANCE

NAME = "imsmanifest.xml"
_FOURTH = "2004 4th Edition"
_VERSIONS = {
    Kind.SCORM12: ("1.2",),
    Kind.SCORM2004: ("1.3", "CAM 1.3", "2004 3rd Edition", _FOURTH),
}
_RANDOM = re.compile(
    r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}|1[5-9]\d{8,11}",
    re.IGNORECASE,
)
_REFERENCE = re.compile(rb"&#(?:x[0-9a-fA-F]+|\d+);")
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ADLCP = {Kind.SCORM12: scorm12_manifest.ADLCP, Kind.SCORM2004: scorm2004_manifest.ADLCP}


def read(archive: Archive) -> tuple[etree._Element | None, list[Finding]]:
    """The manifest where there is one that can be read, and why it cannot be."""
    names = archive.names
    name = next((each for each in (NAME, cmi5_structure.NAME) if each in names), None)
    if name is None:
        near = sorted(n for n in names if PurePosixPath(n).name.lower() == NAME)
        return None, [broken("manifest-not-at-root", near[0])] if near else []
    content = archive.read(name)
    if content is None:
        return None, [broken("xml-broken", name, reason="–")]
    try:
        return parse(content), []
    except HasDoctype:
        return None, [broken("xml-entities", name)]
    except etree.XMLSyntaxError as error:
        return None, [broken("xml-broken", f"{name}:{error.lineno}", reason=error.msg or "–")]


def findings(archive: Archive, root: etree._Element | None, kind: Kind) -> Iterator[Finding]:
    if root is None:
        if kind is Kind.UNKNOWN and NAME not in archive.names:
            yield broken("kind-unknown")
        return
    yield from _schema(root, kind)
    if kind is Kind.CMI5:
        yield from cmi5.findings(archive, root)
        return
    yield from _structure(root)
    yield from _files(archive, root)
    if kind.is_scorm:
        yield from _scorm(root, kind)
        yield from _moodle(archive, root, kind)
        yield from _control_documents(archive, root)


def schema_of(root: etree._Element, kind: Kind) -> etree.XMLSchema | None:
    """None for a format whose schemas we do not carry."""
    if kind is Kind.SCORM12:
        return official_schemas.scorm12_schema()
    if kind is Kind.SCORM2004 and _FOURTH in texts(root, "schemaversion"):
        return official_schemas.scorm2004_schema()
    return None


def _schema(root: etree._Element, kind: Kind) -> Iterator[Finding]:
    schema = schema_of(root, kind)
    if schema is not None:
        for line, message in official_schemas.problems(schema, root):
            yield broken("manifest-schema", f"{NAME}:{line}", message=message)


def _at(element: etree._Element) -> str:
    return f"{NAME}:{element.sourceline}"


def _structure(root: etree._Element) -> Iterator[Finding]:
    identified = [e for e in root.iter(etree.Element) if e.get("identifier") is not None]
    known = Counter(element.get("identifier") for element in identified)
    for element in identified:
        name = element.get("identifier") or ""
        if known[name] > 1:
            known[name] = 0  # told once
            yield broken("identifier-twice", _at(element), id=name)
        if _RANDOM.search(name):
            yield broken("identifier-random", _at(element), id=name)
    organizations = {e.get("identifier") for e in elements(root, "organization")}
    for element in elements(root, "organizations"):
        default = element.get("default")
        if organizations and default is not None and default not in organizations:
            yield broken("organization-default", _at(element), id=default)
    resources = {e.get("identifier") for e in elements(root, "resource")}
    for element in elements(root, "item"):
        reference = element.get("identifierref")
        if reference and reference not in resources:
            yield broken("item-resource", _at(element), id=reference)


def _files(archive: Archive, root: etree._Element) -> Iterator[Finding]:
    listed = set()
    for resource in elements(root, "resource"):
        base = _base(resource)
        files = [f for f in elements(resource, "file") if f.get("href") is not None]
        own = {_path(base, f.get("href") or "") for f in files}
        listed |= own
        for element in (resource, *files):
            path = _path(base, element.get("href") or "")
            if path and path not in archive.names:
                yield broken("file-missing", _at(element), name=path)
        start = _path(base, resource.get("href") or "")
        listed.add(start)
        if start and start not in own:
            yield broken("start-not-listed", _at(resource), name=start)
    for name in sorted(archive.names - listed):
        if name not in (NAME, PROVENANCE) and not name.endswith((".xsd", ".dtd")):
            yield broken("file-not-listed", name)


def _base(resource: etree._Element) -> str:
    """`xml:base` of the resource and of what it stands in, outermost first."""
    chain = [resource, *resource.iterancestors()]
    return "".join(element.get(_XML_BASE) or "" for element in reversed(chain))


def _path(base: str, href: str) -> str:
    """The member that an address names; empty for none, and for one outside the package."""
    address = urlsplit(base + href)
    return "" if address.scheme or address.netloc or not href else unquote(address.path)


def _scorm(root: etree._Element, kind: Kind) -> Iterator[Finding]:
    version = next(iter(texts(root, "schemaversion")), "")
    if version not in _VERSIONS[kind]:
        known = ", ".join(_VERSIONS[kind])
        yield broken("manifest-version", NAME, version=version or "–", known=known)
    used = {item.get("identifierref") for item in elements(root, "item")}
    scos = [
        resource
        for resource in elements(root, "resource")
        if (attribute(resource, "scormtype") or attribute(resource, "scormType")) == "sco"
        and resource.get("identifier") in used
    ]
    if not scos:
        yield broken("no-sco", NAME)
    if len(scos) > 1:
        yield broken("several-scos", NAME, count=len(scos))
    for resource in scos:
        if not resource.get("href"):
            yield broken("href-missing", _at(resource))
    if kind is Kind.SCORM2004:
        yield from _delivery(root)


def _delivery(root: etree._Element) -> Iterator[Finding]:
    for item in elements(root, "item"):
        if item.get("identifierref") is None:
            continue
        controls = elements(item, "deliveryControls")
        told = [
            c.get(a) for c in controls for a in ("completionSetByContent", "objectiveSetByContent")
        ]
        if not controls or any(value != "true" for value in told):
            yield broken("set-by-content", _at(item))


def _moodle(archive: Archive, root: etree._Element, kind: Kind) -> Iterator[Finding]:
    """What Moodle 4.5's reader and run-time make of it."""
    if root.prefix is not None:
        yield broken("prefix-literal", _at(root), prefix=root.prefix, wanted="–")
    namespace = _ADLCP[kind]
    prefixes = {
        prefix
        for element in root.iter(etree.Element)
        for prefix, bound in element.nsmap.items()
        if bound == namespace
    }
    for prefix in sorted(str(each) for each in prefixes - {"adlcp"}):
        yield broken("prefix-literal", NAME, prefix=prefix, wanted="adlcp")
    if _REFERENCE.search(archive.read(NAME) or b""):
        yield broken("character-references", NAME)
    for element in root.iter(etree.Element):
        match local_name(element):
            case "mapInfo":
                yield broken("map-info", _at(element))
            case "masteryscore":
                yield broken("mastery-in-moodle", _at(element), score=(element.text or "").strip())
            case "completionThreshold":
                yield broken("completion-threshold", _at(element))


def _control_documents(archive: Archive, root: etree._Element) -> Iterator[Finding]:
    location = attribute(root, "schemaLocation") or ""
    for name in dict.fromkeys(word for word in location.split() if word.endswith(".xsd")):
        if "://" not in name and name not in archive.names:
            yield broken("schemas-not-carried", _at(root), name=name)
