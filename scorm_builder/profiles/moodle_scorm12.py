"""
SCORM 1.2 as Moodle takes it, its app included: one SCO, no mastery score, raw score 0–100.

SCORM 1.2 is the floor that every Norwegian municipal LMS stands on.
"""

from __future__ import annotations

from collections.abc import Iterator

from scorm_builder import one_sco, scorm12_manifest
from scorm_builder.package import Member
from scorm_builder.scorm_package import scorm_members
from scorm_builder.source import Source

NAME = "moodle-scorm12"
SUMMARY = "SCORM 1.2 for Moodle and its app. No mastery score: the course says itself who passed."
FIRST = one_sco.NAME


def members(source: Source) -> Iterator[Member]:
    """Raises UnfitForProfile when a learner's state could outgrow what SCORM 1.2 must keep."""
    return scorm_members(
        source,
        profile=NAME,
        runtime="scorm12",
        schemas="scorm12",
        control_documents=scorm12_manifest.CONTROL_DOCUMENTS,
        manifest=scorm12_manifest.manifest,
    )
