"""Who is asking: the bearer token of a request under /api/, and the transactions of the request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import g, request
from sqlalchemy.orm import Session

from lti_tool.learning.errors import NotAllowed
from lti_tool.learning.grants import Act, Rights
from lti_tool.learning.placements import Seat
from lti_tool.learning.rights import rights_of
from lti_tool.learning.serving import editions_for
from lti_tool.learning.sessions import Visit
from lti_tool.learning.visits import go_on, seat_of
from lti_tool.protocol.roles import Roles
from lti_tool.storage.attempts import edition_of
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

    def rights(self) -> Rights:
        """What the visitor may do at the placement, by the platform and by our own grants."""
        return self._rights(self.seat())

    def seat_for(self, act: Act) -> Seat:
        """The visitor's seat, where the act is allowed there. Raises NotAllowed."""
        seat = self.seat()
        if self._rights(seat).may(act):
            return seat
        if act is Act.SEE_RESULTS:
            raise NotAllowed("no-results")
        raise NotAllowed("no-right")

    def _rights(self, seat: Seat) -> Rights:
        visit = self.visit
        roles = Roles(instructor=visit.is_teacher, administrator=visit.is_administrator)
        return rights_of(self.session, roles, seat.placement, visit.person, now=self.now)


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
    def writing(self, *, attempt: str | None = None) -> Iterator[Asking]:
        """
        A transaction that may write. attempt: the only test that it is about.

        The courses that it may need are taken from the shelf first: SQLite has one writer at a
        time, and parsing a course takes as long as many answers.
        """
        with self.tool.database.read() as session:
            wanted = (
                editions_for(session, self.visit)
                if attempt is None
                else edition_of(session, self.visit.tenant, attempt)
            )
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
