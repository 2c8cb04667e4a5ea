"""The stylesheet of the few plain pages that are not the player's: errors, and the cookie page."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

bp = Blueprint("pages", __name__)


@bp.get("/lti/page.css")
def stylesheet() -> Response:
    response = Response(render_template("page.css"), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@bp.get("/lti/connection.css")
def connection_stylesheet() -> Response:
    """For the pages about a platform's connection, on top of the other."""
    response = Response(render_template("connection.css"), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@bp.get("/favicon.ico")
def favicon() -> Response:
    """Browsers ask for it in a window of its own; there is none."""
    return Response(status=204, headers={"Cache-Control": "public, max-age=86400"})
