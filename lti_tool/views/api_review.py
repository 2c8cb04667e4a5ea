"""One learner's result, opened from the platform's gradebook by a teacher or by the learner."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lti_tool.learning import review
from lti_tool.learning.errors import NotAllowed
from lti_tool.learning.review import Try
from lti_tool.learning.serving import said, served_at
from lti_tool.learning.sessions import Page
from lti_tool.texts import entries
from lti_tool.views.api_teacher import person_as_sent
from lti_tool.views.bearer import visitor

bp = Blueprint("review", __name__)


@bp.get("/review")
def result() -> ResponseReturnValue:
    who = visitor()
    visit = who.visit
    own = visit.about == visit.person
    if visit.page is not Page.REVIEW or visit.about is None or not (visit.is_teacher or own):
        raise NotAllowed("review-is-for-teachers")
    with who.reading() as asked:
        overdue = review.is_overdue(asked.session, asked.seat(), visit.about, now=who.now)
    if overdue:
        with who.writing() as asked:
            review.settle(asked.session, who.tool.shelf, asked.seat(), visit.about, now=who.now)
    with who.reading() as asked:
        seat = asked.seat()
        served = served_at(asked.session, who.tool.shelf, seat, for_teacher=visit.is_teacher)
        course = served.course
        found = review.of(asked.session, seat, served, visit.about)
        titles = {test.id: said(test.title, visit.language, course) for test in course.assessments}
        return jsonify(
            language=visit.language,
            texts=dict(entries("teacher", visit.language))
            | dict(entries("review", visit.language)),
            course={"title": said(course.title, visit.language, course), "version": course.version},
            draft=course.is_draft,
            platform=visit.platform_name,
            about=visit.about,
            own=own,
            lessonsHere=seat.choice.assessment is None,
            person=person_as_sent(found.person) if found.person else None,
            tries=[_try(each, titles) for each in found.tries],
        )


def _try(each: Try, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "test": titles.get(each.assessment, each.assessment),
        "number": each.number,
        "startedAt": each.started_at.isoformat(),
        "endedAt": each.ended_at.isoformat() if each.ended_at else None,
        "byClock": each.by_clock,
        "earned": each.points.earned if each.points else None,
        "possible": each.points.possible if each.points else None,
        "percent": each.points.percent if each.points else None,
        "passed": each.points.passed if each.points else None,
    }
