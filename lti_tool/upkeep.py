"""
What every process of the tool does beside its work: say that it is alive, rotate the tool's keys.

Any number of processes do this at once, web processes and workers alike; whichever finds the keys
due makes the new one.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
from dataclasses import replace
from datetime import timedelta
from importlib.metadata import version

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lti_tool.periodic import Task, run_until
from lti_tool.storage import processes, tool_keys
from lti_tool.storage.processes import BEATS_EVERY, Running
from lti_tool.tool import Tool

_KEYS_EVERY = timedelta(minutes=10)

log = structlog.get_logger(__name__)


class Upkeep:
    """delivers: whether this process also sends scores."""

    def __init__(self, tool: Tool, *, delivers: bool) -> None:
        self._tool = tool
        now = tool.clock()
        self._process = Running(
            id=secrets.token_hex(8),
            host=socket.gethostname(),
            pid=os.getpid(),
            version=version("kurspakke"),
            delivers=delivers,
            started_at=now,
            seen_at=now,
        )

    def run(self, stop: threading.Event) -> None:
        tasks = [
            Task("heartbeat", self.beat, every=BEATS_EVERY),
            Task("keys", self.tend_keys, every=_KEYS_EVERY),
        ]
        run_until(stop, tasks, self._tool.clock)
        self.leave()

    def beat(self) -> None:
        with self._tool.database.begin() as session:
            processes.beat(session, replace(self._process, seen_at=self._tool.clock()))

    def tend_keys(self) -> None:
        secret, now = self._tool.settings.secret, self._tool.clock()
        with self._tool.database.begin() as session:
            made = tool_keys.rotate_if_due(session, secret, now)
        if made is not None:
            log.info("keys rotated", kid=made.kid, signs_from=made.signs_from.isoformat())

    def leave(self) -> None:
        """A process that stops says so; one that is killed is forgotten after a while."""
        try:
            with self._tool.database.begin() as session:
                processes.leave(session, self._process.id)
        except SQLAlchemyError as error:
            log.warning("the database did not hear that this process stops", error=repr(error)[:80])
