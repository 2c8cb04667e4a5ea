"""What a package says of itself in `provenance.json`, held against what it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from courseware.state_budget import SCORM12_SUSPEND_DATA
from scorm_builder import cmi5_structure, one_sco
from scorm_builder.inspection.archive import Archive
from scorm_builder.inspection.findings import Finding, broken
from scorm_builder.provenance import NAME

_MANIFESTS = frozenset({one_sco.NAME, cmi5_structure.NAME})
_LICENCE_FILES = ("licen", "rettighet", "copying", "credits")


Looked = tuple[Mapping[str, Any] | None, list[Finding]]


def look(archive: Archive) -> Looked:
    if NAME not in archive.names:
        return None, list(_without(archive))
    return judge(archive, archive.read(NAME) or b"")


def judge(archive: Archive, content: bytes) -> Looked:
    """content: of the record, which a PDF has attached."""
    try:
        record = json.loads(content)
        if record["format"] != 1 or not isinstance(record["course"]["id"], str):
            raise ValueError(record["format"])
        return record, list(_against(archive, record))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return None, [broken("provenance-broken", NAME, reason=str(error))]


def _without(archive: Archive) -> Iterator[Finding]:
    yield broken("no-provenance")
    manifest = (archive.read("imsmanifest.xml") or b"").lower()
    says = b"copyrightandotherrestrictions" in manifest or b":rights" in manifest
    files = any(word in name.lower() for name in archive.names for word in _LICENCE_FILES)
    if not says and not files:
        yield broken("no-licence")


def _against(archive: Archive, record: Mapping[str, Any]) -> Iterator[Finding]:
    files: Mapping[str, str] = record["files"]
    for name, sha256 in sorted(files.items()):
        if archive.sha256_of(name) != sha256:
            yield broken("provenance-mismatch", name)
    # A manifest lists this record's own files, so it is written after it.
    for name in sorted(archive.names - set(files) - {NAME, *_MANIFESTS}):
        yield broken("provenance-mismatch", name)
    state = record.get("state")
    if state is not None and state["characters"] > SCORM12_SUSPEND_DATA:
        limit = SCORM12_SUSPEND_DATA
        yield broken("state-too-large", characters=state["characters"], limit=limit)
    if not record.get("licence") or not record.get("rights_holder"):
        yield broken("no-licence")
    for path, terms in sorted(record.get("assets", {}).items()):
        if not terms["licence"] or not terms["rights_holder"]:
            yield broken("no-licence", path)
    if record.get("approval") is None:
        yield broken("not-approved")
    if record.get("unfilled"):
        yield broken("unfilled", names=", ".join(record["unfilled"]))
