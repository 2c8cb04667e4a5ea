"""What the validator says of questions that order, match and label."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from courseware.loading import load_course
from courseware.model import Label, Matching, Ordering
from courseware.problems import Severity
from courseware.validation import check
from tests.checking import only, problems_in
from tests.courseware.planted import PRACTICE
from tests.question_samples import CASE, LABEL, MATCHING, ORDERING, QUESTIONS, add
from tests.sample_course import swap

BANK = "questions/ovelse.yaml"
ZERO = "formula-division-by-zero"
CHOSEN = "choose-and-units"


def errors(course: Path) -> list[tuple[str, str]]:
    """Each code, with the line of the file that it points at."""
    found = check(course, today=date(2026, 11, 1), localizations=course)
    lines = (course / BANK).read_text(encoding="utf-8").splitlines()
    return [
        (each.code, lines[(each.line or 1) - 1].strip())
        for each in found
        if each.severity is Severity.ERROR
    ]


def test_the_sample_of_each_type_is_sound_and_loads(sample_course: Path) -> None:
    add(sample_course, QUESTIONS)

    assert errors(sample_course) == []
    course = load_course(sample_course)
    ordering, matching, label = (course.question(q) for q in ("rekkefolge", "former", "las"))
    assert isinstance(ordering, Ordering)
    assert [item.id for item in ordering.items] == list("abcd")
    assert ordering.partial
    assert isinstance(matching, Matching)
    assert [(item.id, item.choice) for item in matching.items] == [("a", "e"), ("b", "d")]
    assert isinstance(label, Label)
    assert label.picture == "media/las.svg"
    assert [(spot.x, spot.y) for spot in label.items] == [(50, 20), (50, 70)]


@pytest.mark.parametrize(
    ("question", "old", "new", "code", "at"),
    [
        (ORDERING, "{id: b,", "{id: a,", "id-twice", "- {id: a, text: {nb: Les"),
        (ORDERING, "{id: b,", "{id: bb,", "not-an-option-id", "- {id: bb"),
        (ORDERING, "partial: true", "partial: ja", "expected-boolean", "partial: ja"),
        (ORDERING, "partial: true", "shuffle: true", "field-unknown", "shuffle: true"),
        (ORDERING, ", nn: Vask hendene", "", "translation-missing", "- {id: a"),
        (ORDERING, "items:", "options:", "field-missing", "- id: rekkefolge"),
        (MATCHING, "choice: e", "choice: x", "choice-unknown", "choice: x"),
        (MATCHING, "choice: d", "choice: e", "matching-one-choice", "items:"),
        (MATCHING, "Resoriblett, nn", "depottablett, nn", "choice-twice", "- {id: r"),
        (MATCHING, "{id: r,", "{id: d,", "id-twice", "- {id: d, text: {nb: Res"),
        (MATCHING, "nb: Resoriblett", f"nb: {'R' * 81}", "text-too-long", "- {id: r"),
        (MATCHING, "nb: Resoriblett", 'nb: "{{ hvem }}"', "variable-unknown", "- {id: r"),
        (
            MATCHING,
            "    choices:",
            "    choices: [a, b]\n    more:",
            "expected-mapping",
            "choices:",
        ),
        (LABEL, "x: 50, y: 20", "x: 150, y: 20", "number-too-big", "- {id: a, x: 150"),
        (LABEL, "x: 50, y: 20", "x: 50", "field-missing", "- {id: a, x: 50"),
        (LABEL, "x: 50, y: 20", "x: midt, y: 20", "not-a-number", "- {id: a, x: midt"),
        (LABEL, "media/las.svg", "media/lås.svg", "media-undeclared", "picture: media/lås"),
        (LABEL, "media/las.svg", "media/las.pdf", "not-a-picture", "picture: media/las.pdf"),
        (LABEL, "    picture: media/las.svg\n", "", "field-missing", "- id: las"),
        (CASE, "- id: midnatt", "- id: slutt", "id-twice", "- id: slutt"),
        (CASE, "points: 2", "topic: regning", "part-field-not-here", "topic: regning"),
        (CASE, "points: 2", "conditions: [V < 1]", "part-field-not-here", "conditions: [V"),
        (CASE, "type: ordering", "type: case", "not-one-of", "type: case"),
        (CASE, "{start} og", "{begynnelse} og", "calculation-placeholder", 'nb: "En infusjon'),
        (CASE, "clocks: [start]", "clocks: [slutt]", "calculation-placeholder", "clocks:"),
        (CASE, "formula: V / r, unit", "formula: V / (r - 100), unit", ZERO, "answer: {formula: V"),
        (CASE, "as: yes-no", "as: ja-nei", "not-one-of", "answer: {formula: start"),
        (CASE, "as: yes-no", "unit: mg", "field-missing", "answer: {formula: start"),
        (CASE, "< 1440, as", "< 9999, as", "calculation-foregone", "answer: {formula: start"),
        (CASE, "start + 60 * V / r, as", "start + V / 3, as", "calculation-not-exact", "answer:"),
        (CASE, "formula: r / V", "formula: 10 * V / r", "calculation-few-choices", "mistakes:"),
        (CASE, "formula: r / V", "formula: 0 - r", "calculation-odd-choice", "mistakes:"),
        (CASE, "choose: true", "choose: true, unit_choices: [time, min]", CHOSEN, "answer:"),
        (
            CASE,
            ", maximum: 10}",
            ", maximum: 9}",
            "calculation-out-of-bounds",
            "answer: {formula: V",
        ),
        (CASE, "V: [500, 1000]", "V: [500, 1000]\n      q: [1, 2]", "calculation-unused", "q:"),
        (CASE, "points: 2", "difficulty: 2", "part-field-not-here", "difficulty: 2"),
    ],
)
def test_a_slip_is_told_where_it_is(
    sample_course: Path, question: str, old: str, new: str, code: str, at: str
) -> None:
    assert question.count(old) >= 1
    add(sample_course, question.replace(old, new, 1))

    found = errors(sample_course)

    assert any(each == code and line.startswith(at) for each, line in found), found


@pytest.mark.parametrize(
    ("written", "meant"),
    [("milligrammer", "mg"), ("Tabletter", "tablett"), ("cc", "mikrogram, mg, g,")],
)
def test_a_misspelt_unit_is_told_with_the_one_that_is_meant(
    sample_course: Path, written: str, meant: str
) -> None:
    swap(sample_course / PRACTICE, "    unit: ml", f"    unit: {written}")

    problem = only(problems_in(sample_course))

    assert f"Nærmest: {meant}" in problem.mend()


def test_a_number_that_only_one_part_uses_is_used(sample_course: Path) -> None:
    """`start` counts for the time alone, and the hours do not need it."""
    add(sample_course, CASE)

    assert errors(sample_course) == []


def test_the_answers_to_a_case_must_have_room(sample_course: Path) -> None:
    part = "      - {id: p%d, type: numeric, text: {nb: x, nn: x}, value: 1, unit: mg, %s}\n"
    units = "unit_choices: [mg, draper-per-min]"
    many = "".join(part % (number, units) for number in range(6))
    short = CASE.replace(CASE[CASE.index("    parts:") :], "    parts:\n" + many)
    add(sample_course, short)

    assert [code for code, _ in errors(sample_course)] == ["case-numbers-unused"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Rund av til hele.", None),
        ("Til nærmeste hele.", None),
        ("Hvor mange?", "calculation-rounding-unsaid"),
    ],
)
def test_how_to_round_must_be_said(sample_course: Path, text: str, code: str | None) -> None:
    rounded = f"""\
  - id: rund
    type: calculation
    topic: regning
    text: {{nb: "{{V}} delt på 3? {text}", nn: "{{V}} delt på 3, til heile?"}}
    feedback: {{nb: x, nn: x}}
    parameters: {{V: [10, 20]}}
    answer: {{formula: V / 3, rounded: true, minimum: 1, maximum: 9}}
"""
    add(sample_course, rounded)

    assert [found for found, _ in errors(sample_course)] == ([code] if code else [])


def test_a_picture_of_a_question_is_a_picture_in_use(sample_course: Path) -> None:
    for lesson in sample_course.glob("lessons/*.md"):
        lesson.write_text(lesson.read_text(encoding="utf-8").replace("![](media/las.svg)", ""))
    unused = check(sample_course, today=date(2026, 11, 1), localizations=sample_course)
    add(sample_course, LABEL)

    used = check(sample_course, today=date(2026, 11, 1), localizations=sample_course)

    assert "asset-unused" in {problem.code for problem in unused}
    assert "asset-unused" not in {problem.code for problem in used}
