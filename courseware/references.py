"""
What a lesson or a question refers to, and what is wrong with how it is written.

Reads any text without an exception; whether the ids exist is for `courseware.validation` to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from markdown_it.token import Token

from courseware import addresses
from courseware.addresses import AddressKind
from courseware.directives import SyntaxProblem, scan, split_id, video
from courseware.identifier import is_id
from courseware.markup import (
    MAX_BOXES,
    checklist_lists,
    dialect,
    dialect_with_html,
    directive,
    with_variables,
)

MAX_BRACKETS = 1000
"""`[` in a lesson: each may begin a link, and is looked for an end to all the way down."""

_LESSONS_KEPT = 256
"""A large course in two languages."""


@dataclass(frozen=True, slots=True)
class Reference:
    """line: counted from 1."""

    id: str
    line: int


class Medium(StrEnum):
    IMAGE = "image"
    VIDEO = "video"
    CAPTIONS = "captions"
    POSTER = "poster"
    FILE = "file"
    """Linked to, not shown."""


@dataclass(frozen=True, slots=True)
class MediaReference:
    """alt: what the text says instead of an image; empty where the asset's own is meant."""

    path: str
    line: int
    medium: Medium
    alt: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistReference:
    id: str
    line: int
    size: int


@dataclass(slots=True)
class References:
    """Everything in the order of the text."""

    laws: list[Reference] = field(default_factory=list)
    lessons: list[Reference] = field(default_factory=list)
    media: list[MediaReference] = field(default_factory=list)
    checks: list[Reference] = field(default_factory=list)
    variables: list[Reference] = field(default_factory=list)
    checklists: list[ChecklistReference] = field(default_factory=list)
    problems: list[SyntaxProblem] = field(default_factory=list)


@lru_cache(maxsize=_LESSONS_KEPT)
def references(markdown: str) -> References:
    """
    What a lesson refers to, with every problem of syntax in it.

    Kept, since checking, the state's proof and the bundle all ask: read it, and change nothing.
    """
    reader = _Reader()
    if markdown.count("[") > MAX_BRACKETS:
        reader.problem("brackets-too-many", limit=MAX_BRACKETS)
        return reader.found
    scanned = scan(markdown)
    reader.found.problems += scanned.problems
    tokens = dialect().parse(scanned.source)
    reader.blocks(tokens)
    reader.checklists(tokens)
    if "<" in markdown:
        reader.raw_html(dialect_with_html().parse(scanned.source))
    reader.found.problems.sort(key=lambda problem: problem.line)
    return reader.found


def inline_references(markdown: str) -> References:
    """The same for the text of a question or an option, where headings and directives are text."""
    reader = _Reader()
    reader.inlines(dialect().parseInline(markdown))
    if "<" in markdown:
        reader.raw_html(dialect_with_html().parseInline(markdown))
    reader.found.problems.sort(key=lambda problem: problem.line)
    return reader.found


def plain_references(text: str) -> References:
    """The same for a title or a picture's description, where only variables are more than text."""
    found = References()
    names: list[str] = []

    def noted(name: str) -> str:
        names.append(name)
        return ""

    rest = with_variables(text, noted)
    found.variables += [Reference(name, 1) for name in names]
    if "{{" in rest:
        found.problems.append(SyntaxProblem("variable-syntax", 1, {"text": text[:40]}))
    return found


