"""
A lesson's running text, and how hard it is to read.

LIX is the average sentence's words plus the percentage of words with more than six letters: below
30 is easy, 40 is a newspaper, above 50 is hard (Björnsson, 1968).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from courseware.markup import dialect, directive

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SENTENCE = re.compile(
    r"(?<!\bkl\.)(?<!\bnr\.)(?<!\bca\.)(?<=[.!?:])[»”)\"]*\s+(?=[«“(\"]?[^\W_a-zæøå])"
)
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”")
_LONG = 6
_STANDS_FOR = {"variable": "Kari", "placeholder": "7"}
"""What is filled in later counts as one word."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, a list item or a table cell. line: counted from 1."""

    text: str
    line: int

    @property
    def sentences(self) -> list[str]:
        return [each for each in _SENTENCE.split(self.text) if _WORD.search(each)]

    @property
    def without_quotations(self) -> str:
        """What the author says, not what is quoted as an example of how not to say it."""
        return _QUOTED.sub(" ", self.text)


@lru_cache(maxsize=256)
def blocks(markdown: str) -> Sequence[Block]:
    """
    The text of a lesson as it is read, without links' addresses, laws' ids or directives.

    Kept for a large course: its readability and its agreement between languages both ask.
    """
    found = []
    for token in dialect().parse(markdown):
        line = (token.map or [0])[0] + 1
        if token.type == "inline":
            found.append(Block(_spoken(token.children or []), line))
        elif token.type.startswith("container_") and token.nesting == 1:
            name, title = directive(token)
            if name in ("note", "example", "case", "reveal"):
                found.append(Block(title, line))
    return [block for block in found if block.text.strip()]


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def numbers(read: Iterable[Block]) -> list[str]:
    """Every number in figures, in the order of the text."""
    return [number for block in read for number in _NUMBER.findall(block.text)]


def lix(read: Iterable[Block]) -> int:
    """Rounded; 0 for a text without words."""
    sentences = [sentence for block in read for sentence in block.sentences]
    every = [word for sentence in sentences for word in words(sentence)]
    if not every:
        return 0
    long = sum(len(word) > _LONG for word in every)
    return round(len(every) / len(sentences) + 100 * long / len(every))


def _spoken(tokens: Iterable[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type in _STANDS_FOR:
            parts.append(_STANDS_FOR[token.type])
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type in ("text", "code_inline"):
            parts.append(token.content)
    return "".join(parts)
