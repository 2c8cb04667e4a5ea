"""
`make matrix`: every profile of both courses for three municipalities, built twice and judged.

The second time it is another day, in another time zone, folder, language and umask. A cell is good
when the bytes are the same, the official schemas take every document, a checker of other people
takes every PDF, and no rule is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile, copytree

from lxml import etree

from scorm_builder import official_schemas, scorm12_manifest, scorm2004_manifest
from scorm_builder.inspection import inspect
from scorm_builder.inspection.findings import Severity
from scorm_builder.profiles import PROFILES
from tests.conformance import pdf_standards, schema_folder

CONTENT = Path(__file__).resolve().parents[2] / "content"
COURSES = ("introduction", "medication")
MUNICIPALITIES = ("kongsbergregionen/kongsberg", "kongsbergregionen/tinn", "vesteralen/hadsel")
LOM = "{http://ltsc.ieee.org/xsd/LOM}lom"
CARTRIDGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
COMMAND = """
from datetime import date
from scorm_builder.cli import main
main(obj=lambda: date.fromisoformat("{day}"))
"""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when packages are built; none of it may reach their bytes."""

    folder: str
    day: str
    zone: str
    language: str
    umask: int
    hash_seed: str


SETTINGS = (
    Setting("her", "2026-03-02", "Europe/Oslo", "nb", 0o022, "1"),
    Setting("et annet sted/ålesund", "2026-09-14", "Pacific/Auckland", "en", 0o077, "2"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """
    One package. language: of a paper. why: what the builder said where it made none.

    schemas: the official schemas that its documents were held to. faults: what they say, and the
    rules that are broken.
    """

    course: str
    municipality: str
    profile: str
    language: str
    size: int
    same: bool
    schemas: tuple[str, ...]
    faults: tuple[str, ...]
    why: str = ""

    @property
    def is_good(self) -> bool:
        return self.same and not self.faults and not self.why


def matrix(
    content: Path, courses: Sequence[str], municipalities: Sequence[str], work: Path
) -> Iterator[Cell]:
    """
    Each cell as it is judged.

    content: a folder with `courses` and `localizations`. work: an empty one.
    """
    for course in courses:
        first, second = (
            build(content, course, municipalities, work, setting) for setting in SETTINGS
        )
        for name, here in sorted(first.items()):
            yield judge(course, *name, here, second[name])


def build(
    content: Path, course: str, municipalities: Sequence[str], work: Path, setting: Setting
) -> dict[tuple[str, str, str], tuple[Path, str]]:
    """By municipality, profile and language: the package, and a sentence where there is none."""
    folder = work / setting.folder
    source = copytree(content / "courses" / course, folder / course, copy_function=copyfile)
    named = [word for each in municipalities for word in ("--localization", each)]
    run = subprocess.run(
        [
            sys.executable, "-c", COMMAND.format(day=setting.day), "build", source, "--all",
            "--localizations", content / "localizations", *named, "--out", folder / f"{course}-out",
            "--served-at", "https://kurs.example.no", "--json", "--language", setting.language,
        ],
        env=os.environ | {"TZ": setting.zone, "PYTHONHASHSEED": setting.hash_seed},
        umask=setting.umask,
        capture_output=True,
        text=True,
    )  # fmt: skip
    if not run.stdout:
        raise RuntimeError(run.stderr)
    return {
        (each["localization"], each["profile"], each["language"] or ""): (
            Path(each["out"]),
            each["why"] or "",
        )
        for each in json.loads(run.stdout)["packages"]
    }


def judge(
    course: str,
    municipality: str,
    profile: str,
    language: str,
    here: tuple[Path, str],
    there: tuple[Path, str],
) -> Cell:
    package, why = here
    name = course, municipality, profile, language
    if not package.is_file():
        return Cell(*name, 0, False, (), (), why or "no package was made")
    same = there[0].is_file() and package.read_bytes() == there[0].read_bytes()
    schemas, faults = [], []
    if zipfile.is_zipfile(package):
        with zipfile.ZipFile(package) as archive:
            for schema, found in held_to_schemas(archive):
                schemas.append(schema)
                faults += found
    else:
        for standard in ("PDF/A-3a", "PDF/UA-1"):
            schemas.append(standard)
            faults += pdf_standards.faults(package.read_bytes(), standard)
    for finding in inspect(package, language="en").findings:
        if finding.rule.severity is not Severity.NOTE:
            faults.append(f"{finding.rule.id}: {finding.where}")
    return Cell(*name, package.stat().st_size, same, tuple(schemas), tuple(faults))


def held_to_schemas(archive: zipfile.ZipFile) -> Iterator[tuple[str, list[str]]]:
    """Each document of the package with what its schema says of it."""
    names = archive.namelist()
    if "imsmanifest.xml" in names:
        manifest = etree.fromstring(archive.read("imsmanifest.xml"))
        kind = etree.QName(manifest).namespace
        if kind == scorm12_manifest.IMSCP:
            yield "SCORM 1.2", _said(official_schemas.scorm12_schema(), manifest)
        elif kind == scorm2004_manifest.IMSCP:
            yield "SCORM 2004", _said(official_schemas.scorm2004_schema(), manifest)
            for metadata in manifest.iter(LOM):
                yield from _held("LOM", "scorm2004_4th/lom.xsd", etree.tostring(metadata))
        elif kind == CARTRIDGE:
            yield from _held("CC 1.1", "cc11/cc11libxml2validator.xsd", etree.tostring(manifest))
            for link in (name for name in names if name.startswith("lti/")):
                yield from _held("LTI link", "cc11/imslticc_v1p0p1.xsd", archive.read(link))
        else:
            yield "unknown", [f"no schema is known for {kind}"]
    if "cmi5.xml" in names:
        yield from _held("cmi5", "cmi5/CourseStructure.xsd", archive.read("cmi5.xml"))


def _held(name: str, schema: str, document: bytes) -> Iterator[tuple[str, list[str]]]:
    """Nothing where the schemas that no registry has are not to be had."""
    if schema_folder.is_set():
        standard, _, file = schema.partition("/")
        against = schema_folder.schema(standard, file)
        yield name, schema_folder.problems(against, etree.fromstring(document))


def _said(schema: etree.XMLSchema, document: etree._Element) -> list[str]:
    return [
        f"line {line}: {message}" for line, message in official_schemas.problems(schema, document)
    ]


def table(cells: Sequence[Cell]) -> Iterator[str]:
    yield f"{'course':13}{'municipality':30}{'profile':16}{'KiB':>6}  {'bytes':8}{'rules':7}schemas"
    for cell in cells:
        of_schemas = ", ".join(
            f"{name}{' x' + str(cell.schemas.count(name)) if cell.schemas.count(name) > 1 else ''}"
            for name in dict.fromkeys(cell.schemas)
        )
        yield (
            f"{cell.course:13}{cell.municipality:30}"
            f"{cell.profile + ' ' + cell.language:16}{cell.size // 1024:6}  "
            f"{'same' if cell.same else 'DIFFER':8}{'FAULTS' if cell.faults else 'clean':7}"
            f"{cell.why or of_schemas or 'it has none'}"
        )
        yield from (f"    {fault}" for fault in cell.faults)
    good = sum(cell.is_good for cell in cells)
    yield f"{good} of {len(cells)} good, in {len(PROFILES)} profiles"


def main() -> None:
    argparse.ArgumentParser(prog="make matrix", description=__doc__).parse_args()
    if not schema_folder.is_set():
        print(f"{schema_folder.SETTING} names no folder: LOM, CC and cmi5 are not held to theirs")  # noqa: T201
    with tempfile.TemporaryDirectory(prefix="kurspakke-matrix-") as name:
        cells = list(matrix(CONTENT, COURSES, MUNICIPALITIES, Path(name)))
    print("\n".join(table(cells)), flush=True)  # noqa: T201
    sys.exit(0 if all(cell.is_good for cell in cells) else 1)


if __name__ == "__main__":
    main()
