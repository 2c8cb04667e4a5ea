"""docs/conformance-lti.md names a test for each demand: every one of them must exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "conformance-lti.md"
NAMED = re.compile(r"`(?P<file>[\w/]+\.py)::(?P<test>test_\w+)(\[(?P<case>[^\]]+)\])?`")
ROWS = [line for line in PAGE.read_text("utf-8").splitlines() if re.match(r"\| (?!What)", line)]


def test_the_page_has_rows_for_every_part() -> None:
    parts = re.findall(r"^## (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)

    assert len(parts) == 8
    assert len(ROWS) > 60


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_what_a_row_names_exists(row: str) -> None:
    named = NAMED.search(row)
    assert named is not None, row

    tree = ast.parse((TESTS / named["file"]).read_text("utf-8"))
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}

    assert named["test"] in functions
    assert named["case"] is None or named["case"] in texts
