"""What the validator says of questions that order, match and label."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from courseware.loading import load_course
from courseware.model import Label, Matching, Ordering
from courseware.problems import Severity
from courseware.validation import check
from tests.question_samples import LABEL, MATCHING, ORDERING, QUESTIONS, add

BANK = "questions/ovelse.yaml"


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
    ],
)
def test_a_slip_is_told_where_it_is(
    sample_course: Path, question: str, old: str, new: str, code: str, at: str
) -> None:
    assert question.count(old) >= 1
    add(sample_course, question.replace(old, new, 1))

    found = errors(sample_course)

    assert any(each == code and line.startswith(at) for each, line in found), found


def test_a_picture_of_a_question_is_a_picture_in_use(sample_course: Path) -> None:
    for lesson in sample_course.glob("lessons/*.md"):
        lesson.write_text(lesson.read_text(encoding="utf-8").replace("![](media/las.svg)", ""))
    unused = check(sample_course, today=date(2026, 11, 1), localizations=sample_course)
    add(sample_course, LABEL)

    used = check(sample_course, today=date(2026, 11, 1), localizations=sample_course)

    assert "asset-unused" in {problem.code for problem in unused}
    assert "asset-unused" not in {problem.code for problem in used}
