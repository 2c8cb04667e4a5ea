"""Where a line must not break: inside a number, between it and its unit, and after `§`."""

from __future__ import annotations

import re
from functools import cache

from courseware import units

_NO_BREAK = "\u00a0"


def kept_together(text: str, *, after_number: bool = False) -> str:
    """
    The same text, whose `2,5 ml`, `10 000` and `§ 13` stay on one line.

    after_number: whether what stands before the text is a number.
    """
    text = _places().sub(_NO_BREAK, text)
    unit_first = after_number and _unit_first().match(text)
    return _NO_BREAK + text[1:] if unit_first else text


@cache
def _places() -> re.Pattern[str]:
    return re.compile(rf"(?<=\d) (?=(?:\d{{3}}|{_units()})(?!\w))|(?<=§) (?=\d)")


@cache
def _unit_first() -> re.Pattern[str]:
    return re.compile(rf" (?:{_units()})(?!\w)")


def _units() -> str:
    names = {
        name
        for unit in units.table().values()
        for label in unit.short.values()
        for name in (label.one, label.other)
    }
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
