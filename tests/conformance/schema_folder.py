"""
Official schemas that no registry package holds.

`KURSPAKKE_XSD` names a folder with them (`scorm2004_4th`, `cc11`, `cmi5`, …). Where it is not set,
what needs them is skipped and says so.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

SETTING = "KURSPAKKE_XSD"


class _Offline(etree.Resolver):
    """Imports of the XML namespace, which some schemas write with an address on the web."""

    def resolve(self, system_url: str, public_id: str, context: object) -> object:
        if system_url.endswith("xml.xsd"):
            found = folder("scorm2004_4th") / "xml.xsd"
            return self.resolve_filename(str(found), context)
        return None


def is_set() -> bool:
    return Path(os.environ.get(SETTING, "")).is_dir() and bool(os.environ.get(SETTING))


def folder(name: str) -> Path:
    """The folder of one standard's schemas, or the test is skipped."""
    found = Path(os.environ.get(SETTING, "")) / name
    if not is_set() or not found.is_dir():
        pytest.skip(f"{SETTING} names no folder with {name}: those schemas are in no registry")
    return found


def schema(standard: str, name: str) -> etree.XMLSchema:
    """One schema of a standard, or the test is skipped."""
    return _schema(folder(standard) / name)


@cache
def _schema(path: Path) -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True, resolve_entities=False)
    parser.resolvers.add(_Offline())
    return etree.XMLSchema(etree.parse(str(path), parser))


def problems(against: etree.XMLSchema, element: etree._Element) -> list[str]:
    """What the schema says against the document; empty where it is valid."""
    against.validate(element)
    return [f"line {error.line}: {error.message}" for error in against.error_log]
