"""Every paper that we make is what it claims to be: PDF/A (ISO 19005), PDF/UA (ISO 14289-1)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scorm_builder.paper import course_pdf
from scorm_builder.source import open_source
from tests.conformance.pdf_standards import faults

CONTENT = Path(__file__).resolve().parents[2] / "content"
MUNICIPALITY = "kongsbergregionen/tinn"


@pytest.mark.parametrize("course", ["introduction", "medication"])
def test_a_shipped_course_on_paper_conforms(course: str) -> None:
    paper = paper_of(CONTENT / "courses" / course, MUNICIPALITY, CONTENT / "localizations")

    assert faults(paper, "PDF/A-3a") == []
    assert faults(paper, "PDF/UA-1") == []


@pytest.mark.parametrize(
    ("standard", "said", "instead"),
    [
        ("PDF/UA-1", b"/MarkInfo", b"/MarkIndo"),
        ("PDF/UA-1", b"<pdfuaid:part>1<", b"<pdfuaid:part>7<"),
        ("PDF/A-3a", b"/StructTreeRoot", b"/StructTreeRood"),
        ("PDF/A-3a", b"<pdfaid:conformance>A<", b"<pdfaid:conformance>Q<"),
    ],
)
def test_the_checker_sees_what_is_taken_away(
    sample_course: Path, tmp_path: Path, standard: str, said: bytes, instead: bytes
) -> None:
    paper = paper_of(sample_course, None, tmp_path)
    assert faults(paper, standard) == []
    assert said in paper

    assert faults(paper.replace(said, instead), standard) != []


def paper_of(course: Path, localization: str | None, localizations: Path) -> bytes:
    source = open_source(
        course, localization=localization, localizations=localizations, today=date(2026, 11, 25)
    )
    return course_pdf(source, "print")
