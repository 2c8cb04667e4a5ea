"""
A course on paper: one tagged PDF in one language, for reading, printing and filing.

Both PDF/A-3a and PDF/UA-1, with `provenance.json` attached. Nothing of a certify bank is in it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from unicodedata import normalize

from courseware.model import Course
from courseware.typesetting import CannotSet, has_glyph, printable, set_pdf
from scorm_builder.errors import UnfitForProfile
from scorm_builder.package import EARLIEST
from scorm_builder.paper.view import course_view
from scorm_builder.provenance import provenance
from scorm_builder.source import Source

_TEMPLATE = Path(__file__).resolve().parent / "course.typ"


def course_pdf(source: Source, profile: str) -> bytes:
    """In the language that the course opens in. Raises UnfitForProfile: it names what is wrong."""
    course = source.course
    view = course_view(course, practice=source.practice)
    strange = sorted(set(_strange(view)))
    if strange:
        raise UnfitForProfile("print-no-glyph", characters=" ".join(strange))
    record = provenance(course, profile, ()).source
    assert isinstance(record, bytes)  # noqa: S101 - made in memory
    try:
        return set_pdf(
            _TEMPLATE,
            printable(view),
            made=datetime.combine(_dated(course), time(), UTC),
            standard="a-3a",
            root=source.folder,
            provenance=record.decode(),
        )
    except CannotSet as error:
        raise UnfitForProfile("print-refused", reason=str(error)) from error


def _dated(course: Course) -> date:
    """A day that hangs on the course alone: when it was approved, else when a law was looked at."""
    if course.approval is not None:
        return course.approval.date
    return max((law.checked for law in course.laws), default=date(*EARLIEST[:3]))


def _strange(value: object) -> list[str]:
    """Characters that no font at hand can show."""
    match value:
        case str():
            return [each for each in normalize("NFC", value) if not has_glyph(each)]
        case dict():
            return [each for part in value.values() for each in _strange(part)]
        case list():
            return [each for part in value for each in _strange(part)]
    return []
