"""
`imsmanifest.xml` for SCORM 1.2: one SCO, identifiers for life, metadata inside.

Spec: SCORM 1.2 Content Aggregation Model, IMS Content Packaging 1.1.2. Moodle 4.5 matches the
literal prefix `adlcp:` and unescapes character references twice, so the file is UTF-8 with that
prefix and no references for letters.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from courseware.model import Course
from scorm_builder import lom

IMSCP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

NAME = "imsmanifest.xml"
START = "index.html"
CONTROL_DOCUMENTS = (
    "adlcp_rootv1p2.xsd",
    "ims_xml.xsd",
    "imscp_rootv1p1p2.xsd",
    "imsmd_rootv1p2p1.xsd",
)
"""The schemas that the manifest names; a package carries exactly these, at its root."""

_SCHEMA_LOCATION = " ".join(
    (
        f"{IMSCP} imscp_rootv1p1p2.xsd",
        f"{lom.NAMESPACE} imsmd_rootv1p2p1.xsd",
        f"{ADLCP} adlcp_rootv1p2.xsd",
    )
)
_MAX_VERSION = 20


def manifest(course: Course, files: Iterable[str], *, mastery_score: int | None = None) -> bytes:
    """
    The manifest of a package whose other members are `files`.

    mastery_score: per cent; None for Moodle, which would turn an unfinished course that holds any
    score below it into `failed` when the window closes. The player reports the status itself.
    """
    root = etree.Element(
        _cp("manifest"),
        {
            "identifier": f"kurspakke-{course.id}",
            "version": course.version[:_MAX_VERSION],
            f"{{{XSI}}}schemaLocation": _SCHEMA_LOCATION,
        },
        nsmap={None: IMSCP, "adlcp": ADLCP, "xsi": XSI},
    )
    head = _add(root, "metadata")
    _add(head, "schema", "ADL SCORM")
    _add(head, "schemaversion", "1.2")
    head.append(lom.metadata(course))

    # Derived from the course's id alone: an LMS deletes people's results when these change.
    organization_id = f"kurspakke-{course.id}-organization"
    item_id = f"kurspakke-{course.id}-item"
    resource_id = f"kurspakke-{course.id}-resource"
    title = course.title[course.language]

    organizations = _add(root, "organizations", default=organization_id)
    organization = _add(organizations, "organization", identifier=organization_id)
    _add(organization, "title", title)
    item = _add(
        organization, "item", identifier=item_id, identifierref=resource_id, isvisible="true"
    )
    _add(item, "title", title)
    if mastery_score is not None:
        etree.SubElement(item, f"{{{ADLCP}}}masteryscore").text = str(mastery_score)

    resource = _add(
        _add(root, "resources"), "resource", identifier=resource_id, type="webcontent", href=START
    )
    resource.set(f"{{{ADLCP}}}scormtype", "sco")
    for name in files:
        if name not in CONTROL_DOCUMENTS:
            _add(resource, "file", href=name)

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _cp(name: str) -> str:
    return f"{{{IMSCP}}}{name}"


def _add(
    parent: etree._Element, name: str, text: str | None = None, **attributes: str
) -> etree._Element:
    element = etree.SubElement(parent, _cp(name), dict(attributes))
    element.text = text
    return element
