"""
HTML from elsewhere, written again as the Markdown that lessons and questions are in.

No text is lost: what our Markdown has no form for (colours, underlining, addresses that a lesson
may not link to) stays as words. What is written is read back and compared; where emphasis would
show as stars, it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree, html

from courseware import addresses
from courseware.markup import dialect

Picture = Callable[[str, str], str | None]
"""From an image's address and its alternative text to the path of the course's own file."""

_BREAK = "\\\n"
_SPACES = re.compile(r"[ \t\r\n\f]+")
_SPECIAL = re.compile(r"[\\`*\[\]<&{]|(?<![^\W_])_|_(?![^\W_])")
_LINE_START = re.compile(r"(?m)^([#>+=:~|-])")
_NUMBER_START = re.compile(r"(?m)^([0-9]{1,9})([.)])(?=\s|$)")
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_DROPPED = frozenset({"script", "style", "head", "title", "template", "object", "iframe"})
_BLOCK_NAMES = """
address article blockquote dd div dl dt figure figcaption footer h1 h2 h3 h4 h5 h6 header hr li
main ol p pre section table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_FLAT = {"li": "– "}


def escape(text: str) -> str:
    """Plain text as Markdown that says just that, in the middle of a line."""
    return _SPECIAL.sub(lambda match: "\\" + match[0], text)


def plain(fragment: str) -> str:
    """The words alone, on one line; no Markdown."""
    return " ".join("".join(map(str, _parsed(fragment).itertext())).split())


def inline(fragment: str, picture: Picture | None = None) -> str:
    """A question's or an option's text: one run of inline Markdown, lines broken by `\\`."""
    return _emphasised(_parsed(fragment), picture)


def blocks(fragment: str, picture: Picture | None = None) -> str:
    """A lesson's text: paragraphs, headings, lists, tables and quotes."""
    root = _parsed(fragment)
    return "\n\n".join(_blocks(root, picture)).strip() + "\n"


def _parsed(fragment: str) -> html.HtmlElement:
    """What no XML or HTML may hold is gone; scripts and the like with what is in them."""
    allowed = "".join(each for each in fragment if each in "\t\n\r" or ord(each) >= 32)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    root = html.fragment_fromstring(allowed or " ", create_parent="div", parser=parser)
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    return root


def _emphasised(element: html.HtmlElement, picture: Picture | None) -> str:
    """With emphasis, where that reads as the words alone do."""
    marked = _Inline(picture, True).flat(element)
    bare = _Inline(picture, False).flat(element)
    return marked if _read_back(marked) == _read_back(bare) else bare


def _read_back(markdown: str) -> str:
    rendered = html.fragment_fromstring(dialect().renderInline(markdown), create_parent="div")
    return " ".join("".join(map(str, rendered.itertext())).split())


class _Inline:
    """Writes what stands within one paragraph."""

    def __init__(self, picture: Picture | None, emphasis: bool) -> None:
        self.picture = picture
        self.emphasis = emphasis

    def flat(self, element: html.HtmlElement) -> str:
        """Blocks within become lines."""
        text = self.inside(element)
        lines = [line.strip(" ") for line in text.split(_BREAK)]
        while lines and not lines[0]:
            lines.pop(0)
        while lines and not lines[-1]:
            lines.pop()
        return _BREAK.join(
            line for line, before in zip(lines, ["", *lines], strict=False) if line or before
        )

    def inside(self, element: html.HtmlElement) -> str:
        parts = [_said(element.text)]
        for child in element:
            parts += [self.child(child), _said(child.tail)]
        return "".join(parts)

    def child(self, element: html.HtmlElement) -> str:
        tag = str(element.tag).lower()
        match tag:
            case "br":
                return _BREAK
            case "strong" | "b":
                return self.marked(element, "**")
            case "em" | "i":
                return self.marked(element, "*")
            case "code" | "tt" | "kbd":
                return _code("".join(map(str, element.itertext())))
            case "sup":
                return self.inside(element).translate(_RAISED)
            case "sub":
                return self.inside(element).translate(_LOWERED)
            case "a":
                return self.link(element)
            case "img":
                return self.image(element)
            case "td" | "th":
                return self.inside(element).strip() + (
                    " – " if element.getnext() is not None else ""
                )
        inside = self.inside(element)
        return f"{_BREAK}{_FLAT.get(tag, '')}{inside}{_BREAK}" if tag in _BLOCKS else inside

    def marked(self, element: html.HtmlElement, mark: str) -> str:
        inside = self.inside(element)
        words = inside.strip()
        if (
            not words
            or not self.emphasis
            or _BREAK in words
            or words[0] == "*" == words[-1] == mark
        ):
            return inside
        before, after = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
        return f"{before}{mark}{words}{mark}{after}"

    def link(self, element: html.HtmlElement) -> str:
        words = self.inside(element)
        address = (element.get("href") or "").strip()
        if not words.strip() or not address or address.startswith("#"):
            return words
        if addresses.link(address) is None or "(" in address or ")" in address:
            said = escape(address)
            return words if said in words else f"{words} ({said})"
        return f"[{words.strip()}]({address})"

    def image(self, element: html.HtmlElement) -> str:
        alt = " ".join((element.get("alt") or "").split())
        path = self.picture(element.get("src") or "", alt) if self.picture else None
        return f"![{escape(alt)}]({path})" if path else escape(alt)


