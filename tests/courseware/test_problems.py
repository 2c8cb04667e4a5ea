import ast
import json
import re
import string
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

import courseware
from courseware import locate
from courseware.errors import CourseNotReadable, InvalidCourse
from courseware.problems import Problem, Severity
from courseware.texts import catalogue

PROBLEM = Problem(
    "law-unknown",
    PurePosixPath("kurs/lessons/a.nb.md"),
    3,
    "questions[0].law",
    {"id": "fvl-31", "known": "fvl-13"},
)
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")

NO_CODES = frozenset({"utf-8", "utf-8-sig", "true-false", "x-problem", "yes-no"})
"""Hyphenated words in the core that are no codes."""

SAID_ELSEWHERE = frozenset({"lesson_html.py", "sanitising.py", "drawing.py", "typesetting.py"})
"""Modules that report no problems; their hyphenated words are HTML's, seeds and PDF standards."""


def used_codes() -> set[str]:
    """Every code that the core or a schema may put in a Problem."""
    codes: set[str] = set()
    package = Path(courseware.__file__).parent
    for file in [*package.glob("*.py"), *package.glob("validation/*.py")]:
        if file.name in SAID_ELSEWHERE:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                codes.update(filter(CODE.fullmatch, [node.value]))
    for schema in locate.schemas().glob("*.schema.json"):
        codes |= named_in(json.loads(schema.read_text(encoding="utf-8")))
    return codes - NO_CODES


def named_in(schema: object) -> set[str]:
    if isinstance(schema, list):
        return set().union(*map(named_in, schema))
    if not isinstance(schema, dict):
        return set()
    own = set(schema.get("x-problem", {}).values())
    return own.union(*map(named_in, schema.values()))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_code_has_its_text_and_every_text_its_code(language: str) -> None:
    assert set(catalogue("author", language)) == used_codes()


def test_both_languages_say_the_same_with_the_same_values() -> None:
    nb, en = catalogue("author", "nb"), catalogue("author", "en")

    for code in nb:
        assert set(nb[code]) == set(en[code])
        assert set(nb[code]) - {"near"} == {"what", "mend"}
        for part in nb[code]:
            assert placeholders(nb[code][part]) == placeholders(en[code][part]), code
            assert nb[code][part] != en[code][part]
            assert nb[code][part].endswith((".", ":", "»", "?", "}")), code


def test_a_problem_reads_as_one_line() -> None:
    assert str(PROBLEM) == (
        "kurs/lessons/a.nb.md:3: questions[0].law: Lovhenvisningen «fvl-31» finnes ikke i "
        "course.yaml. Legg den til under «laws», eller rett navnet. Nærmest: fvl-13."
    )
    assert PROBLEM.what("en") == 'There is no legal reference "fvl-31" in course.yaml.'
    assert PROBLEM.severity is Severity.ERROR


def test_where_nothing_is_near_nothing_is_said_of_it() -> None:
    problem = replace(PROBLEM, values={"id": "fvl-31", "known": ""})

    assert problem.mend() == "Legg den til under «laws», eller rett navnet."
    assert "Nearest: fvl-13." in PROBLEM.mend("en")


def test_a_problem_with_a_whole_file_has_no_line() -> None:
    problem = Problem("file-empty", PurePosixPath("kurs/course.yaml"))

    assert str(problem).startswith("kurs/course.yaml: Filen er tom.")


def test_errors_carry_their_problems_and_read_as_them() -> None:
    assert str(CourseNotReadable(PROBLEM)) == str(PROBLEM)
    assert str(InvalidCourse([PROBLEM, PROBLEM])) == f"{PROBLEM}\n{PROBLEM}"
    assert InvalidCourse([PROBLEM]).problems == (PROBLEM,)
