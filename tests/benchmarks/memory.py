"""What one web process takes, with the open courses in use."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from lti_tool.learning import publishing
from lti_tool.storage.database import Database
from tests.benchmarks.measuring import Row
from tests.lti_tool.clock import START

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

    with our_tool(folder) as ours:
        for course in ("introduction", "medication"):
            folder_of_course = locate.content() / "courses" / course
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as elsewhere:
                url = ours.tool.settings.database_url
                edition = elsewhere.submit(_publish, url, folder_of_course).result()
            ours.tool.shelf.get(edition, None)
        for number in range(launches):
            handshake(ours.app, str(number))
        status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


def _publish(url: str, folder: Path) -> str:
    """In a process of its own: a web process judges no course."""
    database = Database(url)
    prepared = publishing.prepare(folder, None, None, today=START.date())
    publishing.add(database, prepared, at=START, by="benchmark")
    edition = prepared.edition
    publishing.activate(database, edition.course, edition.version, at=START, by="benchmark")
    database.close()
    return edition.hash


if __name__ == "__main__":
    print(_serve(Path(sys.argv[1]), int(sys.argv[2])))  # noqa: T201 - for the process that started this one
