"""
How far a colour stands out from another.

Spec: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, Decimal

ENOUGH_FOR_TEXT = 4.5
"""WCAG 2.2, success criterion 1.4.3."""

WHITE = "#ffffff"

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def is_colour(text: str) -> bool:
    """Whether the text is a colour as the functions here take it."""
    return _COLOUR.fullmatch(text) is not None


def ratio(first: str, second: str) -> float:
    """From 1 (the same) to 21 (black and white). Colours as `#rrggbb`."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def is_readable_on_white(colour: str) -> bool:
    return ratio(colour, WHITE) >= ENOUGH_FOR_TEXT


def written(contrast: float) -> str:
    """Two decimals, cut and not rounded: 4.499 must not read as 4.5."""
    return str(Decimal(contrast).quantize(Decimal("0.01"), rounding=ROUND_DOWN))


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(channel: float) -> float:
    # 0.04045 is IEC 61966-2-1's own; WCAG 2.2 corrected its 0.03928 to it.
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
