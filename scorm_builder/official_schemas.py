"""
The official schemas of SCORM manifests, as the player's build laid them beside the player.

Today's parsers are stricter than those of 2001, so three things are adapted in memory: imports of
the XML namespace are answered here (`ims_xml.xsd` binds it as its default one), the wildcard of
`imsmd_rootv1p2p1.xsd` that overlaps its own elements (`##any`) is read as `##other`, and nothing is
fetched.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from courseware import locate

_XSD = "http://www.w3.org/2001/XMLSchema"
_XML_NAMESPACE = f"""<xs:schema xmlns:xs="{_XSD}"
    targetNamespace="http://www.w3.org/XML/1998/namespace">
  <xs:attribute name="lang" type="xs:language"/>
  <xs:attribute name="base" type="xs:anyURI"/>
  <xs:attribute name="space" type="xs:NCName"/>
  <xs:attributeGroup name="specialAttrs">
    <xs:attribute ref="xml:base"/><xs:attribute ref="xml:lang"/><xs:attribute ref="xml:space"/>
  </xs:attributeGroup>
</xs:schema>""".encode()

_SCORM12 = {
    "http://www.imsproject.org/xsd/imscp_rootv1p1p2": "imscp_rootv1p1p2.xsd",
    "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1": "imsmd_rootv1p2p1.xsd",
    "http://www.adlnet.org/xsd/adlcp_rootv1p2": "adlcp_rootv1p2.xsd",
}
_SCORM2004 = {
    "http://www.imsglobal.org/xsd/imscp_v1p1": "imscp_v1p1.xsd",
    "http://www.adlnet.org/xsd/adlcp_v1p3": "adlcp_v1p3.xsd",
    "http://www.adlnet.org/xsd/adlseq_v1p3": "adlseq_v1p3.xsd",
    "http://www.adlnet.org/xsd/adlnav_v1p3": "adlnav_v1p3.xsd",
    "http://www.imsglobal.org/xsd/imsss": "imsss_v1p0.xsd",
}


class _Offline(etree.Resolver):
    def __init__(self, folder: Path, everything: bytes) -> None:
        self.folder = folder
        self.everything = everything

    def resolve(self, system_url: str | None, public_id: str | None, context: Any) -> Any:
        name = (system_url or "").rsplit("/", 1)[-1]
        if name == "all.xsd":
            return self.resolve_string(self.everything, context, base_url=system_url)
        if name in ("ims_xml.xsd", "xml.xsd"):
            return self.resolve_string(_XML_NAMESPACE, context, base_url=system_url)
        source = (self.folder / name).read_bytes()
        if name == "imsmd_rootv1p2p1.xsd":
            source = source.replace(b"##any", b"##other")
        return self.resolve_string(source, context, base_url=system_url)


@cache
def scorm12_schema() -> etree.XMLSchema:
    """Validates a whole manifest, metadata included."""
    return _schema("scorm12", _SCORM12)


@cache
def scorm2004_schema() -> etree.XMLSchema:
    """Of the 4th edition. Validates a whole manifest but for its metadata, which is IEEE's."""
    return _schema("scorm2004", _SCORM2004)


def problems(schema: etree.XMLSchema, document: etree._Element) -> list[tuple[int, str]]:
    """What the schema says against the document, with the lines; empty where it is valid."""
    if schema.validate(document):
        return []
    return [(error.line, error.message) for error in schema.error_log]


def _schema(folder: str, parts: dict[str, str]) -> etree.XMLSchema:
    imports = "".join(
        f'<xs:import namespace="{namespace}" schemaLocation="{name}"/>'
        for namespace, name in parts.items()
    )
    everything = f'<xs:schema xmlns:xs="{_XSD}">{imports}</xs:schema>'.encode()
    parser = etree.XMLParser(no_network=True, resolve_entities=False)
    parser.resolvers.add(_Offline(locate.player() / "xsd" / folder, everything))
    return etree.XMLSchema(etree.fromstring(everything, parser, base_url="memory:///all.xsd"))
