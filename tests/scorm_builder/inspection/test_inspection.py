"""One planted mistake a rule: each is found, by its own rule and no other."""

from __future__ import annotations

import json
import re
import stat
import struct
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.texts import catalogue
from scorm_builder.errors import CannotRead
from scorm_builder.inspection import archive as limits
from scorm_builder.inspection import inspect, zip_rules
from scorm_builder.inspection.findings import RULES, Inspection, Severity
from scorm_builder.inspection.kinds import Kind
from scorm_builder.texts import FOLDER, LANGUAGES
from tests.scorm_builder.inspection import papers
from tests.scorm_builder.inspection.packages import (
    GOOD_12,
    GOOD_2004,
    GOOD_CMI5,
    MANIFEST_12,
    PAGE,
    Files,
    changed,
    write_zip,
)

TOLD = {"no-provenance"}
"""What is told of every package of a stranger."""


def rules(inspection: Inspection) -> set[str]:
    return {finding.rule.id for finding in inspection.findings} - TOLD


def manifest(old: str, new: str) -> dict[str, str | bytes]:
    return changed(GOOD_12, "imsmanifest.xml", old, new)


def manifest_2004(old: str, new: str) -> dict[str, str | bytes]:
    return changed(GOOD_2004, "imsmanifest.xml", old, new)


def structure(old: str, new: str) -> dict[str, str | bytes]:
    return changed(GOOD_CMI5, "cmi5.xml", old, new)


def everywhere(*swaps: tuple[str, str]) -> dict[str, str | bytes]:
    """The good manifest with each text replaced wherever it stands."""
    text = MANIFEST_12
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    return {**GOOD_12, "imsmanifest.xml": text}


def page(old: str, new: str) -> dict[str, str | bytes]:
    return changed(GOOD_12, "index.html", old, new)


def provenance(**changes: Any) -> dict[str, str | bytes]:
    """A package with a record of its own, which says of every file what it is."""
    files = {
        name: sha256(content.encode()).hexdigest()
        for name, content in GOOD_12.items()
        if name != "imsmanifest.xml" and isinstance(content, str)
    }
    record = {
        "format": 1,
        "course": {"id": "kurs", "version": "1.0.0"},
        "licence": "CC-BY-4.0",
        "rights_holder": "Vik kommune",
        "approval": {"name": "Kari", "role": "Fag", "date": "2026-01-01"},
        "state": {"characters": 100, "limit": 4096},
        "files": files,
    }
    return {**GOOD_12, "provenance.json": json.dumps(record | changes)}


RESOURCE = '<resource identifier="res" type="webcontent" adlcp:scormtype="sco" href="index.html">'
SECOND = RESOURCE.replace('"res"', '"r2"')

