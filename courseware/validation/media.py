"""Media files: they exist, are whole, are declared with their rights, and hold no programs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from courseware.course_source import CourseSource
from courseware.document import Node
from courseware.errors import CourseNotReadable
from courseware.problems import Problem, Severity
from courseware.source_files import inside, is_folder
from courseware.validation import media_content, svg

SVG_MAX_BYTES = 2 * 1024 * 1024


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
        try:
            yield from list(_content(path, file))
        except OSError:
            yield path.problem("media-unreadable", path=path.text)
            continue
        if path.text not in used:
            yield path.warning("asset-unused", path=path.text)
    for name in _files(source.folder):
        if name not in declared and name not in used:
            yield Problem("media-orphan", source.label(name), severity=Severity.WARNING)


def _not_usable(path: Node, problem: Problem) -> Problem:
    code = "media-missing" if problem.code == "file-missing" else problem.code
    return path.problem(code, **{**problem.values, "path": path.text})


def _content(path: Node, file: Path) -> Iterator[Problem]:
    """Raises OSError."""
    mib = -(-file.stat().st_size // 1024**2)
    if mib > media_content.MOST_MIB:
        yield path.problem("media-too-big", path=path.text, mib=mib, limit=media_content.MOST_MIB)
        return
    with file.open("rb") as opened:
        if file.suffix == ".svg":
            yield from _drawing(path, opened.read(SVG_MAX_BYTES + 1))
        elif not media_content.is_whole(file.suffix, opened):
            yield path.problem("media-damaged", path=path.text, suffix=file.suffix[1:])


def _drawing(path: Node, data: bytes) -> Iterator[Problem]:
    if len(data) > SVG_MAX_BYTES:
        yield path.problem("svg-too-big", path=path.text, limit=SVG_MAX_BYTES // 1024)
        return
    flaw = svg.flaw(data)
    if flaw is not None:
        yield path.problem(flaw.code, path=path.text, line=flaw.line, part=flaw.part)


def _files(folder: Path) -> list[str]:
    media = folder / "media"
    if not is_folder(media):
        return []
    files = (file for file in media.rglob("*") if file.name[0] != "." and not is_folder(file))
    return sorted(file.relative_to(folder).as_posix() for file in files)
