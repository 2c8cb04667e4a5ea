"""
The papers: a certificate for the employee, an evidence record for the file.

Set from the evidence record and nothing else. The same record gives the same bytes, so that the
hash of a paper can be kept and a file checked against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from courseware.typesetting import printable, set_pdf
from lti_tool.certification.paper.said import certificate_view, evidence_view
from lti_tool.certification.signing import flattened, said_in

_FOLDER = Path(__file__).resolve().parent


def certificate_pdf(record: Mapping[str, Any], language: str, *, kid: str) -> bytes:
    """PDF/A-2a and PDF/UA-1."""
    view = printable(certificate_view(record, language, kid=kid))
    return set_pdf(_FOLDER / "certificate.typ", view, made=_made(record), standard="a-2a")


def evidence_pdf(signed: str, language: str, *, kid: str) -> bytes:
    """PDF/A-3a and PDF/UA-1, with the signed JSON attached. signed: the compact JWS."""
    record = said_in(signed)
    view = printable(evidence_view(record, language, kid=kid))
    return set_pdf(
        _FOLDER / "evidence.typ",
        view,
        made=_made(record),
        standard="a-3a",
        signed=flattened(signed),
    )


def _made(record: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(record["decision"]["at"])