PLANTED: dict[str, Files] = {
    "zip-path": {**GOOD_12, "../../etc/cron.d/x": "x"},
    "zip-name": {**GOOD_12, "bilde æ.png": "x"},
    "zip-macro": {**GOOD_12, "skjema.docm": "x"},
    "zip-program": {**GOOD_12, "start.exe": "x"},
    "manifest-not-at-root": {f"kurs/{name}": text for name, text in GOOD_12.items()},
    "kind-unknown": {"les.txt": "hei", "licence.txt": "x"},
    "xml-entities": manifest(
        "<manifest ", '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><manifest '
    ),
    "xml-broken": manifest("</manifest>", "</manifes>"),
    "manifest-schema": manifest("<title>Blåbær</title>\n", "<tittel>Blåbær</tittel>\n"),
    "manifest-version": manifest(">1.2<", ">1.2.1<"),
    "organization-default": manifest('default="org"', 'default="ork"'),
    "item-resource": manifest(
        "</item>", '</item><item identifier="i2" identifierref="rss"><title>B</title></item>'
    ),
    "identifier-twice": everywhere(('identifier="item"', 'identifier="org"')),
    "identifier-random": manifest(
        'manifest identifier="kurs"', 'manifest identifier="k-6f9619ff-8b86-d011-b42d-00c04fc964ff"'
    ),
    "href-missing": manifest(RESOURCE, RESOURCE.replace(' href="index.html"', "")),
    "file-missing": manifest('<file href="run.js"/>', '<file href="run.js"/><file href="no.js"/>'),
    "file-not-listed": {**GOOD_12, "extra.txt": "x"},
    "start-not-listed": manifest('<file href="index.html"/>', ""),
    "no-sco": manifest('"sco"', '"asset"'),
    "prefix-literal": everywhere(("adlcp:scorm", "a:scorm"), (":adlcp", ":a")),
    "character-references": everywhere(("Blåbær", "Bl&#229;b&#230;r")),
    "map-info": manifest_2004(
        "<imsss:sequencing>",
        '<imsss:sequencing><imsss:objectives><imsss:primaryObjective objectiveID="p">'
        '<imsss:mapInfo targetObjectiveID="g"/></imsss:primaryObjective></imsss:objectives>',
    ),
    "mastery-in-moodle": manifest(
        "</title></item>", "</title><adlcp:masteryscore>80</adlcp:masteryscore></item>"
    ),
    "completion-threshold": manifest_2004(
        "<imsss:sequencing>", "<adlcp:completionThreshold/><imsss:sequencing>"
    ),
    "set-by-content": manifest_2004('completionSetByContent="true"', ""),
    "several-scos": everywhere(
        ("</item>", '</item><item identifier="i2" identifierref="r2"><title>B</title></item>'),
        ("</resources>", f'{SECOND}<file href="index.html"/></resource></resources>'),
    ),
    "schemas-not-carried": {n: c for n, c in GOOD_12.items() if not n.endswith(".xsd")},
    "cmi5-namespace": structure("/v1/CourseStructure.xsd", "/v9/CourseStructure.xsd"),
    "cmi5-no-unit": {
        **GOOD_CMI5,
        "cmi5.xml": re.sub("<au .*</au>", "", str(GOOD_CMI5["cmi5.xml"]), flags=re.DOTALL),
    },
    "cmi5-iri": structure('"urn:vik:kurs"', '"kurs"'),
    "cmi5-words": structure("Om dem", " "),
    "cmi5-value": structure('moveOn="Completed"', 'moveOn="Fullfort"'),
    "cmi5-move-on": structure(' moveOn="Completed"', ""),
    "uses-unload": {**GOOD_12, "run.js": 'window.addEventListener("unload", save)'},
    "leaves-package": page('src="a.png"', 'src="https://cdn.example/a.png"'),
    "page-language": page('<html lang="nb">', "<html>"),
    "page-title": page("<title>Blåbær</title>", ""),
    "picture-alt": page(' alt=""', ""),
    "heading-order": page("<h2>Mer</h2>", "<h4>Mer</h4>"),
    "page-encoding": {**GOOD_12, "index.html": PAGE.encode("latin-1")},
    "provenance-broken": {**GOOD_12, "provenance.json": "[]"},
    "provenance-mismatch": {**provenance(), "run.js": "another()"},
    "state-too-large": provenance(state={"characters": 4097, "limit": 4096}),
    "no-licence": {
        name: text
        for name, text in manifest('<file href="licence.txt"/>', "").items()
        if name != "licence.txt"
    },
    "not-approved": provenance(approval=None),
    "unfilled": provenance(unfilled=["varsling_telefon"]),
}


def encrypted(folder: Path) -> Path:
    """A package whose directory says that its files are encrypted."""
    out = write_zip(folder / "p.zip", {"a.txt": "x", "index.html": PAGE, "licence.txt": "x"})
    raw = bytearray(out.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    out.write_bytes(raw)
    return out


def linked(folder: Path) -> Path:
    out = write_zip(folder / "p.zip", GOOD_12)
    with zipfile.ZipFile(out, "a") as archive:
        entry = zipfile.ZipInfo("imsmd_rootv1p2p1.xsd")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return out


def doubled(folder: Path) -> Path:
    out = write_zip(folder / "p.zip", GOOD_12)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("run.js", "other()")
    return out


def bomb(folder: Path) -> Path:
    return write_zip(folder / "p.zip", {**GOOD_12, "run.js": b"0" * (limits.FREE_BYTES + 1)})


def giant(folder: Path) -> Path:
    """Its directory says that one file takes 4 GiB; nobody reads that far."""
    out = write_zip(folder / "p.zip", {"a.txt": "x"})
    raw = bytearray(out.read_bytes())
    at = raw.index(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFFE)
    out.write_bytes(raw)
    return out


def text_file(folder: Path) -> Path:
    out = folder / "p.zip"
    out.write_text("dette er ingen zip", encoding="utf-8")
    return out


BY_HAND: dict[str, Callable[[Path], Path]] = {
    "zip-broken": text_file,
    "zip-encrypted": encrypted,
    "zip-link": linked,
    "zip-twice": doubled,
    "zip-bomb": bomb,
}


@pytest.mark.parametrize("files", [GOOD_12, GOOD_2004, provenance()], ids=["12", "2004", "record"])
def test_a_good_package_breaks_no_rule(files: Files, tmp_path: Path) -> None:
    inspection = inspect(write_zip(tmp_path / "p.zip", files))

    assert rules(inspection) == set()
    assert inspection.judged_by_schema
    assert inspection.links == ["https://lovdata.no/"]


def test_a_good_package_for_cmi5_breaks_no_rule(tmp_path: Path) -> None:
    inspection = inspect(write_zip(tmp_path / "p.zip", GOOD_CMI5))

    assert rules(inspection) == set()
    assert inspection.kind is Kind.CMI5


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("<url>index.html</url>", "", "href-missing"),
        ("<url>index.html</url>", "<url>none.html?a=1</url>", "file-missing"),
        ("<url>index.html</url>", "<url>//[</url>", "file-missing"),
        ('"urn:vik:kurs:del"', '"urn:vik:kurs"', "identifier-twice"),
        ('masteryScore="0.8"', 'masteryScore="80"', "cmi5-value"),
        ('"AnyWindow"', '"Popup"', "cmi5-value"),
        ("Completed", "NotApplicable", "cmi5-move-on"),
    ],
)
def test_a_mistake_in_a_course_structure_is_found_by_its_rule(
    old: str, new: str, rule: str, tmp_path: Path
) -> None:
    assert rules(inspect(write_zip(tmp_path / "p.zip", structure(old, new)))) == {rule}


