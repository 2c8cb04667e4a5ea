"""XML of unknown origin: no document types, no entities, nothing fetched, within limits."""

from __future__ import annotations

from lxml import etree

from scorm_builder.errors import CannotRead


def parsed(data: bytes, name: str) -> etree._Element:
    """The root element. Raises CannotRead for what is no XML, or more than plain XML."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CannotRead("import-not-xml", path=name, reason=str(error)) from error
    document = root.getroottree().docinfo
    if document.doctype or document.internalDTD is not None:
        raise CannotRead("import-doctype", path=name)
    return root
