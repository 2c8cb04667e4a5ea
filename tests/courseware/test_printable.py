from pathlib import PurePosixPath

import pytest

from courseware.printable import is_printable, printable
from courseware.problems import Problem


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("løs «ting» – 25\u00a0mg", "løs «ting» – 25\u00a0mg"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("bl\udce5.md", "bl\\xe5.md"),
        ("\ud800", "\\ud800"),
        ("a\u202eb", "a\\u202eb"),
        ("\x9b1m", "\\x9b1m"),
    ],
)
def test_what_a_terminal_would_obey_is_spelt_out(text: str, spelt: str) -> None:
    assert printable(text) == spelt
    assert is_printable(text) == (text == spelt)
    assert printable(spelt) == spelt


def test_a_problem_says_nothing_unprintable() -> None:
    problem = Problem(
        "field-unknown",
        PurePosixPath("kurs/bl\udce5\n.md"),
        1,
        "a\x1b[2J",
        {"field": "x\x1by", "fields": "en\nto\n"},
    )

    assert str(problem.file) == "kurs/bl\\xe5\\n.md"
    assert problem.values == {"field": "x\\x1by", "fields": "en to"}
    assert is_printable(str(problem))
    assert str(problem).encode("utf-8")
