"""
Scores on their way to the platforms' gradebooks: how they are kept, and what is told of them.

A row is written in the transaction of the attempt that it reports, with its message and timestamp
frozen. `score_leases` is how workers take rows up.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    Index,
    String,
    Text,
    UniqueConstraint,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from lti_tool.protocol.grades import Score, read_score, score_message
from lti_tool.protocol.registration import Tenant
from lti_tool.storage.database import Base, lock

HELD = "platform_suspended"
"""The reason of a score that waits for the operator to let its platform in again."""

RESTORED = "restored"
"""The reason of a score that waits and may have been sent before: look before sending."""

_ONE_SECOND = timedelta(seconds=1)


class State(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


class OutgoingScoreRow(Base):
    __tablename__ = "outgoing_score"
    __table_args__ = (
        UniqueConstraint("tenant", "recipient", "timestamp"),
        Index("ix_outgoing_score_user_id", "tenant", "user_id"),
        Index(
            "ix_outgoing_score_waiting",
            "next_try_at",
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
    )

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(64))
    line_item: Mapped[str]
    user_id: Mapped[str] = mapped_column(String(255))
    scopes: Mapped[str]
    message: Mapped[str] = mapped_column(Text)
    timestamp: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None]
    detail: Mapped[str | None]
    tries: Mapped[int]
    queued_at: Mapped[datetime] = mapped_column(index=True)
    next_try_at: Mapped[datetime]
    lease: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class ScoreToSend:
    """
    user_id: `sub` of the launch, unchanged.
    scopes: those of the launch; they say whether a result may be read back.
    """

    tenant: Tenant
    line_item: str
    user_id: str
    score: Score
    ended_at: datetime
    scopes: frozenset[str] = frozenset()
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """
    What has become of a score, for the people who wait for it.

    next_try_at: of one that waits because of something that went wrong.
    """

    state: State
    reason: str | None
    settled_at: datetime | None
    next_try_at: datetime | None = None


def enqueue(session: Session, score: ScoreToSend, now: datetime) -> str:
    """Keep a score for delivery. Call it in the transaction that makes the score true."""
    key = score.tenant.key
    recipient = _recipient(score.line_item, score.user_id)
    timestamp = _next_timestamp(session, key, recipient, min(score.ended_at, now))
    message = score_message(score.user_id, score.score, timestamp, score.comment)
    row = OutgoingScoreRow(
        recipient=recipient,
        line_item=score.line_item,
        user_id=score.user_id,
        scopes=" ".join(sorted(score.scopes)),
        message=message,
        timestamp=timestamp,
    )
    return _queue(session, key, row, now)


def last_if_same(session: Session, score: ScoreToSend) -> str | None:
    """The id of the last score of the same recipient, where it says the very same."""
    last = _newest_row(session, score.tenant.key, _recipient(score.line_item, score.user_id))
    if last is None:
        return None
    message = score_message(score.user_id, score.score, last.timestamp, score.comment)
    return last.id if json.loads(last.message) == json.loads(message) else None


def resend(session: Session, tenant: Tenant, row_id: str, now: datetime) -> str | None:
    """
    Send a recipient's score once more: a new row with a later timestamp. None for an unknown one.

    What is sent is the newest that the recipient has had, whichever row is named: an older one may
    be a worse result, and the gradebook keeps what comes last.
    """
    named = session.get(OutgoingScoreRow, (tenant.key, row_id))
    if named is None:
        return None
    timestamp = _next_timestamp(session, tenant.key, named.recipient, now)
    counts = _newest_row(session, tenant.key, named.recipient) or named
    row = OutgoingScoreRow(
        recipient=counts.recipient,
        line_item=counts.line_item,
        user_id=counts.user_id,
        scopes=counts.scopes,
        message=json.dumps({**json.loads(counts.message), "timestamp": timestamp.isoformat()}),
        timestamp=timestamp,
    )
    return _queue(session, tenant.key, row, now)


def deliveries(session: Session, tenant: Tenant, row_ids: Iterable[str]) -> dict[str, Delivery]:
    rows = session.execute(
        select(
            OutgoingScoreRow.id,
            OutgoingScoreRow.state,
            OutgoingScoreRow.reason,
            OutgoingScoreRow.settled_at,
            OutgoingScoreRow.next_try_at,
        ).where(OutgoingScoreRow.tenant == tenant.key, OutgoingScoreRow.id.in_(list(row_ids)))
    )
    return {
        row.id: Delivery(
            State(row.state),
            row.reason,
            row.settled_at,
            row.next_try_at if row.state == State.WAITING and row.reason else None,
        )
        for row in rows
    }


def hold_after_restore(session: Session) -> int:
    """
    After a restore nobody knows which waiting scores have been sent since the backup: they are
    compared with the gradebook before they are sent. Returns how many wait.
    """
    waiting = update(OutgoingScoreRow).where(OutgoingScoreRow.state == State.WAITING)
    held = waiting.values(reason=RESTORED, lease=None, leased_until=None)
    return len(session.execute(held.returning(OutgoingScoreRow.id)).all())


def release_held(
    session: Session, registration_id: str, now: datetime, deployment_id: str | None = None
) -> int:
    """
    Send what waited only because the platform was suspended; how many that are.

    The time of the suspension does not count against them. They look before they are sent: among
    them may be some that a restored backup brought back.
    """
    row = OutgoingScoreRow
    of_tenant = row.tenant.startswith(f"{registration_id}:", autoescape=True)
    if deployment_id is not None:
        of_tenant = row.tenant == f"{registration_id}:{deployment_id}"
    held = update(row).where(of_tenant, row.state == State.WAITING, row.reason == HELD)
    return (
        session.connection()
        .execute(held.values(next_try_at=now, queued_at=now, reason=RESTORED))
        .rowcount
    )


def backlog(session: Session) -> tuple[int, datetime | None]:
    """How many scores wait, and since when the oldest of them does."""
    row = OutgoingScoreRow
    waiting = select(func.count(), func.min(row.queued_at)).where(row.state == State.WAITING)
    count, oldest = session.execute(waiting).one()
    return count, oldest


@dataclass(frozen=True, slots=True)
class Sent:
    """A score as it was written down, to be compared with what the platform shows."""

    line_item: str
    user_id: str
    score: Score


def sent_score(session: Session, tenant: Tenant, row_id: str) -> Sent | None:
    row = session.get(OutgoingScoreRow, (tenant.key, row_id))
    return None if row is None else Sent(row.line_item, row.user_id, read_score(row.message))


def refused(session: Session, registration_id: str | None) -> list[tuple[Tenant, str]]:
    """
    The newest score of every recipient, where it was refused: what the operator may send again.

    registration_id: only of this platform.
    """
    row, later = OutgoingScoreRow, aliased(OutgoingScoreRow)
    newer = select(later.id).where(
        later.tenant == row.tenant,
        later.recipient == row.recipient,
        later.timestamp > row.timestamp,
    )
    statement = (
        select(row.tenant, row.id)
        .where(row.state == State.REFUSED, ~newer.exists())
        .order_by(row.queued_at)
    )
    if registration_id is not None:
        statement = statement.where(row.tenant.startswith(f"{registration_id}:", autoescape=True))
    return [(Tenant.from_key(tenant), row_id) for tenant, row_id in session.execute(statement)]


def listed(session: Session, state: State | None, limit: int) -> list[OutgoingScoreRow]:
    """Newest first, for the operator."""
    statement = select(OutgoingScoreRow).order_by(OutgoingScoreRow.queued_at.desc()).limit(limit)
    if state is not None:
        statement = statement.where(OutgoingScoreRow.state == state)
    return list(session.scalars(statement))


def _queue(session: Session, tenant: str, row: OutgoingScoreRow, now: datetime) -> str:
    _supersede_waiting(session, tenant, row.recipient, now)
    row.tenant = tenant
    # Begins with the time, so that neighbours in time are neighbours in the index.
    row.id = f"{int(now.timestamp() * 1000):012x}{secrets.token_hex(8)}"
    row.state, row.tries, row.queued_at = State.WAITING, 0, now
    # A timestamp made later by the one-second rule is not sent before its time has come.
    row.next_try_at = max(now, row.timestamp)
    session.add(row)
    session.flush()
    return row.id


def _next_timestamp(session: Session, tenant: str, recipient: str, at: datetime) -> datetime:
    """Whole seconds, and later than every one that this recipient has had."""
    lock(session, lock_name(tenant, recipient))
    whole = at.astimezone(UTC).replace(microsecond=0)
    last = newest_timestamp(session, tenant, recipient)
    return whole if last is None else max(whole, last + _ONE_SECOND)


def newest_timestamp(session: Session, tenant: str, recipient: str) -> datetime | None:
    row = OutgoingScoreRow
    return session.scalar(
        select(func.max(row.timestamp)).where(row.tenant == tenant, row.recipient == recipient)
    )


def _newest_row(session: Session, tenant: str, recipient: str) -> OutgoingScoreRow | None:
    row = OutgoingScoreRow
    of_recipient = select(row).where(row.tenant == tenant, row.recipient == recipient)
    return session.scalar(of_recipient.order_by(row.timestamp.desc()).limit(1))


def _supersede_waiting(session: Session, tenant: str, recipient: str, now: datetime) -> None:
    row = OutgoingScoreRow
    session.execute(
        update(row)
        .where(
            row.tenant == tenant,
            row.recipient == recipient,
            row.state == State.WAITING,
            or_(row.leased_until.is_(None), row.leased_until <= now),
        )
        .values(state=State.SENT, reason="superseded", settled_at=now, lease=None)
    )


def _recipient(line_item: str, user_id: str) -> str:
    """Short and of one length: addresses of line items may be too long for an index."""
    return hashlib.sha256(f"{line_item}\n{user_id}".encode()).hexdigest()


def lock_name(tenant: str, recipient: str) -> str:
    return f"score {tenant} {recipient}"
