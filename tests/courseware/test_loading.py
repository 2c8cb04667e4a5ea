from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from courseware.errors import CourseNotReadable, InvalidCourse
from courseware.loading import load_course
from courseware.model import Calculation, Kind, MultipleChoice, Numeric, SingleChoice, Use
from courseware.problems import Severity
from tests.sample_course import CERTIFY_BANK, swap


def test_the_whole_course_is_loaded(sample_course: Path) -> None:
    course = load_course(sample_course)

    assert (course.id, course.version, course.languages) == ("eksempel", "1.2.0", ("nb", "nn"))
    assert course.approval is not None
    assert course.approval.date == date(2026, 1, 15)
    assert course.duration == timedelta(minutes=20)
    assert [lesson.id for lesson in course.lessons()] == ["hva-er-det", "meld-fra", "tabletter"]
    assert next(course.lessons()).body["nn"].startswith("Du har teieplikt")
    assert course.laws[0].checked == date(2026, 10, 1)
    assert course.assets[0].path == "media/las.svg"
    assert [variable.required for variable in course.variables] == [True, False]
    assert course.numbers["question/kollega"] == 4
    assert not course.is_draft


def test_assessments_are_loaded_with_their_rules(sample_course: Path) -> None:
    practice, test = load_course(sample_course).assessments

    assert (practice.kind, practice.rule, practice.time_limit) == (Kind.PRACTICE, None, None)
    assert test.kind is Kind.PASS
    assert test.rule is not None
    assert (test.rule.percent, test.rule.all_right, test.rule.critical_right) == (
        80,
        ("regning",),
        True,
    )
    assert (test.time_limit, test.attempts) == (timedelta(minutes=60), 3)


def test_every_question_type_is_loaded_with_exact_numbers(sample_course: Path) -> None:
    course = load_course(sample_course)
    kollega = course.question("kollega")
    omfattes = course.question("hva-omfattes")
    mikstur = course.question("mikstur")
    tabletter = course.question("prove-tabletter")

    assert isinstance(kollega, SingleChoice)
    assert [option.correct for option in kollega.options] == [True, False, False]
    assert isinstance(omfattes, MultipleChoice)
    assert omfattes.partial
    assert isinstance(mikstur, Numeric)
    assert (mikstur.value, mikstur.tolerance.absolute) == (Decimal("2.5"), Decimal("0.1"))
    assert isinstance(tabletter, Calculation)
    assert tabletter.parameters["S"] == tuple(map(Decimal, (10, 20, 30, 40, 50)))
    assert tabletter.parameters["n"] == (Decimal("0.5"), Decimal(1), Decimal(2))


def test_a_unit_may_be_spelt_as_people_do(sample_course: Path) -> None:
    swap(sample_course / "questions/prove.yaml", "    unit: ml\n", "    unit: milliliter\n")

    question = load_course(sample_course).question("prove-mikstur")

    assert isinstance(question, Numeric)
    assert question.unit == "ml"


def test_a_topic_is_called_what_the_author_says_else_as_its_chapter(sample_course: Path) -> None:
    swap(
        sample_course / "course.yaml",
        "chapters:\n",
        "topics: {regning: {nb: Å regne, nn: Å rekne}}\nchapters:\n",
    )

    course = load_course(sample_course)

    assert course.topic_title("regning")["nn"] == "Å rekne"
    assert course.topic_title("taushetsplikt")["nn"] == "Teieplikt"
    assert course.topic_title("ukjent")["nb"] == "ukjent"


def test_an_invalid_course_is_refused_with_every_error_and_no_warning(sample_course: Path) -> None:
    swap(sample_course / "course.yaml", "version: 1.2.0", "version: ny")
    swap(sample_course / "questions/prove.yaml", "value: 1.5", "value: halvannen")
    (sample_course / "lessons" / "gammel.nb.md").write_text("Hei")

    with pytest.raises(InvalidCourse) as caught:
        load_course(sample_course)

    assert [problem.code for problem in caught.value.problems] == ["not-a-version", "not-a-number"]
    assert all(problem.severity is Severity.ERROR for problem in caught.value.problems)
    assert "eksempel/course.yaml:2" in str(caught.value)
    assert "eksempel/questions/prove.yaml:" in str(caught.value)


def test_a_folder_without_a_course_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseNotReadable):
        load_course(tmp_path / "finnes-ikke")


# --- private banks ------------------------------------------------------------------------------


def write_private(folder: Path, text: str) -> Path:
    bank = folder / "private" / "eksempel" / "prove.yaml"
    bank.parent.mkdir(parents=True)
    bank.write_text(text, encoding="utf-8")
    return folder / "private"


def private_bank() -> str:
    return CERTIFY_BANK.replace("example: true\n", "").replace("id: prove-", "id: hemmelig-")


def test_a_private_bank_takes_the_place_of_the_example(sample_course: Path, tmp_path: Path) -> None:
    private = write_private(tmp_path, private_bank())

    bank = load_course(sample_course, private=private).bank("prove")

    assert (bank.use, bank.example) == (Use.CERTIFY, False)
    assert [question.id for question in bank.questions] == [
        "hemmelig-kollega",
        "hemmelig-mikstur",
        "hemmelig-tabletter",
    ]
    assert load_course(sample_course).bank("prove").example


def test_a_private_folder_for_other_courses_changes_nothing(
    sample_course: Path, tmp_path: Path
) -> None:
    (tmp_path / "private" / "annet").mkdir(parents=True)

    assert load_course(sample_course, private=tmp_path / "private") == load_course(sample_course)


def test_a_private_bank_is_checked_like_any_other(sample_course: Path, tmp_path: Path) -> None:
    mistaken = private_bank().replace("value: 1.5", "value: mye")
    private = write_private(tmp_path, mistaken.replace("use: certify", "use: practice"))

    with pytest.raises(InvalidCourse) as caught:
        load_course(sample_course, private=private)

    told = {(problem.code, str(problem.file)) for problem in caught.value.problems}
    assert ("not-a-number", "eksempel/prove.yaml") in told
    assert ("private-not-certify", "eksempel/prove.yaml") in told


def test_a_private_bank_cannot_be_fetched_from_outside_its_folder(
    sample_course: Path, tmp_path: Path
) -> None:
    (tmp_path / "annet.yaml").write_text(private_bank(), encoding="utf-8")
    (tmp_path / "private" / "eksempel").mkdir(parents=True)
    (tmp_path / "private" / "eksempel" / "prove.yaml").symlink_to(tmp_path / "annet.yaml")

    with pytest.raises(InvalidCourse) as caught:
        load_course(sample_course, private=tmp_path / "private")

    assert caught.value.problems[0].code == "path-outside"
