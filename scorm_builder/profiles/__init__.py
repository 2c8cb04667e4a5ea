"""Profiles: a format plus an LMS's habits, each one small module with the same three names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from scorm_builder.package import Member
from scorm_builder.profiles import cartridge11, moodle_scorm12, scorm12, scorm2004, web
from scorm_builder.source import Source


@dataclass(frozen=True, slots=True)
class Profile:
    """
    name: what the author writes after `--profile`.
    summary: one sentence on what it is for.
    first: the member that must come first in the zip.
    members: everything in the package, in no particular order.
    """

    name: str
    summary: str
    first: str
    members: Callable[[Source], Iterator[Member]]


PROFILES: Mapping[str, Profile] = {
    module.NAME: Profile(module.NAME, module.SUMMARY, module.FIRST, module.members)
    for module in (moodle_scorm12, scorm12, scorm2004, cartridge11, web)
}
