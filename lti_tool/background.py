"""The threads beside a process's own work, and how they end when the process is told to stop."""

from __future__ import annotations

import time
from threading import Event, Thread

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lti_tool.score_delivery import ScoreDelivery
from lti_tool.tool import Tool
from lti_tool.upkeep import Upkeep

_STOP_SECONDS = 10.0
"""For what is being sent at that moment; a service manager kills after more than that."""

log = structlog.get_logger(__name__)


class Background:
    """deliverers: how many threads send scores; none in a process that leaves it to workers."""

    def __init__(self, tool: Tool, *, deliverers: int) -> None:
        self.tool = tool
        self._stop = Event()
        self._crew = [ScoreDelivery(tool) for _ in range(deliverers)]
        upkeep = Upkeep(tool, delivers=deliverers > 0)
        # Daemons: a kill loses nothing, what was being sent is due again.
        self._threads = [
            Thread(target=run, args=(self._stop,), name=name, daemon=True)
            for name, run in [
                ("upkeep", upkeep.run),
                *((f"delivery-{number}", each.run) for number, each in enumerate(self._crew)),
            ]
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is under way; what takes too long is given back for others to take up."""
        self._stop.set()
        ends_at = time.monotonic() + _STOP_SECONDS
        for thread in self._threads:
            thread.join(timeout=max(0.0, ends_at - time.monotonic()))
        for member in self._crew:
            try:
                member.give_back()
            except SQLAlchemyError as error:  # then its lease ends by itself
                log.warning("score not given back", error=type(error).__name__)
