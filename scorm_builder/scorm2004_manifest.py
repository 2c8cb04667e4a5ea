"""
`imsmanifest.xml` for SCORM 2004 4th edition: one SCO, no global objectives, metadata inside.

Spec: SCORM 2004 4th Edition, Content Aggregation Model. Moodle 4.5 cannot read `imsss:mapInfo`,
lets any `completionThreshold` overrule what the content says, and matches prefixes literally: the
manifest has neither of the two, and the customary prefixes.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from courseware.model import Course
from scorm_builder import lom2004

IMSCP = "http://www.imsglobal.org/xsd/imscp_v1p1"
ADLCP = "http://www.adlnet.org/xsd/adlcp_v1p3"
ADLSEQ = "http://www.adlnet.org/xsd/adlseq_v1p3"
ADLNAV = "http://www.adlnet.org/xsd/adlnav_v1p3"
IMSSS = "http://www.imsglobal.org/xsd/imsss"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

NAME = "imsmanifest.xml"
START = "index.html"
CONTROL_DOCUMENTS = (
    "adlcp_v1p3.xsd",
    "adlnav_v1p3.xsd",
    "adlseq_v1p3.xsd",
    "imscp_v1p1.xsd",
    "imsss_v1p0.xsd",
    "imsss_v1p0auxresource.xsd",
    "imsss_v1p0control.xsd",
    "imsss_v1p0delivery.xsd",
    "imsss_v1p0limit.xsd",
    "imsss_v1p0objective.xsd",
    "imsss_v1p0random.xsd",
    "imsss_v1p0rollup.xsd",
    "imsss_v1p0seqrule.xsd",
    "imsss_v1p0util.xsd",
    "xml.xsd",
)
"""The schemas that the manifest names, and those that they need; all at the package's root."""

_SCHEMA_LOCATION = " ".join(
    (
        f"{IMSCP} imscp_v1p1.xsd",
        f"{ADLCP} adlcp_v1p3.xsd",
        f"{ADLSEQ} adlseq_v1p3.xsd",
        f"{ADLNAV} adlnav_v1p3.xsd",
        f"{IMSSS} imsss_v1p0.xsd",
    )
)
_MAX_VERSION = 20


def manifest(course: Course, files: Iterable[str]) -> bytes:
    """
    The manifest of a package whose other members are `files`.

    Completion and success come from the content alone (`deliveryControls`): an LMS may assume
    both of whoever opens a package that does not say so.
    """
    root = etree.Element(
        _cp("manifest"),
        {
            "identifier": f"kurspakke-{course.id}",
            "version": course.version[:_MAX_VERSION],
            f"{{{XSI}}}schemaLocation": _SCHEMA_LOCATION,
        },
        nsmap={
            None: IMSCP,
            "adlcp": ADLCP,
            "adlseq": ADLSEQ,
            "adlnav": ADLNAV,
            "imsss": IMSSS,
            "xsi": XSI,
        },
    )
    head = _add(root, "metadata")
    _add(head, "schema", "ADL SCORM")
    _add(head, "schemaversion", "2004 4th Edition")
    head.append(lom2004.metadata(course, f"urn:kurspakke:course:{course.id}"))

    # Derived from the course's id alone: an LMS deletes people's results when these change.
    organization_id = f"kurspakke-{course.id}-organization"
    resource_id = f"kurspakke-{course.id}-resource"
    title = course.title[course.language]
    organizations = _add(root, "organizations", default=organization_id)
    organization = _add(organizations, "organization", identifier=organization_id)
    organization.set(f"{{{ADLSEQ}}}objectivesGlobalToSystem", "false")
    _add(organization, "title", title)
    item = _add(
        organization,
        "item",
        identifier=f"kurspakke-{course.id}-item",
        identifierref=resource_id,
        isvisible="true",
    )
    _add(item, "title", title)
    sequencing = etree.SubElement(item, f"{{{IMSSS}}}sequencing")
    etree.SubElement(
        sequencing,
        f"{{{IMSSS}}}deliveryControls",
        tracked="true",
        completionSetByContent="true",
        objectiveSetByContent="true",
    )
    presentation = etree.SubElement(item, f"{{{ADLNAV}}}presentation")
    interface = etree.SubElement(presentation, f"{{{ADLNAV}}}navigationInterface")
    for button in ("previous", "continue"):  # one SCO: they lead nowhere
        etree.SubElement(interface, f"{{{ADLNAV}}}hideLMSUI").text = button
    whole = etree.SubElement(organization, f"{{{IMSSS}}}sequencing")
    etree.SubElement(whole, f"{{{IMSSS}}}controlMode", choice="true", flow="true")

    resource = _add(
        _add(root, "resources"), "resource", identifier=resource_id, type="webcontent", href=START
    )
    resource.set(f"{{{ADLCP}}}scormType", "sco")
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
