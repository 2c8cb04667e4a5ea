"""The course structure of a cmi5 package: whether an LMS can take it in, and ever call it done."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml import etree

from scorm_builder.cmi5_structure import NAME, NAMESPACE
from scorm_builder.inspection.archive import Archive
from scorm_builder.inspection.findings import Finding, broken
from scorm_builder.inspection.xml_source import elements, local_name

_MOVE_ON = {"Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed", "NotApplicable"}
_LAUNCH_METHODS = {"OwnWindow", "AnyWindow"}
_DESCRIBED = ("course", "block", "objective", "au")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_SCORE = re.compile(r"0*(?:0?\.\d+|[01](?:\.0*)?)|0")


def findings(archive: Archive, root: etree._Element) -> Iterator[Finding]:
    namespace = etree.QName(root).namespace or "–"
    if namespace != NAMESPACE:
        yield broken("cmi5-namespace", _at(root), namespace=namespace, wanted=NAMESPACE)
    described = [e for e in root.iter(etree.Element) if local_name(e) in _DESCRIBED]
    yield from _identifiers(described)
    for element in described:
        yield from _words(element)
    units = elements(root, "au")
    if not units:
        yield broken("cmi5-no-unit", _at(root))
    for unit in units:
        yield from _values(unit)
        yield from _address(archive, unit)


def _identifiers(described: list[etree._Element]) -> Iterator[Finding]:
    # An objective is named again where a unit hangs on it: with `idref`, so each `id` is its own.
    known = Counter(element.get("id") for element in described)
    for element in described:
        name = (element.get("id") or "").strip()
        if _IRI.fullmatch(name) is None:
            yield broken("cmi5-iri", _at(element), id=name or "–")
        if known[element.get("id")] > 1:
            known[element.get("id")] = 0  # told once
            yield broken("identifier-twice", _at(element), id=name)


def _words(element: etree._Element) -> Iterator[Finding]:
    for name in ("title", "description"):
        found = [child for child in element if isinstance(child.tag, str)]
        texts = [
            (text.text or "").strip()
            for child in found
            if local_name(child) == name
            for text in elements(child, "langstring")
        ]
        if not any(texts):
            yield broken("cmi5-words", _at(element), element=local_name(element), name=name)


def _values(unit: etree._Element) -> Iterator[Finding]:
    move_on = unit.get("moveOn")
    for name, value, known in (
        ("moveOn", move_on, _MOVE_ON),
        ("launchMethod", unit.get("launchMethod"), _LAUNCH_METHODS),
    ):
        if value is not None and value not in known:
            allowed = ", ".join(sorted(known))
            yield broken("cmi5-value", _at(unit), name=name, value=value, known=allowed)
    score = unit.get("masteryScore")
    if score is not None and _SCORE.fullmatch(score.strip()) is None:
        yield broken("cmi5-value", _at(unit), name="masteryScore", value=score, known="0–1")
    if move_on in (None, "NotApplicable"):
        yield broken("cmi5-move-on", _at(unit))


def _address(archive: Archive, unit: etree._Element) -> Iterator[Finding]:
    address = next(((each.text or "").strip() for each in elements(unit, "url")), "")
    if not address:
        yield broken("href-missing", _at(unit))
        return
    try:
        parts = urlsplit(address)
    except ValueError:
        yield broken("file-missing", _at(unit), name=address)
        return
    name = unquote(parts.path)
    if not parts.scheme and not parts.netloc and name not in archive.names:
        yield broken("file-missing", _at(unit), name=name)


def _at(element: etree._Element) -> str:
    return f"{NAME}:{element.sourceline}"
