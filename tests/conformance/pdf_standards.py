"""What a checker of other people says of a PDF: `page`, which passes veraPDF's corpus of files."""

from __future__ import annotations

import re

import page

PROFILES = {"PDF/A-2a": "2a", "PDF/A-3a": "3a", "PDF/UA-1": "ua1"}


def faults(paper: bytes, standard: str) -> list[str]:
    """The rules that are broken; of a paper that conforms, none. standard: `PDF/A-3a`."""
    report = page.validate_pdf_bytes(paper, profile=PROFILES[standard])
    assert report.is_compliant == (not report.failures)
    return [
        f"{failure.rule_id}: {failure.message}"
        for failure in report.failures
        if not is_misread(paper, failure)
    ]


def is_misread(paper: bytes, failure: page.ValidationFailure) -> bool:
    """`page` takes a CR that is the last byte of a stream for a part of the line end after it."""
    if not failure.rule_id.endswith("-STREAM-LENGTH-001") or failure.object_id is None:
        return False
    written = paper[paper.index(b"\n%d 0 obj" % failure.object_id.object_number) :]
    head, _, data = written.partition(b"stream\n")
    length = re.search(rb"/Length (\d+)", head)
    return length is not None and data[int(length[1]) - 1 :].startswith(b"\r\nendstream")