def _said(text: str | None) -> str:
    return escape(_SPACES.sub(" ", text or ""))


def _code(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", words)), default=0) + 1)
    gap = " " if "`" in (words[0], words[-1]) else ""
    return f"{fence}{gap}{words}{gap}{fence}"


def _blocks(element: html.HtmlElement, picture: Picture | None) -> Iterator[str]:
    """The blocks in an element, each without blank lines at its ends."""
    run = html.Element("div")
    run.text = element.text

    def paragraph() -> Iterator[str]:
        nonlocal run
        text = _paragraph(run, picture)
        if text:
            yield text
        run = html.Element("div")

    for child in list(element):
        tail, child.tail = child.tail, None
        if str(child.tag).lower() in _BLOCKS or child.xpath("boolean(.//p|.//ul|.//ol|.//table)"):
            yield from paragraph()
            yield from _block(child, picture)
            run.text = tail
        else:
            child.tail = tail
            run.append(child)
    yield from paragraph()


def _block(element: html.HtmlElement, picture: Picture | None) -> Iterator[str]:
    tag = str(element.tag).lower()
    match tag:
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            words = _paragraph(element, picture).replace(_BREAK, " ")
            if words:
                yield f"{'#' * min(max(int(tag[1]), 2), 4)} {words}"
        case "ul" | "ol":
            yield _list(element, picture, numbered=tag == "ol")
        case "table":
            yield from _table(element, picture)
        case "blockquote":
            inside = "\n\n".join(_blocks(element, picture))
            yield "\n".join(f"> {line}".rstrip() for line in inside.split("\n"))
        case "pre":
            lines = "".join(map(str, element.itertext())).strip("\n").split("\n")
            yield "\n".join(f"    {line}" for line in lines)
        case "hr":
            yield "---"
        case "p":
            text = _paragraph(element, picture)
            if text:
                yield text
        case _:
            yield from _blocks(element, picture)


def _paragraph(element: html.HtmlElement, picture: Picture | None) -> str:
    text = _emphasised(element, picture)
    text = _LINE_START.sub(r"\\\1", text)
    return _NUMBER_START.sub(r"\1\\\2", text)


def _list(element: html.HtmlElement, picture: Picture | None, *, numbered: bool) -> str:
    written = []
    for number, item in enumerate(element.iterchildren("li"), start=1):
        mark = f"{number}. " if numbered else "- "
        inside = list(_blocks(item, picture)) or [""]
        tight = inside[0] + "".join(
            ("\n" if re.match(r"[-0-9]", each) else "\n\n") + each for each in inside[1:]
        )
        written.append(mark + tight.replace("\n", "\n" + " " * len(mark)))
    return re.sub(r"(?m)^ +$", "", "\n".join(written))


def _table(element: html.HtmlElement, picture: Picture | None) -> Iterator[str]:
    """The first row is the head, as our tables have one; merged cells stand once."""
    rows = [
        [
            _emphasised(cell, picture).replace(_BREAK, " ").replace("|", "\\|")
            for cell in row.xpath("./td|./th")
        ]
        for row in element.iter("tr")
    ]
    rows = [row for row in rows if any(row)]
    if not rows:
        return
    width = max(map(len, rows))
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    yield "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])
