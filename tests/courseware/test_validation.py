"""Mistakes planted in the sample course, one by one and many at once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path, PurePosixPath

import pytest

from courseware.errors import CourseNotReadable
from courseware.problems import Problem, Severity
from courseware.validation import check, in_order
from tests.checking import TODAY, line_of, only, problems_in
from tests.courseware.planted import CERTIFY, COURSE, LESSON, MISTAKES, PRACTICE, Mistake
from tests.sample_course import swap


def test_the_sample_course_has_no_problem(sample_course: Path, sample_localizations: Path) -> None:
    assert problems_in(sample_course) == []
    assert problems_in(sample_course, release=True) == []
    assert problems_in(sample_course, localization="fjellregionen/vik") == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake.code}-{mistake.file}")
def test_a_mistake_is_told_with_file_line_and_place(sample_course: Path, mistake: Mistake) -> None:
    file = sample_course / mistake.file
    swap(file, mistake.old, mistake.new)

    found = problems_in(sample_course)

    told = [each for each in found if each.code == mistake.code]
    assert told, "\n".join(map(str, found))
    if mistake.at:
        assert str(told[0].file) == f"eksempel/{mistake.file}"
        assert told[0].line == line_of(file, mistake.at)
    if mistake.place:
        assert told[0].place == mistake.place
    assert told[0].severity is Severity.ERROR
    assert told[0].what("en") != told[0].what("nb")


def test_five_mistakes_in_three_files_are_all_told_with_file_and_line(sample_course: Path) -> None:
    swap(sample_course / COURSE, "version: 1.2.0", "version: en")
    swap(sample_course / COURSE, "    licence: CC-BY-4.0\n", "")
    swap(sample_course / PRACTICE, "law: fvl-13", "law: fvl-31")
    swap(sample_course / PRACTICE, "{nb: Forteller alt, nn: Fortel alt}", "{nb: Forteller alt}")
    swap(sample_course / LESSON, "(law:fvl-13)", "(law:finnes-ikke)")

    found = problems_in(sample_course)

    assert [(str(each.file), each.line, each.code) for each in found] == [
        ("eksempel/course.yaml", 2, "not-a-version"),
        ("eksempel/course.yaml", 31, "field-missing"),
        ("eksempel/lessons/hva-er-det.nb.md", 1, "law-unknown"),
        ("eksempel/questions/ovelse.yaml", 11, "law-unknown"),
        ("eksempel/questions/ovelse.yaml", 19, "translation-missing"),
    ]


def test_one_slip_of_the_pen_is_told_once(sample_course: Path) -> None:
    swap(sample_course / PRACTICE, "    answer: true\n", "    anwser: true\n")
    swap(sample_course / CERTIFY, "nn: Ingenting}, correct: true", "nn: Ingenting}, correct: ja")

    codes = [each.code for each in problems_in(sample_course)]

    assert codes == ["field-unknown-suggestion", "expected-boolean"]


def test_files_that_cannot_be_read_hide_nothing_in_the_others(sample_course: Path) -> None:
    (sample_course / COURSE).write_text("id: eksempel\ntitle: {nb: x\n", encoding="utf-8")
    swap(sample_course / PRACTICE, "value: 2.5", "value: mye")
    (sample_course / CERTIFY).write_bytes(b"use: pr\xf8ve\n")
    swap(sample_course / LESSON, "::: note Husk", "::: merk Husk")

    found = problems_in(sample_course)

    assert [
        (each.file.name, each.code) for each in found if each.code != "directive-stray-end"
    ] == [
        ("course.yaml", "yaml-bracket"),
        ("hva-er-det.nb.md", "directive-unknown"),
        ("ovelse.yaml", "not-a-number"),
        ("prove.yaml", "file-not-utf8"),
    ]


def test_a_bank_that_cannot_be_read_makes_no_other_problem(sample_course: Path) -> None:
    (sample_course / PRACTICE).write_text("use: *practice\n", encoding="utf-8")

    assert [each.code for each in problems_in(sample_course)] == ["yaml-alias"]


@pytest.mark.parametrize(
    ("plant", "code"),
    [
        (lambda course: (course / "lessons/meld-fra.nn.md").unlink(), "lesson-file-missing"),
        (lambda course: (course / "media/las.svg").unlink(), "media-missing"),
        (lambda course: (course / "ids.lock.yaml").unlink(), "register-missing"),
        (lambda course: (course / LESSON).write_bytes(b"x" * 300_000), "file-too-big"),
        (lambda course: (course / LESSON).write_bytes(b"\xff"), "file-not-utf8"),
        (lambda course: (course / COURSE).write_text("- en\n- to\n"), "expected-mapping"),
        (lambda course: (course / COURSE).write_text(" "), "file-empty"),
    ],
)
def test_a_file_that_is_missing_or_damaged_is_told(
    sample_course: Path, plant: Callable[[Path], object], code: str
) -> None:
    plant(sample_course)

    assert code in [each.code for each in problems_in(sample_course)]


def test_a_picture_that_a_link_fetches_from_outside_is_refused(
    sample_course: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.svg").write_text("<svg/>")
    (sample_course / "media/las.svg").unlink()
    (sample_course / "media/las.svg").symlink_to(tmp_path / "secret.svg")

    assert only(problems_in(sample_course)).code == "path-outside"


@pytest.mark.parametrize("name", ["missing", "empty", "other"])
def test_a_folder_that_is_no_course_is_refused_as_a_whole(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notat.txt").write_text("hei")
    codes = {"missing": "folder-missing", "empty": "folder-empty", "other": "folder-no-course"}

    with pytest.raises(CourseNotReadable) as caught:
        check(tmp_path / name, today=TODAY, localizations=tmp_path)

    assert caught.value.problem.code == codes[name]


# --- what is only a warning ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "codes"),
    [
        (date(2027, 5, 31), []),
        (date(2027, 6, 2), ["review-passed"]),
        (date(2027, 10, 1), ["review-passed"]),
        (date(2027, 10, 2), ["review-passed", "laws-old"]),
    ],
)
def test_age_is_a_warning_and_never_an_error(
    sample_course: Path, today: date, codes: list[str]
) -> None:
    found = problems_in(sample_course, today=today, release=True)

    assert [each.code for each in found] == codes
    assert {each.severity for each in found} <= {Severity.WARNING}


def test_a_course_nobody_approved_is_a_draft_and_cannot_be_released(sample_course: Path) -> None:
    swap(
        sample_course / COURSE,
        "approval: {name: Kari Eksempel, role: Fagansvarlig, date: 2026-01-15}\n",
        "approval: null\n",
    )

    draft = only(problems_in(sample_course))
    release = only(problems_in(sample_course, release=True))

    assert (draft.code, draft.severity) == ("no-approver", Severity.WARNING)
    assert (release.code, release.severity) == ("no-approver-release", Severity.ERROR)
    assert release.line == line_of(sample_course / COURSE, "approval")


def test_a_law_checked_in_the_future_is_a_warning(sample_course: Path) -> None:
    swap(sample_course / COURSE, "checked: 2026-10-01", "checked: 2026-12-24")

    problem = only(problems_in(sample_course))

    assert problem.code == "law-ahead"
    assert problem.severity is Severity.WARNING


def test_a_variable_in_a_title_is_used(sample_course: Path) -> None:
    swap(sample_course / COURSE, "title: {nb: Meld fra", 'title: {nb: "Meld fra til {{ hvem }}"')

    assert [each.code for each in problems_in(sample_course)] == ["variable-unknown"]


def test_problems_that_differ_only_in_values_are_all_told() -> None:
    file = PurePosixPath("x")
    one, two = (Problem("file-empty", file, 1, values={"id": each}) for each in "ab")

    assert in_order([one, two, one]) == [one, two]


def test_what_lies_about_unused_is_a_warning(sample_course: Path) -> None:
    (sample_course / "lessons" / "gammel.nb.md").write_text("Hei")
    (sample_course / "questions" / "gammel.yaml").write_text("use: practice")
    (sample_course / "media" / "gammel.png").write_bytes(b"x")
    for language in ("nb", "nn"):
        swap(sample_course / f"lessons/meld-fra.{language}.md", "Ring {{ kontakt_telefon }}.", "!")
        swap(sample_course / f"lessons/hva-er-det.{language}.md", "![](media/las.svg)", "")
    swap(sample_course / COURSE, "checked: 2026-10-01", "checked: 2026-10-01\n    doubtful: true")
    swap(
        sample_course / PRACTICE,
        "id: kollega\n    type: single\n    topic: taushetsplikt",
        "id: kollega\n    type: single\n    topic: helse",
    )
    swap(sample_course / COURSE, "count: 3", "count: 2")

    found = problems_in(sample_course)

    assert {each.severity for each in found} == {Severity.WARNING}
    assert {each.code for each in found} == {
        "asset-unused",
        "bank-orphan",
        "law-doubtful",
        "lesson-orphan",
        "media-orphan",
        "topic-untitled",
        "variable-unused",
    }