class _Reader:
    def __init__(self) -> None:
        self.found = References()
        self.line = 1
        self.heading = 1  # the page's title

    def problem(self, code: str, **values: str | int) -> None:
        self.found.problems.append(SyntaxProblem(code, self.line, values))

    def blocks(self, tokens: Sequence[Token]) -> None:
        for index, token in enumerate(tokens):
            if token.map is not None:
                self.line = token.map[0] + 1
            if token.type == "heading_open":
                self.heading_level(int(token.tag[1:]))
            elif token.type.startswith("container_") and token.nesting == 1:
                name, words = directive(token)
                self.directive(name, words)
                self.contents(name, tokens[index + 1])
            elif token.type == "inline":
                self.children(token.children or ())

    def inlines(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            self.children(token.children or ())

    def heading_level(self, level: int) -> None:
        if level == 1:
            self.problem("heading-level-1")
            level = 2
        elif level > self.heading + 1:
            self.problem("heading-skipped", level=level, expected="#" * (self.heading + 1))
        self.heading = level

    def directive(self, name: str, words: str) -> None:
        match name:
            case "check":
                self.check(words)
            case "video":
                self.video(words)
            case "checklist":
                _, title = split_id(words)
                self.title(title)
            case "steps" if words:
                self.problem("steps-words", words=words[:40])
            case _:
                self.title(words)

    def contents(self, name: str, first: Token) -> None:
        """What a directive must begin with."""
        if name == "steps" and first.type != "ordered_list_open":
            self.problem("steps-no-list")
        if name == "checklist" and first.type != "bullet_list_open":
            self.problem("checklist-no-list")
        if name == "video" and first.nesting == -1:
            self.problem("video-no-transcript")
        if name == "check" and first.nesting != -1:
            self.problem("check-not-empty")

    def title(self, words: str) -> None:
        """A title is Markdown on the directive's own line."""
        self.inlines(dialect().parseInline(words))

    def check(self, words: str) -> None:
        if not is_id(words):
            self.problem("check-id", given=words[:40])
        elif any(check.id == words for check in self.found.checks):
            self.problem("check-twice", id=words)
        else:
            self.found.checks.append(Reference(words, self.line))

    def video(self, words: str) -> None:
        given = video(words)
        for word in given.strange:
            self.problem("video-words", words=word[:40])
        self.medium(given.source, Medium.VIDEO)
        if given.captions:
            self.medium(given.captions, Medium.CAPTIONS)
        else:
            self.problem("video-no-captions")
        if given.poster:
            self.medium(given.poster, Medium.POSTER)

    def medium(self, path: str, medium: Medium, alt: str = "") -> None:
        if addresses.media(path) is None:
            self.problem("media-path", path=path[:80])
        else:
            self.found.media.append(MediaReference(path, self.line, medium, alt))

    def checklists(self, tokens: Sequence[Token]) -> None:
        sizes = {first - 1: _points(tokens, first, last) for first, last in checklist_lists(tokens)}
        seen: set[str] = set()
        for index, token in enumerate(tokens):
            if token.type != "container_checklist_open" or token.map is None:
                continue
            self.line = token.map[0] + 1
            checklist_id, _ = split_id(directive(token)[1])
            size = sizes.get(index, 0)
            if not checklist_id:
                self.problem("checklist-no-id")
            elif checklist_id in seen:
                self.problem("checklist-twice", id=checklist_id)
            elif size > MAX_BOXES:
                self.problem("checklist-too-long", count=size, limit=MAX_BOXES)
            elif size:
                self.found.checklists.append(ChecklistReference(checklist_id, self.line, size))
            seen.add(checklist_id)

    def children(self, tokens: Sequence[Token]) -> None:
        start = self.line
        for token in tokens:
            match token.type:
                case "softbreak" | "hardbreak":
                    self.line += 1
                case "variable":
                    self.found.variables.append(Reference(token.content, self.line))
                case "text" if "{{" in token.content:
                    self.problem("variable-syntax", text=token.content[:40])
                case "link_open":
                    self.link(str(token.attrGet("href") or ""))
                case "image":
                    alt = token.content
                    self.medium(str(token.attrGet("src") or ""), Medium.IMAGE, alt)
                    self.inlines([token])
        self.line = start

    def link(self, href: str) -> None:
        address = addresses.link(href)
        if address is None:
            self.problem("link-address", address=href[:80])
        elif address.kind is AddressKind.LAW:
            self.found.laws.append(Reference(address.target, self.line))
        elif address.kind is AddressKind.LESSON:
            self.found.lessons.append(Reference(address.target, self.line))
        elif address.kind is AddressKind.MEDIA:
            self.found.media.append(MediaReference(address.target, self.line, Medium.FILE))

    def raw_html(self, tokens: Sequence[Token]) -> None:
        self.line = 1
        for token in tokens:
            if token.map is not None:
                self.line = token.map[0] + 1
            for line, html in _html(token, self.line):
                self.line = line
                self.problem("raw-html", html=html.strip().split("\n")[0][:40])


def _html(token: Token, line: int) -> Iterator[tuple[int, str]]:
    """Each piece of HTML in a token with its line; an end tag is told of by its beginning."""
    if token.type == "html_block":
        yield line, token.content
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            line += 1
        elif child.type == "html_inline" and not child.content.startswith("</"):
            yield line, child.content


def _points(tokens: Sequence[Token], first: int, last: int) -> int:
    level = tokens[first].level + 1
    return sum(
        token.type == "list_item_open" and token.level == level for token in tokens[first:last]
    )
