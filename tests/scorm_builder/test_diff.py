"""Two versions compared: what reads otherwise, what becomes of progress, who is due again."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from scorm_builder.terminal import EXIT_FILES, EXIT_MEND, EXIT_USAGE
from tests.sample_course import swap
from tests.scorm_builder.inspection.packages import GOOD_12, write_zip
from tests.scorm_builder.test_cli import build, run, run_json


@pytest.fixture
def newer(sample_course: Path, tmp_path: Path) -> Path:
    """The next version, in which nothing but the version is another yet."""
    folder = copytree(sample_course, tmp_path / "newer" / "eksempel")
    swap(folder / "course.yaml", "version: 1.2.0", "version: 1.3.0")
    return folder


def diff(old: Path, new: Path) -> dict[str, Any]:
    code, answer = run_json("diff", old, new)
    assert code == 0, answer
    return answer


def test_where_nothing_is_another_that_is_said(sample_course: Path, newer: Path) -> None:
    answer = diff(sample_course, newer)

    assert answer["changes"] == []
    assert (answer["from"], answer["to"]) == ("1.2.0", "1.3.0")
    assert answer["state_survives"]
    assert not answer["recertification_due"]


def test_a_changed_lesson_is_shown_line_by_line_in_its_language(
    sample_course: Path, newer: Path
) -> None:
    swap(newer / "lessons" / "meld-fra.nb.md", "Skriv avvik.", "Meld avviket samme dag.")

    (change,) = diff(sample_course, newer)["changes"]

    assert (change["kind"], change["id"], change["how"]) == ("lesson", "meld-fra", "changed")
    assert set(change["lines"]) == {"nb"}
    assert "- Skriv avvik." in change["lines"]["nb"]
    assert "+ Meld avviket samme dag." in change["lines"]["nb"]


def test_two_packages_are_compared_as_their_courses_are(
    sample_course: Path, newer: Path, tmp_path: Path
) -> None:
    swap(newer / "lessons" / "meld-fra.nb.md", "Skriv avvik.", "Meld avviket.")
    swap(newer / "questions" / "prove.yaml", "Hva sier du?", "Hva svarer du?")
    old, new = tmp_path / "old.zip", tmp_path / "new.zip"
    build(sample_course, old)
    build(newer, new, profile="web")

    answer = diff(old, new)

    assert [change["id"] for change in answer["changes"]] == ["meld-fra"]
    assert answer["state_survives"]
    assert [note["code"] for note in answer["recertification"]] == ["due-questions"]


@pytest.mark.parametrize(
    ("file", "old", "new", "codes"),
    [
        ("course.yaml", "percent: 80", "percent: 90", {"due-rule"}),
        (
            "questions/prove.yaml",
            "En nabo spør. Hva sier du?",
            "En nabo spør. Hva svarer du?",
            {"due-questions", "due-critical"},
        ),
        ("questions/prove.yaml", "value: 1.5", "value: 1.6", {"due-questions"}),
        ("questions/ovelse.yaml", "Forteller alt", "Sier alt", {"due-critical"}),
    ],
)
def test_a_new_certification_is_due_and_the_reason_is_told(
    file: str, old: str, new: str, codes: set[str], sample_course: Path, newer: Path
) -> None:
    swap(newer / file, old, new)

    answer = diff(sample_course, newer)

    assert answer["recertification_due"]
    assert {note["code"] for note in answer["recertification"]} == codes


def test_a_number_that_stands_for_something_else_loses_progress(
    sample_course: Path, newer: Path
) -> None:
    register = newer / "ids.lock.yaml"
    swap(register, "lesson/hva-er-det: 1\n", "lesson/hva-er-det: 2\n")
    swap(register, "lesson/meld-fra: 2\n", "lesson/meld-fra: 1\n")

    answer = diff(sample_course, newer)

    assert not answer["state_survives"]
    assert {note["id"] for note in answer["state"]} == {"lesson/hva-er-det", "lesson/meld-fra"}


def test_a_choice_that_is_added_is_told_of_old_answers(sample_course: Path, newer: Path) -> None:
    swap(
        newer / "questions" / "ovelse.yaml",
        "      - {id: c, text: {nb: Været, nn: Vêret}, correct: false}\n",
        "      - {id: c, text: {nb: Været, nn: Vêret}, correct: false}\n"
        "      - {id: d, text: {nb: Bilen, nn: Bilen}, correct: false}\n",
    )

    answer = diff(sample_course, newer)

    assert answer["state_survives"]
    assert [(note["code"], note["id"]) for note in answer["state"]] == [
        ("state-answers", "hva-omfattes")
    ]


def test_it_is_told_in_the_authors_language(sample_course: Path, newer: Path) -> None:
    swap(newer / "lessons" / "meld-fra.nb.md", "Skriv avvik.", "Meld avviket.")

    norwegian = run("diff", sample_course, newer)
    english = run("diff", sample_course, newer, "--language", "en")

    assert "Endret. Leksjonen «Meld fra» (meld-fra)" in norwegian.stdout
    assert "survives" in english.stdout


def test_what_cannot_be_compared_is_said(sample_course: Path, newer: Path, tmp_path: Path) -> None:
    foreign = write_zip(tmp_path / "p.zip", GOOD_12)
    swap(newer / "course.yaml", "version: 1.3.0", "version: one")

    assert run("diff", sample_course, foreign).exit_code == EXIT_USAGE
    assert run("diff", sample_course, tmp_path / "nowhere").exit_code == EXIT_FILES
    assert run("diff", sample_course, newer).exit_code == EXIT_MEND
