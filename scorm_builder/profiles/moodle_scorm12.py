"""
SCORM 1.2 as Moodle takes it, its app included: one SCO, no mastery score, raw score 0–100.

SCORM 1.2 is the floor that every Norwegian municipal LMS stands on.
"""

from __future__ import annotations

from collections.abc import Iterator

from courseware import locate
from courseware.bundle import make_bundle
from courseware.state_budget import SCORM12_SUSPEND_DATA, worst_case
from scorm_builder import scorm12_manifest
from scorm_builder.errors import UnfitForProfile
from scorm_builder.package import Member
from scorm_builder.page import media_members, page, player_members
from scorm_builder.provenance import provenance
from scorm_builder.source import Source

NAME = "moodle-scorm12"
SUMMARY = "SCORM 1.2 for Moodle, its app, and any LMS that takes SCORM 1.2."
FIRST = scorm12_manifest.NAME


def members(source: Source) -> Iterator[Member]:
    """Raises UnfitForProfile when a learner's state could outgrow what SCORM 1.2 must keep."""
    course = source.course
    characters = worst_case(course)
    if characters > SCORM12_SUSPEND_DATA:
        raise UnfitForProfile("state-too-large", characters=characters, limit=SCORM12_SUSPEND_DATA)
    bundle = make_bundle(course, remote_tests=False, include=source.certifying)
    content = [
        Member(scorm12_manifest.START, page(bundle, "scorm12")),
        *player_members(),
        *media_members(bundle, source),
        *(
            Member(name, locate.player() / "xsd" / "scorm12" / name)
            for name in scorm12_manifest.CONTROL_DOCUMENTS
        ),
    ]
    content.append(provenance(course, NAME, content))
    yield from content
    names = sorted(member.name for member in content)
    yield Member(scorm12_manifest.NAME, scorm12_manifest.manifest(course, names))
