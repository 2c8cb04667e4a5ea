"""
A Word document as chapters and lessons.

Heading 1 begins a chapter, heading 2 a lesson, lower headings stay in the text; where no heading 2
is used, heading 1 begins a lesson. What mammoth reads becomes HTML, and that our Markdown. The file
is of unknown origin: its names, sizes and XML are judged before anything reads it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

import mammoth
from lxml import etree, html

from courseware.model import Language
from courseware.texts import catalogue
from scorm_builder.errors import CannotRead
from scorm_builder.importing.course_folder import TEXTS
from scorm_builder.importing.draft import Draft, Page, Part
from scorm_builder.importing.html_markdown import blocks, escape, plain
from scorm_builder.importing.pictures import Pictures
from scorm_builder.remarks import Remark
from scorm_builder.untrusted_xml import parsed
from scorm_builder.untrusted_zip import ZIP_ERRORS

MOST_ENTRIES = 5_000
MOST_BYTES = 500 << 20
MOST_XML_BYTES = 40 << 20
MOST_RATIO = 200
FREE_BYTES = 8 << 20
"""Below this no ratio is a bomb."""

_DOCUMENT = "word/document.xml"
_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Tittel'] => h1.title:fresh
p.Title => h1.title:fresh
p.Tittel => h1.title:fresh
p.Overskrift1 => h1:fresh
p.Overskrift2 => h2:fresh
p.Overskrift3 => h3:fresh
p[style-name='Overskrift 1'] => h1:fresh
p[style-name='Overskrift 2'] => h2:fresh
p[style-name='Overskrift 3'] => h3:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Sitat'] => blockquote > p:fresh
"""


def read_word(data: bytes, name: str, language: Language) -> Draft:
    """Raises CannotRead for what is no Word document, or one that is made to do harm."""
    macros = _judge(data, name)
    pictures = Pictures()
    remarks = [Remark("word-macros", name)] if macros else []
    number = 0

    def picture(image: mammoth.documents.Image) -> dict[str, str]:
        nonlocal number
        number += 1
        try:
            with image.open() as content:
                path = pictures.add(f"bilde-{number}", content.read(), image.alt_text or "")
        except (ValueError, KeyError, OSError, *ZIP_ERRORS):
            path = None  # it lies outside the file, or is not whole
        if path is None:
            remarks.append(Remark("word-picture", f"{name}, {number}"))
        return {"src": path or ""}

    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(picture),
            external_file_access=False,
            include_embedded_style_map=False,
        )
    except Exception as error:  # whatever a broken document makes the library trip over
        raise CannotRead("word-not-word", path=name, reason=type(error).__name__) from error
    for message in dict.fromkeys(each.message for each in result.messages):
        remarks.append(Remark("word-message", name, {"message": message}))
    root = html.fragment_fromstring(result.value or " ", create_parent="div")
    remarks += _footnotes(root, name)
    front = catalogue("import", language, TEXTS)["front"]
    title, parts = _outline(root, front)
    return Draft(
        language=language,
        title=title,
        parts=tuple(parts),
        pictures=pictures.kept(),
        remarks=tuple(remarks),
    )


def _judge(data: bytes, name: str) -> bool:
    """Whether there are macros, which nothing here reads. Raises CannotRead."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _judge_sizes(entries, len(data), name)
            if _DOCUMENT not in archive.namelist():
                raise CannotRead("word-not-word", path=name, reason=_DOCUMENT)
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(entry) as content:
                        read = content.read(MOST_XML_BYTES + 1)
                    if len(read) > MOST_XML_BYTES:
                        raise CannotRead("word-bomb", path=name)
                    parsed(read, f"{name}: {entry.filename}")
            return any("vbaproject" in entry.filename.lower() for entry in entries)
    except ZIP_ERRORS as error:
        raise CannotRead("word-not-word", path=name, reason=str(error)) from error


def _judge_sizes(entries: list[zipfile.ZipInfo], packed: int, name: str) -> None:
    whole = sum(entry.file_size for entry in entries)
    names = [entry.filename.replace("\\", "/") for entry in entries]
    strays = any(each.startswith("/") or ".." in each.split("/") for each in names)
    bomb = whole > MOST_BYTES or (whole > FREE_BYTES and whole > packed * MOST_RATIO)
    if bomb or strays or len(entries) > MOST_ENTRIES or len(set(names)) < len(names):
        raise CannotRead("word-bomb", path=name)


def _footnotes(root: html.HtmlElement, name: str) -> Iterator[Remark]:
    """Lessons have none: each is told with its words, and its mark leaves the text."""
    for note in root.xpath("//li[starts-with(@id, 'footnote-') or starts-with(@id, 'endnote-')]"):
        words = plain(etree.tostring(note, encoding="unicode", method="html"))
        yield Remark("word-footnote", name, {"text": words.rstrip("↑ ")})
        listed = note.getparent()
        note.drop_tree()
        if listed is not None and len(listed) == 0:
            listed.drop_tree()
    for mark in root.xpath(
        "//a[starts-with(@id, 'footnote-ref-') or starts-with(@id, 'endnote-ref-')]"
    ):
        raised = mark.getparent()
        (raised if raised is not None and raised.tag == "sup" else mark).drop_tree()


@dataclass(slots=True)
class _Open:
    """A lesson that is being read."""

    title: str
    body: list[html.HtmlElement] = field(default_factory=list)


def _outline(root: html.HtmlElement, front: str) -> tuple[str, list[Part]]:
    """The title, where the document says one, and its chapters."""
    title = ""
    titles = root.find_class("title")
    if titles:
        title = _words(titles[0])
        for each in titles:
            each.drop_tree()
    deep = root.find("h2") is not None
    chapters: list[tuple[str, list[_Open]]] = []
    lead = [_Open(front)]
    current = lead[0]
    for element in list(root):
        words = _words(element) if element.tag in ("h1", "h2") else ""
        if element.tag == "h1" and words and deep:
            current = _Open(words)
            chapters.append((words, [current]))
        elif element.tag in ("h1", "h2") and words:
            current = _Open(words)
            (chapters[-1][1] if chapters else lead).append(current)
        else:
            current.body.append(element)
    title = title or (chapters[0][0] if len(chapters) == 1 else "")
    opened = [(title or front, lead), *chapters]
    parts = [Part(name, tuple(_pages(pages))) for name, pages in opened]
    return title, [part for part in parts if part.pages]


def _pages(opened: list[_Open]) -> Iterator[Page]:
    """A chapter's own heading makes no lesson where no text follows it; any other does."""
    for index, each in enumerate(opened):
        text = _text(each.body)
        if text.strip():
            yield Page(each.title, text)
        elif index:
            yield Page(each.title, f"{escape(each.title)}\n")


def _text(body: list[html.HtmlElement]) -> str:
    joined = "".join(etree.tostring(each, encoding="unicode", method="html") for each in body)
    return blocks(joined, lambda source, _alt: source or None)


def _words(element: html.HtmlElement) -> str:
    return " ".join("".join(map(str, element.itertext())).split())
