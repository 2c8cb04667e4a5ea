"""What a lesson may link to or show, decided once for the renderer and for the author's check."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import category
from urllib.parse import unquote_to_bytes, urlsplit

from courseware.directives import MEDIA_PATH
from courseware.identifier import is_id
from courseware.printable import is_printable


class AddressKind(StrEnum):
    LAW = "law"
    LESSON = "lesson"
    MEDIA = "media"
    WEB = "https"
    MAIL = "mailto"
    PHONE = "tel"


@dataclass(frozen=True, slots=True)
class Address:
    """target: the id of a law or lesson, the path of a file, else the whole address."""

    kind: AddressKind
    target: str


_MAIL = re.compile(r"mailto:[A-Za-z0-9.!#$%&*+/=?^_{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"tel:\+?[0-9]{3,15}")
_ESCAPED_LETTERS = re.compile(r"(%[89A-Fa-f][0-9A-Fa-f])+")
"""Of other alphabets than ASCII, where an escape may keep two things apart."""
_UNSAFE = re.compile(r"[\s<>\"'`\\]")
_HOST = re.compile(r"([^\W_]([\w-]*[^\W_])?\.)+[^\W_]([\w-]*[^\W_])?")


def link(href: str) -> Address | None:
    """What a link leads to; None for an address that lessons may not have."""
    for kind in (AddressKind.LAW, AddressKind.LESSON):
        target = href.removeprefix(f"{kind}:")
        if target != href:
            return Address(kind, target) if is_id(target) else None
    if _MAIL.fullmatch(href):
        return Address(AddressKind.MAIL, href)
    if _PHONE.fullmatch(href):
        return Address(AddressKind.PHONE, href)
    if is_web(href):
        return Address(AddressKind.WEB, href)
    return media(href)


def media(source: str) -> Address | None:
    """A file of the course; None for anything else, so that nothing is fetched from elsewhere."""
    return Address(AddressKind.MEDIA, source) if MEDIA_PATH.fullmatch(source) else None


def is_web(address: str) -> bool:
    """
    Whether it is an https address that shows where it leads: a host with a name, no user name that
    could pose as it, and nothing invisible or turning the direction of what follows.
    """
    if not address.startswith("https://") or _UNSAFE.search(address):
        return False
    if not is_printable(address) or any(category(each) == "Cf" for each in address):
        return False
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    return "@" not in parts.netloc and _HOST.fullmatch(parts.hostname or "") is not None


def readable(address: str) -> str:
    """A web address as people write it: `§` and `å` where `%C2%A7` and `%C3%A5` stand for them."""
    said = _ESCAPED_LETTERS.sub(_letters, address)
    return said if is_web(said) else address


def _letters(escaped: re.Match[str]) -> str:
    try:
        return unquote_to_bytes(escaped[0]).decode()
    except UnicodeDecodeError:
        return escaped[0]


def phone_link(number: str) -> str | None:
    """`tel:` for a number as people write it; None where it is none."""
    dialled = re.sub(r"[ \u00a0()./-]", "", number)
    return f"tel:{dialled}" if _PHONE.fullmatch(f"tel:{dialled}") else None


def mail_link(address: str) -> str | None:
    """`mailto:` for an e-mail address; None where it is none."""
    return f"mailto:{address}" if _MAIL.fullmatch(f"mailto:{address}") else None
