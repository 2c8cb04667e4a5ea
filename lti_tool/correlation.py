"""
A number for every request: on the page, in the answer's header and in each line of the log.

Logs are JSON lines (readable lines in development). They never hold tokens, names, addresses of
people or form fields. So of an exception they hold the type and the places in the code; its words
only where they are our own, since a database driver quotes whole rows in its.
"""

from __future__ import annotations

import logging
import secrets
import sys
import traceback
from typing import TextIO

import structlog
from flask import Flask, Response, g

from courseware.errors import CourseError
from lti_tool.errors import LtiToolError

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without letters and digits that are mistaken for each other when read aloud."""
_LENGTH = 10


def new_id() -> str:
    # One call to the system instead of ten; that some letters are a little likelier does no harm.
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in secrets.token_bytes(_LENGTH))


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
                exception_formatter=_print_traceback,
            )
        ]
        if readable
        else [
            structlog.processors.ExceptionRenderer(traceback_of),
            structlog.processors.JSONRenderer(),
        ]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_LibraryFormatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
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


def traceback_of(exc_info: structlog.typing.ExcInfo) -> str:
    """Like Python's own, without variables and without the words of other people's exceptions."""
    error: BaseException | None = exc_info[1]
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    parts = []
    for error in reversed(chain):
        kind = type(error)
        words = f": {error}" if isinstance(error, LtiToolError | CourseError) else ""
        frames = "".join(traceback.format_tb(error.__traceback__))
        parts.append(f"{frames}{kind.__module__}.{kind.__qualname__}{words}")
    return "\n\nwhich led to\n\n".join(parts)


class _LibraryFormatter(logging.Formatter):
    """For what the libraries log: their exceptions are as talkative."""

    def formatException(  # noqa: N802 - named by logging
        self, ei: structlog.typing.ExcInfo | tuple[None, None, None]
    ) -> str:
        return traceback_of(ei) if ei[1] is not None else ""


def _print_traceback(stream: TextIO, exc_info: structlog.typing.ExcInfo) -> None:
    stream.write(f"\n{traceback_of(exc_info)}")


def _begin() -> None:
    g.correlation_id = new_id()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(correlation_id=g.correlation_id)


def _mark(response: Response) -> Response:
    response.headers["X-Correlation-Id"] = current_id()
    return response
