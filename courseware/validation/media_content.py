"""
Whether a media file is what its ending says, and whole.

Only its first and last bytes are read: a film takes no longer than a drawing. What is damaged in
between shows as a flaw in a picture; what is cut short or renamed shows as nothing at all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import BinaryIO

MOST_MIB = 512
"""One file. Larger ones no LMS takes, and no catalogue hands on."""

_ENDS_BYTES = 64 * 1024
"""Cameras and editors write a little after a picture's own end."""


def is_whole(suffix: str, opened: BinaryIO) -> bool:
    """False where the ending promises something else, or the content's own end is missing."""
    start = opened.read(32)
    size = opened.seek(0, os.SEEK_END)
    opened.seek(max(0, size - _ENDS_BYTES))
    looks_right = _KINDS.get(suffix)
    return looks_right is None or looks_right(start, opened.read(), size)


def _png(start: bytes, end: bytes, size: int) -> bool:
    return start.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in end


def _jpeg(start: bytes, end: bytes, size: int) -> bool:
    return start.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in end


def _gif(start: bytes, end: bytes, size: int) -> bool:
    return start.startswith((b"GIF87a", b"GIF89a")) and b"\x3b" in end[-256:]


def _webp(start: bytes, end: bytes, size: int) -> bool:
    told = int.from_bytes(start[4:8], "little") + 8
    return start.startswith(b"RIFF") and start[8:12] == b"WEBP" and size >= told


def _mp4(start: bytes, end: bytes, size: int) -> bool:
    return start[4:8] == b"ftyp"


def _webm(start: bytes, end: bytes, size: int) -> bool:
    return start.startswith(b"\x1a\x45\xdf\xa3")


def _mp3(start: bytes, end: bytes, size: int) -> bool:
    return start.startswith(b"ID3") or (start[:1] == b"\xff" and start[1:2] >= b"\xe0")


def _vtt(start: bytes, end: bytes, size: int) -> bool:
    return start.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT")


def _pdf(start: bytes, end: bytes, size: int) -> bool:
    return start.startswith(b"%PDF-") and b"%%EOF" in end


_KINDS: Mapping[str, Callable[[bytes, bytes, int], bool]] = {
    ".png": _png,
    ".jpg": _jpeg,
    ".jpeg": _jpeg,
    ".gif": _gif,
    ".webp": _webp,
    ".mp4": _mp4,
    ".webm": _webm,
    ".mp3": _mp3,
    ".vtt": _vtt,
    ".pdf": _pdf,
}
