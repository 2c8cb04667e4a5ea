"""The pass test over HTTP: open, answer, hand in. No key, tolerance or feedback leaves by it."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from courseware.grading import section_scores
from courseware.public_item import public_item
from courseware.shown_options import as_shown
from lti_tool.learning import testroom
from lti_tool.learning.attempts import Answer, Attempt
from lti_tool.learning.errors import BadRequest, Conflict, NotThere, TooOften
from lti_tool.learning.opening import delivery_of
from lti_tool.learning.pictures import with_pictures
from lti_tool.learning.placements import Seat
from lti_tool.learning.practising import closed_questions
from lti_tool.learning.results import scored, two_decimals
from lti_tool.storage import attempts, progress
from lti_tool.storage.tries import SESSION_CODES
from lti_tool.views.bearer import Asking, visitor
from lti_tool.views.wire import delivered, sent, sent_optional, sent_text

bp = Blueprint("tests", __name__)

_SEED_BITS = 62
_ID_BYTES = 15


@bp.post("/tests/<id:assessment>")
def open_test(assessment: str) -> ResponseReturnValue:
    """Start, or go on with the one that was started; one that has run out comes back submitted."""
    who = visitor()
    body = sent() if request.content_length else {}
    code, group = sent_optional(body, "code") or "", sent_optional(body, "group")
    asker = f"{who.visit.tenant} {who.visit.person}"
    if code and not SESSION_CODES.allows(who.tool.database, asker, who.now):
        raise TooOften("too-many-session-codes")
    with who.writing() as asked:
        seat = asked.learner_seat()
        attempt = testroom.open_test(
            asked.session,
            asked.tool.shelf,
            seat,
            assessment,
            code=code,
            group=group,
            now=asked.now,
            new_id=lambda: secrets.token_urlsafe(_ID_BYTES),
            new_seed=lambda: asked.tool.randomness.getrandbits(_SEED_BITS),
        )
        return jsonify(_view(asked, seat, attempt))


@bp.get("/attempts/<attempt:attempt_id>")
def clock(attempt_id: str) -> ResponseReturnValue:
    """The test's time as it is now: somebody may have been given more. Also a sign of life."""
    with visitor().reading() as asked:
        whose = asked.learner_seat().whose
        attempt = attempts.attempt_of(asked.session, whose.tenant, attempt_id, whose.person)
        if attempt is None or attempt.placement != whose.placement:
            raise NotThere
        return jsonify(
            deadline=attempt.deadline.isoformat() if attempt.deadline else None,
            now=asked.now.isoformat(),
            submitted=attempt.ended is not None,
        )


@bp.put("/attempts/<attempt:attempt_id>/answers/<position:position>")
def answer(attempt_id: str, position: int) -> ResponseReturnValue:
    who = visitor()
    body = sent()
    marked = body.get("marked", False)
    if not isinstance(marked, bool):
        raise BadRequest
    given = Answer(sent_text(body, "response"), marked)
    with who.writing(attempt=attempt_id) as asked:
        seat = asked.learner_seat()
        saved = testroom.save_answer(
            asked.session, asked.tool.shelf, seat, attempt_id, position, given, now=asked.now
        )
    if not saved:
        raise Conflict("test-ended")
    return jsonify(saved=asked.now.isoformat())


@bp.post("/attempts/<attempt:attempt_id>/submit")
def submit(attempt_id: str) -> ResponseReturnValue:
    with visitor().writing() as asked:
        seat = asked.learner_seat()
        attempt = testroom.submit(asked.session, asked.tool.shelf, seat, attempt_id, now=asked.now)
        return jsonify(_result(asked, seat, attempt))


def _view(asked: Asking, seat: Seat, attempt: Attempt) -> dict[str, Any]:
    shelf = asked.tool.shelf
    served = shelf.get(attempt.edition, attempt.localization)
    answers = attempts.answers_of(asked.session, attempt)
    return {
        "attempt": attempt.id,
        "items": [
            {
                **with_pictures(public_item(served.course, drawn), partial(shelf.picture, served)),
                "position": position,
            }
            for position, drawn in enumerate(attempt.form.items)
        ],
        "responses": [
            as_shown(served.course.question(drawn.question_id), drawn.options, saved.response)
            for drawn, saved in zip(attempt.form.items, answers, strict=True)
        ],
        "marked": [saved.marked for saved in answers],
        "startedAt": attempt.started_at.isoformat(),
        "deadline": attempt.deadline.isoformat() if attempt.deadline else None,
        "now": asked.now.isoformat(),
        "submitted": attempt.ended is not None,
        "closed": closed_questions(asked.session, served.course, seat, now=asked.now),
    }


def _result(asked: Asking, seat: Seat, attempt: Attempt) -> dict[str, Any]:
    ended = attempt.ended
    if ended is None:
        raise NotThere
    course = asked.tool.shelf.get(attempt.edition, attempt.localization).course
    counting = scored(course, seat.choice)
    counts = counting is not None and attempt.assessment in counting.tests
    kept = progress.progress_of(asked.session, seat.whose)
    return {
        "earned": ended.points.earned,
        "possible": ended.points.possible,
        "percent": ended.points.percent,
        "passed": ended.points.passed,
        "draft": attempt.draft,
        "byClock": ended.by_clock,
        "incompleteTopics": list(ended.incomplete_topics),
        "criticalWrong": ended.critical_wrong,
        "topics": [
            {
                "topic": points.topic,
                "title": dict(course.topic_title(points.topic)),
                "earned": two_decimals(points.earned),
                "possible": points.possible,
            }
            for points in ended.topics
        ],
        "sections": [
            {
                "title": dict(each.section.title),
                "percent": each.percent,
                "needed": each.section.percent,
            }
            for each in section_scores(course.assessment(attempt.assessment).rule, ended.topics)
        ],
        "delivery": delivered(delivery_of(asked.session, kept) if counts else None)["delivery"],
        "submittedAt": ended.at.isoformat(),
    }
