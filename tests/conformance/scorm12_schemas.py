"""
The official SCORM 1.2 schemas, as the player's build fetched them from a registry package.

Two of the four files of 2001 are stricter than today's parsers allow; both are adapted in memory:
`ims_xml.xsd` binds the XML namespace as its default one, and `imsmd_rootv1p2p1.xsd` has a wildcard
that overlaps its own elements (`##any`, read as `##other` here).
"""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from courseware import locate

_XML_NAMESPACE = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="http://www.w3.org/XML/1998/namespace">
  <xs:attribute name="lang" type="xs:language"/>
  <xs:attribute name="base" type="xs:anyURI"/>
</xs:schema>"""

_ALL = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
             schemaLocation="imscp_rootv1p1p2.xsd"/>
  <xs:import namespace="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
             schemaLocation="imsmd_rootv1p2p1.xsd"/>
  <xs:import namespace="http://www.adlnet.org/xsd/adlcp_rootv1p2"
             schemaLocation="adlcp_rootv1p2.xsd"/>
</xs:schema>"""


class _Offline(etree.Resolver):
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resolve(self, system_url: str, public_id: str, context: object) -> object:
        name = system_url.rsplit("/", 1)[-1]
        if name == "all.xsd":
            return self.resolve_string(_ALL, context, base_url=system_url)
        if name in ("ims_xml.xsd", "xml.xsd"):
            return self.resolve_string(_XML_NAMESPACE, context, base_url=system_url)
        source = (self.folder / name).read_bytes().replace(b"##any", b"##other")
        return self.resolve_string(source, context, base_url=system_url)


def scorm12_schema() -> etree.XMLSchema:
    """Validates a whole manifest, metadata included; nothing is fetched."""
    parser = etree.XMLParser(no_network=True, resolve_entities=False)
    parser.resolvers.add(_Offline(locate.player() / "xsd" / "scorm12"))
    return etree.XMLSchema(etree.fromstring(_ALL, parser, base_url="memory:///all.xsd"))


def problems(manifest: bytes) -> list[str]:
    """What the schemas say against the manifest; empty where it is valid."""
    schema = scorm12_schema()
    schema.validate(etree.fromstring(manifest))
    return [f"line {error.line}: {error.message}" for error in schema.error_log]
