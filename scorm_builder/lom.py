"""
Learning object metadata, as SCORM 1.2 wants it: IMS Learning Resource Meta-data 1.2.1.

Element names are lower case here; in SCORM 2004 they are not, so the two are not shared.
"""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from courseware.model import Course, LocalText
from courseware.rights import attributions

NAMESPACE = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# Characters; schema `imsmd_rootv1p2p1.xsd`, the smallest permitted maxima of LOM.
MAX_TITLE, MAX_DESCRIPTION, MAX_KEYWORDS, MAX_RIGHTS = 1000, 2000, 10, 1000


def metadata(course: Course, files: Collection[str]) -> etree._Element:
    """
    The `lom` element: what the course is, in all its languages, and on what terms.

    files: what the package carries.
    """
    lom = etree.Element(_tag("lom"), nsmap={None: NAMESPACE})

    general = _add(lom, "general")
    _texts(_add(general, "title"), course.title, MAX_TITLE)
    for language in course.languages:
        _add(general, "language", language)
    _texts(_add(general, "description"), course.description, MAX_DESCRIPTION)
    for keyword in course.keywords[:MAX_KEYWORDS]:
        _string(_add(general, "keyword"), keyword, course.language)

    lifecycle = _add(lom, "lifecycle")
    _string(_add(lifecycle, "version"), course.version)
    _term(_add(lifecycle, "status"), "Draft" if course.is_draft else "Final")

    _add(_add(lom, "metametadata"), "metadatascheme", "ADL SCORM 1.2")

    technical = _add(lom, "technical")
    _add(technical, "format", "text/html")
    _add(technical, "location", "index.html").set("type", "URI")

    educational = _add(lom, "educational")
    _term(_add(educational, "intendedenduserrole"), "Learner")
    _add(_add(educational, "typicallearningtime"), "datetime", duration(course))

    rights = _add(lom, "rights")
    _term(_add(rights, "cost"), "no")
    _term(_add(rights, "copyrightandotherrestrictions"), "yes")
    _string(_add(rights, "description"), terms(course, files), course.language)
    return lom


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, _tag(name))
    element.text = text
    return element


def _string(parent: etree._Element, text: str, language: str = "x-none") -> None:
    """A langstring; `x-none` says that the text is in no language (a version, a term)."""
    _add(parent, "langstring", text).set(_XML_LANG, language)


def _texts(parent: etree._Element, texts: LocalText, most: int) -> None:
    for language, text in texts.items():
        _string(parent, text[:most], language)


def _term(parent: etree._Element, value: str) -> None:
    """A word of LOM's own vocabulary."""
    _string(_add(parent, "source"), "LOMv1.0")
    _string(_add(parent, "value"), value)


def terms(course: Course, files: Collection[str]) -> str:
    """On what terms the course may be used, and those of its media in `files` that differ."""
    own = f"{course.licence} · {course.rights_holder}"
    others = [
        f"{', '.join(credit.files)}: {credit.licence} · {credit.rights_holder}"
        for credit in attributions(asset for asset in course.assets if asset.path in files)
        if (credit.licence, credit.rights_holder) != (course.licence, course.rights_holder)
    ]
    whole = "; ".join([own, *others])
    return whole if len(whole) <= MAX_RIGHTS else f"{whole[: MAX_RIGHTS - 1]}…"


def duration(course: Course) -> str:
    """How long the course takes: ISO 8601, whole minutes, `PT30M`."""
    return f"PT{int(course.duration.total_seconds() // 60)}M"
