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
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TypeVar

from courseware.bundle import encode, make_bundle
from courseware.course_hash import course_hash
from courseware.errors import CourseError
from courseware.loading import load_released
from courseware.localization import localize_released
from courseware.model import Course
from lti_tool.errors import LtiToolError
from lti_tool.learning.archive import Unpacked, unpack
from lti_tool.learning.errors import NotThere

COURSES_AT_HAND = 24
"""Localised courses kept parsed; some hundred kilobytes each."""

_STAMP_LENGTH = 16
_Key = tuple[str, str | None]
_T = TypeVar("_T")


class FilesGone(LtiToolError):
    """Unpacked files were taken away twice while a course was read."""


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
    """
    Thread-safe; who asks for one course never waits for another to be parsed.

    read_archive: the bytes of an edition, or None where there is no such.
    localizations_of: the ids of those that an edition is served in, or None likewise.
    """

    def __init__(
        self,
        read_archive: Callable[[str], bytes | None],
        localizations_of: Callable[[str], frozenset[str] | None],
    ) -> None:
        self._read_archive = read_archive
        self._localizations_of = localizations_of
        self._lock = Lock()  # of what follows; held for look-ups only
        self._served: OrderedDict[_Key, Served] = OrderedDict()
        self._unfit: OrderedDict[_Key, CourseError] = OrderedDict()
        self._editions: dict[str, _Edition] = {}
        self._cache: Path | None = None

    def get(self, edition: str, localization: str | None) -> Served:
        """
        Raises NotThere for an edition or a localization of it that was never published, and
        CourseError for one that does not fit.
        """
        key = (edition, localization)
        found = self._at_hand(key)
        if found is not None:
            return found
        known = self._edition(edition)
        if localization is not None and localization not in known.localizations:
            raise NotThere
        with known.lock:
            found = self._at_hand(key)
            if found is None:
                found = self._make(known, edition, localization)
        return found

    def fetch(self, wanted: Iterable[tuple[str, str | None]]) -> None:
        """Have these at hand. What cannot be had is left for the `get` that asks for it."""
        for edition, localization in wanted:
            with suppress(NotThere, CourseError):
                self.get(edition, localization)

    def files(self, edition: str) -> Unpacked:
        """All that it was published with. Raises NotThere."""
        known = self._edition(edition)
        with known.lock:
            return self._whole(known, edition)

    def medium(self, served: Served, path: str) -> Path:
        """A file that the bundle shows. Raises NotThere for any other."""
        if path not in served.media:
            raise NotThere
        return self._file(served, path)

    def picture(self, served: Served, path: str) -> bytes:
        """A file that a question shows, of a certify bank too. Raises NotThere for any other."""
        if path not in {asset.path for asset in served.course.assets}:
            raise NotThere
        return self._file(served, path).read_bytes()

    def _file(self, served: Served, path: str) -> Path:
        file = served.folder / path
        if file.is_file():
            return file
        known = self._edition(served.edition)
        with known.lock:
            return self._whole(known, served.edition).course / path

    def _at_hand(self, key: _Key) -> Served | None:
        with self._lock:
            if key in self._unfit:
                raise self._unfit[key].with_traceback(None)
            found = self._served.get(key)
            if found is not None:
                self._served.move_to_end(key)
            return found

    def _edition(self, edition: str) -> _Edition:
        """
        What is known of it. Raises NotThere; that is never remembered: anybody can work out what
        an open course will be called, and ask for it before it is published.
        """
        with self._lock:
            found = self._editions.get(edition)
        if found is None:
            localizations = self._localizations_of(edition)
            if localizations is None:
                raise NotThere
            with self._lock:
                found = self._editions.setdefault(edition, _Edition(localizations))
        return found

    def _make(self, known: _Edition, edition: str, localization: str | None) -> Served:
        """Parse it, from files that were all there before and after."""
        key = (edition, localization)
        for last in (False, True):
            unpacked = self._whole(known, edition)
            try:
                made = _serve(unpacked, edition, localization)
            except CourseError as error:
                if unpacked.is_whole():
                    with self._lock:
                        _put(self._unfit, key, error)
                    raise
                if last:
                    raise
            else:
                if unpacked.is_whole():
                    with self._lock:
                        _put(self._served, key, made)
                    return made
        raise FilesGone(f"the files of {edition[:12]} vanish while they are read")

    def _whole(self, known: _Edition, edition: str) -> Unpacked:
        """Its files, all of them: machines sweep their folders of temporary files."""
        if known.unpacked is None or not known.unpacked.is_whole():
            archive = self._read_archive(edition)
            if archive is None:
                raise NotThere
            known.unpacked = unpack(archive, edition, self._folder())
        return known.unpacked

    def _folder(self) -> Path:
        with self._lock:
            if self._cache is None or not self._cache.is_dir():
                self._cache = Path(tempfile.mkdtemp(prefix="kurspakke-"))
                weakref.finalize(self, shutil.rmtree, self._cache, ignore_errors=True)
            return self._cache


@dataclass(slots=True)
class _Edition:
    """lock: held while its files are unpacked or parsed. unpacked: None before the first time."""

    localizations: frozenset[str]
    lock: Lock = field(default_factory=Lock)
    unpacked: Unpacked | None = None


def read(unpacked: Unpacked, localization: str | None) -> Course:
    """The course of an unpacked archive, with the layer on it."""
    course = load_released(unpacked.course, private=unpacked.private)
    if localization is None:
        return course
    return localize_released(course, localization, unpacked.localizations)


def _put(kept: OrderedDict[_Key, _T], key: _Key, value: _T) -> None:
    kept[key] = value
    while len(kept) > COURSES_AT_HAND:
        kept.popitem(last=False)


def _serve(unpacked: Unpacked, edition: str, localization: str | None) -> Served:
    course = read(unpacked, localization)
    bundle = encode(make_bundle(course, remote_tests=True))
    return Served(
        edition=edition,
        localization=localization,
        course=course,
        folder=unpacked.course,
        hash=course_hash(course),
        bundle=bundle,
        stamp=hashlib.sha256(bundle).hexdigest()[:_STAMP_LENGTH],
        media=frozenset(asset.path for asset in course.assets if asset.path.encode() in bundle),
    )
