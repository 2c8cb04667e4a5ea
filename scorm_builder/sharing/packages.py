"""Finished packages in a catalogue: whole, of its own courses, without certifying tests."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from courseware.model import Course
from scorm_builder.errors import CannotRead, WrongUse
from scorm_builder.inspection import inspect
from scorm_builder.inspection.archive import open_archive
from scorm_builder.inspection.findings import Severity

FOLDER = "packages"
SUFFIXES = {".zip": "application/zip", ".pdf": "application/pdf"}
_BUNDLE = re.compile(rb'<script[^>]* id="bundle">(.*?)</script>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class SharedPackage:
    """
    path: where it lies now. file: its address in the catalogue, from the catalogue's own page.
    layers: the titles of the region and the municipality whose words it has; none for the shared
        course.
    """

    path: Path
    file: str
    course: str
    profile: str
    layers: tuple[str, ...]
    sha256: str
    size: int

    @property
    def format(self) -> str:
        return SUFFIXES[self.path.suffix]

    def put_into(self, catalogue: Path) -> None:
        target = catalogue / self.file
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(self.path, target)


def packages_in(folder: Path, courses: Mapping[str, Course]) -> list[SharedPackage]:
    """
    Every zip and PDF of a folder, by name. courses: as the catalogue shares them, by id.

    Raises CannotRead where there is no such folder or nothing in it; WrongUse for a file that is
    no package of these courses and versions, breaks a rule, or holds a certifying test.
    """
    try:
        files = sorted(each for each in folder.iterdir() if each.suffix in SUFFIXES)
    except OSError as error:
        raise CannotRead("files", path=str(folder), reason=error) from error
    if not files:
        raise WrongUse("catalogue-no-packages", folder=str(folder))
    return list(_judged(files, courses))


def _judged(files: Iterable[Path], courses: Mapping[str, Course]) -> Iterator[SharedPackage]:
    for path in files:
        seen = inspect(path)
        if seen.record is None or seen.of(Severity.ERROR):
            raise WrongUse("catalogue-package-unfit", file=path.name)
        made_of = seen.record["course"]
        course = courses.get(made_of["id"])
        if course is None or course.version != made_of["version"]:
            raise WrongUse(
                "catalogue-package-of-another",
                file=path.name,
                course=made_of["id"],
                version=made_of["version"],
            )
        if _questions(path) - {each.id for bank in course.banks for each in bank.questions}:
            raise WrongUse("catalogue-package-certifies", file=path.name)
        yield SharedPackage(
            path,
            f"{FOLDER}/{path.name}",
            course.id,
            seen.record["profile"],
            tuple(layer["title"] for layer in seen.record["layers"]),
            seen.sha256,
            seen.size,
        )


def _questions(path: Path) -> set[str]:
    """The ids of the questions that its page holds; a PDF and a cartridge have no such page."""
    with open_archive(path) as archive:
        page = archive.read("index.html") if "index.html" in archive.names else None
    held = _BUNDLE.search(page or b"")
    return {each["id"] for each in json.loads(held[1])["questions"]} if held else set()
