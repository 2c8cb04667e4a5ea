"""The API that our own pages use: JSON, a bearer token, nothing cached."""

from __future__ import annotations

from flask import Blueprint

from lti_tool.views import (
    api_certification,
    api_connection,
    api_deep_link,
    api_evaluation,
    api_grants,
    api_members,
    api_packages,
    api_privacy,
    api_review,
    api_room,
    api_scores,
    api_session,
    api_tabs,
    api_teacher,
    api_tests,
)

bp = Blueprint("api", __name__, url_prefix="/api")
for _part in (
    api_session,
    api_tabs,
    api_tests,
    api_evaluation,
    api_deep_link,
    api_teacher,
    api_review,
    api_privacy,
    api_members,
    api_scores,
    api_grants,
    api_connection,
    api_certification,
    api_room,
    api_packages,
):
    bp.register_blueprint(_part.bp)
