"""cmi5: one assignable unit for LMSs with a record store of their own (xAPI)."""

from __future__ import annotations

from collections.abc import Iterator

from scorm_builder import cmi5_structure
from scorm_builder.package import Member
from scorm_builder.pass_mark import pass_mark
from scorm_builder.scorm_package import content_members
from scorm_builder.source import Source

NAME = "cmi5"
SUMMARY = "cmi5 for LMSs with a record store (xAPI). Moodle itself cannot import it."
FIRST = cmi5_structure.NAME


def members(source: Source) -> Iterator[Member]:
    """Raises UnfitForProfile when a learner's state could outgrow what SCORM 1.2 must keep."""
    yield from content_members(source, profile=NAME, runtime="cmi5")
    structure = cmi5_structure.structure(source.course, mastery=pass_mark(source))
    yield Member(FIRST, structure)
