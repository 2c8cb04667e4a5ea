"""Who is asking: the bearer token of a request under /api/, and what the browser sent with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, request
from sqlalchemy.orm import Session

from lti_tool.learning.errors import BadRequest, NotAllowed
from lti_tool.learning.placements import Seat
from lti_tool.learning.sessions import Page, Visit
from lti_tool.learning.visits import go_on, seat_of
from lti_tool.tool import Tool, current_tool

_SCHEME = "Bearer "


@dataclass(frozen=True, slots=True)
class Asking:
    """One request inside its one transaction. `now` is the same throughout."""

    tool: Tool
    session: Session
    visit: Visit
    now: datetime

    def seat(self) -> Seat:
        return seat_of(self.session, self.visit)

    def learner_seat(self) -> Seat:
        """Raises NotAllowed for everybody whose doings are not kept."""
        if not self.visit.is_learner:
            raise NotAllowed("learners-only")
        return self.seat()

    def teacher_seat(self) -> Seat:
        if self.visit.page is not Page.TEACHER:
            raise NotAllowed("teachers-only")
        return self.seat()


@contextmanager
def asking() -> Iterator[Asking]:
    """A transaction for the visit that the token opens. Raises SessionOver."""
    tool = current_tool()
    now = tool.clock()
    header = request.headers.get("Authorization", "")
    token = header[len(_SCHEME) :].strip() if header.startswith(_SCHEME) else ""
    with tool.database.begin() as session:
        visit = go_on(session, token, now=now)
        g.language = visit.language
        yield Asking(tool, session, visit, now)


def sent() -> dict[str, Any]:
    """The JSON object of the request. Raises BadRequest."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadRequest
    return body


def sent_text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise BadRequest
    return value


def sent_optional(body: dict[str, Any], name: str) -> str | None:
    return None if body.get(name) is None else sent_text(body, name)
