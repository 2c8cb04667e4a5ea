"""Who is in the room: the page of whoever holds a test, and what can be done there."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from courseware.plan import question_count
from lti_tool.learning import invigilating
from lti_tool.learning.admission import Days
from lti_tool.learning.errors import BadRequest
from lti_tool.learning.grants import Act
from lti_tool.learning.invigilating import Present
from lti_tool.learning.serving import said, served_at
from lti_tool.storage import invigilation
from lti_tool.texts import entries
from lti_tool.views.bearer import Asking, visitor
from lti_tool.views.wire import sent, sent_optional, sent_text, when

bp = Blueprint("room", __name__, url_prefix="/room")


@bp.get("")
def show() -> ResponseReturnValue:
    with visitor().reading() as asked:
        return jsonify(_room(asked))


@bp.post("/session")
def start() -> ResponseReturnValue:
    who, body = visitor(), sent()
    name, title, hours = sent_text(body, "name"), sent_text(body, "title"), _whole(body, "hours")
    with who.writing() as asked:
        seat = asked.seat_for(Act.HOLD_TESTS)
        invigilating.start_session(asked.session, seat, name, title, hours, now=asked.now)
        return jsonify(_room(asked))


@bp.post("/session/<attempt:session_id>/end")
def end(session_id: str) -> ResponseReturnValue:
    with visitor().writing() as asked:
        seat = asked.seat_for(Act.HOLD_TESTS)
        invigilating.end_session(asked.session, seat, session_id, now=asked.now)
        return jsonify(_room(asked))


@bp.post("/days")
def days() -> ResponseReturnValue:
    who, body = visitor(), sent()
    wanted = Days(_day(sent_optional(body, "first")), _day(sent_optional(body, "last")))
    with who.writing() as asked:
        seat = asked.seat_for(Act.HOLD_TESTS)
        invigilating.set_days(asked.session, seat, wanted, now=asked.now)
        return jsonify(_room(asked))


@bp.post("/extra-time")
def extra_time() -> ResponseReturnValue:
    who, body = visitor(), sent()
    person, test = sent_text(body, "person"), sent_text(body, "assessment")
    percent, reason = _whole(body, "percent"), sent_text(body, "reason")
    with who.writing() as asked:
        seat = asked.seat_for(Act.HOLD_TESTS)
        shelf = asked.tool.shelf
        served = served_at(asked.session, shelf, seat, for_teacher=True)
        invigilating.give_time(
            asked.session, shelf, seat, served, person, test, percent, reason, now=asked.now
        )
        return jsonify(_room(asked))


@bp.post("/unlock")
def unlock() -> ResponseReturnValue:
    who, body = visitor(), sent()
    person, test = sent_text(body, "person"), sent_text(body, "assessment")
    reason = sent_text(body, "reason")
    with who.writing() as asked:
        seat = asked.seat_for(Act.UNLOCK)
        served = served_at(asked.session, asked.tool.shelf, seat, for_teacher=True)
        invigilating.unlock(asked.session, seat, served, person, test, reason, now=asked.now)
        return jsonify(_room(asked))


def _room(asked: Asking) -> dict[str, Any]:
    seat, language = asked.seat_for(Act.HOLD_TESTS), asked.visit.language
    served = served_at(asked.session, asked.tool.shelf, seat, for_teacher=True)
    course, place = served.course, seat.placement
    window = invigilation.days_of(asked.session, place)
    return {
        "language": language,
        "texts": dict(entries("room", language)),
        "now": when(asked.now),
        "mayUnlock": asked.rights().may(Act.UNLOCK),
        "tests": [
            {
                "id": test.id,
                "title": said(test.title, language, course),
                "questions": question_count(course, test),
                "extraTime": test.extra_time if test.time_limit else None,
                "sessionCode": test.session_code,
            }
            for test in invigilating.tests_at(course, place)
        ],
        "sessions": [
            {
                "id": each.id,
                "code": each.code,
                "until": when(each.until),
                "name": each.by.name,
                "title": each.by.title,
            }
            for each in invigilation.sessions_under_way(asked.session, place, asked.now)
        ],
        "days": {
            "first": window.first.isoformat() if window.first else None,
            "last": window.last.isoformat() if window.last else None,
        },
        "people": [
            _person(each)
            for each in invigilating.present(asked.session, seat, served, now=asked.now)
        ],
    }


def _person(each: Present) -> dict[str, Any]:
    attempt = each.attempt
    ended = attempt.ended if attempt else None
    return {
        "person": each.person,
        "name": each.name,
        "assessment": each.assessment,
        "startedAt": when(attempt.started_at) if attempt else None,
        "deadline": when(attempt.deadline) if attempt else None,
        "endedAt": when(ended.at) if ended else None,
        "byClock": ended.by_clock if ended else False,
        "answered": each.answered if attempt else 0,
        "of": len(attempt.form.items) if attempt else 0,
        "extraPercent": each.extra_percent,
        "seenAt": when(each.seen_at),
        "lost": each.is_lost,
        "stopped": each.is_stopped,
        "mayUnlock": each.may_unlock,
    }


def _whole(body: dict[str, Any], name: str) -> int:
    value = body.get(name)
    if type(value) is not int:
        raise BadRequest
    return value


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest("day-not-read") from error
