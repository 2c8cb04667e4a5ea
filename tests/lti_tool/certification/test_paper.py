"""What the papers can show, and that they always can be set."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lti_tool.certification.paper import certificate_pdf, evidence_pdf
from lti_tool.certification.signing import new_evidence_key, said_in
from tests.conformance.pdf_standards import faults

KEY = new_evidence_key()
WHO = {"person": "n", "name": "Nina Eksempel", "title": "sykepleier"}
AT = "2026-11-20T09:41:12+00:00"


def a_record(**changes: Any) -> dict[str, Any]:
    record = {
        "iss": "https://kurs.example.no",
        "code": "K7QM2XT4ZP9A",
        "check": "https://kurs.example.no/bevis/K7QM2XT4ZP9A",
        "keys": "https://kurs.example.no/bevis/keys.json",
        "example": False,
        "supersedes": None,
        "person": {"name": "Anne Eksempel", "id": "42", "tenant": "t", "platform": "Moodle"},
        "unit": None,
        "municipality": None,
        "accent": None,
        "course": {
            "id": "kurs",
            "version": "1.0.0",
            "hash": "a" * 64,
            "localization": None,
            "language": "nb",
            "title": {"nb": "Kurs"},
            "approval": None,
        },
        "scopes": [{"id": "a", "title": {"nb": "Dele ut"}}],
        "valid": {"from": "2026-11-25", "until": "2029-11-20"},
        "test": {
            "title": {"nb": "Prøve"},
            "started": AT,
            "ended": AT,
            "by_clock": True,
            "earned": 9.5,
            "possible": 10,
            "percent": 95,
            "sections": [{"title": {"nb": "Regning"}, "earned": 5, "possible": 5}],
            "rule": {"percent": 80, "all_right": {}, "critical_right": True, "minutes": None},
            "seed": "31",
            "items": [{"id": "q", "variant": None, "sha256": "b" * 64}],
        },
        "attempts": [{"number": 1, "ended": AT, "percent": 95, "passed": True}],
        "invigilator": None,
        "sign_off": {"at": AT, "by": WHO, "way": "list", "observations": [], "note": ""},
        "decision": {"at": AT, "by": WHO, "reason": ""},
    }
    return record | changes


@given(st.text(max_size=60))
@settings(max_examples=25, deadline=None)
def test_whatever_people_write_the_papers_can_be_set(written: str) -> None:
    """PDF/A and PDF/UA refuse a character without a glyph."""
    note = {"at": AT, "by": WHO, "way": "bedside", "observations": [], "note": written}
    record = a_record(sign_off=note, unit=written or None)

    signed = KEY.sign(record)

    certificate = certificate_pdf(record, "nb", kid=KEY.kid)
    evidence = evidence_pdf(signed, "en", kid=KEY.kid)

    assert faults(certificate, "PDF/A-2a") == faults(certificate, "PDF/UA-1") == []
    assert faults(evidence, "PDF/A-3a") == faults(evidence, "PDF/UA-1") == []


def test_words_are_set_as_words_and_never_as_commands() -> None:
    written = '#read("/etc/passwd") = Heading $x$ *b* @ref'

    assert certificate_pdf(a_record(unit=written), "nb", kid=KEY.kid).startswith(b"%PDF-")


def test_the_same_record_gives_the_same_bytes() -> None:
    signed = KEY.sign(a_record())
    again = KEY.sign(json.loads(json.dumps(said_in(signed))))

    assert signed == again
    assert evidence_pdf(signed, "nn", kid=KEY.kid) == evidence_pdf(again, "nn", kid=KEY.kid)
