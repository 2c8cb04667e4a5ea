"""
`imsmanifest.xml` for SCORM 2004 4th edition: one SCO, no global objectives, metadata inside.

Spec: SCORM 2004 4th Edition, Content Aggregation Model. Moodle 4.5 cannot read `imsss:mapInfo`,
lets any `completionThreshold` overrule what the content says, and matches prefixes literally: the
manifest has neither of the two, and the customary prefixes.
"""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from courseware.model import Course
from scorm_builder import lom2004
from scorm_builder.one_sco import Dialect, one_sco

IMSCP = "http://www.imsglobal.org/xsd/imscp_v1p1"
ADLCP = "http://www.adlnet.org/xsd/adlcp_v1p3"
ADLSEQ = "http://www.adlnet.org/xsd/adlseq_v1p3"
ADLNAV = "http://www.adlnet.org/xsd/adlnav_v1p3"
IMSSS = "http://www.imsglobal.org/xsd/imsss"
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

_DIALECT = Dialect(
    schema_version="2004 4th Edition",
    prefixes={
        None: IMSCP,
        "adlcp": ADLCP,
        "adlseq": ADLSEQ,
        "adlnav": ADLNAV,
        "imsss": IMSSS,
    },
    schema_locations={
        IMSCP: "imscp_v1p1.xsd",
        ADLCP: "adlcp_v1p3.xsd",
        ADLSEQ: "adlseq_v1p3.xsd",
        ADLNAV: "adlnav_v1p3.xsd",
        IMSSS: "imsss_v1p0.xsd",
    },
    sco_type=f"{{{ADLCP}}}scormType",
)


def manifest(course: Course, files: Collection[str]) -> bytes:
    """
    The manifest of a package whose other members are `files`.

    Completion and success come from the content alone (`deliveryControls`): an LMS may assume
    both of whoever opens a package that does not say so.
    """
    metadata = lom2004.metadata(course, f"urn:kurspakke:course:{course.id}", files)
    own = (name for name in files if name not in CONTROL_DOCUMENTS)
    made = one_sco(course, _DIALECT, metadata, own)

    made.organization.set(f"{{{ADLSEQ}}}objectivesGlobalToSystem", "false")
    sequencing = etree.SubElement(made.item, f"{{{IMSSS}}}sequencing")
    etree.SubElement(
        sequencing,
        f"{{{IMSSS}}}deliveryControls",
        tracked="true",
        completionSetByContent="true",
        objectiveSetByContent="true",
    )
    presentation = etree.SubElement(made.item, f"{{{ADLNAV}}}presentation")
    interface = etree.SubElement(presentation, f"{{{ADLNAV}}}navigationInterface")
    for button in ("previous", "continue"):  # one SCO: they lead nowhere
        etree.SubElement(interface, f"{{{ADLNAV}}}hideLMSUI").text = button
    whole = etree.SubElement(made.organization, f"{{{IMSSS}}}sequencing")
    etree.SubElement(whole, f"{{{IMSSS}}}controlMode", choice="true", flow="true")
    return made.written()
