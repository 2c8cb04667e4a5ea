"""What learners think of the course: counted in, and told as numbers."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from lti_tool.learning.errors import BadRequest
from lti_tool.learning.evaluating import LEAST, evaluate, opinions
from lti_tool.learning.grants import Act
from lti_tool.learning.serving import said, served_at
from lti_tool.views.bearer import visitor
from lti_tool.views.wire import sent

bp = Blueprint("evaluation", __name__)


@bp.put("/evaluation")
def put_evaluation() -> ResponseReturnValue:
    who = visitor()
    chosen = sent().get("chosen")
    if not isinstance(chosen, dict) or not all(isinstance(each, str) for each in chosen.values()):
        raise BadRequest
    with who.writing() as asked:
        seat = asked.learner_seat()
        course = served_at(asked.session, asked.tool.shelf, seat).course
        evaluate(asked.session, seat, course, chosen)
    return Response(status=204)


@bp.get("/evaluation")
def get_evaluation() -> ResponseReturnValue:
    who = visitor()
    with who.reading() as asked:
        seat = asked.seat_for(Act.SEE_RESULTS)
        language = asked.visit.language
        served = served_at(asked.session, asked.tool.shelf, seat, for_teacher=True)
        course = served.course
        told = opinions(asked.session, seat)
        return jsonify(
            answered=told.answered,
            least=LEAST,
            opinions=[
                {
                    "text": said(opinion.text, language, course),
                    "options": [
                        {
                            "text": said(option.text, language, course),
                            "count": told.counts.get((opinion.id, option.id), 0),
                        }
                        for option in opinion.options
                    ],
                }
                for opinion in course.evaluation
            ],
        )
