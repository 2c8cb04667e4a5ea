"""
Numbers as people in Norway type and read them: `2,5`, `1 000`, `10 000,5`.

The player reads them by the same grammar; `tests/vectors/numbers.json` holds both to it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

MAX_TYPED = 16
"""Characters of a typed answer, spaces included. A response has room for no more."""

_SPACE = "[ \u00a0\u2009\u202f]"
_NUMBER = re.compile(
    f"{_SPACE}*"
    r"(?P<sign>[+-]?)"
    rf"(?P<whole>[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+|[0-9]+)"
    r"(?:[,.](?P<decimals>[0-9]+))?"
    f"{_SPACE}*"
)
_CLOCK = re.compile(
    f"{_SPACE}*(?:kl[.]?{_SPACE}*)?"
    rf"(?P<hours>[0-9]{{1,2}})[.:,]?(?P<minutes>[0-5][0-9]){_SPACE}*",
    re.IGNORECASE,
)
_NOT_DIGIT = re.compile("[^0-9]")

DAY = 24 * 60
"""Minutes."""

MAX_DECIMALS = 12
"""More than any dose has; a fraction that needs more is not written as a decimal at all."""


def parse_number(text: str) -> Decimal | None:
    """
    The number in a typed text, or None where it is none.

    Spaces (also no-break and thin ones) may surround the number, or one may stand between
    groups of three digits. A comma or a point is the decimal mark, with digits on both sides:
    `1.000` is one. A leading `-` or `+` may stand first. Nothing else is a number.
    """
    if len(text) > MAX_TYPED:
        return None
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    whole = _NOT_DIGIT.sub("", match["whole"])
    value = Decimal(f"{whole}.{match['decimals'] or '0'}")
    return value.copy_negate() if match["sign"] == "-" and value else value


def parse_clock(text: str) -> int | None:
    """
    Minutes after midnight of a typed time, or None where it is none: `13.45`, `13:45`, `1345`,
    `kl. 2.30`, and `24.00` for midnight.
    """
    match = _CLOCK.fullmatch(text) if len(text) <= MAX_TYPED else None
    if match is None:
        return None
    minutes = int(match["hours"]) * 60 + int(match["minutes"])
    return minutes % DAY if minutes <= DAY else None


def format_clock(minutes: int) -> str:
    """As it stands in a Norwegian text: `02.30`."""
    hours, rest = divmod(minutes % DAY, 60)
    return f"{hours:02}.{rest:02}"


def exact_decimal(value: Fraction, max_decimals: int = MAX_DECIMALS) -> Decimal | None:
    """The decimal that equals the fraction, or None where that takes more decimals."""
    scaled = value * 10**max_decimals
    if scaled.denominator != 1:
        return None
    # By way of text: arithmetic on Decimals rounds to the context's precision.
    return Decimal(plain(Decimal(f"{scaled.numerator}e-{max_decimals}")))


def round_half_up(value: Fraction, decimals: int = 0) -> Fraction:
    """The nearest number with that many decimals; halfway goes up, as people are taught."""
    scale = 10**decimals
    return Fraction((value * scale + Fraction(1, 2)).__floor__(), scale)


def plain(value: Decimal) -> str:
    """The one way a number is written for machines: `2.5`, `1000`, `0`; no exponent."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def format_number(value: Decimal) -> str:
    """
    The number as it stands in a Norwegian text.

    Decimal comma and a leading zero, never a trailing one (`1,0` has been read as 10), and a
    no-break space between thousands from 10 000.
    """
    text = plain(value)
    sign = "-" if text.startswith("-") else ""
    whole, _, decimals = text.removeprefix("-").partition(".")
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", "\u00a0")
    return sign + whole + (f",{decimals}" if decimals else "")
