"""
So many times in so long, for each asker: brakes on guessing, shared by all processes.

What is refused writes nothing, so that a flood costs a look each and no more.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.storage.database import Base, Database, lock

_LONGEST = timedelta(minutes=10)


class TriesRow(Base):
    __tablename__ = "tries"

    brake: Mapped[str] = mapped_column(String(16), primary_key=True)
    # A hash: who tried is nobody's to read here.
    asker: Mapped[str] = mapped_column(String(64), primary_key=True)
    begun_at: Mapped[datetime] = mapped_column(index=True)
    count: Mapped[int]


@dataclass(frozen=True, slots=True)
class Brake:
    """
    times: how many tries in a window that begins with an asker's first.
    """

    name: str
    times: int
    per: timedelta

    def allows(self, database: Database, asker: str, now: datetime) -> bool:
        """Counts this try, in a transaction of its own: one that is undone was still made."""
        whose = (self.name, hashlib.sha256(asker.encode()).hexdigest())
        with database.read() as session:
            if self._is_used_up(session.get(TriesRow, whose), now):
                return False
        with database.begin() as session:
            lock(session, f"tries {' '.join(whose)}")
            row = session.get(TriesRow, whose)
            if self._is_used_up(row, now):
                return False
            if row is None:
                session.add(TriesRow(brake=self.name, asker=whose[1], begun_at=now, count=1))
            elif self._is_over(row, now):
                row.begun_at, row.count = now, 1
            else:
                row.count += 1
        return True

    def _is_over(self, row: TriesRow, now: datetime) -> bool:
        return not row.begun_at <= now < row.begun_at + self.per

    def _is_used_up(self, row: TriesRow | None, now: datetime) -> bool:
        return row is not None and row.count >= self.times and not self._is_over(row, now)


BEDSIDE_CODES = Brake("bedside-code", 30, timedelta(minutes=10))
"""An assessor's tries at codes that employees show."""
SESSION_CODES = Brake("session-code", 10, timedelta(minutes=10))
"""A learner's tries at the code of a supervised test."""
VERIFICATIONS = Brake("verification", 30, timedelta(minutes=1))
"""A network's look-ups on the page that verifies certificates."""


def forget_old_tries(session: Session, now: datetime) -> None:
    session.execute(delete(TriesRow).where(TriesRow.begun_at <= now - _LONGEST))
