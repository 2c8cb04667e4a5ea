"""
Text catalogues of the tool: YAML files `<catalogue>.<language>.yaml` in this folder, read once.

Keys are paths with dots (`checks.nonce.mend`); values may hold `{placeholders}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

LANGUAGES = ("nb", "nn", "en")
_FOLDER = Path(__file__).resolve().parent


def language_for(*wanted: str | None) -> str:
    """
    The first of the wanted languages that we have, else bokmål.

    Platforms write locales in their own ways: `no`, `nb-NO`, `nn_NO`, `en_US.UTF-8`.
    """
    for tag in wanted:
        language = (tag or "").replace("_", "-").lower().partition("-")[0]
        language = "nb" if language == "no" else language
        if language in LANGUAGES:
            return language
    return "nb"


def text(catalogue: str, language: str, key: str, /, **values: str | int) -> str:
    """One text; raises KeyError for a key that the catalogue does not have."""
    return entries(catalogue, language)[key].format_map(values)


@cache
def entries(catalogue: str, language: str) -> Mapping[str, str]:
    """A whole catalogue, flat: path with dots -> text."""
    source = (_FOLDER / f"{catalogue}.{language}.yaml").read_text(encoding="utf-8")
    flat: dict[str, str] = {}
    _flatten(yaml.load(source, Loader=yaml.CSafeLoader), "", flat)
    return flat


def _flatten(node: object, path: str, flat: dict[str, str]) -> None:
    if isinstance(node, dict):
        for key, value in node.items():
            _flatten(value, f"{path}.{key}" if path else str(key), flat)
    else:
        flat[path] = str(node).strip()
