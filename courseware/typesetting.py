"""
Setting papers with Typst: tagged PDF, both PDF/A and PDF/UA-1, the same bytes every time.

Only Typst's own fonts are used, so that a paper is the same on every machine. What people wrote
reaches a template as data and never as Typst's markup, so nothing in it can be a command.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import typst

from courseware.errors import CourseError

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
    (0x20AC, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x221A, 0x2248, 0x2260, 0x2264, 0x2265),
    (0x2082, 0x2610, 0x2611, 0x2713),
)
_MISSING = "□"


class CannotSet(CourseError):
    """Typst refused: a picture that is none, a character without a glyph. The message says what."""


def printable(value: Any) -> Any:
    """The same, with a box for what no font at hand can show: PDF/A and PDF/UA allow no gaps."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        return "".join(each if has_glyph(each) else _MISSING for each in text)
    if isinstance(value, dict):
        return {key: printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    return value


def has_glyph(character: str) -> bool:
    return character == "\n" or any(ord(character) in block for block in _BLOCKS)


def set_pdf(
    template: Path,
    view: Mapping[str, Any],
    *,
    made: datetime,
    standard: Literal["a-2a", "a-3a"],
    root: Path | None = None,
    **inputs: str,
) -> bytes:
    """
    Fill the template with `view`; it finds it, and what else is given, in `sys.inputs`.

    root: the folder that the template's pictures lie in. made: the date that the paper bears.
    Raises CannotSet.
    """
    compiler = typst.Compiler(
        template.read_bytes(),
        root=root,
        ignore_system_fonts=True,
        sys_inputs={"view": json.dumps(view, ensure_ascii=False), **inputs},
    )
    try:
        pdf = compiler.compile(
            format="pdf", pdf_standards=[standard, "ua-1"], timestamp=int(made.timestamp())
        )
    except typst.TypstError as error:
        raise CannotSet(error.message) from error
    assert isinstance(pdf, bytes)  # noqa: S101 - one PDF, and no file named
    return pdf
