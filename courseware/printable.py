"""Text from a stranger's file or file name, fit for a terminal, a log and a page."""

from __future__ import annotations

import re

# Control characters, the halves of characters that undecodable file names are made of, and the
# marks that turn the direction of what follows.
_UNPRINTABLE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\\ufeff\\ud800-\\udfff]"
)


def printable(text: str) -> str:
    """The text with what cannot or must not be printed spelt as `\\x1b`."""
    return _UNPRINTABLE.sub(_spelt, text)


def is_printable(text: str) -> bool:
    return _UNPRINTABLE.search(text) is None


def _spelt(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] in "\t\n\r":
        return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}[match[0]]
    if 0xDC80 <= code <= 0xDCFF:  # how Python holds a byte of a name that is no UTF-8
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
