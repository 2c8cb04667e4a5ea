"""SCORM 2004 4th edition: one SCO, no global objectives, completion and success told apart."""

from __future__ import annotations

from collections.abc import Iterator

from scorm_builder import one_sco, scorm2004_manifest
from scorm_builder.package import Member
from scorm_builder.scorm_package import scorm_members
from scorm_builder.source import Source

NAME = "scorm2004"
SUMMARY = "SCORM 2004 4th edition, for LMSs that really support it; in Moodle use moodle-scorm12."
FIRST = one_sco.NAME


def members(source: Source) -> Iterator[Member]:
    """Raises UnfitForProfile when a learner's state could outgrow what SCORM 1.2 must keep."""
    return scorm_members(
        source,
        profile=NAME,
        runtime="scorm2004",
        schemas="scorm2004",
        control_documents=scorm2004_manifest.CONTROL_DOCUMENTS,
        manifest=scorm2004_manifest.manifest,
    )
