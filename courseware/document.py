"""
A parsed file of an author, with the line of everything in it.

`Node` walks the plain data and never raises: what is missing or of the wrong kind reads as empty,
so that one mistake (which the schema reports) does not hide the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from courseware.model import LocalText
from courseware.problems import Problem, Severity

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")

Keys = tuple[str | int, ...]
"""The way to a value: `("questions", 3, "text", "nn")`."""


@dataclass(frozen=True, slots=True)
class Document:
    """
    data: dict, list, str, int, Decimal, bool and None only; numbers are exact.
    lines: the line, counted from 1, of every value's key or list mark.
    problems: what the parser could read past, such as a key that stands twice.
    """

    file: PurePosixPath
    data: Any
    lines: Mapping[Keys, int]
    problems: tuple[Problem, ...] = ()

    @property
    def root(self) -> Node:
        return Node(self, (), self.data)


def place_of(keys: Keys) -> str:
    """`questions[3].text.nn`; list items are counted from 0."""
    text = ""
    for key in keys:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a document, existing or not, and the way to it."""

    document: Document
    keys: Keys
    value: Any

    def __getitem__(self, key: str) -> Node:
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(self.document, (*self.keys, key), value)

    def items(self) -> list[Node]:
        """The members of a list."""
        members = self.value if isinstance(self.value, list) else []
        return [
            Node(self.document, (*self.keys, index), member) for index, member in enumerate(members)
        ]

    def records(self) -> list[Node]:
        """The members of a list that are mappings."""
        return [item for item in self.items() if isinstance(item.value, dict)]

    def entries(self) -> Iterator[tuple[str, Node]]:
        """The keys and values of a mapping."""
        for key in self.value if isinstance(self.value, dict) else ():
            yield key, self[key]

    def find(self, place: str) -> Node:
        """The value at a place below this one, such as `mistakes[0].formula`."""
        node = self
        for index, key in _STEP.findall(place):
            node = node._at(int(index)) if index else node[key]
        return node

    def _at(self, index: int) -> Node:
        items = self.items()
        value = items[index].value if index < len(items) else None
        return Node(self.document, (*self.keys, index), value)

    @property
    def place(self) -> str:
        return place_of(self.keys)

    @property
    def given(self) -> bool:
        return self.value is not None

    @property
    def line(self) -> int:
        """Where the value stands; for one that is missing, where its parent does."""
        keys = self.keys
        while keys not in self.document.lines and keys:
            keys = keys[:-1]
        return self.document.lines.get(keys, 1)

    @property
    def text(self) -> str:
        return self.value if isinstance(self.value, str) else ""

    @property
    def integer(self) -> int:
        return self.value if type(self.value) is int else 0

    @property
    def flag(self) -> bool:
        return self.value is True

    @property
    def flag_unless_false(self) -> bool:
        """Of a setting that holds where the author says nothing."""
        return self.value is not False

    @property
    def number(self) -> Decimal:
        is_number = isinstance(self.value, Decimal) or type(self.value) is int
        return Decimal(self.value) if is_number else Decimal(0)

    @property
    def local(self) -> LocalText:
        """A text per language."""
        return {key: entry.text for key, entry in self.entries() if isinstance(entry.value, str)}

    @property
    def local_if_given(self) -> LocalText | None:
        return self.local if self.given else None

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of a list."""
        return tuple(item.value for item in self.items() if isinstance(item.value, str))

    def problem(self, code: str, /, **values: str | int) -> Problem:
        """An error in this very value."""
        return Problem(code, self.document.file, self.line, self.place, values)

    def warning(self, code: str, /, **values: str | int) -> Problem:
        return replace(self.problem(code, **values), severity=Severity.WARNING)
