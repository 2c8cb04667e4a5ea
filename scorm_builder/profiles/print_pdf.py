"""One accessible PDF: for reading on paper, for the personnel file, and for who has no screen."""

from __future__ import annotations

from collections.abc import Iterator

from scorm_builder.package import Member
from scorm_builder.paper import course_pdf
from scorm_builder.source import Source

NAME = "print"
SUMMARY = "One accessible PDF (PDF/UA and PDF/A) to read and print, in one of the languages."
FIRST = "course.pdf"


def members(source: Source) -> Iterator[Member]:
    """Raises UnfitForProfile for a picture or a character that cannot be set."""
    yield Member(FIRST, course_pdf(source, NAME))
