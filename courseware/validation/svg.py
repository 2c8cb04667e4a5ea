"""
Drawings that cannot run a program or fetch anything, decided by what they may hold.

A picture is shown on the tool's own address, where a script in it would be ours. What is not on
the lists here is refused, so that what SVG and CSS come to know later is refused as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ELEMENTS = _words(
    "svg g defs symbol use title desc style switch path rect circle ellipse line polyline polygon"
    " text tspan textPath linearGradient radialGradient stop clipPath mask pattern marker image"
    " filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix"
    " feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB"
    " feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight"
    " feSpecularLighting feSpotLight feTile feTurbulence"
)

_WORDS = _words("id class role lang tabindex version type")
"""Attributes that are text and nothing else, like those that begin with `aria-` and `data-`."""

_PAINT = _words(
    "x y z x1 x2 y1 y2 cx cy r rx ry fx fy fr dx dy width height viewBox preserveAspectRatio d"
    " points pathLength transform style media offset rotate textLength lengthAdjust startOffset"
    " method spacing side gradientUnits gradientTransform spreadMethod clipPathUnits maskUnits"
    " maskContentUnits patternUnits patternContentUnits patternTransform markerWidth markerHeight"
    " markerUnits refX refY orient filterUnits primitiveUnits in in2 result mode values operator"
    " k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY edgeMode preserveAlpha"
    " surfaceScale diffuseConstant specularConstant specularExponent azimuth elevation pointsAtX"
    " pointsAtY pointsAtZ limitingConeAngle scale xChannelSelector yChannelSelector stdDeviation"
    " radius baseFrequency numOctaves seed stitchTiles slope intercept amplitude exponent"
    " tableValues alignment-baseline baseline-shift clip-path clip-rule color color-interpolation"
    " color-interpolation-filters cursor direction display dominant-baseline enable-background"
    " fill fill-opacity fill-rule filter flood-color flood-opacity font font-family font-size"
    " font-size-adjust font-stretch font-style font-variant font-weight image-rendering"
    " isolation letter-spacing lighting-color marker marker-end marker-mid marker-start mask"
    " mask-type mix-blend-mode opacity overflow paint-order pointer-events shape-rendering"
    " stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap"
    " stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration"
    " text-rendering transform-origin unicode-bidi vector-effect visibility white-space"
    " word-spacing writing-mode"
)

_HREF = frozenset({"href", f"{{{_XLINK}}}href"})
_XML_WORDS = frozenset({f"{{{_XML}}}space", f"{{{_XML}}}lang", f"{{{_XML}}}id"})

_LOCAL = r"#[A-Za-z_][A-Za-z0-9_.:-]*"
_EMBEDDED = r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*"
_REFERENCE = re.compile(rf"\s*(?:{_LOCAL}|{_EMBEDDED})\s*")

_CSS_URL = re.compile(rf"url\(\s*([\"']?)(?:{_LOCAL}|{_EMBEDDED})\1\s*\)", re.IGNORECASE)
_CSS_CALL = re.compile(r"([A-Za-z_-][A-Za-z0-9_-]*)\(")
_CSS_RULE = re.compile(r"@\s*([A-Za-z-]*)")
_CSS_CALLS = _words(
    "rgb rgba hsl hsla var calc min max clamp matrix translate translatex translatey scale scalex"
    " scaley rotate skewx skewy not is where nth-child nth-of-type blur drop-shadow and or"
    " media"
)

_DECLARATION = re.compile(r"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")


@dataclass(frozen=True, slots=True)
class Flaw:
    """
    Why a drawing cannot be used.

    code: names the text in the author catalogues.
    part: what it is that it may not hold, as a person would look for it in the file.
    """

    code: str
    line: int = 1
    part: str = ""


def flaw(data: bytes) -> Flaw | None:
    """The first thing in the file that a drawing may not hold; None where there is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Flaw("svg-unreadable", data[: error.start].count(b"\n") + 1)
    declared = _DECLARATION.match(text)
    if declared and declared[1].lower() != "utf-8":
        return Flaw("svg-unreadable")
    for part in ("<!DOCTYPE", "<!ENTITY"):
        before, found, _ = text.partition(part)
        if found:
            return Flaw("svg-active", before.count("\n") + 1, part)
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        return Flaw("svg-unreadable", error.lineno or 1)
    if root.tag != f"{{{_SVG}}}svg":
        return Flaw("svg-unreadable")
    return _in_tree(root)


def _in_tree(root: etree._Element) -> Flaw | None:
    for around in (*root.itersiblings(preceding=True), *root.itersiblings()):
        if not isinstance(around, etree._Comment):
            return Flaw("svg-active", _line(around), "<?…?>")
    for element in root.iter():
        if isinstance(element, etree._Comment):
            continue
        part = _in_element(element)
        if part is not None:
            return Flaw("svg-active", _line(element), part)
    return None


def _line(element: etree._Element) -> int:
    return int(element.sourceline or 1)


def _in_element(element: etree._Element) -> str | None:
    if not isinstance(element.tag, str):
        return "<?…?>"
    name = etree.QName(element)
    if name.namespace != _SVG or name.localname not in _ELEMENTS:
        return f"<{name.localname}>"
    for key, value in element.attrib.items():
        if not _is_allowed(str(key), str(value)):
            return f"{etree.QName(str(key)).localname}="
    if name.localname == "style":
        return _in_css("".join(element.itertext()))
    return None


def _is_allowed(name: str, value: str) -> bool:
    if name in _HREF:
        return _REFERENCE.fullmatch(value) is not None
    if name in _PAINT:
        return _in_css(value) is None
    return name in _WORDS or name in _XML_WORDS or name.startswith(("aria-", "data-"))


def _in_css(css: str) -> str | None:
    """
    What in a style sheet, or in one value of it, could reach out of the file.

    Read as plain text: where a comment or a string hides something, it is refused all the same.
    A backslash can spell any word, so there can be none.
    """
    if "\\" in css:
        return "\\"
    rest = _CSS_URL.sub("", css)
    for rule in _CSS_RULE.finditer(rest):
        if rule[1].lower() != "media":
            return rule[0]
    for call in _CSS_CALL.finditer(rest):
        if call[1].lower() not in _CSS_CALLS:
            return call[0]
    return None
