"""Exceptions become pages here, and nowhere else; under /api/ they become JSON."""

from __future__ import annotations

import structlog
from flask import Flask, Response, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from lti_tool import correlation, security_headers
from lti_tool.errors import LtiToolError, Refused
from lti_tool.texts import language_for, text

log = structlog.get_logger(__name__)

_KNOWN_STATUSES = (400, 404, 405, 413, 415)
_LABELS = ("title", "cause", "mend", "check", "number")


def init_app(app: Flask) -> None:
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(PoolTimeout, _database_away)
    app.register_error_handler(LtiToolError, _our_fault)
    app.register_error_handler(Exception, _our_fault)


def page_language() -> str:
    """What the view chose for this person, else what the browser asks for, else bokmål."""
    chosen = g.get("language")
    return chosen or language_for(*(tag for tag, _ in request.accept_languages))


def _refused(error: Refused) -> ResponseReturnValue:
    log.warning("refused", check=error.check, status=error.status, **error.values)
    return _answer(error)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    known = status in _KNOWN_STATUSES
    check = f"http_{status}" if known else "http_other"
    body, _ = _answer(Refused(check, status=status))
    allowed = getattr(error, "valid_methods", None)
    return body, status, {"Allow": ", ".join(allowed)} if allowed else {}


def _database_away(error: SQLAlchemyError) -> ResponseReturnValue:
    cause = getattr(error, "orig", error)
    log.error("database not available", error=type(cause).__name__)
    body, status = _answer(Refused("busy", status=503))
    return body, status, {"Retry-After": "5"}


def _our_fault(error: Exception) -> ResponseReturnValue:
    log.error("unexpected error", exc_info=error)
    return _answer(Refused("our_fault", status=500))


def _answer(error: Refused) -> tuple[str | Response, int]:
    language = page_language()
    parts = {
        part: text(error.catalogue, language, f"checks.{error.check}.{part}", **error.values)
        for part in ("what", "cause", "mend")
    }
    number = correlation.current_id()
    if request.path.startswith("/api/"):
        message = f"{parts['what']} {parts['cause']}"
        described = {
            "code": error.check,
            "message": message,
            "mend": parts["mend"],
            "correlation": number,
            **error.details,
        }
        return jsonify(error=described), error.status
    security_headers.framed_by_anyone()
    labels = {key: text("refusals", language, f"page.{key}") for key in _LABELS}
    page = render_template(
        "error.html", language=language, check=error.check, number=number, labels=labels, **parts
    )
    return page, error.status
