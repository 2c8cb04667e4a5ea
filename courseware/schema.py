"""
One file against its JSON Schema, with every deviation told in an author's words.

A schema may name the text for a keyword of its own in `x-problem`: `{"pattern": "not-an-id"}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators

from courseware import locate
from courseware.document import Document, Keys, Node
from courseware.problems import Problem

_TYPES = {
    "string": "expected-text",
    "integer": "expected-integer",
    "number": "not-a-number",
    "boolean": "expected-boolean",
    "array": "expected-list",
    "object": "expected-mapping",
}
_LIMITS = {
    "minItems": "list-too-short",
    "maxItems": "list-too-long",
    "minProperties": "mapping-empty",
    "maxProperties": "list-too-long",
    "minLength": "text-empty",
    "maxLength": "text-too-long",
    "minimum": "number-too-small",
    "exclusiveMinimum": "number-too-small",
    "maximum": "number-too-big",
    "uniqueItems": "list-repeats",
}


def _pattern(_: Any, pattern: str, instance: object, __: Any) -> Iterator[ValidationError]:
    """As in JSON Schema, where `$` is the very end; Python's also stands before a last line end."""
    wanted = re.sub(r"\$$", r"\\Z", pattern)
    if isinstance(instance, str) and not re.search(wanted, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


_Validator: type[Draft202012Validator] = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": _pattern}
)


@cache
def _validator(name: str) -> Draft202012Validator:
    schema = json.loads((locate.schemas() / f"{name}.schema.json").read_text(encoding="utf-8"))
    return _Validator(schema, format_checker=FormatChecker(["date"]))


def problems(document: Document, name: str) -> list[Problem]:
    """
    Everything in the document that the schema `name` (`course`, `bank`, …) does not allow.

    At most one problem for each place, so that one slip is told once.
    """
    found: dict[tuple[str, int | None], Problem] = {}
    for error in _validator(name).iter_errors(document.data):
        for problem in _translated(error, document):
            found.setdefault((problem.place, problem.line), problem)
    misspelt = {
        _sibling(problem.place, str(problem.values["suggestion"]))
        for problem in found.values()
        if problem.code == "field-unknown-suggestion"
    }
    return [
        problem
        for problem in found.values()
        if problem.code != "field-missing" or problem.place not in misspelt
    ]


def _sibling(place: str, field: str) -> str:
    """The place of another field of the same mapping."""
    parent, dot, _ = place.rpartition(".")
    return f"{parent}{dot}{field}"


def _node(document: Document, keys: Keys) -> Node:
    node = document.root
    for key in keys:
        node = node.items()[key] if isinstance(key, int) else node[key]
    return node


def _translated(error: Any, document: Document) -> Iterator[Problem]:
    """error: a jsonschema ValidationError, whose stubs leave its fields open."""
    node = _node(document, tuple(error.absolute_path))
    keyword = str(error.validator)
    named: str | None = error.schema.get("x-problem", {}).get(keyword)
    if "propertyNames" in error.absolute_schema_path:
        assert named is not None  # noqa: S101 - a test holds our schemas to it
        yield node[error.instance].problem(named, value=error.instance)
    elif keyword == "required":
        for field in error.validator_value:
            if field not in error.instance:
                yield node[field].problem("field-missing", field=field)
    elif keyword == "additionalProperties":
        yield from _unknown_fields(node, error.schema["properties"], named)
    elif keyword == "type":
        code = named or _TYPES[_first(error.validator_value)]
        yield node.problem(code if node.given else "field-empty", value=shown(node.value))
    elif keyword == "enum":
        yield _not_one_of(node, error.validator_value)
    elif named:
        yield node.problem(named, value=shown(node.value))
    else:
        yield node.problem(_LIMITS[keyword], limit=shown(error.validator_value), count=_size(node))


def _unknown_fields(node: Node, known: dict[str, Any], named: str | None) -> Iterator[Problem]:
    for field, child in node.entries():
        if field in known:
            continue
        fields = ", ".join(known)
        close = get_close_matches(field, known, n=1)
        if named:
            yield child.problem(named, field=shown(field))
        elif close:
            yield child.problem(
                "field-unknown-suggestion", field=shown(field), suggestion=close[0], fields=fields
            )
        else:
            yield child.problem("field-unknown", field=shown(field), fields=fields)


def _not_one_of(node: Node, choices: list[str]) -> Problem:
    if not node.given:
        return node.problem("field-empty")
    listed = ", ".join(choices)
    close = get_close_matches(node.text, choices, n=1)
    if close:
        return node.problem(
            "not-one-of-suggestion", value=shown(node.value), suggestion=close[0], choices=listed
        )
    return node.problem("not-one-of", value=shown(node.value), choices=listed)


def _first(types: str | list[str]) -> str:
    return types if isinstance(types, str) else types[0]


def _size(node: Node) -> str:
    return str(len(node.value)) if isinstance(node.value, str | list | dict) else shown(node.value)


def shown(value: object) -> str:
    """A value as the author wrote it, short enough for one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[…]"
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, int | Decimal):
        return str(value)
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else f"{text[:59]}…"
