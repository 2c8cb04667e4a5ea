"""
How workers take up the scores of the outbox.

Any number of workers deliver rows: a row is leased for a while, so that a worker that dies gives
it back. For one recipient (line item and user) only the newest row is ever sent, and only one at a
time, because a gradebook keeps what comes last.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Update, func, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.protocol.registration import Tenant
from lti_tool.storage.database import try_lock
from lti_tool.storage.outbox import OutgoingScoreRow, State, lock_name, newest_timestamp

LEASE = timedelta(minutes=6)
"""
Longer than one delivery can take. At worst that is twelve requests of `outgoing.TOTAL_SECONDS`
each: a token, the score, a new token after a 401, the score again, and the same for the result that
is read back after a 409, and for the one that a restored score looks at first.
"""

_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Leased:
    """A score that this worker, and no other, may send until its lease ends."""

    tenant: Tenant
    id: str
    lease: str
    line_item: str
    user_id: str
    message: str
    scopes: frozenset[str]
    tries: int
    queued_at: datetime
    reason: str | None = None


def is_due(session: Session, now: datetime) -> bool:
    """Whether there may be something to lease; a look that disturbs nobody."""
    row = OutgoingScoreRow
    due = select(row.id).where(row.state == State.WAITING, row.next_try_at <= now).limit(1)
    return session.scalar(due) is not None


def lease_next(session: Session, now: datetime) -> Leased | None:
    """The next score that is due, leased to the caller. Commit before sending it."""
    row = OutgoingScoreRow
    due = (
        select(row)
        .where(
            row.state == State.WAITING,
            row.next_try_at <= now,
            or_(row.leased_until.is_(None), row.leased_until <= now),
        )
        .order_by(row.next_try_at, row.id)
        .limit(_CANDIDATES)
        .with_for_update(skip_locked=True)
    )
    for candidate in session.scalars(due).all():
        if not try_lock(session, lock_name(candidate.tenant, candidate.recipient)):
            continue  # another worker is at this recipient, or a new score is being queued
        if _is_newest(session, candidate, now):
            candidate.lease, candidate.leased_until = secrets.token_hex(8), now + LEASE
            candidate.tries += 1
            session.flush()
            return _leased(candidate)
    return None


def settle(
    session: Session,
    leased: Leased,
    state: State,
    now: datetime,
    reason: str | None = None,
    detail: str | None = None,
) -> None:
    """The last word on a score, unless the lease has passed to another worker meanwhile."""
    session.execute(
        _of_lease(leased).values(
            state=state, reason=reason, detail=detail, settled_at=now, lease=None, leased_until=None
        )
    )


def postpone(
    session: Session, leased: Leased, until: datetime, reason: str, detail: str | None
) -> None:
    """Try this score again later."""
    session.execute(
        _of_lease(leased).values(
            next_try_at=until, reason=reason, detail=detail, lease=None, leased_until=None
        )
    )


def release(session: Session, leased: Leased) -> None:
    """Let another worker take this score up; this one ends."""
    session.execute(_of_lease(leased).values(lease=None, leased_until=None))


def postpone_platform(session: Session, registration_id: str, until: datetime) -> None:
    """The platform does not answer: its other scores wait too, so that they hold up nobody's."""
    row = OutgoingScoreRow
    waiting = (
        select(row.tenant, row.id)
        .where(
            row.tenant.startswith(f"{registration_id}:", autoescape=True),
            row.state == State.WAITING,
            row.lease.is_(None),
            row.next_try_at < until,
        )
        .with_for_update(skip_locked=True)
    )
    for tenant, row_id in session.execute(waiting).all():
        session.execute(
            update(row).where(row.tenant == tenant, row.id == row_id).values(next_try_at=until)
        )


def has_newer(session: Session, leased: Leased) -> bool:
    """Whether a later score of the same recipient has been queued, or this one been deleted."""
    row = session.get(OutgoingScoreRow, (leased.tenant.key, leased.id))
    return row is None or newest_timestamp(session, row.tenant, row.recipient) != row.timestamp


def _is_newest(session: Session, candidate: OutgoingScoreRow, now: datetime) -> bool:
    """Also settles a candidate that a newer score has overtaken while it was being sent."""
    row = OutgoingScoreRow
    same = (row.tenant == candidate.tenant, row.recipient == candidate.recipient)
    if newest_timestamp(session, candidate.tenant, candidate.recipient) != candidate.timestamp:
        candidate.state, candidate.reason, candidate.settled_at = State.SENT, "superseded", now
        candidate.lease = candidate.leased_until = None
        session.flush()
        return False
    in_flight = select(func.count()).where(*same, row.id != candidate.id, row.leased_until > now)
    return session.scalar(in_flight) == 0


def _of_lease(leased: Leased) -> Update:
    row = OutgoingScoreRow
    return update(row).where(
        row.tenant == leased.tenant.key, row.id == leased.id, row.lease == leased.lease
    )


def _leased(row: OutgoingScoreRow) -> Leased:
    assert row.lease is not None  # noqa: S101 - set by the caller
    return Leased(
        tenant=Tenant.from_key(row.tenant),
        id=row.id,
        lease=row.lease,
        line_item=row.line_item,
        user_id=row.user_id,
        message=row.message,
        scopes=frozenset(row.scopes.split()),
        tries=row.tries,
        queued_at=row.queued_at,
        reason=row.reason,
    )
