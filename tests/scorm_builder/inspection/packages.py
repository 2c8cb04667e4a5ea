"""Small packages of strangers, for tests to plant one mistake in each."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

SCHEMAS_12 = (
    'xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd"'
)
MANIFEST_12 = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="kurs" version="1" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {SCHEMAS_12}>
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="org"><organization identifier="org"><title>Blåbær</title>
<item identifier="item" identifierref="res"><title>Blåbær</title></item>
</organization></organizations>
<resources><resource identifier="res" type="webcontent" adlcp:scormtype="sco" href="index.html">
<file href="index.html"/><file href="run.js"/><file href="licence.txt"/></resource></resources>
</manifest>
"""
MANIFEST_2004 = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="kurs" version="1" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss">
<metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
<organizations default="org"><organization identifier="org"><title>Blåbær</title>
<item identifier="item" identifierref="res"><title>Blåbær</title>
<imsss:sequencing><imsss:deliveryControls completionSetByContent="true"
 objectiveSetByContent="true"/></imsss:sequencing></item>
</organization></organizations>
<resources><resource identifier="res" type="webcontent" adlcp:scormType="sco" href="index.html">
<file href="index.html"/><file href="run.js"/><file href="licence.txt"/></resource></resources>
</manifest>
"""
PAGE = """<!doctype html>
<html lang="nb"><head><meta charset="utf-8"><title>Blåbær</title></head>
<body><h1>Blåbær</h1><h2>Mer</h2><img src="a.png" alt=""><a href="https://lovdata.no/">Lov</a>
<script src="run.js"></script></body></html>
"""

Files = Mapping[str, str | bytes]

GOOD_12: Files = {
    "imsmanifest.xml": MANIFEST_12,
    "imscp_rootv1p1p2.xsd": "<schema/>",
    "index.html": PAGE,
    "run.js": "window.addEventListener('pagehide', save);",
    "licence.txt": "CC BY 4.0, Vik kommune",
}
GOOD_2004: Files = {
    name: content for name, content in GOOD_12.items() if not name.endswith(".xsd")
} | {"imsmanifest.xml": MANIFEST_2004}

STRUCTURE = """<?xml version="1.0" encoding="UTF-8"?>
<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
<course id="urn:vik:kurs"><title><langstring lang="nb">Blåbær</langstring></title>
<description><langstring lang="nb">Om blåbær</langstring></description></course>
<au id="urn:vik:kurs:del" moveOn="Completed" masteryScore="0.8" launchMethod="AnyWindow">
<title><langstring lang="nb">Blåbær</langstring></title>
<description><langstring lang="nb">Om dem</langstring></description>
<url>index.html</url></au></courseStructure>
"""
GOOD_CMI5: Files = {"cmi5.xml": STRUCTURE} | {
    name: GOOD_12[name] for name in ("index.html", "run.js", "licence.txt")
}


def write_zip(out: Path, files: Files) -> Path:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out


def changed(files: Files, name: str, old: str, new: str) -> dict[str, str | bytes]:
    """The files with `old`, which must stand once, replaced in one of them."""
    text = files[name]
    assert isinstance(text, str)
    assert text.count(old) == 1, (name, old)
    return {**files, name: text.replace(old, new)}
