"""What a drawing may hold, and all the ways in which one could reach out."""

from pathlib import Path

import pytest

from courseware import locate
from courseware.validation.svg import flaw

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def drawing(inside: str) -> bytes:
    return f"{OPEN}{inside}</svg>".encode()


OURS = sorted(Path(locate.content()).rglob("*.svg"))


def test_there_are_drawings_of_our_own() -> None:
    assert OURS


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.name)
def test_our_own_drawings_have_no_flaw(file: Path) -> None:
    assert flaw(file.read_bytes()) is None


@pytest.mark.parametrize(
    "inside",
    [
        "<style>@media (prefers-color-scheme: dark) { .a { fill: url(#g) } }</style>",
        '<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs>',
        '<rect fill="url(#g)" style="stroke: url(\'#g\')" transform="rotate(45)"/>',
        '<use href="#g"/><use xlink:href="#g"/>',
        '<image href="data:image/png;base64,iVBORw0KGgo="/>',
        '<!-- vår --><title>f(x) @ https://x.no</title><text aria-label="url(x)">x</text>',
        '<g data-name="Lag 1" xml:space="preserve"><svg viewBox="0 0 1 1"/></g>',
    ],
)
def test_what_a_drawing_needs_is_allowed(inside: str) -> None:
    assert flaw(drawing(inside)) is None


@pytest.mark.parametrize(
    ("inside", "part"),
    [
        ("<script>x</script>", "<script>"),
        ('<s:script xmlns:s="http://www.w3.org/2000/svg">x</s:script>', "<script>"),
        ('<h:script xmlns:h="http://www.w3.org/1999/xhtml">x</h:script>', "<script>"),
        ("<foreignObject/>", "<foreignObject>"),
        ('<set attributeName="href" to="javascript:x"/>', "<set>"),
        ('<a href="#x"/>', "<a>"),
        ("<metadata/>", "<metadata>"),
        ('<rect onload="x"/>', "onload="),
        ('<rect onclick ="x"/>', "onclick="),
        ('<use href="java&#115;cript:x"/>', "href="),
        ('<use xlink:href="//x.no/a#b"/>', "href="),
        ('<image href="&#104;ttps://x.no/a"/>', "href="),
        ('<image href="https://x.no/a"/>', "href="),
        ('<image href="data:image/svg+xml;base64,PHN2Zz4="/>', "href="),
        ('<image href="data:text/html,x"/>', "href="),
        ('<image src="https://x.no/a"/>', "src="),
        ('<g xml:base="https://x.no/"/>', "base="),
        ('<rect fill="url(https://x.no/a#b)"/>', "fill="),
        ('<rect fill="URL( //x.no/a )"/>', "fill="),
        ('<rect fill="url(#a) url(//x.no)"/>', "fill="),
        ('<rect style="background:url(//x.no)"/>', "style="),
        ('<rect style="background:u\\72l(//x.no)"/>', "style="),
        ("<rect style=\"background:image-set('//x.no' 1x)\"/>", "style="),
        ("<style>@import url(https://x.no);</style>", "@import"),
        ("<style>@IMPORT 'https://x.no';</style>", "@IMPORT"),
        ("<style><![CDATA[@font-face{src:url(//x.no)}]]></style>", "@font-face"),
        ("<style>a{b:url(//x.no)}</style>", "url("),
        ("<style>@\\69mport 'x';</style>", "\\"),
        ('<?xml-stylesheet href="https://x.no"?>', "<?…?>"),
    ],
)
def test_what_could_run_or_fetch_is_told_by_name(inside: str, part: str) -> None:
    found = flaw(drawing(f"\n{inside}"))

    assert found is not None
    assert (found.code, found.line, found.part) == ("svg-active", 2, part)


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE svg SYSTEM "https://x.no/a.dtd">' + drawing(""),
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + drawing("&a;"),
        b'<?xml-stylesheet href="https://x.no"?>' + drawing(""),
        drawing("") + b"<?php x?>",
    ],
)
def test_nothing_stands_around_a_drawing(data: bytes) -> None:
    found = flaw(data)

    assert found is not None
    assert found.code == "svg-active"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b"hei",
        b"\x89PNG\r\n\x1a\n",
        b"<svg/>",
        b'<html xmlns="http://www.w3.org/1999/xhtml"/>',
        drawing("<g>"),
        drawing("&a;"),
        drawing("<script>x</script>").decode().encode("utf-16"),
        b'<?xml version="1.0" encoding="UTF-7"?>' + drawing(""),
        b'<?xml version="1.0" encoding="ISO-8859-1"?>' + drawing(""),
        OPEN.encode() + b"<g>" * 5000 + b"</g>" * 5000 + b"</svg>",
    ],
)
def test_what_is_no_drawing_in_utf8_is_told(data: bytes) -> None:
    found = flaw(data)

    assert found is not None
    assert found.code == "svg-unreadable"


def test_a_declared_utf8_and_a_byte_order_mark_are_fine() -> None:
    declared = b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>\n" + drawing("")

    assert flaw(declared) is None
