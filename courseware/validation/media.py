"""Media files: they exist, are declared with their rights, and hold no programs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from courseware.course_source import CourseSource
from courseware.document import Node
from courseware.errors import CourseNotReadable
from courseware.problems import Problem, Severity
from courseware.source_files import inside

SVG_MAX_BYTES = 2 * 1024 * 1024

# A picture is shown on the tool's own address, where a script in it would be ours.
_ACTIVE_SVG = re.compile(
    rb"<\s*(script|foreignObject|iframe|embed|object)\b"
    rb"|<!ENTITY|javascript:|\son[a-z]+\s*=|href\s*=\s*[\"']\s*(https?:)?//",
    re.IGNORECASE,
)


def problems(source: CourseSource, used: Collection[str]) -> Iterator[Problem]:
    """used: the paths that lessons show; what they show undeclared is told with the lesson."""
    declared = set()
    for asset in source.root["assets"].records():
        path = asset["path"]
        declared.add(path.text)
        if not path.text.startswith("media/"):
            continue  # the schema has told
        try:
            file = inside(source.folder, path.text, source.label(path.text))
        except CourseNotReadable as error:
            yield _not_usable(path, error.problem)
            continue
        if file.suffix == ".svg":
            yield from _picture(path, file)
        if path.text not in used:
            yield path.warning("asset-unused", path=path.text)
    for name in _files(source.folder):
        if name not in declared and name not in used:
            yield Problem("media-orphan", source.label(name), severity=Severity.WARNING)


def _not_usable(path: Node, problem: Problem) -> Problem:
    code = "media-missing" if problem.code == "file-missing" else problem.code
    return path.problem(code, **{**problem.values, "path": path.text})


def _picture(path: Node, file: Path) -> Iterator[Problem]:
    if file.stat().st_size > SVG_MAX_BYTES:
        yield path.problem("svg-too-big", path=path.text, limit=SVG_MAX_BYTES // 1024)
    elif _ACTIVE_SVG.search(file.read_bytes()):
        yield path.problem("svg-active", path=path.text)


def _files(folder: Path) -> list[str]:
    media = folder / "media"
    if not media.is_dir():
        return []
    files = (file for file in media.rglob("*") if file.is_file() and file.name[0] != ".")
    return sorted(file.relative_to(folder).as_posix() for file in files)
