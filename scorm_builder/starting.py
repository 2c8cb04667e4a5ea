"""Ctrl-C while a command is still being loaded, before it can be answered in a sentence."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def interrupted_later() -> Iterator[Callable[[], bool]]:
    """In the block Ctrl-C breaks nothing off; ask the value afterwards whether it was pressed."""
    presses: list[int] = []
    usual = signal.getsignal(signal.SIGINT)
    if usual is signal.default_int_handler:  # whoever is started deaf to it stays so
        signal.signal(signal.SIGINT, lambda number, _: presses.append(number))
    try:
        yield lambda: bool(presses)
    finally:
        signal.signal(signal.SIGINT, usual)
