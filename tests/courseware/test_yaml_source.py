from contextlib import suppress
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from courseware.document import Document
from courseware.errors import CourseNotReadable
from courseware.problems import Problem
from courseware.yaml_source import MAX_DEPTH, parse

FILE = PurePosixPath("kurs/course.yaml")


def refusal(text: str) -> Problem:
    with pytest.raises(CourseNotReadable) as caught:
        parse(text, FILE)
    return caught.value.problem


def data(text: str) -> Any:
    return parse(text, FILE).data


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0.1", Decimal("0.1")),
        ("2.50", Decimal("2.50")),
        ("-3", -3),
        ("007", "007"),
        ("22591300", 22591300),
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("no", "no"),
        ("on", "on"),
        ("2026-11-01", "2026-11-01"),
        ("1e5", "1e5"),
        (".inf", ".inf"),
        ("0x1F", "0x1F"),
        ("9" * 40, "9" * 40),
        ('"12"', "12"),
        ("'true'", "true"),
        ("Ja, det går", "Ja, det går"),
    ],
)
def test_a_scalar_is_read_exactly_and_without_surprises(written: str, read: object) -> None:
    value = data(f"a: {written}\n")["a"]

    assert value == read
    assert type(value) is type(read)


def test_every_value_knows_its_line() -> None:
    document = parse(
        "a: 1\nliste:\n  - x\n  - {nb: y}\ntekst: >-\n  lang\n  tekst\nsist: 2\n", FILE
    )

    assert document.root["liste"].line == 2
    assert document.root["liste"].items()[1]["nb"].line == 4
    assert document.root["sist"].line == 8


def test_a_missing_value_has_the_line_of_its_parent() -> None:
    document = parse("kapittel:\n  - id: a\n  - id: b\n", FILE)

    title = document.root["kapittel"].items()[1]["title"]

    assert (title.line, title.place, title.given) == (3, "kapittel[1].title", False)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "file-empty", 1),
        ("# bare en kommentar\n", "file-empty", 1),
        ("a:\n\tb: 1\n", "yaml-tab", 2),
        ("a:\n  b: 1\n\tc: 2\n", "yaml-tab", 3),
        ("a: 1\nnb: Husk: låse\n", "yaml-colon", 2),
        ("a: 1\nb\nc: 2\n", "yaml-no-colon", 3),
        ('a: 1\nb: "hei\nc: 2\n', "yaml-unclosed", 2),
        ("a: {nb: x, nn: y\nb: 3\n", "yaml-bracket", 2),
        ("a:\n  - b\n c: 1\n", "yaml-indentation", 3),
        ('a: "x" y\nb: 1\n', "yaml-indentation", 1),
        ("a: @x\n", "yaml-character", 1),
        ("a: 1\nb: \x07\n", "yaml-control-character", 2),
        ("a: &x 1\n", "yaml-alias", 1),
        ("b: *x\n", "yaml-alias", 1),
        ("b: *\n", "yaml-alias", 1),
        ("a: 1\nb: !!python/object:os.system x\n", "yaml-tag", 2),
        ("a: 1\n---\nb: 2\n", "yaml-documents", 2),
        ("a: 1\n...\nb: 2\n", "yaml-documents", 3),
        ("a: {{ navn }}\n", "yaml-key", 1),
        ("[a]: b\n", "yaml-key", 1),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    problem = refusal(text)

    assert (problem.code, problem.line) == (code, line)
    assert problem.what("nb")
    assert problem.mend("en")


@pytest.mark.parametrize("after", ["c", "c: 2", "  c: 2"])
def test_a_quotation_mark_that_is_not_closed_is_told_where_it_opens(after: str) -> None:
    problem = refusal(f'a: 1\nb: "hei\n{after}\nd: "på deg"\ne: 3\n')

    assert (problem.code, problem.line) == ("yaml-quote-late", 2)
    assert "linje 4" in problem.what()


def test_a_billion_laughs_are_refused_at_the_first_anchor() -> None:
    bomb = 'a: &a ["ha","ha"]\n' + "".join(
        f"{name}: &{name} [*{before},*{before}]\n"
        for before, name in zip("abcdefg", "bcdefgh", strict=True)
    )

    assert refusal(bomb).code == "yaml-alias"


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_bottomless_nesting_is_refused(opening: str) -> None:
    problem = refusal(opening * 100_000)

    assert problem.code == "yaml-depth"
    assert str(MAX_DEPTH) in problem.what()


def test_a_key_that_stands_twice_is_told_and_the_first_value_kept() -> None:
    document = parse("a: 1\nb:\n  c: 2\n  c: 3\na: {x: 4}\n", FILE)

    assert document.data == {"a": 1, "b": {"c": 2}}
    assert [(p.code, p.line, p.place, p.values["first"]) for p in document.problems] == [
        ("yaml-duplicate-key", 4, "b.c", 3),
        ("yaml-duplicate-key", 5, "a", 1),
    ]


def test_a_backslash_that_became_a_control_character_is_told() -> None:
    document = parse('a: "C:\\filer"\n', FILE)

    assert [problem.code for problem in document.problems] == ["yaml-escape"]


def test_a_control_character_in_a_name_is_told() -> None:
    document = parse('"a\\e[2J": 1\n', FILE)

    assert [problem.code for problem in document.problems] == ["yaml-escape"]
    assert document.problems[0].place == "a\\x1b[2J"


@given(st.text())
def test_any_text_is_read_or_refused_with_a_problem(text: str) -> None:
    try:
        encodable = text.encode("utf-8").decode("utf-8")
    except UnicodeEncodeError:
        return
    with suppress(CourseNotReadable):
        assert isinstance(parse(encodable, FILE), Document)


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text("abc æøå:,#'\"-", min_size=1),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc"), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abc", min_size=1), plain, min_size=1))
def test_what_a_yaml_library_writes_comes_back(value: dict[str, object]) -> None:
    written = yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)

    if "&id" not in written:
        assert data(written) == value
