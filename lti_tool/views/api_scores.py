"""Results on their way to the gradebook: sent again, and compared with what stands there."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lti_tool.learning.errors import Conflict
from lti_tool.learning.grants import Act
from lti_tool.learning.sending import question_of, refused_people, send_again
from lti_tool.learning.serving import served_at
from lti_tool.protocol.grades import is_share
from lti_tool.score_service import read_result
from lti_tool.views.bearer import visitor
from lti_tool.views.platform_calls import asking_the_platform
from lti_tool.views.wire import sent, sent_text

bp = Blueprint("scores", __name__)


@bp.post("/teacher/scores")
def send() -> ResponseReturnValue:
    """One person's result (`person`), or without it all that the platform did not take."""
    who = visitor()
    asked_for = sent()
    with who.writing() as asked:
        seat = asked.seat_for(Act.SEND_SCORES)
        served = served_at(asked.session, asked.tool.shelf, seat, for_teacher=True)
        people = (
            [sent_text(asked_for, "person")]
            if "person" in asked_for
            else refused_people(asked.session, seat)
        )
        count = send_again(asked.session, seat, served.course, people, now=asked.now)
        if "person" in asked_for and count == 0:
            raise Conflict("nothing-to-send")
    return jsonify(sent=count)


@bp.post("/teacher/scores/check")
def check() -> ResponseReturnValue:
    """What stands in the gradebook for `person`: `same`, `differs` or `nothing`, and per cent."""
    who = visitor()
    person = sent_text(sent(), "person")
    with who.reading() as asked:
        question = question_of(asked.session, asked.seat_for(Act.SEND_SCORES), person)
    with asking_the_platform():
        shown = read_result(
            who.tool.access_tokens,
            question.registration,
            question.sent.line_item,
            question.sent.user_id,
        )
    if shown.share is None:
        return jsonify(stands="nothing", percent=None)
    same = is_share(shown.share, question.sent.score)
    return jsonify(stands="same" if same else "differs", percent=round(shown.share * 100))
