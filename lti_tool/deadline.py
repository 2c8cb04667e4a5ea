"""
One deadline for a whole network call.

Timeouts of a socket count anew with every byte, so a peer that sends one now and then could hold a
thread for ever. Here a timer breaks off whatever the call waits for: the name, the connection, the
TLS handshake, the headers or the body.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from types import TracebackType
from typing import Any


class Deadline:
    """A call's time, running while it is entered. `watch` its socket; other threads end it."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._watched: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._break_off)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._let_go()

    @property
    def seconds_left(self) -> float:
        return self._ends_at - time.monotonic()

    @property
    def has_passed(self) -> bool:
        return self.seconds_left <= 0

    def watch(self, sock: socket.socket) -> None:
        """Break off this socket when the time is over, instead of the one before."""
        # A descriptor of our own: TLS takes the socket's away, and a closed one may be reused.
        watched = socket.socket(fileno=os.dup(sock.fileno()))
        with self._lock:
            self._let_go()
            self._watched = watched
        if self.has_passed:
            self._break_off()

    def resolve(self, host: str, port: int | None) -> list[Any]:
        """`getaddrinfo`, which knows no timeout. Raises OSError, TimeoutError too."""
        found: list[Any] = []
        failed: list[Exception] = []

        def ask() -> None:
            try:
                found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            except Exception as error:
                failed.append(error)

        asking = threading.Thread(target=ask, name="resolver", daemon=True)
        asking.start()
        asking.join(max(self.seconds_left, 0))
        if asking.is_alive():
            raise TimeoutError(f"{host} is not resolved in time")
        if failed:
            raise failed[0]
        return found

    def _break_off(self) -> None:
        with self._lock:
            if self._watched is None:
                return
            try:
                self._watched.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # the peer was faster

    def _let_go(self) -> None:
        if self._watched is not None:
            self._watched.close()
            self._watched = None
