"""
A course as it is published: everything it is made from, in one archive named by its content.

The archive lies in the database, so that every process can serve the course without the folder
that it came from, and a started test is scored by exactly what it was drawn from.

    courses/<course id>/…       the course folder
    localizations/…             the regions and municipalities as they were that day
    private/<course id>/…       certify banks of the server's private folder
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lti_tool.errors import LtiToolError

MAX_FILES = 5_000
MAX_BYTES = 100 * 1024 * 1024
"""Unpacked. A web process holds one archive in memory, once, when it first serves the course."""

COURSES = "courses"
LOCALIZATIONS = "localizations"
PRIVATE = "private"
_COURSE, _PRIVATE = f"{COURSES}/", f"{PRIVATE}/"

_DATE = (1980, 1, 1, 0, 0, 0)
_COMPRESSED = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".mp4", ".webm", ".mp3", ".pdf"})


class NotArchivable(LtiToolError):
    """The files cannot be published; the message is a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Archive:
    """
    edition: sha256 over the names and contents of all the files; the zip's own bytes do not count.
    data: the zip.
    """

    edition: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Unpacked:
    """
    An archive as files.

    sizes: of every file of the archive, by name; what lies in the folder may be swept away.
    """

    folder: Path
    sizes: Mapping[str, int]

    @property
    def course(self) -> Path:
        (name,) = {PurePosixPath(name).parts[1] for name in self.sizes if name.startswith(_COURSE)}
        return self.folder / COURSES / name

    @property
    def localizations(self) -> Path:
        return self.folder / LOCALIZATIONS

    @property
    def private(self) -> Path | None:
        """Where the private banks are, when the archive has any: never guessed from the folder."""
        has_private = any(name.startswith(_PRIVATE) for name in self.sizes)
        return self.folder / PRIVATE if has_private else None

    def is_whole(self) -> bool:
        try:
            return all(
                (self.folder / name).stat().st_size == size for name, size in self.sizes.items()
            )
        except OSError:
            return False


def pack(course_id: str, folder: Path, localizations: Path | None, private: Path | None) -> Archive:
    """Gather what the course is made from. Raises NotArchivable when it is too much or no file."""
    files = dict(_files(folder, f"{COURSES}/{course_id}"))
    if localizations is not None:
        files |= _files(localizations, LOCALIZATIONS)
    if private is not None and (private / course_id).is_dir():
        files |= _files(private / course_id, f"{PRIVATE}/{course_id}")
    if len(files) > MAX_FILES:
        raise NotArchivable(f"There are {len(files)} files; a course has {MAX_FILES} at most.")
    size = sum(path.stat().st_size for path in files.values())
    if size > MAX_BYTES:
        raise NotArchivable(
            f"The files are {size // 1024**2} MiB; a course has "
            f"{MAX_BYTES // 1024**2} MiB at most. "
            "Compress the videos, or publish them elsewhere and link to them."
        )
    return Archive(_digest(files), _zip(files))


def media_digest(folder: Path) -> str:
    """Names and contents of the files below the course's `media/`."""
    return _digest(dict(_files(folder / "media", "media")))


def unpack(archive: bytes, edition: str, cache: Path) -> Unpacked:
    """
    The archive as files below `cache/<edition>`, written once; anew where files have gone.

    Several may do this at the same time: each writes beside and moves into place.
    """
    target = cache / edition
    cache.mkdir(parents=True, exist_ok=True)
    working = Path(tempfile.mkdtemp(prefix=f".{edition[:12]}-", dir=cache))
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            members = opened.infolist()
            sizes = {str(_safe(each.filename)): each.file_size for each in members}
            unpacked = Unpacked(target, sizes)
            if unpacked.is_whole():
                return unpacked
            for member in members:
                destination = working / member.filename
                destination.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(member) as source, destination.open("wb") as file:
                    shutil.copyfileobj(source, file)
        try:
            working.rename(target)
        except OSError:
            if not unpacked.is_whole():  # else another was first
                target.rename(working / ".swept")
                working.rename(target)
                shutil.rmtree(target / ".swept", ignore_errors=True)
    finally:
        shutil.rmtree(working, ignore_errors=True)
    return unpacked


def _files(folder: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    """Every file of the folder by its name in the archive; hidden ones are left out."""
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        for name in sorted(names):
            path = Path(at) / name
            if name.startswith("."):
                continue
            if not stat.S_ISREG(path.lstat().st_mode):
                raise NotArchivable(f"{path} is no regular file; put the file itself there.")
            yield f"{prefix}/{path.relative_to(folder).as_posix()}", path


def _digest(files: Mapping[str, Path]) -> str:
    whole = hashlib.sha256()
    for name, path in sorted(files.items()):
        with path.open("rb") as file:
            part = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{part} {name}\n".encode())
    return whole.hexdigest()


def _zip(files: Mapping[str, Path]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, path in sorted(files.items()):
            stored = path.suffix.lower() in _COMPRESSED
            member = zipfile.ZipInfo(name, _DATE)
            member.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            with path.open("rb") as source, archive.open(member, "w") as target:
                shutil.copyfileobj(source, target)
    return written.getvalue()


def _safe(name: str) -> PurePosixPath:
    """Only `pack` writes archives; a name that leaves the folder means a damaged database."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise NotArchivable(f"The archive holds a file called {name!r}.")
    return path
