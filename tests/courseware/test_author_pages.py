"""The authors' pages show what works: their examples go through the same check as a course."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from courseware import locate, units
from courseware.bundle import make_bundle
from courseware.directives import NAMES
from courseware.formula import FUNCTIONS
from courseware.loading import load_course
from courseware.problems import Severity
from courseware.references import references
from courseware.register import update
from courseware.validation import check

TYPES = json.loads((locate.schemas() / "bank.schema.json").read_text())["$defs"]["type"]["enum"]
PAGES = Path(__file__).parents[2] / "docs" / "authors"
LESSONS = (PAGES / "writing-lessons.md").read_text(encoding="utf-8")
QUESTIONS = (PAGES / "questions.md").read_text(encoding="utf-8")


def examples(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", examples(LESSONS, "markdown"), ids=lambda text: text[:20])
def test_a_lesson_example_has_no_problem(example: str) -> None:
    assert references(example).problems == []


def test_every_directive_has_an_example() -> None:
    shown = "\n".join(examples(LESSONS, "markdown"))

    assert [name for name in NAMES if f"::: {name}" not in shown] == []


def test_the_question_examples_are_a_valid_bank(sample_course: Path) -> None:
    added = "".join(examples(QUESTIONS, "yaml"))
    bank = sample_course / "questions" / "ovelse.yaml"
    bank.write_text(bank.read_text(encoding="utf-8") + indented(added), encoding="utf-8")
    update(sample_course)

    problems = check(sample_course, today=date(2026, 11, 1), localizations=sample_course)

    assert [str(each) for each in problems if each.severity is Severity.ERROR] == []
    wanted = {question["id"] for question in read(added)}
    known = {question.id for question in load_course(sample_course).questions()}
    assert wanted < known
    assert make_bundle(load_course(sample_course), remote_tests=False)


def test_every_question_type_has_an_example() -> None:
    shown = {question["type"] for text in examples(QUESTIONS, "yaml") for question in read(text)}

    assert shown == set(TYPES)


def test_every_unit_and_function_is_documented() -> None:
    missing = [unit for unit in units.table() if f"`{unit}`" not in QUESTIONS]
    missing += [name for name in FUNCTIONS if f"`{name}(" not in QUESTIONS]

    assert missing == []


def indented(text: str) -> str:
    return "".join(f"  {line}" for line in text.splitlines(keepends=True))


def read(bank: str) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = yaml.load(bank, Loader=yaml.CSafeLoader)
    return entries
