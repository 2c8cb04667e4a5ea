"""
A package is an ordered list of members; written as a zip, the same members give the same bytes.

Fixed dates, modes, order and compression are what makes a package reproducible, so that its
SHA-256 can name it (and Moodle, which compares that hash, leaves an unchanged package alone).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from scorm_builder.errors import CannotWrite, UnfitForProfile

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip can hold; every member bears it."""

ALREADY_COMPRESSED = frozenset(
    f".{suffix}"
    for suffix in "avif gif jpeg jpg m4a m4v mp3 mp4 ogg pdf png webm webp woff2 zip".split()  # noqa: SIM905
)
"""Stored as they are: deflating them costs time and saves nothing."""

_SAFE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._-")
_CHUNK_BYTES = 1 << 20
_HUGE_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a package: its name inside, and where its bytes come from."""

    name: str
    source: bytes | Path

    def open(self) -> BytesIO | BufferedReader:
        return BytesIO(self.source) if isinstance(self.source, bytes) else self.source.open("rb")

    def is_huge(self) -> bool:
        """Whether a plain zip entry might not hold it."""
        return isinstance(self.source, Path) and self.source.stat().st_size >= _HUGE_BYTES

    def sha256(self) -> str:
        """Hex digest of the content, read in pieces."""
        with self.open() as content:
            return hashlib.file_digest(content, "sha256").hexdigest()


def checked(members: Iterable[Member], *, first: str) -> list[Member]:
    """
    The members in the package's order: `first`, then by name.

    Raises UnfitForProfile for a name that some LMS or file system would change or refuse.
    """
    ordered = sorted(members, key=lambda member: (member.name != first, member.name))
    seen: set[str] = set()
    for member in ordered:
        parts = member.name.split("/")
        if member.name in seen or not all(
            set(part) <= _SAFE and part not in ("", ".", "..") for part in parts
        ):
            raise UnfitForProfile("unsafe-name", name=member.name)
        seen.add(member.name)
    return ordered


def write_package(members: Iterable[Member], out: Path) -> str:
    """
    Write the members as a zip at `out`, whole or not at all, and return its SHA-256 in hex.

    Media is streamed; nothing is held in memory. Raises CannotWrite.
    """

    def write(partial: IO[bytes]) -> None:
        with zipfile.ZipFile(partial, "w", strict_timestamps=True) as archive:
            for member in members:
                with (
                    member.open() as content,
                    archive.open(_entry(member), "w", force_zip64=member.is_huge()) as target,
                ):
                    shutil.copyfileobj(content, target, _CHUNK_BYTES)

    return write_whole(out, write)


def write_alone(member: Member, out: Path) -> str:
    """Write one member as the file that it is; the same promises as `write_package`."""

    def write(partial: IO[bytes]) -> None:
        with member.open() as content:
            shutil.copyfileobj(content, partial, _CHUNK_BYTES)

    return write_whole(out, write)


def _entry(member: Member) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(member.name, EARLIEST)
    stored = PurePosixPath(member.name).suffix in ALREADY_COMPRESSED
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    entry.create_system = 3  # Unix, wherever it is built
    entry.external_attr = 0o100644 << 16
    return entry


def write_whole(out: Path, write: Callable[[IO[bytes]], object]) -> str:
    """
    Let `write` fill a file that then takes the place of `out`, whole or not at all; returns its
    SHA-256 in hex. Raises CannotWrite.
    """
    try:
        with tempfile.NamedTemporaryFile(
            dir=out.parent, prefix=f".{out.name}.", suffix=".part", delete=False
        ) as partial:
            partial_path = Path(partial.name)
            try:
                write(partial)
                partial.flush()
                os.fsync(partial.fileno())
                partial.seek(0)
                digest = hashlib.file_digest(partial, "sha256").hexdigest()
            except BaseException:
                partial_path.unlink(missing_ok=True)
                raise
        partial_path.chmod(0o644)
        try:
            partial_path.replace(out)
        except OSError:
            partial_path.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CannotWrite("cannot-write", path=str(out), reason=error) from error
    return digest
