"""
The directives of a lesson: `::: note Husk` … `:::`.

`scan` finds them in the source, so that they may lie in each other with the same three colons, and
tells what is wrong with them. It gives back a source in which outer directives have more colons
than inner ones, as the Markdown plugin wants them, line for line the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from courseware.identifier import is_id

NAMES = ("note", "example", "case", "steps", "checklist", "reveal", "video", "check")

MAX_DEPTH = 6

MAX_COLONS = 40
"""Longer rows are no marks but decoration, also in the code examples of a lesson."""

MEDIA_PATH = re.compile(r"media(/[a-z0-9_][a-z0-9_-]*(\.[a-z0-9_-]+)*)+")
"""
A file below the course's `media/`: no `..`, no address, nothing that needs escaping.

No capitals, or two files could become one where a package is unpacked. The schema says the same.
"""

_MARK = re.compile(r"(?P<indent>[ \t]*)(?P<colons>:{3,})(?P<words>.*)")
_FENCE = re.compile(r"[ \t]*(?P<marks>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)")


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """
    What an author wrote that Markdown or the directives do not know.

    code: names the text in the author catalogue; values are for its placeholders.
    line: in the source, counted from 1.
    """

    code: str
    line: int
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scan:
    source: str
    problems: tuple[SyntaxProblem, ...]


@dataclass(slots=True)
class _Open:
    name: str
    line: int
    colons: int
    depth: int
    known: bool


def scan(source: str) -> Scan:
    """Find where each directive begins and ends. Ends are matched to the innermost beginning."""
    return _Scanner(source).run()


class _Scanner:
    def __init__(self, source: str) -> None:
        self.lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.open: list[_Open] = []
        self.rows: Counter[int] = Counter()
        """How many of the open ones began with so many colons."""
        self.problems: list[SyntaxProblem] = []
        self.marks: list[tuple[int, int, str]] = []
        """Index of the line, depth, and what follows the colons."""

    def run(self) -> Scan:
        longest = 3
        fence = ""
        for index, line in enumerate(self.lines):
            if fence:
                fence = "" if _closes(line, fence) else fence
            elif opening := _FENCE.fullmatch(line):
                fence = opening["marks"]
            elif mark := _MARK.fullmatch(line):
                self.mark(index, mark["indent"], len(mark["colons"]), mark["words"].strip())
            longest = max(longest, min(MAX_COLONS, _leading_colons(line)))
        for left in self.open:
            self.unclosed(left)
        for index, depth, words in self.marks:
            colons = ":" * (longest + MAX_DEPTH + 1 - depth)
            self.lines[index] = f"{colons} {words}".rstrip()
        return Scan("\n".join(self.lines) + "\n", tuple(sorted(self.problems, key=_by_line)))

    def mark(self, index: int, indent: str, colons: int, words: str) -> None:
        self.lines[index] = ""  # unless it turns out to begin or end a known directive
        if len(indent.expandtabs(4)) > 3:
            self.problem("directive-indented", index)
        elif words:
            self.begin(index, colons, words)
        else:
            self.end(index, colons)

    def begin(self, index: int, colons: int, words: str) -> None:
        name = words.split(maxsplit=1)[0]
        outer = self.open[-1] if self.open else None
        depth = outer.depth + outer.known if outer else 0
        known = name in NAMES and depth < MAX_DEPTH
        if name not in NAMES:
            self.problem("directive-unknown", index, name=name[:40], known=", ".join(NAMES))
        elif not known:
            self.problem("directive-too-deep", index, name=name, limit=MAX_DEPTH)
        else:
            self.marks.append((index, depth, words))
        self.open.append(_Open(name, index, colons, depth, known))
        self.rows[colons] += 1

    def end(self, index: int, colons: int) -> None:
        """Four colons end what four colons began, even where something inside was left open."""
        if self.open and not self.rows[colons]:
            colons = self.open[-1].colons
        if not self.open:
            self.problem("directive-stray-end", index)
        while self.open:
            last = self.open.pop()
            self.rows[last.colons] -= 1
            if last.colons == colons:
                if last.known:
                    self.marks.append((index, last.depth, ""))
                break
            self.unclosed(last)

    def unclosed(self, left: _Open) -> None:
        self.problem("directive-unclosed", left.line, name=left.name[:40])

    def problem(self, code: str, index: int, **values: str | int) -> None:
        self.problems.append(SyntaxProblem(code, index + 1, values))


def _closes(line: str, fence: str) -> bool:
    marks = line.strip()
    return len(marks) >= len(fence) and set(marks) == {fence[0]}


def _leading_colons(line: str) -> int:
    text = line.lstrip()
    return len(text) - len(text.lstrip(":"))


def _by_line(problem: SyntaxProblem) -> int:
    return problem.line


@dataclass(frozen=True, slots=True)
class Video:
    """What stands behind `::: video`; empty where it is not given."""

    source: str
    captions: str
    poster: str
    strange: tuple[str, ...]
    """Words that say nothing."""


def video(words: str) -> Video:
    """`media/x.mp4 captions=media/x.nb.vtt poster=media/x.jpg`"""
    source, captions, poster = "", "", ""
    strange: list[str] = []
    for word in words.split():
        key, equals, value = word.partition("=")
        if not equals and not source:
            source = word
        elif key == "captions" and value:
            captions = value
        elif key == "poster" and value:
            poster = value
        else:
            strange.append(word)
    return Video(source, captions, poster, tuple(strange))


def split_id(words: str) -> tuple[str, str]:
    """`for-du-gar Før du går` as id and title; the id is empty where the first word is none."""
    first, _, rest = words.strip().partition(" ")
    return (first, rest.strip()) if is_id(first) else ("", words.strip())
