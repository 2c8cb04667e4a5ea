"""Small PDFs, for tests to plant one mistake in each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

MADE = datetime(2026, 1, 15, tzinfo=UTC)
TEXT = """#set document(title: "Blåbær")
#set text(lang: "nb")
= Blåbær
#link("https://lovdata.no/")[Lov]
== Mer
"""


def write_paper(folder: Path, text: str = TEXT, *, claims: bool = True, tags: bool = True) -> Path:
    out = folder / "paper.pdf"
    compiler = typst.Compiler(text.encode(), ignore_system_fonts=True)
    standards = ["ua-1"] if claims else []
    pdf = compiler.compile(format="pdf", pdf_standards=standards, timestamp=MADE, pdf_tags=tags)
    assert isinstance(pdf, bytes)
    out.write_bytes(pdf)
    return out


def mended(paper: Path, change: Callable[[PdfWriter], object]) -> Path:
    """The paper with a change that its maker would not make."""
    writer = PdfWriter(clone_from=PdfReader(paper))
    change(writer)
    writer.write(paper)
    return paper


def without(name: str) -> Callable[[PdfWriter], object]:
    return lambda writer: writer.root_object.pop(name)


def runs_when_opened(writer: PdfWriter) -> None:
    said = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    action = DictionaryObject({NameObject(key): value for key, value in said.items()})
    writer.root_object[NameObject("/OpenAction")] = action


def broken(folder: Path) -> Path:
    (folder / "paper.pdf").write_bytes(b"%PDF-1.7\nnothing more\n")
    return folder / "paper.pdf"


PLANTED: dict[str, Callable[[Path], Path]] = {
    "pdf-broken": broken,
    "pdf-locked": lambda f: mended(write_paper(f), lambda w: w.encrypt("p", algorithm="RC4-128")),
    "pdf-script": lambda f: mended(write_paper(f), runs_when_opened),
    "pdf-untagged": lambda f: write_paper(f, claims=False, tags=False),
    "pdf-not-claimed": lambda f: write_paper(f, claims=False),
    "pdf-title-hidden": lambda f: mended(write_paper(f), without("/ViewerPreferences")),
    "pdf-bookmarks": lambda f: mended(
        write_paper(f, TEXT + "#pagebreak()\nmer\n" * 21), without("/Outlines")
    ),
    "page-language": lambda f: mended(write_paper(f), without("/Lang")),
    "picture-alt": lambda f: write_paper(f, TEXT + "#figure(rect[x], alt: none)", claims=False),
}
