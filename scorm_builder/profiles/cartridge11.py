"""
Common Cartridge 1.1, thin: links to the course where it is served over LTI, and no content.

Moodle 4.5 reads no later version than 1.1 and takes `launch_url`, not `secure_launch_url`, so both
are written. The links are of LTI 1.1's form; an LMS binds them to its LTI 1.3 registration by the
tool's address.

Spec: IMS Common Cartridge 1.1, Basic LTI link 1.0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from courseware.model import Course, Kind, LocalText
from scorm_builder.errors import UnfitForProfile
from scorm_builder.package import Member
from scorm_builder.provenance import provenance
from scorm_builder.source import Source

NAME = "cartridge11"
SUMMARY = "Common Cartridge 1.1 with links to the course where it is served over LTI."
FIRST = "imsmanifest.xml"

_CP = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_LOM = "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"
_CC = "http://www.imsglobal.org/xsd/imslticc_v1p0"
_BLTI = "http://www.imsglobal.org/xsd/imsbasiclti_v1p0"
_LTICM = "http://www.imsglobal.org/xsd/imslticm_v1p0"
_LTICP = "http://www.imsglobal.org/xsd/imslticp_v1p0"
_LINK_TYPE = "imsbasiclti_xmlv1p0"
_SHARED = "-"
"""What a link says that opens the shared course on purpose."""
_MAX_TEXT = 1000


@dataclass(frozen=True, slots=True)
class _Link:
    """assessment: a pass test placed alone; None for the whole course."""

    id: str
    title: str
    assessment: str | None


def members(source: Source) -> Iterator[Member]:
    """Raises UnfitForProfile when nobody has said where the course is served."""
    if source.served_at is None:
        raise UnfitForProfile("served-at-missing", profile=NAME)
    course, links = source.course, _links(source.course)
    content = [
        Member(f"lti/{link.id}.xml", _link_file(course, link, source.served_at)) for link in links
    ]
    content.append(provenance(course, NAME, content))
    yield from content
    yield Member(FIRST, _manifest(course, links))


def _links(course: Course) -> list[_Link]:
    title = course.title[course.language]
    tests = [test for test in course.assessments if test.kind is Kind.PASS]
    return [
        _Link("course", title, None),
        *(_Link(f"test-{t.id}", f"{title}: {t.title[course.language]}", t.id) for t in tests),
    ]


def _link_file(course: Course, link: _Link, served_at: str) -> bytes:
    root = etree.Element(
        f"{{{_CC}}}cartridge_basiclti_link",
        nsmap={None: _CC, "blti": _BLTI, "lticm": _LTICM, "lticp": _LTICP},
    )
    _text(root, _BLTI, "title", link.title)
    _text(root, _BLTI, "description", course.description[course.language][:_MAX_TEXT])
    custom = etree.SubElement(root, f"{{{_BLTI}}}custom")
    layer = course.layers[-1].id if course.layers else _SHARED
    chosen = {
        "kurspakke_course": course.id,
        "kurspakke_localization": layer,
        "kurspakke_assessment": link.assessment,
        "kurspakke_version": course.version,
    }
    for name, value in chosen.items():
        if value is not None:
            _text(custom, _LTICM, "property", value).set("name", name)
    for name in ("launch_url", "secure_launch_url"):
        _text(root, _BLTI, name, f"{served_at}/lti/launch")
    vendor = etree.SubElement(root, f"{{{_BLTI}}}vendor")
    _text(vendor, _LTICP, "code", "kurspakke")
    _text(vendor, _LTICP, "name", course.rights_holder)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _manifest(course: Course, links: list[_Link]) -> bytes:
    root = etree.Element(
        f"{{{_CP}}}manifest",
        {"identifier": f"kurspakke-{course.id}"},
        nsmap={None: _CP, "lomimscc": _LOM},
    )
    head = etree.SubElement(root, f"{{{_CP}}}metadata")
    _text(head, _CP, "schema", "IMS Common Cartridge")
    _text(head, _CP, "schemaversion", "1.1.0")
    lom = etree.SubElement(head, f"{{{_LOM}}}lom")
    general = etree.SubElement(lom, f"{{{_LOM}}}general")
    _strings(general, "title", course.title)
    _strings(general, "description", course.description)
    rights = etree.SubElement(lom, f"{{{_LOM}}}rights")
    restricted = etree.SubElement(rights, f"{{{_LOM}}}copyrightAndOtherRestrictions")
    _text(restricted, _LOM, "value", "yes")
    terms = f"{course.licence} · {course.rights_holder}"
    _strings(rights, "description", {course.language: terms})

    organizations = etree.SubElement(root, f"{{{_CP}}}organizations")
    organization = etree.SubElement(
        organizations,
        f"{{{_CP}}}organization",
        identifier=f"kurspakke-{course.id}-organization",
        structure="rooted-hierarchy",
    )
    top = etree.SubElement(organization, f"{{{_CP}}}item", identifier="root")
    resources = etree.SubElement(root, f"{{{_CP}}}resources")
    for link in links:
        resource_id = f"kurspakke-{course.id}-{link.id}"
        item = etree.SubElement(
            top, f"{{{_CP}}}item", identifier=f"{resource_id}-item", identifierref=resource_id
        )
        _text(item, _CP, "title", link.title)
        resource = etree.SubElement(
            resources, f"{{{_CP}}}resource", identifier=resource_id, type=_LINK_TYPE
        )
        etree.SubElement(resource, f"{{{_CP}}}file", href=f"lti/{link.id}.xml")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _text(parent: etree._Element, namespace: str, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{namespace}}}{name}")
    element.text = text
    return element


def _strings(parent: etree._Element, name: str, texts: LocalText) -> None:
    element = etree.SubElement(parent, f"{{{_LOM}}}{name}")
    for language, text in texts.items():
        _text(element, _LOM, "string", text[:_MAX_TEXT]).set("language", language)
