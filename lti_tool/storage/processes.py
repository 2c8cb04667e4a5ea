"""Which processes of the tool are running, on every machine: each says so twice a minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.storage.database import Base

BEATS_EVERY = timedelta(seconds=30)
COUNTS_AS_RUNNING = timedelta(minutes=2)
_FORGOTTEN_AFTER = timedelta(days=1)


class ProcessRow(Base):
    __tablename__ = "process"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    version: Mapped[str] = mapped_column(String(64))
    delivers: Mapped[bool]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Running:
    """delivers: whether it sends scores to the platforms."""

    id: str
    host: str
    pid: int
    version: str
    delivers: bool
    started_at: datetime
    seen_at: datetime

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}"


def beat(session: Session, process: Running) -> None:
    """Note that the process is alive, and forget those that have long been silent."""
    row = session.get(ProcessRow, process.id)
    if row is None:
        row = ProcessRow(
            id=process.id,
            host=process.host,
            pid=process.pid,
            version=process.version,
            delivers=process.delivers,
            started_at=process.started_at,
        )
        session.add(row)
    row.seen_at = process.seen_at
    gone = process.seen_at - _FORGOTTEN_AFTER
    session.execute(delete(ProcessRow).where(ProcessRow.seen_at < gone))
    session.flush()


def leave(session: Session, process_id: str) -> None:
    session.execute(delete(ProcessRow).where(ProcessRow.id == process_id))


def last_seen(session: Session) -> datetime | None:
    """When any of them was last heard of."""
    return session.scalar(select(func.max(ProcessRow.seen_at)))


def running(session: Session, now: datetime) -> list[Running]:
    """Those that have been heard of lately, the longest running first."""
    rows = session.scalars(
        select(ProcessRow)
        .where(ProcessRow.seen_at > now - COUNTS_AS_RUNNING)
        .order_by(ProcessRow.started_at, ProcessRow.id)
    )
    return [
        Running(row.id, row.host, row.pid, row.version, row.delivers, row.started_at, row.seen_at)
        for row in rows
    ]
