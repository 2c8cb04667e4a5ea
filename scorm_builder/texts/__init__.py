"""What the builder says to authors: `builder.nb.yaml` and `builder.en.yaml`, the same keys."""

from __future__ import annotations

import errno
from pathlib import Path

from courseware.texts import catalogue

LANGUAGES = ("nb", "en")

FOLDER = Path(__file__).resolve().parent


Value = str | int | OSError
"""What a placeholder stands for; the system's own errors are told in the author's language."""

_SYSTEM = {
    errno.EACCES: "os-denied",
    errno.EDQUOT: "os-full",
    errno.EISDIR: "os-folder",
    errno.ENAMETOOLONG: "os-long-name",
    errno.ENOENT: "os-missing",
    errno.ENOSPC: "os-full",
    errno.ENOTDIR: "os-no-folder",
    errno.EPERM: "os-denied",
    errno.EROFS: "os-denied",
}


def builder_text(language: str, code: str, /, **values: Value) -> str:
    """One sentence of the builder's catalogue, placeholders filled."""
    text: str = catalogue("builder", language, FOLDER)[code]
    return text.format_map({name: _said(value, language) for name, value in values.items()})


def _said(value: Value, language: str) -> str | int:
    if not isinstance(value, OSError):
        return value
    code = _SYSTEM.get(value.errno or 0)
    return builder_text(language, code) if code else value.strerror or str(value)
