"""
The one place that knows where `schemas/`, `content/` and the player's bundle lie.

In a checkout or an editable install they are folders of the project; in a wheel they lie inside
this package. Both give the same answers.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from courseware.errors import CourseError

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "shipped"


@cache
def _folder(shipped: str, in_checkout: Path) -> Path:
    for folder in (_SHIPPED / shipped, in_checkout):
        if folder.is_dir():
            return folder
    raise CourseError(
        f"The folder {shipped!r} is neither in the installed package nor in the checkout. "
        "Install the package again, or run `make setup` in the checkout."
    )


def schemas() -> Path:
    """JSON Schemas and the unit table."""
    return _folder("schemas", _PACKAGE.parent / "schemas")


def content() -> Path:
    """`courses/` and `localizations/` as shipped."""
    return _folder("content", _PACKAGE.parent / "content")


def player() -> Path:
    """`player.js`, `player.css` and the SCORM control documents, as the bundler left them."""
    return _folder("player", _PACKAGE / "player" / "dist")
