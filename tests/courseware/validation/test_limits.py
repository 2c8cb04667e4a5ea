"""What would take the checker long is refused before it is begun."""

from pathlib import Path
from time import process_time

import pytest

from courseware.references import MAX_BRACKETS, references
from courseware.source_files import LESSON_MAX_BYTES
from tests.checking import only, problems_in
from tests.courseware.planted import CERTIFY, LESSON


@pytest.mark.parametrize("unit", ["![[](", "![](", "![", "[", "1. a\n", "> ", "*a **b ", "`a ``b "])
def test_the_worst_lesson_is_read_in_seconds(unit: str) -> None:
    started = process_time()

    references(unit * (LESSON_MAX_BYTES // len(unit)))

    assert process_time() - started < 10


def test_more_brackets_than_a_lesson_needs_are_told(sample_course: Path) -> None:
    with (sample_course / LESSON).open("a", encoding="utf-8") as opened:
        opened.write("\n" + "[" * (MAX_BRACKETS + 1) + "\n")

    assert "brackets-too-many" in [each.code for each in problems_in(sample_course)]


def test_a_bank_with_too_many_variants_is_told_before_they_are_computed(
    sample_course: Path,
) -> None:
    bank = sample_course / CERTIFY
    many = "".join(
        f"  - id: mange-{index}\n"
        "    type: calculation\n"
        "    topic: regning\n"
        '    text: {nb: "{a} {b}", nn: "{a} {b}"}\n'
        "    parameters:\n"
        "      a: {from: 1, to: 140, step: 1}\n"
        "      b: {from: 1, to: 140, step: 1}\n"
        "    answer: {formula: a + b, decimals: 0, minimum: 1, maximum: 400}\n"
        for index in range(10)
    )
    with bank.open("a", encoding="utf-8") as opened:
        opened.write(many)

    found = [each for each in problems_in(sample_course) if each.code == "bank-too-many-variants"]

    assert only(found).file.name == "prove.yaml"