ALSO = {
    "manifest-not-at-root": {"kind-unknown"},
    "organization-default": {"manifest-schema"},
    "identifier-twice": {"manifest-schema"},
    **{f"zip-{name}": {"file-not-listed"} for name in ("path", "name", "macro", "program")},
}
"""What else some of the mistakes break; all others break one rule alone."""


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_mistake_is_found_by_its_rule(rule: str, tmp_path: Path) -> None:
    inspection = inspect(write_zip(tmp_path / "p.zip", PLANTED[rule]))

    found = rules(inspection)
    assert rule in found
    assert found - {rule} <= ALSO.get(rule, set())


@pytest.mark.parametrize("rule", BY_HAND)
def test_a_zip_that_is_not_what_it_says_is_found(rule: str, tmp_path: Path) -> None:
    inspection = inspect(BY_HAND[rule](tmp_path))

    assert rule in rules(inspection)


def test_a_zip_that_says_it_is_giant_is_not_read(tmp_path: Path) -> None:
    inspection = inspect(giant(tmp_path))

    assert {"zip-bomb", "zip-too-large"} & rules(inspection)
    assert inspection.kind is Kind.UNKNOWN


def test_limits_on_entries_and_text_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_rules, "MOST_ENTRIES", 3)
    monkeypatch.setattr(zip_rules, "MOST_BYTES", 10)
    monkeypatch.setattr(zip_rules, "MOST_TEXT_BYTES", 10)
    package = write_zip(tmp_path / "p.zip", GOOD_12)

    assert rules(inspect(package)) >= {"zip-too-many", "zip-too-large", "file-too-large"}


def test_every_rule_has_a_planted_mistake_and_texts_in_both_languages() -> None:
    by_limit = {"zip-too-many", "zip-too-large", "file-too-large"}
    in_a_browser = {"axe"}  # tests/browser/test_axe_report.py

    known = {*PLANTED, *BY_HAND, *papers.PLANTED, *by_limit, *in_a_browser, *TOLD}
    assert set(RULES) == known
    for language in LANGUAGES:
        texts = catalogue("rules", language, FOLDER)
        assert set(texts) == set(RULES)
        assert all(entry["what"] and entry["mend"] for entry in texts.values())


@given(
    cuts=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=4)), min_size=1, max_size=4
    )
)
def test_whatever_is_wrong_with_the_bytes_it_is_a_finding_and_never_a_failure(
    cuts: list[tuple[float, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    raw = bytearray(write_zip(folder / "p.zip", provenance()).read_bytes())
    for share, content in cuts:
        at = int(share * len(raw))
        raw[at : at + len(content)] = content
    (folder / "p.zip").write_bytes(raw)

    inspection = inspect(folder / "p.zip")

    assert inspection.sha256 == sha256(raw).hexdigest()


def test_a_file_that_is_not_there_is_no_finding(tmp_path: Path) -> None:
    with pytest.raises(CannotRead):
        inspect(tmp_path / "nowhere.zip")


def test_what_ends_an_inspection_is_an_error() -> None:
    assert all(rule.severity is Severity.ERROR for rule in RULES.values() if rule.ends_it)
