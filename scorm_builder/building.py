"""One package and its conformance report, from a course to the files beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from scorm_builder.errors import CannotWrite, WrongUse
from scorm_builder.inspection import inspect
from scorm_builder.package import Member, checked, copy_into, zip_into
from scorm_builder.profiles import PROFILES
from scorm_builder.report import as_json, as_page, report_files
from scorm_builder.source import Source
from scorm_builder.whole_file import together


@dataclass(frozen=True, slots=True)
class Built:
    """report: the page. size: in bytes."""

    out: Path
    report: Path
    sha256: str
    size: int
    files: int


def build_package(
    source: Source,
    profile: str,
    out: Path,
    language: str,
    between: Callable[[Member], Member] = lambda member: member,
    browser: Path | None = None,
) -> Built:
    """
    Write the package and its report, together: a report is of the package that it lies beside.

    between: is given each member before it is written, and may stop it all by raising.
    browser: a Chromium that shows the package's pages to axe-core, for the report.
    Raises UnfitForProfile and CannotWrite.
    """
    chosen = PROFILES[profile]
    members = checked(chosen.members(source), first=chosen.first)

    def fill(file: IO[bytes]) -> None:
        if chosen.is_paper:
            (paper,) = map(between, members)
            copy_into(file, paper)
        else:
            zip_into(file, map(between, members))

    with together() as draft:
        inspection = inspect(draft(out, fill), browser=browser, language=language)
        inspection = replace(inspection, name=out.name)
        page, data = report_files(out)
        draft(page, lambda file: file.write(as_page(inspection, language).encode()))
        draft(data, lambda file: file.write(as_json(inspection, language).encode()))
    return Built(out, page, inspection.sha256, inspection.size, len(members))


def refuse_bad_name(out: Path, profile: str) -> None:
    """A PDF that is called a zip, or a zip that is called a PDF, opens nowhere."""
    if PROFILES[profile].is_paper != (out.suffix.lower() == ".pdf"):
        raise WrongUse("wrong-suffix", profile=profile, suffix=PROFILES[profile].suffix)


def refuse_bad_target(out: Path, folder: Path, parent: Path) -> None:
    """A package over its own source, or in a folder that is none."""
    if not parent.is_dir():
        raise CannotWrite("not-a-package-folder", path=str(parent))
    if out.resolve().is_relative_to(folder.resolve()):
        raise WrongUse("out-in-course", path=str(out))


def make_folder(out: Path, folder: Path) -> None:
    """The folder for many packages, made where it is missing. Raises CannotWrite and WrongUse."""
    refuse_bad_target(out, folder, out.parent)
    try:
        out.mkdir(exist_ok=True)
    except OSError as error:
        raise CannotWrite("cannot-write", path=str(out), reason=error) from error
