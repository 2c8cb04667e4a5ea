"""What is on offer, as JSON for the picker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from courseware.model import Assessment, Course, Kind
from courseware.plan import question_count
from lti_tool.learning.offering import Offer, Part
from lti_tool.storage.placements import Use
from lti_tool.views.addresses import content_address


def offered(offer: Offer, uses: Sequence[Use], context: str | None) -> dict[str, Any]:
    """
    uses: what the tenant has opened before. context: the LMS course that the teacher picks for.
    """
    course, served = offer.course, offer.served
    address = content_address(served)
    return {
        "id": course.id,
        "version": course.version,
        "title": offer.said(course.title),
        "description": offer.said(course.description),
        "language": offer.language,
        "languages": list(course.languages),
        "localization": served.localization,
        "draft": course.is_draft,
        "keywords": list(course.keywords),
        "bundle": f"{address}/bundle.json",
        "media": f"{address}/media/",
        "parts": [_part(each, offer, uses, context) for each in offer.parts],
    }


def localizations(offers: Iterable[Offer]) -> list[dict[str, Any]]:
    """Every localization that any course is offered in, a region before its municipalities."""
    found: dict[str, dict[str, Any]] = {}
    for offer in offers:
        for each in offer.edition.localizations:
            shown = {"id": each.id, "title": each.title, "example": each.example}
            found.setdefault(each.id, {**shown, "courses": []})["courses"].append(offer.course.id)
    return [found[id_] for id_ in sorted(found, key=lambda id_: id_.split("/"))]


def _part(part: Part, offer: Offer, uses: Sequence[Use], context: str | None) -> dict[str, Any]:
    course, chapter, test = offer.course, part.chapter, part.assessment
    titled = chapter or test or course
    kind = str(test.kind) if test else "chapter" if chapter else "course"
    return {
        "kind": kind,
        "chapter": chapter.id if chapter else None,
        "assessment": test.id if test else None,
        "title": offer.said(titled.title),
        "minutes": _minutes(part, offer),
        "lessons": len(list(course.lessons())) if kind == "course" else _lessons(part),
        "questions": _questions(test, course),
        "lessonsFirst": test is not None and test.requires_completed,
        "secret": _is_secret(part, course),
        "scoredBy": None
        if part.scored is None
        else "test"
        if part.scored.assessment
        else "lessons",
        **_used(part, offer, uses, context),
    }


def _is_secret(part: Part, course: Course) -> bool:
    """Whether it has a test whose own questions only those who take it see."""
    tests = course.assessments if part.chapter is None else ()
    return any(
        course.certifies(test)
        for test in tests
        if part.assessment is None or test is part.assessment
    )


def _lessons(part: Part) -> int:
    return len(part.chapter.lessons) if part.chapter else 0


def _questions(test: Assessment | None, course: Course) -> int:
    """None in a practice, which goes on for as long as somebody likes."""
    return 0 if test is None or test.kind is Kind.PRACTICE else question_count(course, test)


def _minutes(part: Part, offer: Offer) -> int | None:
    """None for a practice, and for a test that may take as long as it takes."""
    if part.chapter is not None:
        return sum(lesson.minutes for lesson in part.chapter.lessons)
    if part.assessment is not None:
        limit = part.assessment.time_limit
        return limit // timedelta(minutes=1) if limit else None
    return offer.course.duration // timedelta(minutes=1)


def _used(
    part: Part, offer: Offer, uses: Sequence[Use], context: str | None
) -> dict[str, str | int | None]:
    """Since when it lies in this LMS course, and in how many others of the same tenant."""
    key = (
        offer.course.id,
        part.chapter.id if part.chapter else None,
        part.assessment.id if part.assessment else None,
    )
    same = [use for use in uses if (use.course, use.chapter, use.assessment) == key]
    here = [use.since for use in same if context is not None and use.context == context]
    return {
        "usedHere": min(here).isoformat() if here else None,
        "usedElsewhere": len({use.context for use in same if use.context != context}),
    }
