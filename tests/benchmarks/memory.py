"""What one web process takes, with the open courses in use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.benchmarks.measuring import Row

BUDGET = 150


def measure(folder: Path, launches: int = 200) -> list[Row]:
    """In a process of its own, as nothing of this one may count."""
    output = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.memory", str(folder), str(launches)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [Row("memory of a web process", float(output) / 1024, "MiB", BUDGET)]


def _serve(folder: Path, launches: int) -> int:
    """Kilobytes that are resident at the end."""
    import gunicorn.app.base  # noqa: F401 - a web process has it, too

    from courseware import locate
    from tests.benchmarks.handshake import handshake, our_tool
    from tests.lti_tool.classroom import publish

    with our_tool(folder) as ours:
        for course in ("introduction", "medication"):
            edition = publish(ours.tool.database, locate.content() / "courses" / course)
            ours.tool.shelf.get(edition, None)
        for number in range(launches):
            handshake(ours.app, str(number))
        status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


if __name__ == "__main__":
    print(_serve(Path(sys.argv[1]), int(sys.argv[2])))  # noqa: T201 - for the process that started this one
