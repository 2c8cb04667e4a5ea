"""
The papers: a certificate for the employee, an evidence record for the file.

Tagged PDF, both PDF/A and PDF/UA-1, made by Typst from the evidence record and nothing else, with
Typst's own fonts embedded. The same record gives the same bytes, so that the hash of a paper can be
kept and a file checked against it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import typst

from lti_tool.certification.paper.printing import printable
from lti_tool.certification.paper.said import certificate_view, evidence_view
from lti_tool.certification.signing import flattened, said_in

_FOLDER = Path(__file__).resolve().parent


def certificate_pdf(record: Mapping[str, Any], language: str, *, kid: str) -> bytes:
    """PDF/A-2a and PDF/UA-1."""
    view = certificate_view(record, language, kid=kid)
    return _set("certificate.typ", record, "a-2a", view=json.dumps(printable(view)))


def evidence_pdf(signed: str, language: str, *, kid: str) -> bytes:
    """PDF/A-3a and PDF/UA-1, with the signed JSON attached. signed: the compact JWS."""
    record = said_in(signed)
    view = evidence_view(record, language, kid=kid)
    return _set(
        "evidence.typ",
        record,
        "a-3a",
        view=json.dumps(printable(view)),
        signed=flattened(signed),
    )


def _set(
    template: str, record: Mapping[str, Any], standard: Literal["a-2a", "a-3a"], **inputs: str
) -> bytes:
    made = datetime.fromisoformat(record["decision"]["at"])
    pdf: bytes = typst.compile(
        (_FOLDER / template).read_bytes(),
        format="pdf",
        pdf_standards=[standard, "ua-1"],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        timestamp=int(made.timestamp()),
    )
    return pdf
