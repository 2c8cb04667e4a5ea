"""
SCORM 1.2 to the letter, for LMSs that read the pass mark from the manifest.

Not for Moodle: there a mastery score turns an unfinished course into a failed one when the window
closes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from courseware.model import Course
from scorm_builder import one_sco, scorm12_manifest
from scorm_builder.package import Member
from scorm_builder.pass_mark import pass_mark
from scorm_builder.scorm_package import scorm_members
from scorm_builder.source import Source

NAME = "scorm12"
SUMMARY = "SCORM 1.2 with the pass mark in the manifest, for LMSs other than Moodle."
FIRST = one_sco.NAME


def members(source: Source) -> Iterator[Member]:
    """Raises UnfitForProfile when a learner's state could outgrow what SCORM 1.2 must keep."""
    mastery = pass_mark(source)

    def manifest(course: Course, files: Collection[str]) -> bytes:
        return scorm12_manifest.manifest(course, files, mastery_score=mastery)

    return scorm_members(
        source,
        profile=NAME,
        runtime="scorm12",
        schemas="scorm12",
        control_documents=scorm12_manifest.CONTROL_DOCUMENTS,
        manifest=manifest,
    )
