"""Text catalogues: YAML files `<subject>.<language>.yaml`, read once, one folder per package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).resolve().parent


@cache
def catalogue(subject: str, language: str, folder: Path = _FOLDER) -> Mapping[str, Any]:
    """The whole catalogue of one subject (`author`, `lesson`, …) in one language."""
    text = (folder / f"{subject}.{language}.yaml").read_text(encoding="utf-8")
    entries = yaml.load(text, Loader=yaml.CSafeLoader)
    assert isinstance(entries, dict)  # noqa: S101 - our own file
    return entries


def author_text(language: str, code: str, part: str, values: Mapping[str, str | int]) -> str:
    """
    One sentence to an author; `code` and its `what` and `mend` must be in the catalogue.

    A `near`, said where something like it exists, is empty for most codes.
    """
    entry = catalogue("author", language)[code]
    text: str = entry.get("near", "") if part == "near" else entry[part]
    return text.format_map(values)
