"""
What Moodle has no field for travels as a question's tags, which survive a tour through Moodle.

`kp-difficulty:2`, `kp-critical`, `kp-all-or-nothing`, `kp-relative:0.05`, `kp-unit-1:ml`,
`kp-options:acb` (the options' ids in the file's order). A tag says only what is not the rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from string import ascii_lowercase, digits

PREFIX = "kp-"
IDS = ascii_lowercase + digits
"""The ids that options get where nobody says: a, b, c …"""


def written(values: Mapping[str, str]) -> list[str]:
    return [
        f"{PREFIX}{key}:{value}" if value else f"{PREFIX}{key}" for key, value in values.items()
    ]


def read(tags: Iterable[str]) -> dict[str, str]:
    """Our own among them, without the prefix; other people's are theirs."""
    ours = (tag.removeprefix(PREFIX) for tag in tags if tag.startswith(PREFIX))
    return {key: value for key, _, value in (tag.partition(":") for tag in ours)}


def unusual(ids: Sequence[str]) -> str:
    """The ids in one word, or nothing where they are as they would be given."""
    joined = "".join(ids)
    return "" if joined == IDS[: len(joined)] else joined


def ids(told: Mapping[str, str], key: str, count: int) -> str:
    """As told; a, b, c … where nothing is, or nothing that fits."""
    word = told.get(key, "")
    fits = len(word) == count == len(set(word)) and set(word) <= set(IDS)
    return word if fits else IDS[:count]
