"""Certification as the pages are told of it: JSON-ready, in the visitor's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from courseware.model import CertificateRules, Course
from lti_tool.certification.casework import Case
from lti_tool.certification.paper.said import grouped
from lti_tool.certification.records import (
    Decision,
    Revocation,
    Signatory,
    SignOff,
    TestPassed,
)
from lti_tool.certification.signing import said_in
from lti_tool.certification.standing import decision_state
from lti_tool.learning.serving import said


def case_view(case: Case, course: Course, language: str) -> dict[str, Any]:
    found = case.standing
    current, decision, revocation = found.current, found.decision, found.revocation
    signed = current.sign_off
    return {
        "name": case.name,
        "nameGiven": case.name_given,
        "state": found.state.value,
        "next": found.next.value if found.next else None,
        "waitsFor": found.waits_for.value,
        "round": current.number,
        "mayRenew": found.may_renew,
        "renewalTest": _renewal_test(course, language) if found.may_take_renewal_test else None,
        "uncounted": found.uncounted,
        "renewalFrom": found.renewal_from.isoformat() if found.renewal_from else None,
        "test": _test(current.test, course, language) if current.test else None,
        "signOff": _sign_off(signed) if signed else None,
        "decision": _decision(decision, language) if decision else None,
        "revocation": _revocation(revocation) if revocation else None,
    }


def signing(course: Course, rules: CertificateRules, language: str) -> dict[str, Any]:
    """The form of a sign-off."""
    intro = rules.sign_off_intro
    return {
        "intro": said(intro, language, course) if intro else None,
        "observations": [
            {"id": each.id, "text": said(each.text, language, course)}
            for each in rules.observations
        ],
    }


def deciding(course: Course, rules: CertificateRules, language: str) -> dict[str, Any]:
    """The form of a decision."""
    return {
        "months": rules.months,
        "scopes": [
            {
                "id": each.id,
                "title": said(each.title, language, course),
                "groups": list(each.groups),
            }
            for each in rules.scopes
        ],
    }


def _test(passed: TestPassed, course: Course, language: str) -> dict[str, Any]:
    group = next((each for each in course.groups if each.id == passed.group), None)
    return {
        "at": passed.at.isoformat(),
        "group": passed.group,
        "groupTitle": said(group.title, language, course) if group else None,
    }


def _renewal_test(course: Course, language: str) -> dict[str, str] | None:
    test = next((each for each in course.assessments if course.renews(each)), None)
    return {"id": test.id, "title": said(test.title, language, course)} if test else None


def own_signature(found: Iterable[Case], person: str) -> dict[str, str] | None:
    """The name and title that the visitor signed with last, here."""
    made: list[SignOff | Decision | Revocation] = []
    for case in found:
        made += [*case.records.sign_offs, *case.records.decisions, *case.records.revocations]
    own = [record for record in made if record.by.person == person]
    return _by(max(own, key=lambda record: record.at).by) if own else None


def history(
    made: Sequence[tuple[Decision, str]],
    revoked: Sequence[Revocation],
    language: str,
    *,
    today: date,
) -> list[dict[str, Any]]:
    """Every certificate of a person, newest first, wherever in the platform it was won."""
    listed = []
    for decision, signed in made:
        record = said_in(signed)
        course = record["course"]
        taken_back = next((each for each in revoked if each.decision == decision.id), None)
        state = decision_state(decision, taken_back, decision.until, today)
        listed.append(
            {
                **_decision(decision, language),
                "course": _in(course["title"], language, course["language"]),
                "unit": record["unit"],
                "state": "valid" if state == "expiring" else state.value,
            }
        )
    return listed


def _decision(decision: Decision, language: str) -> dict[str, Any]:
    return {
        "id": decision.id,
        "code": grouped(decision.code),
        "since": decision.since.isoformat(),
        "until": decision.until.isoformat(),
        "at": decision.at.isoformat(),
        "scopes": [_in(each.title, language, "nb") for each in decision.scopes],
        "reason": decision.reason,
        "example": decision.example,
        **_by(decision.by),
    }


def _sign_off(signed: SignOff) -> dict[str, Any]:
    return {
        "at": signed.at.isoformat(),
        "approved": signed.approved,
        "note": signed.note,
        **_by(signed.by),
    }


def _revocation(taken_back: Revocation) -> dict[str, Any]:
    return {"at": taken_back.at.isoformat(), "reason": taken_back.reason, **_by(taken_back.by)}


def _by(who: Signatory) -> dict[str, str]:
    return {"by": who.name, "title": who.title}


def _in(texts: Mapping[str, str], language: str, otherwise: str) -> str:
    return texts.get(language) or texts.get(otherwise) or next(iter(texts.values()), "")
