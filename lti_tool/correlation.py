"""
A number for every request: on the page, in the answer's header and in each line of the log.

Logs are JSON lines (readable lines in development). They never hold tokens, names, addresses of
people or form fields.
"""

from __future__ import annotations

import logging
import secrets
import sys

import structlog
from flask import Flask, Response, g

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without letters and digits that are mistaken for each other when read aloud."""
_LENGTH = 10


def new_id() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_mark)


def current_id() -> str:
    """The number of this request."""
    if "correlation_id" not in g:
        _begin()
    number: str = g.correlation_id
    return number


def configure_logging(*, readable: bool) -> None:
    """Call once per process, from the command line."""
    rendering: list[structlog.typing.Processor] = (
        [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                exception_formatter=structlog.dev.plain_traceback,  # others print variables
            )
        ]
        if readable
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *rendering,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _begin() -> None:
    g.correlation_id = new_id()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(correlation_id=g.correlation_id)


def _mark(response: Response) -> Response:
    response.headers["X-Correlation-Id"] = current_id()
    return response
