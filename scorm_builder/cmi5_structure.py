"""
`cmi5.xml`: one course of one assignable unit, as cmi5's course structure asks (cmi5, 13.0).

Its schema is named by its namespace alone, and no package carries it.
"""

from __future__ import annotations

from lxml import etree

from courseware.model import Course, LocalText
from scorm_builder.one_sco import START

NAME = "cmi5.xml"
NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"


def structure(course: Course, *, mastery: int | None) -> bytes:
    """
    mastery: the pass mark in per cent. With one, the LMS lets a learner move on who has passed and
    completed; without, who has completed.
    """
    # Derived from the course's id alone, so that the next version is the same unit to an LMS.
    own = f"urn:kurspakke:course:{course.id}"
    root = etree.Element(_tag("courseStructure"), nsmap={None: NAMESPACE})
    _about(_add(root, "course", id=own), course)
    marks = {} if mastery is None else {"masteryScore": f"{mastery / 100:.2f}"}
    unit = _add(
        root,
        "au",
        id=f"{own}:unit",
        moveOn="Completed" if mastery is None else "CompletedAndPassed",
        launchMethod="AnyWindow",
        **marks,
    )
    _about(unit, course)
    _add(unit, "url").text = START
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _about(parent: etree._Element, course: Course) -> None:
    for name, text in (("title", course.title), ("description", course.description)):
        _strings(_add(parent, name), text, course)


def _strings(parent: etree._Element, text: LocalText, course: Course) -> None:
    for language in course.languages:
        _add(parent, "langstring", lang=language).text = text[language]


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, _tag(name), dict(attributes))


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
