"""The zip itself: whether it is safe to open, and whether its names survive."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from scorm_builder.inspection.archive import (
    FREE_BYTES,
    MOST_BYTES,
    MOST_ENTRIES,
    MOST_RATIO,
    MOST_TEXT_BYTES,
    Archive,
    is_link,
)
from scorm_builder.inspection.findings import Finding, broken

_PORTABLE = re.compile(r"[A-Za-z0-9._/-]+")
_MACROS = frozenset({".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".pptm", ".potm", ".ppsm"})
_PROGRAMS = frozenset(
    {".exe", ".dll", ".bat", ".cmd", ".com", ".scr", ".msi", ".ps1", ".vbs", ".jar", ".hta", ".php"}
)
_TEXT = frozenset({".html", ".htm", ".xhtml", ".js", ".css", ".xml", ".json", ".svg"})
_ENCRYPTED = 0x1


def findings(archive: Archive) -> Iterator[Finding]:
    if archive.zip is None:
        yield broken("zip-broken", reason=archive.reason)
        return
    entries = archive.entries
    yield from _size(archive, entries)
    counted = Counter(entry.filename for entry in entries)
    for name, times in counted.items():
        if times > 1:
            yield broken("zip-twice", name, name=name, times=times)
    folded = Counter(name.lower() for name in counted)
    for entry in entries:
        yield from _entry(entry, clashes=folded[entry.filename.lower()] > 1)


def _size(archive: Archive, entries: list[zipfile.ZipInfo]) -> Iterator[Finding]:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES:
        yield broken("zip-too-many", count=len(entries), most=MOST_ENTRIES)
    if unpacked > MOST_BYTES:
        yield broken("zip-too-large", size=unpacked >> 20, most=MOST_BYTES >> 20)
    elif unpacked > max(FREE_BYTES, MOST_RATIO * archive.size):
        yield broken("zip-bomb", times=unpacked // max(archive.size, 1), most=MOST_RATIO)


def _entry(entry: zipfile.ZipInfo, *, clashes: bool) -> Iterator[Finding]:
    # zipfile turns backslashes into slashes on Windows only; what was written is in orig_filename.
    name = entry.orig_filename
    suffix = PurePosixPath(name.lower()).suffix
    if entry.flag_bits & _ENCRYPTED:
        yield broken("zip-encrypted", name)
    if is_link(entry):
        yield broken("zip-link", name)
    if _leads_out(name):
        yield broken("zip-path", name)
    elif clashes or not _PORTABLE.fullmatch(name):
        yield broken("zip-name", name)
    if suffix in _MACROS or PurePosixPath(name).name.lower() == "vbaproject.bin":
        yield broken("zip-macro", name)
    if suffix in _PROGRAMS:
        yield broken("zip-program", name)
    if suffix in _TEXT and entry.file_size > MOST_TEXT_BYTES:
        yield broken("file-too-large", name, most=MOST_TEXT_BYTES >> 20)


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return "\\" in name or name.startswith("/") or ".." in parts or "\0" in name or ":" in parts[0]
