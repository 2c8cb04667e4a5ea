"""Which characters the papers can show: PDF/A and PDF/UA allow none without a glyph."""

from __future__ import annotations

import unicodedata
from typing import Any

_BLOCKS = (
    range(0x20, 0x7F),
    range(0xA0, 0x250),  # Latin, with the letters of Sámi, Polish, Vietnamese …
    range(0x300, 0x370),
    range(0x370, 0x378),
    range(0x386, 0x3CF),
    range(0x400, 0x460),
    range(0x1E00, 0x1F00),
    range(0x2010, 0x2028),
    range(0x2030, 0x203B),
    (0x20AC, 0x2212, 0x2264, 0x2265),
)
_MISSING = "□"


def printable(value: Any) -> Any:
    """The same, with a box for what no font at hand can show; the signed record keeps it."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        return "".join(each if _has_glyph(each) else _MISSING for each in text)
    if isinstance(value, dict):
        return {key: printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    return value


def _has_glyph(character: str) -> bool:
    return character == "\n" or any(ord(character) in block for block in _BLOCKS)
