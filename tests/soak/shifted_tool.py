"""
`lti-tool`, whose time runs ahead of the machine's by as many seconds as a file says.

`python -m tests.soak.shifted_tool FILE serve`: everything else is the tool as it is installed.
Retries that take two weeks can be watched in minutes that way.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lti_tool import clock


def shift(file: Path) -> None:
    """Before any other module of the tool is imported: they take the clock as they find it."""

    def shifted() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(file.read_text() or 0))

    clock.system_clock = shifted


if __name__ == "__main__":
    shift(Path(sys.argv[1]))
    from lti_tool.cli import main

    main(sys.argv[2:])
