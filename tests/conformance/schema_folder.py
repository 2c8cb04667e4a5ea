"""
Official schemas that no registry package holds.

`KURSPAKKE_XSD` names a folder with them (`scorm2004_4th`, `cc11`, `cmi5`, …). Where it is not set,
what needs them is skipped and says so.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lxml import etree

SETTING = "KURSPAKKE_XSD"


def folder(name: str) -> Path:
    """The folder of one standard's schemas, or the test is skipped."""
    root = os.environ.get(SETTING, "")
    found = Path(root) / name
    if not root or not found.is_dir():
        pytest.skip(f"{SETTING} names no folder with {name}: those schemas are in no registry")
    return found


def problems(against: etree.XMLSchema, element: etree._Element) -> list[str]:
    """What the schema says against the document; empty where it is valid."""
    against.validate(element)
    return [f"line {error.line}: {error.message}" for error in against.error_log]
