"""
The published courses as this process has them at hand.

Everything here is named by its content, so nothing ever goes stale: a course is parsed once, its
bundle written once, and both are forgotten only to make room. The files unpack into a folder of
the process's own.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from courseware.bundle import course_hash, encode, make_bundle
from courseware.loading import load_course
from courseware.localization import localize
from courseware.model import Course
from lti_tool.learning.archive import COURSES, LOCALIZATIONS, PRIVATE, unpack
from lti_tool.learning.errors import NotThere

COURSES_AT_HAND = 24
"""Localised courses kept parsed; some hundred kilobytes each."""

_STAMP_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Served:
    """
    One edition in one localization, ready for browsers.

    hash: of the course as it is taken: texts, keys, rules and local values.
    bundle: the player's input, without a word of any certify bank.
    stamp: of the bundle's bytes; another version of this program may write others.
    media: paths of the files that the bundle shows, and no others.
    """

    edition: str
    localization: str | None
    course: Course
    folder: Path
    hash: str
    bundle: bytes
    stamp: str
    media: frozenset[str]


class Shelf:
    """Thread-safe. read_archive: the bytes of an edition, or None where there is no such."""

    def __init__(self, read_archive: Callable[[str], bytes | None]) -> None:
        self._read_archive = read_archive
        self._lock = Lock()
        self._served: OrderedDict[Hashable, Served] = OrderedDict()
        self._cache: Path | None = None

    def get(self, edition: str, localization: str | None) -> Served:
        """Raises NotThere for an unknown edition, CourseError for one that does not fit."""
        key = (edition, localization)
        with self._lock:
            found = self._served.get(key)
            if found is not None:
                self._served.move_to_end(key)
                return found
            made = _serve(self._unpacked(edition), edition, localization)
            self._served[key] = made
            while len(self._served) > COURSES_AT_HAND:
                self._served.popitem(last=False)
            return made

    def medium(self, served: Served, path: str) -> Path:
        """A file that the bundle shows. Raises NotThere for any other."""
        if path not in served.media:
            raise NotThere
        file = served.folder / path
        if not file.is_file():  # machines sweep their folders of temporary files
            with self._lock:
                shutil.rmtree(served.folder.parent.parent, ignore_errors=True)
                self._unpacked(served.edition)
        return file

    def _unpacked(self, edition: str) -> Path:
        if self._cache is None:
            self._cache = Path(tempfile.mkdtemp(prefix="kurspakke-"))
            weakref.finalize(self, shutil.rmtree, self._cache, ignore_errors=True)
        if (self._cache / edition).is_dir():
            return self._cache / edition
        archive = self._read_archive(edition)
        if archive is None:
            raise NotThere
        return unpack(archive, edition, self._cache)


def read(folder: Path, localization: str | None) -> Course:
    """The course of an unpacked archive, with the layer on it."""
    (course_folder,) = (folder / COURSES).iterdir()
    private = folder / PRIVATE
    course = load_course(course_folder, private=private if private.is_dir() else None)
    return (
        course if localization is None else localize(course, localization, folder / LOCALIZATIONS)
    )


def _serve(folder: Path, edition: str, localization: str | None) -> Served:
    course = read(folder, localization)
    (course_folder,) = (folder / COURSES).iterdir()
    bundle = encode(make_bundle(course, remote_tests=True))
    return Served(
        edition=edition,
        localization=localization,
        course=course,
        folder=course_folder,
        hash=course_hash(course),
        bundle=bundle,
        stamp=hashlib.sha256(bundle).hexdigest()[:_STAMP_LENGTH],
        media=frozenset(asset.path for asset in course.assets if asset.path.encode() in bundle),
    )
