"""The pages of a package, looked at as they lie there: accessibility, scripts, links, requests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from lxml import etree, html

from scorm_builder.inspection.archive import Archive
from scorm_builder.inspection.findings import Finding, broken

PAGES = frozenset({".html", ".htm", ".xhtml"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_UNLOAD = re.compile(
    r"""addEventListener\(\s*["'](?:before)?unload["']|\bon(?:before)?unload\s*="""
    r"""|\bon\(\s*["'](?:before)?unload["']|\.(?:unload|beforeunload)\(\s*function"""
)
_REMOTE = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
_STYLE_URL = re.compile(r"""(?:url\(\s*|@import\s+)["']?((?:https?:)?//[^"')\s]+)""", re.IGNORECASE)
_LOADING = (
    ("script", "src"),
    ("img", "src"),
    ("iframe", "src"),
    ("video", "src"),
    ("audio", "src"),
    ("source", "src"),
    ("embed", "src"),
    ("object", "data"),
)
_MOST_LINKS = 1000


@dataclass(frozen=True, slots=True)
class Seen:
    findings: list[Finding]
    links: list[str]


@dataclass(frozen=True, slots=True)
class _Page:
    """whole: a document; else one lesson, which stands below the page's own heading."""

    where: str
    root: html.HtmlElement
    whole: bool


def look(archive: Archive) -> Seen:
    found: list[Finding] = []
    links: dict[str, None] = {}
    for name in sorted(archive.names):
        suffix = PurePosixPath(name.lower()).suffix
        if suffix in PAGES:
            for page in _pages(archive, name, found):
                found += _page(page)
                links |= dict.fromkeys(_links(page))
        elif suffix in (".js", ".mjs"):
            text = (archive.read(name) or b"").decode("utf-8", "replace")
            found += [broken("uses-unload", name)] if _UNLOAD.search(text) else []
        elif suffix == ".css":
            text = (archive.read(name) or b"").decode("utf-8", "replace")
            remote = dict.fromkeys(_STYLE_URL.findall(text))
            found += [broken("leaves-package", name, address=address) for address in remote]
    return Seen(found, list(links)[:_MOST_LINKS])


def _pages(archive: Archive, name: str, found: list[Finding]) -> Iterator[_Page]:
    content = archive.read(name) or b""
    if not content.strip():
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        found.append(broken("page-encoding", name))
        text = content.decode("latin-1")
    # An XML declaration would make the parser look for its encoding in text that has none.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        root = html.document_fromstring(text)
    except (etree.ParserError, ValueError):
        return  # nothing in it but comments
    yield _Page(name, root, whole=True)
    yield from _lessons(name, root)


def _lessons(name: str, root: html.HtmlElement) -> Iterator[_Page]:
    """The lessons that one of our own pages carries as data."""
    bundle = bundle_in(root)
    try:
        bodies = [
            (f"{name} {lesson['id']}.{language}", text)
            for lesson in (bundle["lessons"] if bundle else ())
            for language, text in lesson["html"].items()
        ]
    except (KeyError, TypeError, AttributeError):
        return
    for where, text in bodies:
        if isinstance(text, str) and text.strip():
            yield _Page(where, html.fragment_fromstring(text, create_parent="div"), whole=False)


def bundle_in(root: html.HtmlElement) -> dict[str, Any] | None:
    """What a page of ours shows; None where the page is somebody else's."""
    bundle = root.find(".//script[@id='bundle']")
    try:
        found = json.loads(bundle.text or "") if bundle is not None else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _page(page: _Page) -> Iterator[Finding]:
    root, where = page.root, page.where
    if page.whole:
        if not (root.get("lang") or root.get("xml:lang") or "").strip():
            yield broken("page-language", where)
        if not (root.findtext(".//title") or "").strip():
            yield broken("page-title", where)
    for picture in root.iter("img", "area"):
        if picture.get("alt") is None and picture.get("role") != "presentation":
            yield broken("picture-alt", where, name=picture.get("src") or "–")
    # A lesson's title is shown as h1, above what stands in its text.
    level = 0 if page.whole else 1
    for heading in root.iter(*_HEADINGS):
        now = int(str(heading.tag)[1])
        if level and now > level + 1:
            yield broken("heading-order", where, now=now, before=level)
        level = now
    yield from _requests(page)
    for script in root.iter("script"):
        if _UNLOAD.search(script.text or ""):
            yield broken("uses-unload", where)
    if any(each.get("onunload") or each.get("onbeforeunload") for each in root.iter("body")):
        yield broken("uses-unload", where)


def _requests(page: _Page) -> Iterator[Finding]:
    for tag, name in _LOADING:
        for element in page.root.iter(tag):
            if _REMOTE.match(element.get(name) or ""):
                yield broken("leaves-package", page.where, address=element.get(name) or "")
    for link in page.root.iter("link"):
        if "stylesheet" in (link.get("rel") or "") and _REMOTE.match(link.get("href") or ""):
            yield broken("leaves-package", page.where, address=link.get("href") or "")


def _links(page: _Page) -> Iterator[str]:
    for link in page.root.iter("a"):
        address = link.get("href") or ""
        if _REMOTE.match(address):
            yield address
