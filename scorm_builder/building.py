"""One package and its conformance report, from a course to two files beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scorm_builder.errors import CannotWrite, WrongUse
from scorm_builder.inspection import inspect
from scorm_builder.package import Member, checked, write_alone, write_package
from scorm_builder.profiles import PROFILES
from scorm_builder.report import write_reports
from scorm_builder.source import Source


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
    Write the package, then its report; each is whole or not there.

    between: is given each member before it is written, and may stop it all by raising.
    browser: a Chromium that shows the package's pages to axe-core, for the report.
    Raises UnfitForProfile and CannotWrite.
    """
    chosen = PROFILES[profile]
    members = checked(chosen.members(source), first=chosen.first)
    if chosen.is_paper:
        (paper,) = map(between, members)
        sha256 = write_alone(paper, out)
    else:
        sha256 = write_package(map(between, members), out)
    page, _ = write_reports(inspect(out, browser=browser, language=language), out, language)
    return Built(out, page, sha256, out.stat().st_size, len(members))


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
