"""Profiles: a format plus an LMS's habits, each one small module with the same three names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from scorm_builder.package import Member
from scorm_builder.profiles import (
    cartridge11,
    cmi5,
    moodle_scorm12,
    print_pdf,
    scorm12,
    scorm2004,
    web,
)
from scorm_builder.source import Source


@dataclass(frozen=True, slots=True)
class Profile:
    """
    name: what the author writes after `--profile`.
    summary: one sentence on what it is for.
    first: the member that must come first in the zip; a PDF has no other and is no zip.
    members: everything in the package, in no particular order.
    """

    name: str
    summary: str
    first: str
    members: Callable[[Source], Iterator[Member]]

    @property
    def is_paper(self) -> bool:
        """A PDF and no zip. It is in one language, so a course has one for each."""
        return self.first.endswith(".pdf")

    @property
    def suffix(self) -> str:
        return ".pdf" if self.is_paper else ".zip"


PROFILES: Mapping[str, Profile] = {
    module.NAME: Profile(module.NAME, module.SUMMARY, module.FIRST, module.members)
    for module in (moodle_scorm12, scorm12, scorm2004, cmi5, cartridge11, web, print_pdf)
}

DEFAULT = moodle_scorm12.NAME
"""What most municipalities have, and what Moodle's app opens too."""
