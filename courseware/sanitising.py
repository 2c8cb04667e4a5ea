"""
The last gate before HTML leaves the core: only what our own renderer writes may pass.

Markdown without HTML already escapes everything; this catches what a slip in a rule, a variable's
value or a library's update would let through.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import nh3

from courseware import addresses
from courseware.addresses import AddressKind
from courseware.identifier import ID, is_id

_TAGS = """
a blockquote br code details div em figure h2 h3 h4 h5 h6 hr img input label li mark ol p pre
section span strong summary table tbody td th thead tr track ul video
"""
TAGS = frozenset(_TAGS.split())

ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "a": frozenset({"class", "href", "rel", "target", "title"}),
    "details": frozenset({"class"}),
    "div": frozenset({"class", "data-check"}),
    "figure": frozenset({"class"}),
    "img": frozenset({"alt", "class", "src"}),
    "input": frozenset({"data-box", "type"}),
    "mark": frozenset({"class"}),
    "ol": frozenset({"start"}),
    "p": frozenset({"class"}),
    "section": frozenset({"class"}),
    "span": frozenset({"aria-hidden", "class"}),
    "td": frozenset({"class"}),
    "th": frozenset({"class", "scope"}),
    "track": frozenset({"default", "kind", "label", "src", "srclang"}),
    "ul": frozenset({"class", "data-checklist"}),
    "video": frozenset({"controls", "poster", "preload", "src"}),
}

_CLASSES = """
kp-case kp-center kp-check kp-checklist kp-checklist-box kp-example kp-external kp-hidden kp-icon
kp-image kp-label kp-law kp-note kp-reveal kp-reveal-body kp-right kp-steps kp-table kp-title
kp-transcript kp-unfilled kp-video kp-word
"""
CLASSES = frozenset(_CLASSES.split())

_VALUES = {
    "aria-hidden": re.compile("true"),
    "controls": re.compile(""),
    "data-box": re.compile("[0-9]{1,2}"),
    "data-check": ID,
    "data-checklist": ID,
    "default": re.compile(""),
    "kind": re.compile("captions"),
    "preload": re.compile("metadata"),
    "rel": re.compile("noopener"),
    "scope": re.compile("col"),
    "srclang": re.compile("[a-z]{2}"),
    "start": re.compile("[0-9]{1,9}"),
    "target": re.compile("_blank"),
    "type": re.compile("checkbox"),
}


def sanitise(html: str) -> str:
    """The HTML with everything gone that is not on our lists."""
    clean: str = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_attribute,
        clean_content_tags={"script", "style"},
        strip_comments=True,
        link_rel=None,
        url_schemes={"https", "mailto", "tel"},
    )
    return clean.replace("&nbsp;", "\u00a0")  # the character, which is shorter and also XML


def _attribute(_tag: str, name: str, value: str) -> str | None:
    if name in _VALUES:
        return value if _VALUES[name].fullmatch(value) else None
    if name == "class":
        return " ".join(word for word in value.split() if word in CLASSES) or None
    if name in {"src", "poster"}:
        return value if addresses.media(value) else None
    if name == "href":
        return value if _is_ours(value) else None
    return value


def _is_ours(href: str) -> bool:
    """Laws and lessons have become addresses by now: `https://…` and `#/lesson/…`."""
    lesson = href.removeprefix("#/lesson/")
    if lesson != href:
        return is_id(lesson)
    address = addresses.link(href)
    return address is not None and address.kind not in {AddressKind.LAW, AddressKind.LESSON}
