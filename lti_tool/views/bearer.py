"""Who is asking: the bearer token of a request under /api/, and the transactions of the request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import g, request
from sqlalchemy.orm import Session

from lti_tool.learning.errors import NotAllowed
from lti_tool.learning.placements import Seat
from lti_tool.learning.serving import editions_for
from lti_tool.learning.sessions import Page, Visit
from lti_tool.learning.visits import go_on, seat_of
from lti_tool.tool import Tool, current_tool

_SCHEME = "Bearer "


@dataclass(frozen=True, slots=True)
class Asking:
    """One request inside one transaction. `now` is the same throughout."""

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


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody whose token opens a visit."""

    tool: Tool
    visit: Visit
    now: datetime

    @contextmanager
    def reading(self) -> Iterator[Asking]:
        """A look that writes nothing and waits for nobody who does."""
        with self.tool.database.read() as session:
            yield Asking(self.tool, session, self.visit, self.now)

    @contextmanager
    def writing(self) -> Iterator[Asking]:
        """
        A transaction that may write.

        The courses that it may need are taken from the shelf first: SQLite has one writer at a
        time, and parsing a course takes as long as many answers.
        """
        with self.tool.database.read() as session:
            wanted = editions_for(session, self.visit)
        self.tool.shelf.fetch(wanted)
        with self.tool.database.begin() as session:
            yield Asking(self.tool, session, self.visit, self.now)


def visitor() -> Visitor:
    """Raises SessionOver where the token opens no visit. Comes before everything else."""
    tool = current_tool()
    now = tool.clock()
    header = request.headers.get("Authorization", "")
    token = header[len(_SCHEME) :].strip() if header.startswith(_SCHEME) else ""
    visit = go_on(tool.database, token, now=now)
    g.language = visit.language
    return Visitor(tool, visit, now)
