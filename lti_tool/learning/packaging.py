"""
Published courses as packages, for authors: what there is to take, and how one is made.

`scorm-builder` makes it in a process of its own: there, a build that takes seconds of one core
holds up nobody's answers, ends when its time is over, and knows neither the database nor the tool's
secrets. It reads the course as it was published, without the server's private banks.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from courseware.model import Language
from lti_tool.errors import LtiToolError
from lti_tool.learning.archive import MAX_BYTES, Unpacked
from lti_tool.learning.errors import Conflict, Unpackable
from scorm_builder.build_all import file_name
from scorm_builder.profiles import PROFILES
from scorm_builder.terminal import EXIT_MEND
from scorm_builder.texts import LANGUAGES

MOST_TIME = timedelta(seconds=60)
MOST_BYTES = MAX_BYTES + 16 * 1024 * 1024
"""A published course, and what a package adds to it."""
MOST_AT_ONCE = 2
"""Builds in one process of the tool, whoever asked."""

_NICENESS = 10
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")
"""Of the environment; the secret and the database's address are nothing to the builder."""
_SHARED = "shared"


class PackagingBroke(LtiToolError):
    """The builder failed in a way that the author can do nothing about."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    localization: None for the shared course. opens_in: one of the course's languages.
    release: whether it is for people to learn by, and so must be approved and cleared.
    """

    course: str
    localization: str | None
    profile: str
    opens_in: Language
    release: bool

    @property
    def name(self) -> str:
        """What the file is called."""
        reads_in = self.opens_in if PROFILES[self.profile].is_paper else None
        return file_name(self.course, self.localization or _SHARED, self.profile, reads_in)


@dataclass(frozen=True, slots=True)
class Package:
    """content: open, and already without a name on disk, so that nothing is left behind."""

    content: BinaryIO
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Workshop:
    """
    Makes packages, one at a time for each person, and few at once. Counted by each process of the
    tool for itself.

    served_at: the tool's own address, for packages that link to it.
    """

    served_at: str
    most_time: timedelta = MOST_TIME
    most_bytes: int = MOST_BYTES
    _room: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(MOST_AT_ONCE))
    _busy: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def make(self, unpacked: Unpacked, wanted: Wanted, who: str, language: Language) -> Package:
        """
        who: the person, for the one build at a time. language: of what may be wrong.

        Raises Unpackable with all that the author must mend, Conflict while another build of the
        same person is under way, too many are, or it takes too long, and PackagingBroke.
        """
        with self._alone(who), tempfile.TemporaryDirectory(prefix="kurspakke-package-") as folder:
            out = Path(folder) / wanted.name
            told = self._run(_command(unpacked, wanted, out, self.served_at, language), folder)
            if told["bytes"] > self.most_bytes:
                raise Conflict("package-too-large", size=told["bytes"] // 1024**2)
            return Package(out.open("rb"), told["bytes"], told["sha256"])

    @contextmanager
    def _alone(self, who: str) -> Iterator[None]:
        with self._lock:
            if who in self._busy:
                raise Conflict("package-under-way")
            self._busy.add(who)
        try:
            if not self._room.acquire(timeout=self.most_time.total_seconds() / 2):
                raise Conflict("packages-busy")
            try:
                yield
            finally:
                self._room.release()
        finally:
            with self._lock:
                self._busy.discard(who)

    def _run(self, command: list[str], folder: str) -> dict[str, Any]:
        """What the builder says of the package that it made."""
        process = subprocess.Popen(  # noqa: S603 - every word of it is ours or was checked
            command,
            cwd=folder,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        with process:
            with suppress(OSError):  # it may have ended already
                os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
            try:
                told, trace = process.communicate(timeout=self.most_time.total_seconds())
            except subprocess.TimeoutExpired as error:
                process.kill()
                raise Conflict("package-too-slow") from error
        return _answer(process.returncode, told, trace)


def _command(
    unpacked: Unpacked, wanted: Wanted, out: Path, served_at: str, language: Language
) -> list[str]:
    words = [sys.executable, "-P", "-m", "scorm_builder", "build", str(unpacked.course)]
    words += ["--profile", wanted.profile, "--in", wanted.opens_in, "--out", str(out)]
    words += ["--json", "--language", language if language in LANGUAGES else LANGUAGES[0]]
    words += ["--localizations", str(unpacked.localizations), "--served-at", served_at]
    if wanted.localization is not None:
        words += ["--localization", wanted.localization]
    return [*words, "--release"] if wanted.release else words


def _answer(code: int, told: bytes, trace: bytes) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(told)
    except ValueError as error:
        raise PackagingBroke(trace.decode(errors="replace")[-2000:]) from error
    if code == 0:
        return answer
    if code != EXIT_MEND:  # a disk that is full, a folder that was swept away
        raise PackagingBroke(str(answer.get("error")))
    raise Unpackable(tuple(_to_mend(answer)))


def _to_mend(answer: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    if "error" in answer:
        yield {"where": "", "what": answer["error"]["message"], "mend": ""}
    for problem in answer.get("problems", ()):
        if problem["severity"] == "error":
            line = f":{problem['line']}" if problem["line"] else ""
            where = f"{problem['file']}{line} {problem['place']}".strip()
            yield {"where": where, "what": problem["what"], "mend": problem["mend"]}


def profiles() -> list[str]:
    """What a course can be taken as, the usual first."""
    return list(PROFILES)
