"""A zip of unknown origin, read in memory within limits; nothing is ever unpacked to disk."""

from __future__ import annotations

import hashlib
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scorm_builder.errors import CannotRead
from scorm_builder.untrusted_zip import ZIP_ERRORS

MOST_ENTRIES = 20_000
MOST_BYTES = 4 << 30
MOST_RATIO = 200
"""How much larger than packed the whole may be; text with much repetition reaches about 100."""
FREE_BYTES = 32 << 20
"""Below this no ratio is a bomb."""
MOST_TEXT_BYTES = 16 << 20
_CHUNK_BYTES = 1 << 20
_READ_ERRORS = (*ZIP_ERRORS, OSError)


@dataclass(frozen=True, slots=True)
class Archive:
    """
    zip: None where the file is no zip at all; reason says why.
    names: of all files, folders left out.
    """

    path: Path
    sha256: str
    size: int
    zip: zipfile.ZipFile | None
    reason: str = ""

    @property
    def entries(self) -> list[zipfile.ZipInfo]:
        return self.zip.infolist() if self.zip else []

    @property
    def names(self) -> frozenset[str]:
        return frozenset(entry.filename for entry in self.entries if not entry.is_dir())

    def read(self, name: str, most: int = MOST_TEXT_BYTES) -> bytes | None:
        """The content; None where it is larger than `most`, encrypted or damaged."""
        if self.zip is None or name not in self.names:
            return None
        try:
            with self.zip.open(name) as content:
                read = content.read(most + 1)
        except _READ_ERRORS:
            return None
        return read if len(read) <= most else None

    def sha256_of(self, name: str) -> str | None:
        """Read in pieces, and never more than the entry says that it holds."""
        if self.zip is None:
            return None
        try:
            with self.zip.open(name) as content:
                digest = hashlib.sha256()
                while piece := content.read(_CHUNK_BYTES):
                    digest.update(piece)
                return digest.hexdigest()
        except _READ_ERRORS:
            return None


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Raises CannotRead when there is no such file to read."""
    try:
        with path.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        size = path.stat().st_size
    except OSError as error:
        raise CannotRead("files", path=str(path), reason=error) from error
    try:
        opened = zipfile.ZipFile(path)
    except (*_READ_ERRORS, ValueError) as error:
        yield Archive(path, sha256, size, None, str(error))
        return
    with opened:
        yield Archive(path, sha256, size, opened)


def is_link(entry: zipfile.ZipInfo) -> bool:
    """A symbolic link, by the mode that Unix left."""
    return stat.S_ISLNK(entry.external_attr >> 16)
