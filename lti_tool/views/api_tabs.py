"""What stands beside the course on a visitor's page."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lti_tool.certification.casework import rules_at
from lti_tool.certification.errors import ActRefused
from lti_tool.learning.grants import Act
from lti_tool.learning.serving import served_at
from lti_tool.texts import entries
from lti_tool.views.bearer import Asking, visitor

bp = Blueprint("tabs", __name__)


@bp.get("/tabs")
def show() -> ResponseReturnValue:
    """An own certificate, people to sign, people to decide on, packages; often nothing of it."""
    with visitor().reading() as asked:
        rights, language = asked.rights(), asked.visit.language
        certifies = _certifies(asked)
        tabs = {
            "mine": certifies and asked.visit.is_learner,
            "signs": certifies and rights.may(Act.SIGN_OFF),
            "decides": certifies and rights.may(Act.DECIDE),
            "packages": rights.may(Act.TAKE_PACKAGES),
        }
        texts = dict(entries("certificate", language)) if any(tabs.values()) else {}
        return jsonify(language=language, texts=texts, **tabs)


def _certifies(asked: Asking) -> bool:
    seat = asked.seat()
    try:
        rules_at(served_at(asked.session, asked.tool.shelf, seat).course, seat.choice)
    except ActRefused:
        return False
    return True
