"""The sandbox's Flask app: its parts, its headers, and how a refusal becomes a page."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, g, render_template, request, send_from_directory
from werkzeug.exceptions import HTTPException

from courseware import locate
from lti_tool.sandbox import launches, pages, services, texts, tools
from lti_tool.sandbox.current import EXTENSION, Sandbox, current_person, current_sandbox
from lti_tool.sandbox.errors import AuthRefused, UntrustedToolJwt
from lti_tool.sandbox.faults import Faults
from lti_tool.sandbox.platform import Platform
from lti_tool.sandbox.registered import Tools
from lti_tool.sandbox.registration import RegistrationTokens
from lti_tool.sandbox.store import Store

_MAX_BODY_BYTES = 1 << 20
_SPECIFIC_ERRORS = {404: "error.not_found", 403: "error.not_allowed"}


def create_platform(
    platform: Platform, store: Store, *, secret: bytes, faults: Faults | None = None
) -> Flask:
    """
    The web server of a platform.

    secret: signs the cookie that remembers who is logged in.
    faults: for tests; what goes wrong, and when.
    """
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=secret,
        # Its own name: cookies do not know ports, so every server on this host shares them.
        SESSION_COOKIE_NAME="kurspakke-sandkasse",
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=_MAX_BODY_BYTES,
    )
    app.extensions[EXTENSION] = Sandbox(
        platform, store, faults or Faults(), Tools(platform, store), RegistrationTokens()
    )
    app.jinja_env.globals.update(words=texts.words, language=texts.LANGUAGE)
    app.jinja_env.filters.update(
        number=texts.number, day_and_time=texts.day_and_time, second=texts.second
    )
    for blueprint in (pages.bp, launches.bp, services.bp, tools.bp):
        app.register_blueprint(blueprint)
    app.add_url_rule("/player.css", "player_css", _player_css)
    app.after_request(_add_headers)
    app.register_error_handler(AuthRefused, _protocol_error)
    app.register_error_handler(UntrustedToolJwt, _protocol_error)
    app.register_error_handler(HTTPException, _http_error)
    return app


def _player_css() -> Response:
    """Designsystemet, as the player's build bundles it."""
    return send_from_directory(locate.player(), "player.css")


def _add_headers(response: Response) -> Response:
    origins = {_origin(tool.login_url) for tool in current_sandbox().tools.usable()}
    if "framed_origin" in g:
        origins.add(g.framed_origin)
    tool_origin = " ".join(sorted(origins))
    response.headers["Content-Security-Policy"] = "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "img-src 'self' data:",
            f"frame-src 'self' {tool_origin}",
            f"form-action 'self' {tool_origin}",
            "frame-ancestors 'self'",
            "base-uri 'none'",
        )
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Anything stricter makes the `Origin` of our posted forms "null".
    response.headers["Referrer-Policy"] = "strict-origin"
    if request.endpoint not in ("static", "player_css"):
        response.headers["Cache-Control"] = "no-store"
    return response


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _protocol_error(error: Exception) -> tuple[str, int]:
    """Moodle's "Invalid request": its own page, where the tool would have been."""
    return _error_page("error.refused", str(error)), 404


def _http_error(error: HTTPException) -> tuple[str, int]:
    status = error.code or 500
    return _error_page(_SPECIFIC_ERRORS.get(status, "error.other"), ""), status


def _error_page(text: str, detail: str) -> str:
    person = current_person()
    return render_template("sandbox/error.html", person=person, text=text, detail=detail)
