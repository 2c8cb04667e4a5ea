"""
Learning object metadata as SCORM 2004 wants it: IEEE 1484.12.3.

Element names are in camel case here and in lower case in SCORM 1.2, so the two are not shared.
"""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from courseware.model import Course, LocalText
from scorm_builder.lom import MAX_DESCRIPTION, MAX_KEYWORDS, MAX_TITLE, duration, terms

NAMESPACE = "http://ltsc.ieee.org/xsd/LOM"


def metadata(course: Course, address: str, files: Collection[str]) -> etree._Element:
    """
    The `lom` element: what the course is, in all its languages, and on what terms.

    address: an identifier for life, as a URI.
    files: what the package carries.
    """
    lom = etree.Element(_tag("lom"), nsmap={"lom": NAMESPACE})

    general = _add(lom, "general")
    identifier = _add(general, "identifier")
    _add(identifier, "catalog", "URI")
    _add(identifier, "entry", address)
    _texts(_add(general, "title"), course.title, MAX_TITLE)
    for language in course.languages:
        _add(general, "language", language)
    _texts(_add(general, "description"), course.description, MAX_DESCRIPTION)
    for keyword in course.keywords[:MAX_KEYWORDS]:
        _string(_add(general, "keyword"), keyword, course.language)

    life_cycle = _add(lom, "lifeCycle")
    _string(_add(life_cycle, "version"), course.version, "x-none")
    _term(_add(life_cycle, "status"), "draft" if course.is_draft else "final")

    meta = _add(lom, "metaMetadata")
    _add(meta, "metadataSchema", "LOMv1.0")
    _add(meta, "metadataSchema", "ADLv1.0")

    _add(_add(lom, "technical"), "format", "text/html")

    educational = _add(lom, "educational")
    _term(_add(educational, "intendedEndUserRole"), "learner")
    _add(_add(educational, "typicalLearningTime"), "duration", duration(course))

    rights = _add(lom, "rights")
    _term(_add(rights, "cost"), "no")
    _term(_add(rights, "copyrightAndOtherRestrictions"), "yes")
    _string(_add(rights, "description"), terms(course, files), course.language)
    return lom


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, _tag(name))
    element.text = text
    return element


def _string(parent: etree._Element, text: str, language: str) -> None:
    _add(parent, "string", text).set("language", language)


def _texts(parent: etree._Element, texts: LocalText, most: int) -> None:
    for language, text in texts.items():
        _string(parent, text[:most], language)


def _term(parent: etree._Element, value: str) -> None:
    """A word of LOM's own vocabulary."""
    _add(parent, "source", "LOMv1.0")
    _add(parent, "value", value)
