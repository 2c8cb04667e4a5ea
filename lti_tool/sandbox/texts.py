"""The sandbox's own words, from its catalogue `texts.nb.yaml`."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from babel.dates import format_datetime
from babel.numbers import format_decimal

LANGUAGE: Final = "nb"


@cache
def _catalogue() -> dict[str, Any]:
    text = (Path(__file__).parent / f"texts.{LANGUAGE}.yaml").read_text(encoding="utf-8")
    catalogue: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return catalogue


def words(key: str, /, **values: object) -> str:
    """The text at a dotted key (`front.does.teacher`), its `{placeholders}` filled in."""
    entry: Any = _catalogue()
    for part in key.split("."):
        entry = entry[part]
    text: str = entry
    return text.format(**values)


def number(value: float) -> str:
    return format_decimal(value, "#,##0.##", locale=LANGUAGE)


def day_and_time(moment: datetime) -> str:
    """`21. nov. 2026 kl. 14:32`, in the time zone of the machine that the sandbox runs on."""
    return format_datetime(moment.astimezone(), "d. MMM y 'kl.' HH:mm", locale=LANGUAGE)


def second(moment: datetime) -> str:
    """`21. nov. 14:32:08`"""
    return format_datetime(moment.astimezone(), "d. MMM HH:mm:ss", locale=LANGUAGE)
