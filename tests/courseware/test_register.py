from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.errors import CourseNotReadable, InvalidCourse
from courseware.loading import load_course
from courseware.register import FIRST_OF_REGION, Register, assign, read, update
from tests.sample_course import REGISTER, swap

keys = st.lists(st.sampled_from([f"lesson/{letter}" for letter in "abcdefgh"]))


@given(history=st.lists(keys, min_size=1), first=st.sampled_from([1, 1000]))
def test_no_number_ever_stands_for_two_ids(history: list[list[str]], first: int) -> None:
    register = Register()
    owners: dict[int, str] = {}
    for wanted in history:
        register = assign(register, wanted, first)

        assert set(register.numbers) == set(wanted)
        assert not set(register.numbers) & set(register.retired)
        for key, number in (*register.numbers.items(), *register.retired.items()):
            assert number >= first
            assert owners.setdefault(number, key) == key


@given(keys, keys)
def test_assigning_twice_changes_nothing(before: list[str], wanted: list[str]) -> None:
    once = assign(assign(Register(), before), wanted)

    assert assign(once, wanted) == once


def test_what_returns_gets_its_own_number_back() -> None:
    register = assign(Register(), ["lesson/a", "lesson/b"])
    without = assign(register, ["lesson/b"])

    assert without.retired == {"lesson/a": 1}
    assert assign(without, ["lesson/c", "lesson/a"]).numbers == {"lesson/c": 3, "lesson/a": 1}


def test_a_new_course_is_numbered_in_its_own_order(sample_course: Path) -> None:
    (sample_course / "ids.lock.yaml").unlink()

    added = update(sample_course)

    assert added[:4] == (
        "lesson/hva-er-det",
        "lesson/meld-fra",
        "lesson/tabletter",
        "question/kollega",
    )
    lines = (sample_course / "ids.lock.yaml").read_text(encoding="utf-8").split("\n", 1)
    assert lines[0].startswith("#")
    assert lines[1] == REGISTER
    assert load_course(sample_course).numbers["assessment/prove"] == 13


def test_an_up_to_date_register_is_left_alone(sample_course: Path) -> None:
    file = sample_course / "ids.lock.yaml"
    before = (file.read_bytes(), file.stat().st_mtime_ns)

    assert update(sample_course) == ()
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


def test_a_removed_id_is_retired_and_its_number_kept(sample_course: Path) -> None:
    bank = sample_course / "questions/ovelse.yaml"
    swap(bank, "  - id: etter-slutt\n", "  - id: etter-at-du-slutter\n")

    assert update(sample_course) == ("question/etter-at-du-slutter",)

    register = read(sample_course)
    assert register.retired == {"question/etter-slutt": 6}
    assert register.numbers["question/etter-at-du-slutter"] == 14


def test_what_cannot_be_read_is_not_taken_for_removed(sample_course: Path) -> None:
    (sample_course / "questions/ovelse.yaml").write_text("use: [", encoding="utf-8")

    with pytest.raises(InvalidCourse):
        update(sample_course)

    assert (sample_course / "ids.lock.yaml").read_text(encoding="utf-8") == REGISTER


@pytest.mark.parametrize(
    "damaged",
    [
        "numbers: {lesson/a: 1, lesson/b: 1}\n",
        "numbers: {lesson/a: x}\n",
        "numbers: []\n",
        "retired: {}\n",
        "numbers: {lesson/a: 1\n",
    ],
)
def test_a_damaged_register_is_refused_and_not_overwritten(
    sample_course: Path, damaged: str
) -> None:
    file = sample_course / "ids.lock.yaml"
    file.write_text(damaged, encoding="utf-8")

    with pytest.raises(InvalidCourse):
        update(sample_course)

    assert file.read_text(encoding="utf-8") == damaged


def test_a_course_without_a_register_has_an_empty_one(tmp_path: Path) -> None:
    assert read(tmp_path) == Register()
    with pytest.raises(CourseNotReadable):
        update(tmp_path)


def test_a_region_numbers_its_lessons_from_a_thousand(sample_localizations: Path) -> None:
    region = sample_localizations / "fjellregionen"
    (region / "ids.lock.yaml").unlink()

    assert update(region) == ("lesson/eksempel/lokal-rutine",)
    assert read(region).numbers == {"lesson/eksempel/lokal-rutine": FIRST_OF_REGION}
    assert update(region) == ()


def test_a_region_with_an_unreadable_municipality_is_left_alone(sample_localizations: Path) -> None:
    region = sample_localizations / "fjellregionen"
    (region / "vik.yaml").write_text("a: [", encoding="utf-8")

    with pytest.raises(InvalidCourse):
        update(region)


def test_a_course_that_has_used_up_its_numbers_says_so(sample_course: Path) -> None:
    file = sample_course / "ids.lock.yaml"
    swap(file, "retired: {}", "retired: {lesson/gammel: 999}")
    swap(file, "  lesson/tabletter: 3\n", "")

    with pytest.raises(InvalidCourse) as caught:
        update(sample_course)

    assert caught.value.problems[0].code == "register-full"
