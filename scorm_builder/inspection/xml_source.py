"""Reading XML that a stranger wrote: no document types, no entities, nothing fetched."""

from __future__ import annotations

import re

from lxml import etree

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class HasDoctype(Exception):
    """It declares a document type, where entities that explode or fetch are defined."""


def parse(content: bytes) -> etree._Element:
    """Raises HasDoctype and etree.XMLSyntaxError."""
    parser = etree.XMLParser(
        no_network=True, resolve_entities=False, load_dtd=False, dtd_validation=False
    )
    if _DOCTYPE.search(content):
        raise HasDoctype
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:  # in an encoding where the bytes do not show it
        raise HasDoctype
    return root


def local_name(element: etree._Element) -> str:
    return etree.QName(element).localname


def elements(root: etree._Element, name: str) -> list[etree._Element]:
    """Every element of that local name, whatever its namespace, in order."""
    return [each for each in root.iter(etree.Element) if local_name(each) == name]


def texts(root: etree._Element, name: str) -> list[str]:
    return [(each.text or "").strip() for each in elements(root, name)]


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its local name, whatever its namespace."""
    for key, value in element.attrib.items():
        if etree.QName(key).localname == name:
            return value
    return None
