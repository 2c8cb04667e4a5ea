"""What a manifest of SCORM 1.2 and of 2004 have in common: one organization, one item, one SCO."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from courseware.model import Course

XSI = "http://www.w3.org/2001/XMLSchema-instance"
NAME = "imsmanifest.xml"
START = "index.html"
_MAX_VERSION = 20


@dataclass(frozen=True, slots=True)
class Dialect:
    """
    What the two generations name otherwise.

    prefixes: the customary ones; `None` is content packaging's own.
    schema_locations: of the control documents, by namespace.
    sco_type: the attribute that says that the resource is a SCO.
    """

    schema_version: str
    prefixes: Mapping[str | None, str]
    schema_locations: Mapping[str, str]
    sco_type: str

    def tag(self, name: str) -> str:
        return f"{{{self.prefixes[None]}}}{name}"


@dataclass(frozen=True, slots=True)
class OneSco:
    root: etree._Element
    organization: etree._Element
    item: etree._Element

    def written(self) -> bytes:
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def one_sco(
    course: Course, dialect: Dialect, metadata: etree._Element, files: Iterable[str]
) -> OneSco:
    """
    The manifest, whole but for what only one generation has.

    files: what the SCO consists of; control documents are not among them.
    """
    # Derived from the course's id alone: an LMS deletes people's results when these change.
    own = f"kurspakke-{course.id}"
    organization_id, resource_id = f"{own}-organization", f"{own}-resource"
    title = course.title[course.language]

    def add(
        parent: etree._Element, name: str, text: str | None = None, **attributes: str
    ) -> etree._Element:
        element = etree.SubElement(parent, dialect.tag(name), dict(attributes))
        element.text = text
        return element

    locations = dialect.schema_locations.items()
    root = etree.Element(
        dialect.tag("manifest"),
        {
            "identifier": own,
            "version": course.version[:_MAX_VERSION],
            f"{{{XSI}}}schemaLocation": " ".join(f"{each} {file}" for each, file in locations),
        },
        nsmap={**dialect.prefixes, "xsi": XSI},
    )
    head = add(root, "metadata")
    add(head, "schema", "ADL SCORM")
    add(head, "schemaversion", dialect.schema_version)
    head.append(metadata)

    organizations = add(root, "organizations", default=organization_id)
    organization = add(organizations, "organization", identifier=organization_id)
    add(organization, "title", title)
    item = add(
        organization, "item", identifier=f"{own}-item", identifierref=resource_id, isvisible="true"
    )
    add(item, "title", title)

    resource = add(
        add(root, "resources"), "resource", identifier=resource_id, type="webcontent", href=START
    )
    resource.set(dialect.sco_type, "sco")
    for name in files:
        add(resource, "file", href=name)
    return OneSco(root, organization, item)
