"""
A package's pages as axe-core judges them in a real browser, one by one.

axe-core (MPL-2.0) comes from its registry package, unchanged, when the player is built.
"""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from lxml import etree, html

from courseware import locate
from courseware.bundle import encode
from scorm_builder.inspection.archive import Archive
from scorm_builder.inspection.chromium import BrowserFailed, Chromium, chromium
from scorm_builder.inspection.findings import AxeLook, Finding, broken
from scorm_builder.inspection.pages import PAGES, bundle_in

MOST_PAGES = 400
_HOST = "https://package.invalid/"
"""A name that stands for the package, and can never be anybody's (RFC 2606)."""
_EVERYTHING = "everything"
_BUNDLE = re.compile(rb'(<script[^>]* id="bundle">).*?(</script>)', re.DOTALL)
_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_TYPES = mimetypes.MimeTypes()
"""Not those of the machine, which differ."""
_LOCALES = {"nb": "nb.json"}
_JUDGE = """
(async () => {
  await new Promise(done => setTimeout(done, 50));
  await Promise.all([...document.images].map(each => each.decode().catch(() => null)));
  const { violations } = await axe.run(document, {
    runOnly: %s, resultTypes: ["violations"], iframes: false
  });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => ({ id, help, target: target.join(" ") })));
})()
"""


def look(archive: Archive, program: Path, language: str) -> AxeLook:
    """program: a Chromium. language: of what axe says, where it has it."""
    script = (locate.player() / "axe" / "axe.min.js").read_text(encoding="utf-8")
    version = re.search(r"axe v([\d.]+)", script)
    engine = f"axe-core {version[1] if version else ''}".strip()
    found: list[Finding] = []
    pages = 0
    try:
        with chromium(program, lambda address: _content(archive, address)) as browser:
            for where in _shown(archive, browser, f"{script};{_locale(language)}"):
                found += _judged(browser, where)
                pages += 1
    except BrowserFailed as error:
        return AxeLook(engine, pages, found, str(error))
    return AxeLook(engine, pages, found)


def _shown(archive: Archive, browser: Chromium, script: str) -> Iterator[str]:
    """One page after another, each with the script in it and open while it is looked at."""
    names = sorted(name for name in archive.names if PurePosixPath(name.lower()).suffix in PAGES)
    for name in names[:MOST_PAGES]:
        browser.open(_HOST + quote(name))
        browser.run(script)
        yield name
        bundle = _bundle(archive.read(name) or b"")
        if bundle is None:
            continue
        browser.open(f"{_HOST}{quote(name)}?{_EVERYTHING}")
        browser.run(script)
        for route in _routes(bundle):
            browser.run(f"location.hash = {json.dumps(route)}")
            yield f"{name}{route}"


def _bundle(page: bytes) -> dict[str, Any] | None:
    try:
        return bundle_in(html.document_fromstring(page))
    except (etree.ParserError, ValueError):
        return None


def _routes(bundle: dict[str, Any]) -> list[str]:
    """The pages that one of our own files shows by what stands after `#`."""
    try:
        lessons = [f"#/lesson/{each['id']}" for each in bundle["lessons"]]
        tests = [f"#/test/{each['id']}" for each in bundle["assessments"]]
    except (KeyError, TypeError):
        return []
    return [*lessons, *tests, "#/end"][:MOST_PAGES]


def _for_everybody(page: bytes) -> bytes:
    """A page of ours that asks for no plan first: who has not chosen is shown everything."""
    bundle = _bundle(page)
    if bundle is None:
        return page
    everything = encode({**bundle, "groups": [], "paths": []})
    return _BUNDLE.sub(lambda match: match[1] + everything + match[2], page, count=1)


def _judged(browser: Chromium, where: str) -> Iterator[Finding]:
    told: list[dict[str, Any]] = browser.run(_JUDGE % json.dumps(_TAGS)) or []
    for each in told:
        yield broken("axe", where, check=each["id"], help=each["help"], element=each["target"])


def _locale(language: str) -> str:
    name = _LOCALES.get(language)
    if name is None:
        return "null"
    locale = (locate.player() / "axe" / name).read_text(encoding="utf-8")
    return f"axe.configure({{ locale: {locale} }}); null"


def _content(archive: Archive, address: str) -> tuple[str, bytes] | None:
    if not address.startswith(_HOST):
        return None
    name = unquote(urlsplit(address).path).removeprefix("/")
    content = archive.read(name)
    if content is None:
        return None
    if urlsplit(address).query == _EVERYTHING:
        content = _for_everybody(content)
    kind, _ = _TYPES.guess_type(name)
    if kind in ("text/html", "text/css", "text/javascript"):
        kind = f"{kind}; charset=utf-8" if _is_utf8(content) else kind
    return kind or "application/octet-stream", content


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
