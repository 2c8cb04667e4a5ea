"""
Reading one file of an author: size first, never out of the folder, UTF-8 or a clear no.

Every refusal is a CourseNotReadable that carries the problem, so that the caller collects it and
goes on with the next file.
"""

from __future__ import annotations

import stat
from pathlib import Path, PurePosixPath

from courseware.document import Document
from courseware.errors import CourseNotReadable
from courseware.problems import Problem
from courseware.yaml_source import parse

YAML_MAX_BYTES = 1024 * 1024
LESSON_MAX_BYTES = 64 * 1024
"""Ten times the longest lesson that anybody reads to the end."""


def _refusal(code: str, file: PurePosixPath, **values: str | int) -> CourseNotReadable:
    return CourseNotReadable(Problem(code, file, values=values))


def may_exist(path: Path) -> bool:
    """Whether to try to read it: only what is surely not there need not be told of."""
    try:
        return path.exists()
    except OSError:
        return True


def is_folder(path: Path) -> bool:
    """False also for what cannot be looked at, such as a name that is too long."""
    try:
        return path.is_dir()
    except OSError:
        return False


def inside(root: Path, relative: str, label: PurePosixPath) -> Path:
    """
    The real path of an existing regular file below `root`.

    label: how problems name the file.
    Raises CourseNotReadable for one that is missing, is no file, or that `..`, an absolute path
    or a symbolic link puts elsewhere.
    """
    if "\\" in relative or PurePosixPath(relative).is_absolute():
        raise _refusal("path-outside", label, path=relative)
    try:
        base = root.resolve()
        path = (base / relative).resolve(strict=True)
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _refusal("file-missing", label) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise _refusal("file-unreadable", label) from error
    if not path.is_relative_to(base):
        raise _refusal("path-outside", label, path=relative)
    if not stat.S_ISREG(mode):
        raise _refusal("file-not-a-file", label)
    return path


def read_text(root: Path, relative: str, label: PurePosixPath, max_bytes: int) -> str:
    """The text of a file below `root`, with `\\n` line ends and no byte order mark."""
    path = inside(root, relative, label)
    try:
        size = path.stat().st_size
        with path.open("rb") as opened:
            data = opened.read(max_bytes + 1)
    except OSError as error:
        raise _refusal("file-unreadable", label) from error
    if len(data) > max_bytes:
        size = max(size, len(data))
        raise _refusal("file-too-big", label, kib=-(-size // 1024), limit=max_bytes // 1024)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        values: dict[str, str | int] = {"offset": error.start, "byte": f"0x{data[error.start]:02x}"}
        raise CourseNotReadable(Problem("file-not-utf8", label, line, values=values)) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_yaml(root: Path, relative: str, label: PurePosixPath) -> Document:
    return parse(read_text(root, relative, label, YAML_MAX_BYTES), label)
