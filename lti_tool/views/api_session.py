"""The visit itself: what to show, the state of the player, and how results stand."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from lti_tool.certification.casework import renews_now
from lti_tool.learning.evaluating import evaluated
from lti_tool.learning.opening import Standing, catch_up, keep_state, standings, underway
from lti_tool.learning.placements import Seat
from lti_tool.learning.practising import closed_questions
from lti_tool.learning.serving import served_at
from lti_tool.learning.sessions import Page
from lti_tool.learning.shelf import Served
from lti_tool.storage import progress
from lti_tool.views.addresses import content_address
from lti_tool.views.bearer import Asking, visitor
from lti_tool.views.wire import delivered, sent, sent_text

bp = Blueprint("session", __name__)


@bp.get("/session")
def session() -> ResponseReturnValue:
    """Everything that the player needs to begin, with the address of its bundle."""
    who = visitor()
    visit = who.visit
    if visit.is_learner:
        with who.writing() as asked:
            catch_up(asked.session, asked.tool.shelf, asked.seat(), now=asked.now)
    with who.reading() as asked:
        seat = asked.seat()
        served = served_at(
            asked.session, asked.tool.shelf, seat, for_teacher=visit.page is Page.TEACHER
        )
        kept = progress.progress_of(asked.session, seat.whose) if visit.is_learner else None
        address = content_address(served)
        return jsonify(
            runtime="lti",
            page=visit.page.value,
            language=visit.language,
            readOnly=not visit.is_learner,
            bundle=f"{address}/bundle.json",
            media=f"{address}/media/",
            assessment=seat.choice.assessment,
            chapter=seat.choice.chapter,
            platform={"name": visit.platform_name, "returnUrl": visit.return_url},
            state=kept.state if kept else None,
            results=_results(asked, seat, served) if visit.is_learner else [],
            underway=_underway(asked, seat) if visit.is_learner else [],
            renews=renews_now(asked.session, asked.tool.shelf, seat, served, now=asked.now)
            if visit.is_learner
            else False,
            evaluated=visit.is_learner and evaluated(asked.session, seat),
            closed=_closed(asked, seat, served) if visit.is_learner else [],
        )


@bp.get("/practice")
def practice() -> ResponseReturnValue:
    """What waits now: a test may have been opened or handed in by another link or machine."""
    with visitor().reading() as asked:
        seat = asked.learner_seat()
        served = served_at(asked.session, asked.tool.shelf, seat)
        return jsonify(closed=_closed(asked, seat, served))


@bp.put("/state")
def put_state() -> ResponseReturnValue:
    who = visitor()
    state = sent_text(sent(), "state")
    with who.writing() as asked:
        keep_state(asked.session, asked.tool.shelf, asked.learner_seat(), state, now=asked.now)
    return Response(status=204)


@bp.get("/results")
def results() -> ResponseReturnValue:
    who = visitor()
    if not who.visit.is_learner:
        return jsonify([])
    with who.reading() as asked:
        seat = asked.seat()
        served = served_at(asked.session, asked.tool.shelf, seat)
        return jsonify(_results(asked, seat, served))


def _results(asked: Asking, seat: Seat, served: Served) -> list[dict[str, Any]]:
    return [_result(standing) for standing in standings(asked.session, served, seat)]


def _underway(asked: Asking, seat: Seat) -> list[dict[str, Any]]:
    return [
        {"assessment": test.assessment, "answered": test.answered, "of": test.of}
        for test in underway(asked.session, seat, now=asked.now)
    ]


def _closed(asked: Asking, seat: Seat, served: Served) -> list[str]:
    return closed_questions(asked.session, served.course, seat, now=asked.now)


def _result(standing: Standing) -> dict[str, Any]:
    points = standing.points
    return {
        "assessment": standing.assessment,
        "earned": points.earned,
        "possible": points.possible,
        "percent": points.percent,
        "passed": points.passed,
        **delivered(standing.delivery),
    }
