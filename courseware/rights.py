"""Whom the files of a course belong to, as those who see them must be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from courseware.model import Asset


@dataclass(frozen=True, slots=True)
class Credit:
    """The files that one rights holder gives on one licence; their names without the folder."""

    rights_holder: str
    licence: str
    files: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rights_holder}, {self.licence}: {', '.join(self.files)}"


def attributions(assets: Iterable[Asset]) -> list[Credit]:
    """Every file once, by rights holder and licence."""
    files: dict[tuple[str, str], list[str]] = {}
    for asset in sorted(assets, key=lambda each: each.path):
        name = PurePosixPath(asset.path).name
        files.setdefault((asset.rights_holder, asset.licence), []).append(name)
    return [Credit(*terms, tuple(names)) for terms, names in sorted(files.items())]
