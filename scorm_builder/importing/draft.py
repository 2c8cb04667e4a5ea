"""What an importer has found: the stuff of a course, before it is a folder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from courseware.model import Language, Question
from scorm_builder.remarks import Remark

MAX_ID = 40
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Page:
    """One lesson: its title in plain words, its text in Markdown."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One chapter."""

    title: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A file for media/; `alt` is empty where the source says nothing of what it shows."""

    path: str
    data: bytes = field(repr=False)
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """
    Texts are in one language, the draft's. `topics`: their names, by id.

    remarks: what was left out or changed on the way.
    """

    language: Language
    title: str = ""
    parts: tuple[Part, ...] = ()
    questions: tuple[Question, ...] = ()
    topics: Mapping[str, str] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    remarks: tuple[Remark, ...] = ()


def new_id(words: str, taken: Collection[str], fallback: str) -> str:
    """An id that reads like the words and is not taken."""
    plain = unicodedata.normalize("NFKD", words.casefold().translate(_LETTERS))
    joined = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
    stem = joined if joined[:1].isalpha() else f"{fallback}-{joined}".strip("-")
    stem = stem[:MAX_ID].strip("-")
    found, number = stem, 1
    while found in taken:
        number += 1
        suffix = f"-{number}"
        found = stem[: MAX_ID - len(suffix)].strip("-") + suffix
    return found
