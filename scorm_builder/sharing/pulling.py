"""A course taken out of a catalogue, as the base of one's own; refused when a byte is another."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from courseware.course_source import COURSE_FILE
from courseware.errors import InvalidCourse
from courseware.problems import Severity
from courseware.validation import check
from scorm_builder.errors import CannotRead, WrongUse
from scorm_builder.sharing.entry import CATALOGUE
from scorm_builder.untrusted_zip import ZIP_ERRORS
from scorm_builder.whole_folder import new_folder, write_file

MOST_CATALOGUE_BYTES = 5 << 20
MOST_PACKAGE_BYTES = 512 << 20
MOST_UNPACKED_BYTES = 1 << 30
MOST_FILES = 10_000
TIMEOUT_SECONDS = 30

Fetch = Callable[[str, int], bytes]
"""A file of the catalogue by its name, refused above so many bytes."""

_FILE = re.compile(r"[a-z0-9][a-z0-9.-]*\.zip")
_MEMBER = re.compile(
    r"course\.yaml|ids\.lock\.yaml|words(\.(nb|nn|en))?\.txt|(lessons|questions)/[a-z0-9.-]+\.(md|yaml)"
    r"|media(/[a-z0-9_][a-z0-9_.-]*)+"
)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def pull(
    catalogue: str,
    course_id: str,
    folder: Path,
    *,
    sha256: str | None,
    localizations: Path,
    today: date,
) -> dict[str, Any]:
    """
    Write the course into `folder`, whole or not at all; returns its entry.

    sha256: what somebody told of it by another way; else the catalogue's own word is taken.
    Raises CannotRead, WrongUse, CannotWrite, and InvalidCourse for what is no valid course.
    """
    fetch = _from(catalogue)
    entry = _entry(fetch(CATALOGUE, MOST_CATALOGUE_BYTES), course_id)
    file, told = entry["encoding"]["contentUrl"], entry["encoding"]["sha256"]
    data = fetch(file, MOST_PACKAGE_BYTES)
    if hashlib.sha256(data).hexdigest() not in {told} & {sha256 or told}:
        raise CannotRead("pull-altered", file=file)
    with new_folder(folder) as place:
        _unpack(data, file, place)
        found = check(place, today=today, localizations=localizations)
        if any(problem.severity is Severity.ERROR for problem in found):
            raise InvalidCourse(found)
    return entry


def _entry(data: bytes, course_id: str) -> dict[str, Any]:
    try:
        listed = json.loads(data)["dataset"]
        entries = {each["identifier"]: each for each in listed}
        for each in listed:
            encoding = each["encoding"]
            named = _FILE.fullmatch(encoding["contentUrl"])
            if named is None or not re.fullmatch("[0-9a-f]{64}", encoding["sha256"]):
                raise ValueError(encoding)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CannotRead("pull-no-catalogue", file=CATALOGUE) from error
    if course_id not in entries:
        known = ", ".join(map(str, entries)) or "–"
        raise WrongUse("pull-no-course", id=course_id, known=known)
    found: dict[str, Any] = entries[course_id]
    return found


def _unpack(data: bytes, file: str, place: Path) -> None:
    """Only files that a course has, under the names that a course gives them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            whole = sum(entry.file_size for entry in entries)
            fits = len(entries) <= MOST_FILES and whole <= MOST_UNPACKED_BYTES
            ours = all(_MEMBER.fullmatch(name) and ".." not in name for name in names)
            if not fits or not ours or len(set(names)) < len(names) or COURSE_FILE not in names:
                raise CannotRead("pull-not-a-course", file=file)
            for entry in entries:
                write_file(place / entry.filename, archive.read(entry))
    except ZIP_ERRORS as error:
        raise CannotRead("pull-not-a-course", file=file) from error


def _from(catalogue: str) -> Fetch:
    """A folder on this machine, or an address: https, or http on this machine alone."""
    if "://" not in catalogue:
        return lambda name, most: _of_folder(Path(catalogue) / name, most)
    parts = urlsplit(catalogue)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or parts.username or (parts.scheme != "https" and not local):
        raise WrongUse("pull-address", value=catalogue)
    base = catalogue.removesuffix("index.html").removesuffix(CATALOGUE)
    base = base if base.endswith("/") else f"{base}/"
    return lambda name, most: _of_web(urljoin(base, name), most)


def _of_folder(path: Path, most: int) -> bytes:
    with path.open("rb") as content:  # what cannot be opened is told by the command
        return _capped(content.read(most + 1), most, str(path))


class _NoRedirect(HTTPRedirectHandler):
    """A catalogue that has moved is told of; it is not followed to wherever it says."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def _of_web(url: str, most: int) -> bytes:
    opener = build_opener(_NoRedirect)
    try:
        request = Request(url, headers={"User-Agent": "kurspakke"})  # noqa: S310 - judged in _from
        with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            return _capped(answer.read(most + 1), most, url)
    except (OSError, HTTPException, ValueError) as error:
        reason = str(getattr(error, "reason", error))
        raise CannotRead("pull-unreachable", url=url, reason=reason) from error


def _capped(data: bytes, most: int, name: str) -> bytes:
    if len(data) > most:
        raise CannotRead("import-too-big", path=name, limit=most >> 20)
    return data
