"""What a package hangs on, as one hash: unchanged, and it need not be built again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import courseware
import scorm_builder
from courseware import locate
from courseware.course_source import REGISTER_FILE
from courseware.layer_files import read_layers
from scorm_builder.whole_file import write_whole

CACHE_FILE = ".kurspakke-build.json"
_FORMAT = 1
_OWN_SOURCES = (".py", ".yaml", ".js", ".typ")


@dataclass(frozen=True)
class Inputs:
    """A course's folder, its localizations, and how it is to be built."""

    folder: Path
    localizations: Path
    course_id: str
    options: Mapping[str, object]

    @cached_property
    def _shared(self) -> str:
        """The course, the player, the schemas and the builder itself."""
        digest = hashlib.sha256()
        for part in (
            _tree(self.folder, [path for path in self.folder.rglob("*") if _is_input(path)]),
            _tree(locate.player(), locate.player().rglob("*")),
            _tree(locate.schemas(), locate.schemas().rglob("*")),
            *(_own(Path(package.__file__ or "").parent) for package in (courseware, scorm_builder)),
            version("kurspakke"),
            json.dumps(self.options, sort_keys=True),
        ):
            digest.update(part.encode())
        return digest.hexdigest()

    def key(self, localization: str, profile: str, language: str) -> str:
        """Raises UnknownLocalization."""
        digest = hashlib.sha256(f"{self._shared} {profile} {language}".encode())
        for layer in read_layers(self.localizations, localization, self.course_id):
            files = {layer.folder / name for name in layer.lessons}
            files |= {layer.folder / REGISTER_FILE}
            if layer.document is not None:
                files.add(layer.folder / layer.document.file.name)
            digest.update(_tree(layer.folder, files).encode())
        return digest.hexdigest()


def _is_input(path: Path) -> bool:
    return not any(part.startswith(".") for part in path.parts[-3:])


def _own(package: Path) -> str:
    """The builder's own sources: a newer one may write other bytes under the same version."""
    found = (path for suffix in _OWN_SOURCES for path in package.rglob(f"*{suffix}"))
    apart = (package / "player", package / "shipped")
    return _tree(package, [p for p in found if not any(p.is_relative_to(each) for each in apart)])


def _tree(root: Path, paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        if path.is_file():
            with path.open("rb") as content:
                inside = hashlib.file_digest(content, "sha256").hexdigest()
            digest.update(f"{path.relative_to(root).as_posix()} {inside}\n".encode())
    return digest.hexdigest()


class Cache:
    """`.kurspakke-build.json` beside the packages: of each file its key, and what was written."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / CACHE_FILE
        self._entries: dict[str, dict[str, str]] = {}
        try:
            record = json.loads(self._file.read_text(encoding="utf-8"))
            if record["format"] == _FORMAT:
                self._entries = dict(record["files"])
        except (OSError, ValueError, KeyError, TypeError):
            pass  # none yet, or not ours: everything is built

    def holds(self, files: Iterable[Path], key: str) -> bool:
        """Whether every file still is what was written under this key."""
        return all(
            self._entries.get(file.name) == {"key": key, "sha256": _sha256(file)} for file in files
        )

    def sha256_of(self, file: Path) -> str:
        """Of a file that it holds."""
        return self._entries[file.name]["sha256"]

    def remember(self, files: Iterable[Path], key: str) -> None:
        """Raises CannotWrite."""
        for file in files:
            self._entries[file.name] = {"key": key, "sha256": _sha256(file)}
        record = {"format": _FORMAT, "files": dict(sorted(self._entries.items()))}
        text = json.dumps(record, indent=1)
        write_whole(self._file, lambda out: out.write(f"{text}\n".encode()))


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return ""
