"""
`imsmanifest.xml` for SCORM 1.2: one SCO, identifiers for life, metadata inside.

Spec: SCORM 1.2 Content Aggregation Model, IMS Content Packaging 1.1.2. Moodle 4.5 matches the
literal prefix `adlcp:` and unescapes character references twice, so the file is UTF-8 with that
prefix and no references for letters.
"""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from courseware.model import Course
from scorm_builder import lom
from scorm_builder.one_sco import Dialect, one_sco

IMSCP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
CONTROL_DOCUMENTS = (
    "adlcp_rootv1p2.xsd",
    "ims_xml.xsd",
    "imscp_rootv1p1p2.xsd",
    "imsmd_rootv1p2p1.xsd",
)
"""The schemas that the manifest names; a package carries exactly these, at its root."""

_DIALECT = Dialect(
    schema_version="1.2",
    prefixes={None: IMSCP, "adlcp": ADLCP},
    schema_locations={
        IMSCP: "imscp_rootv1p1p2.xsd",
        lom.NAMESPACE: "imsmd_rootv1p2p1.xsd",
        ADLCP: "adlcp_rootv1p2.xsd",
    },
    sco_type=f"{{{ADLCP}}}scormtype",
)


def manifest(course: Course, files: Collection[str], *, mastery_score: int | None = None) -> bytes:
    """
    The manifest of a package whose other members are `files`.

    mastery_score: per cent; None for Moodle, which would turn an unfinished course that holds any
    score below it into `failed` when the window closes. The player reports the status itself.
    """
    own = (name for name in files if name not in CONTROL_DOCUMENTS)
    made = one_sco(course, _DIALECT, lom.metadata(course, files), own)
    if mastery_score is not None:
        etree.SubElement(made.item, f"{{{ADLCP}}}masteryscore").text = str(mastery_score)
    return made.written()
