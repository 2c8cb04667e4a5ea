"""
Building a package beside `zip -6` and npm's simple-scorm-packager, in the same run.

All three start from files on disk, in a process of their own, and end with a zip on disk. Ours
also validates, renders and writes the conformance report. They take turns, and the middle one of
each one's runs counts: a machine that is busy for a while is so for all of them.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from courseware.register import update
from tests.benchmarks.measuring import Row
from tests.player_node import NODE, PLAYER
from tests.sample_course import swap, write_course

PICTURES = 10
_OURS = "from scorm_builder.cli import main; main()"
_PARSED_BEFORE = """
import sys, time
from datetime import date
from pathlib import Path
from scorm_builder.building import build_package
from scorm_builder.source import localizations_of, open_source
folder, out = map(Path, sys.argv[1:])
source = open_source(
    folder, localization=None, localizations=localizations_of(folder), today=date(2026, 3, 2)
)
begun = time.perf_counter(), time.process_time()
build_package(source, "moodle-scorm12", out, "nb")
print(time.perf_counter() - begun[0], time.process_time() - begun[1])
"""
_FOREIGN = """
require("simple-scorm-packager")({
  version: "1.2", organization: "Vik", title: "Kurs", language: "nb", startingPage: "index.html",
  source: process.argv[1],
  package: { version: "1.0.0", zip: true, name: "kurs", outputFolder: process.argv[2] },
}, () => process.exit(0));
"""


@dataclass(frozen=True)
class Run:
    """Seconds by the clock on the wall and of the processor; the most memory, in MiB."""

    wall: float
    cpu: float
    memory: float = 0.0


@dataclass(frozen=True)
class Contest:
    """Everybody's runs on one course."""

    folder: Path
    course: Path
    unpacked: Path

    def ours(self) -> Run:
        out = str(self.folder / "ours.zip")
        words = ["build", str(self.course), "--profile", "moodle-scorm12", "--out", out]
        return timed([sys.executable, "-c", _OURS, *words], self.folder)

    def parsed_before(self) -> Run:
        """Our part of the work that is left when the sources have been read and checked."""
        out = str(self.folder / "parsed.zip")
        told = subprocess.run(
            [sys.executable, "-c", _PARSED_BEFORE, str(self.course), out],
            cwd=self.folder,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        wall, cpu = map(float, told.split())
        return Run(wall, cpu)

    def plain(self) -> Run:
        """Raises FileNotFoundError where the machine has no `zip`."""
        out = self.folder / "plain.zip"
        out.unlink(missing_ok=True)
        return timed(["zip", "-q", "-6", "-r", str(out), "."], self.unpacked)

    def foreign(self) -> Run:
        out = self.folder / "foreign"
        shutil.rmtree(out, ignore_errors=True)
        return timed(
            [str(NODE), "-e", _FOREIGN, str(self.unpacked), str(out)],
            PLAYER,
            os.environ | {"NODE_PATH": str(PLAYER / "node_modules")},
        )


def compare(folder: Path, pages: int = 50, megabytes: int = 20, rounds: int = 7) -> list[Row]:
    contest = Contest(folder, write_big_course(folder, pages, megabytes), folder / "unpacked")
    contest.ours()
    shutil.unpack_archive(folder / "ours.zip", contest.unpacked)
    runners = {"ours": contest.ours, "parsed": contest.parsed_before, "foreign": contest.foreign}
    if shutil.which("zip"):
        runners["zip"] = contest.plain
    runs: dict[str, list[Run]] = {name: [] for name in runners}
    for _ in range(rounds):
        for name, run in runners.items():
            runs[name].append(run())
    wall = {name: median(run.wall for run in each) for name, each in runs.items()}
    cpu = {name: median(run.cpu for run in each) for name, each in runs.items()}
    most = max(run.memory for run in runs["ours"])
    about = f"{pages} pages, {megabytes} MB, the middle of {rounds}"
    rows = [
        Row("build of a course, cold", wall["ours"], "s", detail=about),
        Row("build of a course, cold, CPU", cpu["ours"], "s"),
        Row("build, peak memory", most, "MiB"),
        Row("build, sources parsed before", wall["parsed"], "s"),
        Row("simple-scorm-packager", wall["foreign"], "s"),
        Row("simple-scorm-packager, CPU", cpu["foreign"], "s"),
        Row("build: ours / simple-scorm-packager", wall["ours"] / wall["foreign"], "×", 1.0),
        Row("build, CPU: ours / simple-scorm-packager", cpu["ours"] / cpu["foreign"], "×"),
    ]
    if "zip" in runs:
        rows += [
            Row("zip -6", wall["zip"], "s"),
            Row("zip -6, CPU", cpu["zip"], "s"),
            Row("build: ours / zip -6", wall["ours"] / wall["zip"], "×", 2.0),
            Row("build, CPU: ours / zip -6", cpu["ours"] / cpu["zip"], "×"),
            Row("build, parsed before: ours / zip -6", wall["parsed"] / wall["zip"], "×", 1.0),
        ]
    return rows


def write_big_course(folder: Path, pages: int, megabytes: int) -> Path:
    """The sample course with a chapter of that many lessons more, and pictures in ten of them."""
    course = write_course(folder)
    random_bytes = random.Random(1)
    lessons, assets = "", ""
    for number in range(pages):
        lessons += (
            f"      - {{id: side-{number}, title: {{nb: Side {number}, nn: Side {number}}},"
            " minutes: 2}\n"
        )
        text = f"## Dette gjelder\n\n{'Les dette, og spør når du er i tvil. ' * 40}\n"
        if number < PICTURES:
            path = f"media/bilde-{number}.jpg"
            content = random_bytes.randbytes(megabytes * 1_000_000 // min(PICTURES, pages))
            (course / path).write_bytes(b"\xff\xd8\xff\xe0" + content + b"\xff\xd9")
            assets += (
                f"  - path: {path}\n    alt: {{nb: Bilde, nn: Bilete}}\n"
                "    licence: CC-BY-4.0\n    rights_holder: Eksempel kommune\n"
            )
            text += f"\n![]({path})\n"
        for language in ("nb", "nn"):
            file = course / "lessons" / f"side-{number}.{language}.md"
            file.write_text(text, encoding="utf-8")
    chapter = f"  - id: mange\n    title: {{nb: Mange, nn: Mange}}\n    lessons:\n{lessons}"
    swap(course / "course.yaml", "\nbanks:", f"\n{chapter}banks:")
    swap(course / "course.yaml", "\nchapters:", f"\n{assets}chapters:")
    update(course)
    return course


def timed(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> Run:
    """Raises CalledProcessError where it fails."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        most = 0.0
        done = 0
        while not done:
            # Not `ru_maxrss`: a process inherits what the one that started it took.
            most = max(most, peak_memory(process.pid))
            time.sleep(0.001)
            done, status, used = os.wait4(process.pid, os.WNOHANG)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(wall, used.ru_utime + used.ru_stime, most)


def peak_memory(pid: int) -> float:
    """MiB, up to now; 0 once the process has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM")), "x 0")
    return int(line.split()[1]) / 1024
