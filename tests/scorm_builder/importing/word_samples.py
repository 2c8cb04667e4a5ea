"""Word documents for tests, made of the parts that Word itself writes."""

from __future__ import annotations

import io
import zipfile

from tests.sample_course import PNG

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

CONTENT_TYPES = f"""<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml"
 ContentType="application/xml"/>
<Default Extension="png"
 ContentType="image/png"/>
</Types>"""

ROOT = f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1"
 Type="{_KINDS}/officeDocument"
 Target="word/document.xml"/>
</Relationships>"""

RELATIONS = f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1"
 Type="{_KINDS}/image"
 Target="media/image1.png"/>
<Relationship Id="rId2"
 Type="{_KINDS}/footnotes"
 Target="footnotes.xml"/>
<Relationship Id="rId3"
 Type="{_KINDS}/image"
 TargetMode="External"
 Target="file:///etc/hostname"/>
</Relationships>"""

FOOTNOTES = f"""<w:footnotes {_W}>
<w:footnote w:id="1">
<w:p>
<w:r>
<w:t>Etter forskriften.</w:t>
</w:r>
</w:p>
</w:footnote>
</w:footnotes>"""


def paragraph(text: str, style: str = "", more: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r>{more}</w:p>"


FOOTNOTE = '<w:r><w:footnoteReference w:id="1"/></w:r>'


def picture(relation: str = "rId1", alt: str = "", *, linked: bool = False) -> str:
    way = "link" if linked else "embed"
    return (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/'
        f'2006/wordprocessingDrawing"><wp:docPr id="1" name="p" descr="{alt}"/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:blipFill><a:blip r:{way}="{relation}"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def document(*body: str, extra: dict[str, bytes] | None = None, prolog: str = "") -> bytes:
    """A .docx with the body; `extra` adds or replaces members."""
    members = {
        "[Content_Types].xml": CONTENT_TYPES.encode(),
        "_rels/.rels": ROOT.encode(),
        "word/document.xml": (
            f"{prolog}<w:document {_W} {_R}><w:body>{''.join(body)}</w:body></w:document>"
        ).encode(),
        "word/_rels/document.xml.rels": RELATIONS.encode(),
        "word/footnotes.xml": FOOTNOTES.encode(),
        "word/media/image1.png": PNG,
    } | (extra or {})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()
