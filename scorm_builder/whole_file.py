"""Files that are there whole, or not at all; where several belong together, all of them or none."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from scorm_builder.errors import CannotWrite

Filling = Callable[[IO[bytes]], object]


class Draft(Protocol):
    def __call__(self, out: Path, fill: Filling, /) -> Path:
        """Let `fill` write a file beside `out`, and give its place. Raises CannotWrite."""


@contextmanager
def together() -> Iterator[Draft]:
    """
    Drafts of files, which take their places when the block ends without an error.

    Until then every old file stays as it is, so that no disk that is full in the middle, and no
    Ctrl-C, leaves some of them new and others old. Raises CannotWrite.
    """
    drafts: dict[Path, Path] = {}

    def draft(out: Path, fill: Filling) -> Path:
        try:
            with tempfile.NamedTemporaryFile(
                dir=out.parent, prefix=f".{out.name}.", suffix=".part", delete=False
            ) as file:
                drafts[out] = Path(file.name)
                fill(file)
                file.flush()
                os.fsync(file.fileno())
            drafts[out].chmod(_mode(out))
        except OSError as error:
            raise CannotWrite("cannot-write", path=str(out), reason=error) from error
        return drafts[out]

    try:
        yield draft
        for out, file in drafts.items():
            try:
                file.replace(out)
            except OSError as error:
                raise CannotWrite("cannot-write", path=str(out), reason=error) from error
    finally:
        for file in drafts.values():
            file.unlink(missing_ok=True)


def write_whole(out: Path, fill: Filling) -> str:
    """One such file; gives its SHA-256 in hex. Raises CannotWrite."""
    with together() as draft, draft(out, fill).open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()


def _mode(out: Path) -> int:
    """What the old file has; a new one may be read by all, whatever the shell says."""
    return stat.S_IMODE(out.stat().st_mode) if out.exists() else 0o644
