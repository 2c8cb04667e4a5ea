"""
A lesson as a tree that the paper's template sets: kinds and texts, never markup.

A node is a string, or a mapping with its kind `k`, what stands in it `c`, and what that kind needs.
The template knows the same kinds, and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from courseware import addresses
from courseware.addresses import AddressKind
from courseware.directives import scan, split_id, video
from courseware.lesson_html import Page
from courseware.markup import dialect, directive
from courseware.model import Lesson

Node = str | dict[str, Any]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True)
class Asked:
    """What is asked in the whole paper, numbered in its order; the answers stand at the back."""

    answers: list[dict[str, Any]] = field(default_factory=list)

    def number(self, answer: list[Node]) -> int:
        number = len(self.answers) + 1
        self.answers.append({"number": number, "c": answer})
        return number


@dataclass(frozen=True, slots=True)
class LessonTree:
    """
    page: whose words stand in the lesson.
    question: the nodes of a practice question, by its id; none where it is not to be printed.
    """

    page: Page
    asked: Asked
    question: Callable[[str], list[Node]]

    def lesson(self, lesson: Lesson) -> list[Node]:
        tokens = dialect().parse(scan(self.page.choose(lesson.body)).source)
        return self.blocks(SyntaxTreeNode(tokens).children)

    def blocks(self, nodes: Iterable[SyntaxTreeNode]) -> list[Node]:
        return [made for node in nodes for made in self.block(node)]

    def block(self, node: SyntaxTreeNode) -> Iterator[Node]:
        inside = node.children
        match node.type:
            case "paragraph" if node.hidden:
                yield from inline(self.page, inside)
            case "paragraph":
                yield {"k": "p", "c": inline(self.page, inside)}
            case "heading":
                level = max(2, int(node.tag[1:])) + 1  # below the chapter and the lesson
                yield {"k": "h", "level": level, "c": inline(self.page, inside)}
            case "box" | "inline":
                yield from inline(self.page, inside)
            case "bullet_list":
                kind = "boxes" if node.meta.get("checklist") else "list"
                yield {"k": kind, "items": [self.blocks(item.children) for item in inside]}
            case "ordered_list":
                start = int(node.attrGet("start") or 1)
                items = [self.blocks(item.children) for item in inside]
                yield {"k": "steps", "start": start, "items": items}
            case "blockquote":
                yield {"k": "quote", "c": self.blocks(inside)}
            case "fence" | "code_block":
                yield {"k": "source", "text": node.content.rstrip("\n")}
            case "hr":
                yield {"k": "line"}
            case "table":
                yield self.table(node)
            case _ if node.type.startswith("container_"):
                yield from self.container(node)

    def table(self, node: SyntaxTreeNode) -> Node:
        head, *bodies = node.children
        cells = list(head.children[0].children)
        return {
            "k": "table",
            "align": [_side(cell) for cell in cells],
            "head": [inline(self.page, cell.children) for cell in cells],
            "rows": [
                [inline(self.page, cell.children) for cell in row.children]
                for body in bodies
                for row in body.children
            ],
        }

    def container(self, node: SyntaxTreeNode) -> Iterator[Node]:
        name, words = _directive(node)
        inside = node.children
        match name:
            case "check":
                yield from self.question(words)
            case "steps":
                yield from self.blocks(inside)
            case "reveal":
                yield self.open_question(self.title(words), inside)
            case "case":
                yield from self.case(words, inside)
            case "video":
                shown = video(words).source
                label = self.page.word("transcript")
                yield {"k": "box", "label": label, "title": [shown], "c": self.blocks(inside)}
            case "checklist":
                _, title = split_id(words)
                yield self.box(name, title, self.blocks(inside))
            case _:
                yield self.box(name, words, self.blocks(inside))

    def box(self, name: str, title: str, content: list[Node]) -> Node:
        return {"k": "box", "label": self.page.word(name), "title": self.title(title), "c": content}

    def title(self, words: str) -> list[Node]:
        return markdown(replace(self.page, contacts_as_links=False), words)

    def open_question(self, title: list[Node], answer: Sequence[SyntaxTreeNode]) -> Node:
        """What is shown only when asked for is a question here, and its answer at the back."""
        number = self.asked.number(self.blocks(answer))
        text = title or [self.page.word("reveal")]
        return {"k": "question", "number": number, "c": [{"k": "p", "c": text}]}

    def case(self, words: str, inside: Sequence[SyntaxTreeNode]) -> Iterator[Node]:
        """A situation with choices: one question, the outcome of each choice at the back."""
        choices = [each for each in inside if each.type == "container_reveal"]
        if not choices:
            yield self.box("case", words, self.blocks(inside))
            return
        told = self.blocks(each for each in inside if each.type != "container_reveal")
        lettered: list[list[Node]] = []
        outcomes: list[Node] = []
        for letter, choice in zip(_LETTERS, choices, strict=False):
            _, title = _directive(choice)
            lettered.append(self.title(title))
            outcomes.append({"k": "outcome", "letter": letter, "c": self.blocks(choice.children)})
        number = self.asked.number(outcomes)
        question: Node = {
            "k": "question",
            "number": number,
            "c": [{"k": "lettered", "items": lettered}],
        }
        yield self.box("case", words, [*told, question])


def markdown(page: Page, text: str) -> list[Node]:
    """A text without blocks: of a question, an option, a title."""
    if not text.strip():
        return []
    return inline(page, SyntaxTreeNode(dialect().parseInline(text)).children)


def inline(page: Page, nodes: Iterable[SyntaxTreeNode]) -> list[Node]:
    return [made for node in nodes for made in _inline(page, node)]


def _inline(page: Page, node: SyntaxTreeNode) -> Iterator[Node]:
    match node.type:
        case "inline":
            yield from inline(page, node.children)
        case "text":
            yield node.content
        case "softbreak":
            yield " "
        case "hardbreak":
            yield {"k": "br"}
        case "strong" | "em":
            yield {"k": node.type, "c": inline(page, node.children)}
        case "code_inline":
            yield {"k": "code", "text": node.content}
        case "placeholder":
            yield page.values.get(node.content, f"{{{node.content}}}")
        case "variable":
            yield _variable(page, node.content)
        case "image":
            yield from _image(page, node)
        case "link":
            yield from _link(page, node)


def _variable(page: Page, variable_id: str) -> Node:
    filled = page.course.values.get(variable_id)
    if filled is None:
        return {"k": "unfilled", "text": page.value(variable_id)}
    text = page.choose(filled)
    declared = next((v for v in page.course.variables if v.id == variable_id), None)
    if page.contacts_as_links and declared is not None:
        match declared.type:
            case "phone" if (to := addresses.phone_link(text)) is not None:
                return {"k": "link", "to": to, "c": [text]}
            case "email" if (to := addresses.mail_link(text)) is not None:
                return {"k": "link", "to": to, "c": [text]}
            case "url" if addresses.is_web(text):
                return {"k": "link", "to": text, "c": [text]}
    return text


def _image(page: Page, node: SyntaxTreeNode) -> Iterator[Node]:
    source = str(node.attrGet("src") or "")
    alt = "".join(_plain(inline(page, node.children))).strip()
    if addresses.media(source) is None:
        yield alt
    else:
        yield picture(page, source, alt)


def picture(page: Page, source: str, alt: str = "") -> Node:
    """alt: the text's own description; empty for the asset's."""
    if not alt:
        assets = (asset for asset in page.course.assets if asset.path == source)
        alt = next((page.plain(asset.alt) for asset in assets), "")
    return {"k": "image", "path": source, "alt": alt}


def _link(page: Page, node: SyntaxTreeNode) -> Iterator[Node]:
    """On paper an address must be read: it stands behind what does not say it."""
    bare = replace(page, contacts_as_links=False)
    inside = inline(bare, node.children)
    words = "".join(_plain(inside)).strip()
    address = addresses.link(str(node.attrGet("href") or ""))
    if address is None:
        yield from inside
        return
    target = address.target
    match address.kind:
        case AddressKind.LAW:
            yield from law(page, target, inside, words)
        case AddressKind.LESSON:
            titles = (each.title for each in page.course.lessons() if each.id == target)
            title = next((page.plain(title) for title in titles), target)
            yield {"k": "lesson", "to": target, "c": inside or [title]}
        case AddressKind.WEB:
            written = addresses.readable(target)
            note = None if words in ("", target, written) else written
            yield {"k": "link", "to": target, "c": inside or [written], "note": note}
        case AddressKind.MEDIA:
            yield from inside or [target]
        case _:
            yield {"k": "link", "to": target, "c": inside or [target.partition(":")[2]]}


def law(page: Page, law_id: str, inside: list[Node], words: str) -> Iterator[Node]:
    """The citation, which the list of laws at the back has with the day it was looked at."""
    found = next((law for law in page.course.laws if law.id == law_id), None)
    if found is None:
        yield from inside
        return
    citation = page.choose(found.citation)
    same = words.casefold() in ("", citation.casefold())
    text = [citation] if same else inside
    yield (
        {"k": "link", "to": found.url, "c": text}
        if addresses.is_web(found.url)
        else {
            "k": "span",
            "c": text,
        }
    )
    if not same:
        yield f" ({citation})"


def _directive(node: SyntaxTreeNode) -> tuple[str, str]:
    tokens = node.nester_tokens
    assert tokens is not None  # noqa: S101 - a container has a beginning and an end
    return directive(tokens.opening)


def _side(cell: SyntaxTreeNode) -> str:
    style = str(cell.attrGet("style") or "")
    return style.removeprefix("text-align:") if style else "left"


def _plain(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        else:
            yield str(node.get("text", ""))
            yield from _plain(node.get("c", ()))
