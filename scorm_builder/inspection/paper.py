"""A PDF: whether somebody who does not see it can read it, and whether it is safe to keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from scorm_builder.inspection.findings import Finding, broken
from scorm_builder.provenance import NAME as PROVENANCE

_MOST_PAGES_WITHOUT_BOOKMARKS = 20
_MOST_ELEMENTS = 500_000
_CLAIM = b"http://www.aiim.org/pdfua/ns/id/"
_ODD = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
"""What a file that breaks PDF's rules makes the reader raise."""


@dataclass(frozen=True, slots=True)
class Seen:
    """record: the provenance attached to it. unread: nothing more could be read of it."""

    findings: list[Finding]
    links: list[str]
    record: bytes | None = None
    unread: bool = False


def look(path: Path) -> Seen:
    try:
        reader = PdfReader(path)
        if reader.is_encrypted:
            return Seen([broken("pdf-locked")], [], unread=True)
        findings = [*_document(reader), *_elements(reader)]
        record = reader.attachments.get(PROVENANCE)
        return Seen(findings, list(dict.fromkeys(_links(reader))), record[0] if record else None)
    except _ODD as error:
        return Seen([broken("pdf-broken", reason=str(error))], [], unread=True)


def _document(reader: PdfReader) -> Iterator[Finding]:
    root = reader.root_object
    names = _dictionary(root.get("/Names"))
    if "/JavaScript" in names or "/JS" in _dictionary(root.get("/OpenAction")):
        yield broken("pdf-script")
    if not str(root.get("/Lang") or "").strip():
        yield broken("page-language")
    title = (reader.metadata.title if reader.metadata else None) or ""
    if not title.strip():
        yield broken("page-title")
    elif not _dictionary(root.get("/ViewerPreferences")).get("/DisplayDocTitle"):
        yield broken("pdf-title-hidden")
    if len(reader.pages) > _MOST_PAGES_WITHOUT_BOOKMARKS and not reader.outline:
        yield broken("pdf-bookmarks", pages=len(reader.pages))
    metadata = root.get("/Metadata")
    if metadata is None or _CLAIM not in metadata.get_object().get_data():
        yield broken("pdf-not-claimed")


def _elements(reader: PdfReader) -> Iterator[Finding]:
    """The tags, in reading order."""
    root = reader.root_object
    tree = _dictionary(root.get("/StructTreeRoot"))
    if not tree or not _dictionary(root.get("/MarkInfo")).get("/Marked"):
        yield broken("pdf-untagged")
        return
    level = 0
    for element in _walk(tree.get("/K")):
        kind = str(element.get("/S") or "")
        if kind == "/Figure" and not element.get("/Alt") and not element.get("/ActualText"):
            yield broken("picture-alt", name="–")
        if kind[:2] == "/H" and kind[2:].isdigit():
            now = int(kind[2:])
            if now > level + 1:
                yield broken("heading-order", now=now, before=level)
            level = now


def _walk(first: Any) -> Iterator[DictionaryObject]:
    waiting, seen = [first], 0
    while waiting:
        element = _object(waiting.pop())
        seen += 1
        if seen > _MOST_ELEMENTS:
            raise ValueError("the tree of tags has no end")
        if isinstance(element, ArrayObject):
            waiting += reversed(element)
        elif isinstance(element, DictionaryObject):
            yield element
            waiting.append(element.get("/K"))


def _links(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        for note in _object(page.get("/Annots")) or ():
            action = _dictionary(_dictionary(note).get("/A"))
            address = str(action.get("/URI") or "")
            if address.startswith(("https:", "http:")):
                yield address


def _dictionary(value: Any) -> DictionaryObject:
    found = _object(value)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _object(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value
