"""What the builder says to authors: `builder.nb.yaml` and `builder.en.yaml`, the same keys."""

from __future__ import annotations

from pathlib import Path

from courseware.texts import catalogue

LANGUAGES = ("nb", "en")

FOLDER = Path(__file__).resolve().parent


def builder_text(language: str, code: str, /, **values: str | int) -> str:
    """One sentence of the builder's catalogue, placeholders filled."""
    text: str = catalogue("builder", language, FOLDER)[code]
    return text.format_map(values)
