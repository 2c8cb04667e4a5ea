"""A teacher sends results to the gradebook again, or looks at what stands there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from courseware.model import Course
from lti_tool.learning.errors import Conflict, NotThere
from lti_tool.learning.opening import deliveries_of
from lti_tool.learning.placements import Seat
from lti_tool.learning.reporting import report_again
from lti_tool.protocol.grades import RESULT_SCOPE
from lti_tool.protocol.registration import Registration, Tenant
from lti_tool.storage import audit, outbox, platforms, progress
from lti_tool.storage.outbox import Sent, State


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask the platform, outside any transaction, and what it should say."""

    registration: Registration
    sent: Sent


def refused_people(session: Session, seat: Seat) -> list[str]:
    """Those whose result the platform did not take, the last time it was sent."""
    whose = seat.whose
    kept = progress.progress_in(session, whose.tenant, whose.placement, whose.course)
    deliveries = deliveries_of(session, kept)
    return [person for person, each in deliveries.items() if each.state is State.REFUSED]


def send_again(
    session: Session, seat: Seat, course: Course, people: Iterable[str], *, now: datetime
) -> int:
    """How many there was something to send for. `seat`: of whoever asks, for the audit log."""
    sent = 0
    for person in people:
        if report_again(session, Seat(seat.placement, person), course, now=now):
            sent += 1
            audit.record(
                session,
                "score.resend",
                person,
                at=now,
                by=seat.person,
                tenant=seat.placement.tenant,
                placement=seat.placement.id,
            )
    return sent


def question_of(session: Session, seat: Seat, person: str) -> Question:
    """Raises NotThere, or Conflict where nothing was sent or the platform shows no results."""
    kept = progress.progress_of(session, Seat(seat.placement, person).whose)
    if kept is None:
        raise NotThere
    tenant = Tenant.from_key(seat.placement.tenant)
    sent = kept.reported and outbox.sent_score(session, tenant, kept.reported.outgoing)
    registration = platforms.get(session, tenant.registration_id)
    if not sent or registration is None:
        raise Conflict("nothing-sent")
    if kept.column is None or RESULT_SCOPE not in kept.column.scopes:
        raise Conflict("results-not-shown")
    return Question(registration, sent)
