"""So many times in so long, for each asker: a brake on guessing, not a fence."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

_MOST_ASKERS = 10_000


class RateLimit:
    """
    Counted by each process for itself, in windows that begin with an asker's first try.

    Thread-safe. Forgets everybody when there are too many to remember.
    """

    def __init__(self, times: int, per: timedelta) -> None:
        self._times = times
        self._per = per
        self._lock = threading.Lock()
        self._counted: dict[str, tuple[datetime, int]] = {}

    def allows(self, asker: str, now: datetime) -> bool:
        """Counts this try."""
        with self._lock:
            begun, count = self._counted.get(asker, (now, 0))
            if now - begun >= self._per or now < begun:
                begun, count = now, 0
            if len(self._counted) >= _MOST_ASKERS and asker not in self._counted:
                self._counted.clear()
            self._counted[asker] = (begun, count + 1)
            return count < self._times
