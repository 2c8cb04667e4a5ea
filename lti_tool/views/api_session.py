"""The visit itself: what to show, the state of the player, and how results stand."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from lti_tool.learning.opening import Standing, catch_up, keep_state, standings
from lti_tool.learning.serving import served_at
from lti_tool.learning.sessions import Page
from lti_tool.storage import progress
from lti_tool.storage.outbox import Delivery, State
from lti_tool.views.addresses import content_address
from lti_tool.views.bearer import Asking, asking, sent, sent_text

bp = Blueprint("session", __name__)


@bp.get("/session")
def session() -> ResponseReturnValue:
    """Everything that the player needs to begin, with the address of its bundle."""
    with asking() as asked:
        visit = asked.visit
        seat = asked.seat()
        served = served_at(
            asked.session, asked.tool.shelf, seat, for_teacher=visit.page is Page.TEACHER
        )
        state = None
        if visit.is_learner:
            catch_up(asked.session, asked.tool.shelf, seat, served, now=asked.now)
            kept = progress.progress_of(asked.session, seat.whose)
            state = kept.state if kept else None
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
            state=state,
            results=_results(asked),
        )


@bp.put("/state")
def put_state() -> ResponseReturnValue:
    with asking() as asked:
        seat = asked.learner_seat()
        keep_state(asked.session, asked.tool.shelf, seat, sent_text(sent(), "state"), now=asked.now)
    return Response(status=204)


@bp.get("/results")
def results() -> ResponseReturnValue:
    with asking() as asked:
        return jsonify(_results(asked))


def _results(asked: Asking) -> list[dict[str, Any]]:
    if not asked.visit.is_learner:
        return []
    seat = asked.seat()
    served = served_at(asked.session, asked.tool.shelf, seat)
    return [_result(standing) for standing in standings(asked.session, served, seat)]


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


def delivered(delivery: Delivery | None) -> dict[str, Any]:
    """`none` where there is no column to deliver to."""
    if delivery is None:
        return {"delivery": "none", "sentAt": None}
    arrived = delivery.state is State.SENT and delivery.settled_at is not None
    return {
        "delivery": delivery.state.value,
        "sentAt": delivery.settled_at.isoformat() if arrived and delivery.settled_at else None,
    }
