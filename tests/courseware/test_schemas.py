import json
import re
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from courseware import locate, schema
from courseware.yaml_source import parse

NAMES = ("course", "bank", "register", "localization")
DOCUMENTATION = Path(__file__).parents[2] / "docs" / "authors" / "course-format.md"


def load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((locate.schemas() / f"{name}.schema.json").read_text())
    return loaded


def subschemas(node: object) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for member in node for found in subschemas(member)]
    if not isinstance(node, dict):
        return []
    return [node, *(found for member in node.values() for found in subschemas(member))]


def fields(name: str) -> dict[str, dict[str, Any]]:
    return {
        field: described
        for each in subschemas(load(name))
        if each.get("type") == "object" or "properties" in each
        for field, described in each.get("properties", {}).items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_valid_draft_2020_12(name: str) -> None:
    document = load(name)

    Draft202012Validator.check_schema(document)
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert document["title"]
    assert document["description"]


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_described_for_authors(name: str) -> None:
    definitions = load(name)["$defs"]
    for each in subschemas(load(name)):
        if "if" in each or each.get("type") != "object":
            continue
        for field, described in each.get("properties", {}).items():
            target = definitions.get(described.get("$ref", "").rpartition("/")[2], {})
            assert described.get("description") or target.get("description"), field


@pytest.mark.parametrize("name", NAMES)
def test_every_field_stands_in_the_authors_documentation(name: str) -> None:
    text = DOCUMENTATION.read_text(encoding="utf-8")

    missing = [field for field in fields(name) if not re.search(rf"\b{re.escape(field)}\b", text)]

    assert missing == []


@pytest.mark.parametrize("name", NAMES)
def test_objects_say_what_they_do_not_know(name: str) -> None:
    for each in subschemas(load(name)):
        if "properties" in each and each.get("type") == "object" and "allOf" not in each:
            assert each.get("additionalProperties") is False, each


@pytest.mark.parametrize("name", NAMES)
def test_patterns_and_names_have_a_text_of_their_own(name: str) -> None:
    definitions = load(name)["$defs"]
    for each in subschemas(load(name)):
        if isinstance(each.get("pattern"), str) and "description" in each:
            assert "pattern" in each["x-problem"], each
        names = each.get("propertyNames")
        if isinstance(names, dict):
            target = definitions.get(names.get("$ref", "").rpartition("/")[2], names)
            assert "pattern" in target["x-problem"]


def test_definitions_of_the_same_name_say_the_same_in_every_schema() -> None:
    first: dict[str, Any] = {}
    for name in NAMES:
        for key, definition in load(name)["$defs"].items():
            if key != "localText":  # texts may be longer in a bank
                assert first.setdefault(key, definition) == definition, key


def test_one_slip_is_told_once() -> None:
    text = "use: practice\ntitle: {nb: x}\nquestions:\n  - id: A b\n    type: 3\n"
    document = parse(text, PurePosixPath("bank.yaml"))

    found = schema.problems(document, "bank")

    assert [(problem.code, problem.place) for problem in found] == [
        ("not-one-of", "questions[0].type")
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (None, "None"),
        ([1], "[…]"),
        ({"a": 1}, "{…}"),
        ("en\n  to", "en to"),
        ("x" * 100, "x" * 59 + "…"),
    ],
)
def test_values_are_shown_on_one_short_line(value: object, written: str) -> None:
    assert schema.shown(value) == written
