"""The teacher's list of results in one placement."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lti_tool.learning.grants import Act
from lti_tool.learning.roster import Person, any_overdue, roster, settle_all
from lti_tool.learning.serving import said, served_at
from lti_tool.texts import entries
from lti_tool.views.bearer import visitor
from lti_tool.views.wire import delivered, when

bp = Blueprint("teacher", __name__)


@bp.get("/teacher")
def results() -> ResponseReturnValue:
    who = visitor()
    with who.reading() as asked:
        overdue = any_overdue(asked.session, asked.seat_for(Act.SEE_RESULTS), now=asked.now)
    if overdue:
        with who.writing() as asked:
            settle_all(
                asked.session, asked.tool.shelf, asked.seat_for(Act.SEE_RESULTS), now=asked.now
            )
    with who.reading() as asked:
        seat = asked.seat_for(Act.SEE_RESULTS)
        language = asked.visit.language
        served = served_at(asked.session, asked.tool.shelf, seat, for_teacher=True)
        course = served.course
        found = roster(asked.session, seat, served, now=asked.now)
        test = found.scored.assessment if found.scored else None
        return jsonify(
            language=language,
            texts=dict(entries("teacher", language)),
            course={"title": said(course.title, language, course), "version": course.version},
            draft=course.is_draft,
            lessons=found.lessons,
            test=said(test.title, language, course) if test else None,
            attempts=test.attempts if test else None,
            evaluated=bool(course.evaluation),
            graded=found.scored is not None,
            platform=asked.visit.platform_name,
            acts=sorted(asked.rights().acts),
            people=[person_as_sent(person) for person in found.people],
            unopened=[{"id": member.id, "name": member.name} for member in found.unopened],
            members={
                "offered": seat.placement.memberships_url is not None,
                "readAt": when(found.members_at),
                "whole": found.has_whole_list,
            },
        )


def person_as_sent(person: Person) -> dict[str, Any]:
    points = person.points
    return {
        "id": person.id,
        "name": person.name,
        "lastAt": when(person.last_at),
        "lessonsSeen": person.lessons_seen,
        "lessons": person.lessons,
        "completedAt": when(person.completed_at),
        "percent": points.percent if points else None,
        "passed": points.passed if points else None,
        "attempts": person.attempts,
        "inTest": person.is_in_test,
        "hasLeft": person.has_left,
        **delivered(person.delivery),
        "reason": person.delivery.reason if person.delivery else None,
        "nextTryAt": when(person.delivery.next_try_at if person.delivery else None),
    }
