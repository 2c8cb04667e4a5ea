"""
YAML as authors write it, read into plain data that keeps numbers exact and knows its lines.

It is the readable part of YAML 1.2: one document, text, numbers, true/false, lists and mappings.
Anchors, aliases and tags are refused: they are what "YAML bombs" and object injection are made
of, and no course needs them. `no`, `on` and dates stay text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

import yaml

from courseware.document import Document, Keys, place_of
from courseware.errors import CourseNotReadable
from courseware.problems import Problem

MAX_DEPTH = 16
"""A course nests seven levels deep; far more is a mistake or an attack."""

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?[0-9]{1,18}\.[0-9]{1,18}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

# libyaml's own words, and the text in the author catalogues that says the same to a person.
_SYNTAX = (
    ("tab character that violates indentation", "yaml-tab"),
    ("that cannot start any token", "yaml-character"),
    ("mapping values are not allowed", "yaml-colon"),
    ("could not find expected ':'", "yaml-no-colon"),
    ("found unexpected end of stream", "yaml-unclosed"),
    ("found unexpected document indicator", "yaml-unclosed"),
    ("unknown escape character", "yaml-escape"),
    ("did not find expected ',' or", "yaml-bracket"),
    ("did not find expected <document start>", "yaml-documents"),
    ("while scanning an alias", "yaml-alias"),
    ("while scanning an anchor", "yaml-alias"),
    ("did not find expected key", "yaml-indentation"),
    ("did not find expected '-' indicator", "yaml-indentation"),
    ("block sequence entries are not allowed", "yaml-indentation"),
    ("control characters are not allowed", "yaml-control-character"),
    ("while parsing a tag", "yaml-tag"),
    ("undefined tag handle", "yaml-tag"),
)


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end is not read yet."""

    container: Any
    keys: Keys
    key: str | None = None
    skip: bool = False
    """The key under way stands twice: read its value, keep the first."""


@dataclass(slots=True)
class _Builder:
    """Turns libyaml's events into data; without recursion, so that depth costs no stack."""

    file: PurePosixPath
    data: Any = None
    lines: dict[Keys, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    documents: int = 0
    quoted: tuple[int, int] = (0, 0)
    """The lines where the latest text in quotes begins and ends."""

    def refuse(self, code: str, line: int, **values: str | int) -> CourseNotReadable:
        return CourseNotReadable(Problem(code, self.file, line, values=values))

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self.refuse("yaml-documents", line)
        elif isinstance(event, yaml.AliasEvent):
            raise self.refuse("yaml-alias", line)
        elif isinstance(event, yaml.NodeEvent):
            self._node(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()

    def _node(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            raise self.refuse("yaml-alias", line)
        if event.tag is not None:
            raise self.refuse("yaml-tag", line)
        is_scalar = isinstance(event, yaml.ScalarEvent)
        if is_scalar and event.style in ("'", '"'):
            self.quoted = (line, event.end_mark.line + 1)
        parent = self.stack[-1] if self.stack else None
        if parent and isinstance(parent.container, dict) and parent.key is None:
            if not is_scalar:
                raise self.refuse("yaml-key", line)
            self._key(parent, event.value, line)
            return
        keys = self._keys_in(parent, line)
        if is_scalar:
            if _CONTROL.search(event.value):
                self.problems.append(Problem("yaml-escape", self.file, line, place_of(keys)))
            self._put(parent, _scalar(event))
            return
        if len(self.stack) >= MAX_DEPTH:
            raise self.refuse("yaml-depth", line, limit=MAX_DEPTH)
        container: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._put(parent, container)
        self.stack.append(_Open(container, keys))

    def _key(self, parent: _Open, key: str, line: int) -> None:
        parent.key = key
        keys = (*parent.keys, key)
        if _CONTROL.search(key):
            self.problems.append(Problem("yaml-escape", self.file, line, place_of(keys)))
        parent.skip = key in parent.container
        if parent.skip:
            values: dict[str, str | int] = {"key": key, "first": self.lines[keys]}
            self.problems.append(
                Problem("yaml-duplicate-key", self.file, line, place_of(keys), values)
            )
        else:
            self.lines[keys] = line

    def _keys_in(self, parent: _Open | None, line: int) -> Keys:
        if parent is None:
            self.lines[()] = line
            return ()
        if isinstance(parent.container, dict):
            return (*parent.keys, str(parent.key))
        keys = (*parent.keys, len(parent.container))
        self.lines.setdefault(keys, line)
        return keys

    def _put(self, parent: _Open | None, value: Any) -> None:
        if parent is None:
            self.data = value
        elif isinstance(parent.container, list):
            parent.container.append(value)
        else:
            if not parent.skip:
                parent.container[parent.key] = value
            parent.key = None


def _scalar(event: Any) -> Any:
    text: str = event.value
    if not event.implicit[0]:  # quoted or a block: text whatever it looks like
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text


def _syntax_problem(
    error: yaml.YAMLError, text: str, file: PurePosixPath, quoted: tuple[int, int]
) -> Problem:
    if isinstance(error, yaml.reader.ReaderError):
        before = text.encode("utf-8")[: error.position]
        return Problem("yaml-control-character", file, before.count(b"\n") + 1)
    said = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    opened = getattr(error, "context_mark", None)
    mark = getattr(error, "problem_mark", None) or opened
    line = mark.line + 1 if mark else 1
    code = next((code for words, code in _SYNTAX if words in said), "yaml-syntax")
    if code == "yaml-character" and re.match(r"\s*\t", text.split("\n")[line - 1]):
        code = "yaml-tab"
    if quoted[0] < quoted[1] == line:  # the next text's opening mark closed this one
        return Problem("yaml-quote-late", file, quoted[0], values={"closed": line})
    began = opened.line + 1 if opened else line
    at = began if code == "yaml-unclosed" else line  # that it never ends shows at the file's end
    return Problem(code, file, at, values={"opened": began})


def parse(text: str, file: PurePosixPath) -> Document:
    """
    Read one YAML document.

    Raises CourseNotReadable with the problem when it is empty, is no YAML or uses what is refused.
    """
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.YAMLError as error:
        raise CourseNotReadable(_syntax_problem(error, text, file, builder.quoted)) from error
    if builder.data is None:
        raise builder.refuse("file-empty", 1)
    return Document(file, builder.data, builder.lines, tuple(builder.problems))
