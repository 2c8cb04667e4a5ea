"""
The evidence record: all that an inspection may ask about one decision, in one document.

It is made once, on the day of the decision, and signed. The papers and the badge are made from it
and from nothing else, so that they say the same for ever. Texts stand in every language of the
course.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from courseware.course_hash import question_hash
from courseware.grading import section_scores
from courseware.model import Course, LocalText
from lti_tool.certification.records import Decision, Signatory, SignOff, Ticked
from lti_tool.learning.attempts import Attempt, Ended
from lti_tool.learning.results import two_decimals

FORMAT = "kurspakke-evidence-1"


@dataclass(frozen=True, slots=True)
class Subject:
    """
    Whom and where it is about.

    platform: the LMS's own name and the tenant, which says whose id `person` is.
    unit: as the placement says; None where it says nothing.
    """

    tenant: str
    platform: str
    placement: str
    person: str
    name: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class Grounds:
    """
    What the decision rests on.

    attempt: the passed one; attempts: all ended ones of the round, it included.
    taught: the course that the attempt was drawn from, in its localization.
    invigilator: who watched the test; None where nobody was asked to.
    supersedes: the code of the decision before, where there is one.
    """

    attempt: Attempt
    attempts: Sequence[Attempt]
    taught: Course
    sign_off: SignOff
    invigilator: Signatory | None = None
    supersedes: str | None = None


def evidence(subject: Subject, grounds: Grounds, decision: Decision, *, url: str) -> dict[str, Any]:
    """
    The record as JSON-ready values.

    url: of this tool; what the signature is checked with and the code is looked up at lies below.
    """
    taught, attempt = grounds.taught, grounds.attempt
    local = taught.layers[-1] if taught.layers else None
    return {
        "format": FORMAT,
        "iss": url,
        "iat": int(decision.at.timestamp()),
        "jti": decision.id,
        "keys": f"{url}/bevis/keys.json",
        "code": decision.code,
        "check": f"{url}/bevis/{decision.code}",
        "example": decision.example,
        "supersedes": grounds.supersedes,
        "person": {
            "name": subject.name,
            "id": subject.person,
            "tenant": subject.tenant,
            "platform": subject.platform,
        },
        "unit": subject.unit,
        "placement": subject.placement,
        "municipality": local.title if local else None,
        "accent": taught.theme.accent if taught.theme else None,
        "course": _course(taught, attempt),
        "scopes": [asdict(scope) for scope in decision.scopes],
        "valid": {"from": decision.since.isoformat(), "until": decision.until.isoformat()},
        "round": decision.round,
        "test": _test(taught, attempt),
        "attempts": [_tried(each) for each in grounds.attempts],
        "invigilator": _signatory(grounds.invigilator),
        "sign_off": {
            "id": grounds.sign_off.id,
            "at": _moment(grounds.sign_off.at),
            "by": _signatory(grounds.sign_off.by),
            "way": grounds.sign_off.way.value,
            "observations": [asdict(each) for each in grounds.sign_off.observations],
            "note": grounds.sign_off.note,
        },
        "decision": {
            "id": decision.id,
            "at": _moment(decision.at),
            "by": _signatory(decision.by),
            "reason": decision.reason,
        },
    }


def observed(course: Course, ids: Sequence[str]) -> tuple[Ticked, ...]:
    """The ticked observations in their words of today, in the course's order."""
    rules = course.certificate
    known = rules.observations if rules else ()
    return tuple(Ticked(each.id, dict(each.text)) for each in known if each.id in ids)


def _course(taught: Course, attempt: Attempt) -> dict[str, Any]:
    approval = taught.approval
    return {
        "id": taught.id,
        "version": taught.version,
        "hash": attempt.course_hash,
        "edition": attempt.edition,
        "localization": attempt.localization,
        "language": taught.language,
        "title": dict(taught.title),
        "approval": None
        if approval is None
        else {"name": approval.name, "role": approval.role, "date": approval.date.isoformat()},
    }


def _test(taught: Course, attempt: Attempt) -> dict[str, Any]:
    assessment = taught.assessment(attempt.assessment)
    ended, rule = _ended(attempt), assessment.rule
    limit = assessment.time_limit
    return {
        "id": assessment.id,
        "title": dict(assessment.title),
        "attempt": attempt.id,
        "number": attempt.number,
        "group": _group(taught, attempt.group),
        "started": _moment(attempt.started_at),
        "ended": _moment(ended.at),
        "by_clock": ended.by_clock,
        "earned": ended.points.earned,
        "possible": ended.points.possible,
        "percent": ended.points.percent,
        "sections": [
            {
                "topic": each.topic,
                "title": _plain(taught.topic_title(each.topic)),
                "earned": two_decimals(each.earned),
                "possible": each.possible,
            }
            for each in ended.topics
        ],
        "parts": [
            {
                "id": each.section.id,
                "title": _plain(each.section.title),
                "topics": list(each.section.topics),
                "percent": each.percent,
                "needed": each.section.percent,
            }
            for each in section_scores(rule, ended.topics)
        ],
        "rule": {
            "percent": rule.percent if rule else 0,
            "all_right": {
                topic: _plain(taught.topic_title(topic))
                for topic in (rule.all_right if rule else ())
            },
            "critical_right": rule.critical_right if rule else False,
            "minutes": None if limit is None else int(limit.total_seconds() // 60),
            "attempts": assessment.attempts,
        },
        "seed": str(attempt.seed),
        "items": [
            {
                "id": item.question_id,
                "variant": item.variant_index,
                "sha256": question_hash(taught.question(item.question_id)),
            }
            for item in attempt.form.items
        ],
    }


def _group(taught: Course, group: str | None) -> dict[str, Any] | None:
    """Whose questions they were, where groups are asked different ones."""
    known = next((each for each in taught.groups if each.id == group), None)
    return None if known is None else {"id": known.id, "title": _plain(known.title)}


def _tried(attempt: Attempt) -> dict[str, Any]:
    ended = _ended(attempt)
    return {
        "test": attempt.assessment,
        "number": attempt.number,
        "started": _moment(attempt.started_at),
        "ended": _moment(ended.at),
        "percent": ended.points.percent,
        "passed": ended.points.passed,
        "version": attempt.version,
    }


def _ended(attempt: Attempt) -> Ended:
    if attempt.ended is None:
        raise ValueError(f"attempt {attempt.id} has not ended")
    return attempt.ended


def _signatory(who: Signatory | None) -> dict[str, str] | None:
    return None if who is None else asdict(who)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _plain(text: LocalText) -> Mapping[str, str]:
    return dict(text)
