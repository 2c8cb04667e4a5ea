"""Whether a variable's value is of the type that was declared."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from unicodedata import category

from courseware.addresses import is_web, mail_link, phone_link
from courseware.document import Document, Node
from courseware.problems import Problem
from courseware.schema import shown

_NUMBER = re.compile(r"-?([0-9]+|[0-9]{1,3}([  ][0-9]{3})+)([,.][0-9]+)?")

_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols that are drawn as nothing."""


def misfit(kind: str, value: str) -> str | None:
    """
    The code of what is wrong with a value, or None where it fits.

    kind: `text`, `phone`, `email`, `url`, `number` or `date` (year-month-day).
    """
    match kind:
        case "phone" if phone_link(value) is None:
            return "value-not-phone"
        case "email" if mail_link(value) is None:
            return "value-not-email"
        case "url" if not is_web(value):
            return "value-not-url"
        case "number" if not _NUMBER.fullmatch(value):
            return "value-not-number"
        case "date" if not _is_date(value):
            return "value-not-date"
    return None


def examples(course: Node) -> Iterator[Problem]:
    """A declared variable's example must be of its type."""
    for variable in course["variables"].records():
        example = variable["example"]
        code = misfit(variable["type"].text, example.text) if example.text else None
        if code is not None:
            yield example.problem(code, id=variable["id"].text, value=shown(example.text))


def law_addresses(course: Node) -> Iterator[Problem]:
    """What the schema takes for an address, and no lesson may link to."""
    for law in course["laws"].records():
        url = law["url"]
        if url.text and not is_web(url.text):
            yield url.problem("not-a-url", value=shown(url.text))


def blank(document: Document, flawed: Collection[str]) -> Iterator[Problem]:
    """Texts with nothing to see. flawed: places that the schema has complained of."""
    nodes = [document.root]
    while nodes:
        node = nodes.pop()
        nodes += node.items()
        nodes += [entry for _, entry in node.entries()]
        if node.text and node.place not in flawed and not any(map(_is_seen, node.text)):
            yield node.problem("text-empty")


def _is_seen(character: str) -> bool:
    kind = category(character)
    return kind[0] not in "ZC" and kind != "Mn" and character not in _BLANK


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
