"""
Building a package beside `zip -6` and npm's simple-scorm-packager, in the same run.

All three start from files on disk, in a process of their own, and end with a zip on disk. Ours also
validates, renders and writes the conformance report.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from courseware.register import update
from tests.benchmarks.measuring import Row
from tests.player_node import NODE, PLAYER
from tests.sample_course import swap, write_course

PICTURES = 10
_FOREIGN = """
require("simple-scorm-packager")({
  version: "1.2", organization: "Vik", title: "Kurs", language: "nb", startingPage: "index.html",
  source: process.argv[1],
  package: { version: "1.0.0", zip: true, name: "kurs", outputFolder: process.argv[2] },
}, () => process.exit(0));
"""


def compare(folder: Path, pages: int = 50, megabytes: int = 20) -> list[Row]:
    course = write_big_course(folder, pages, megabytes)
    ours = _seconds(
        [sys.executable, "-c", "from scorm_builder.cli import main; main()", "build", str(course),
         "--profile", "moodle-scorm12", "--out", str(folder / "ours.zip")],
        folder,
    )  # fmt: skip
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    unpacked = folder / "unpacked"
    shutil.unpack_archive(folder / "ours.zip", unpacked)
    foreign = _seconds(
        [str(NODE), "-e", _FOREIGN, str(unpacked), str(folder / "foreign")],
        PLAYER,
        os.environ | {"NODE_PATH": str(PLAYER / "node_modules")},
    )
    rows = [
        Row("build of a course, cold", ours, "s", detail=f"{pages} pages, {megabytes} MB"),
        Row("build, peak memory", most, "MiB"),
        Row("simple-scorm-packager", foreign, "s"),
        Row("build: ours / simple-scorm-packager", ours / foreign, "×", 1.0),
    ]
    zip_program = shutil.which("zip")
    if zip_program is not None:
        plain = _seconds([zip_program, "-q", "-6", "-r", str(folder / "plain.zip"), "."], unpacked)
        rows += [
            Row("zip -6", plain, "s"),
            Row("build: ours / zip -6", ours / plain, "×", 2.0),
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


def _seconds(
    command: Sequence[str], folder: Path, environment: dict[str, str] | None = None
) -> float:
    begun = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return time.perf_counter() - begun
