"""What a process does over and over beside its work. What goes wrong in one task stops no other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from structlog.contextvars import bound_contextvars

from lti_tool.clock import Clock
from lti_tool.correlation import new_id

_LOOKS_EVERY_SECONDS = 1.0
_PAUSE_AFTER_ERROR = timedelta(seconds=15)

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Task:
    name: str
    act: Callable[[], object]
    every: timedelta
    due_at: datetime | None = None

    def run_if_due(self, now: datetime) -> None:
        if self.due_at is not None and now < self.due_at:
            return
        self.due_at = now + self.every
        with bound_contextvars(correlation_id=new_id()):
            try:
                self.act()
            except Exception:
                log.exception("task interrupted", task=self.name)
                self.due_at = now + _PAUSE_AFTER_ERROR


def run_until(stop: threading.Event, tasks: Sequence[Task], clock: Clock) -> None:
    """Go on until told to stop. A database that is away for a while stops nothing."""
    while not stop.is_set():
        for task in tasks:
            if stop.is_set():
                return
            task.run_if_due(clock())
        stop.wait(_LOOKS_EVERY_SECONDS)
