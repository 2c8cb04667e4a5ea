"""Our public keys, which platforms fetch to check what we sign."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from lti_tool.tool import current_tool

bp = Blueprint("jwks", __name__)


@bp.get("/lti/jwks.json")
def jwks() -> Response:
    response = jsonify(current_tool().keys.public())
    # Much shorter than a new key is published before it signs.
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
