"""For load balancers and monitors: whether this process lives, and whether it can serve."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from lti_tool.storage.upgrade import revisions
from lti_tool.tool import current_tool

bp = Blueprint("health", __name__)


@bp.get("/health/live")
def live() -> ResponseReturnValue:
    """Asks nobody else: where this does not answer, the process has to be started anew."""
    return jsonify(status="ok")


@bp.get("/health/ready")
def ready() -> ResponseReturnValue:
    """Whether people may be sent here now."""
    try:
        current, newest = revisions(current_tool().database)
    except SQLAlchemyError:
        return jsonify(status="the database does not answer"), 503
    if current != newest:
        return jsonify(status="the database is of another version of the tool"), 503
    return jsonify(status="ok")
