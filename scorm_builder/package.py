"""
A package is an ordered list of members; written as a zip, the same members give the same bytes.

Fixed dates, modes, order and compression are what makes a package reproducible, so that its
SHA-256 can name it (and Moodle, which compares that hash, leaves an unchanged package alone).
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from scorm_builder.errors import UnfitForProfile
from scorm_builder.whole_file import write_whole

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

    Raises CannotWrite.
    """
    return write_whole(out, lambda file: zip_into(file, members))


def zip_into(file: IO[bytes], members: Iterable[Member]) -> None:
    """Media is streamed; nothing is held in memory."""
    with zipfile.ZipFile(file, "w", strict_timestamps=True) as archive:
        for member in members:
            with (
                member.open() as content,
                archive.open(_entry(member), "w", force_zip64=member.is_huge()) as target,
            ):
                shutil.copyfileobj(content, target, _CHUNK_BYTES)


def copy_into(file: IO[bytes], member: Member) -> None:
    """One member as the file that it is."""
    with member.open() as content:
        shutil.copyfileobj(content, file, _CHUNK_BYTES)


def _entry(member: Member) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(member.name, EARLIEST)
    stored = PurePosixPath(member.name).suffix in ALREADY_COMPRESSED
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    entry.create_system = 3  # Unix, wherever it is built
    entry.external_attr = 0o100644 << 16
    return entry
