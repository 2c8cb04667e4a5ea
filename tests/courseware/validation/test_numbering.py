from pathlib import Path

import pytest

from tests.checking import only, problems_in
from tests.courseware.planted import COURSE, PRACTICE
from tests.sample_course import swap


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  lesson/meld-fra: 2\n", "", "register-missing"),
        ("  lesson/meld-fra: 2\n", "  lesson/meld-fra: 2\n  lesson/borte: 14\n", "register-stale"),
        ("  lesson/meld-fra: 2\n", "  lesson/meld-fra: 1\n", "register-reuse"),
        ("retired: {}", "retired: {question/gammel: 4}", "register-reuse"),
        ("retired: {}", "retired: {lesson/meld-fra: 2}", "register-both"),
        ("  lesson/meld-fra: 2\n", "  lesson/meld-fra: 1000\n", "register-range"),
        ("retired: {}", "retired: {question/gammel: 1000}", "register-range"),
        ("  lesson/meld-fra: 2\n", "  lesson/meld-fra: to\n", "expected-integer"),
        ("  lesson/meld-fra: 2\n", "  lesson/meld-fra: 2\n  leksjon/x: 20\n", "not-a-register-key"),
    ],
)
def test_a_register_that_does_not_fit_is_told(
    sample_course: Path, old: str, new: str, code: str
) -> None:
    swap(sample_course / "ids.lock.yaml", old, new)

    found = problems_in(sample_course)

    assert code in [each.code for each in found]
    assert {each.file.name for each in found} == {"ids.lock.yaml"}


@pytest.mark.parametrize(
    ("new", "code"), [("- type:", "field-missing"), ("- id: etter-slutt\n    type:", "id-twice")]
)
def test_a_question_that_lost_its_id_is_not_told_to_be_gone(
    sample_course: Path, new: str, code: str
) -> None:
    swap(sample_course / PRACTICE, "- id: kollega\n    type:", new)

    codes = {each.code for each in problems_in(sample_course)}

    assert code in codes
    assert "register-stale" not in codes


def test_a_course_whose_state_may_not_fit_scorm_is_refused(sample_course: Path) -> None:
    questions = "".join(
        f"  - {{id: q{number}, type: numeric, topic: regning, value: 1, text: {{nb: x, nn: x}}, "
        "feedback: {nb: x, nn: x}}\n"
        for number in range(300)
    )
    with (sample_course / PRACTICE).open("a", encoding="utf-8") as opened:
        opened.write(questions)
    swap(
        sample_course / COURSE,
        "{topic: regning, count: 2}\n  - id: prove",
        "{topic: regning, count: 100}\n  - id: prove",
    )
    for language in ("nb", "nn"):
        with (sample_course / f"lessons/tabletter.{language}.md").open("a") as opened:
            opened.write("".join(f"\n::: check q{number}\n:::\n" for number in range(300)))
    numbers = "".join(f"  question/q{number}: {number + 14}\n" for number in range(300))
    swap(sample_course / "ids.lock.yaml", "retired", f"{numbers}retired")

    problem = only(problems_in(sample_course))

    assert problem.code == "state-too-big"
    assert int(problem.values["size"]) > 4096


@pytest.mark.parametrize(
    ("in_course", "in_region", "codes"),
    [
        (2, 2, ["register-range", "register-reuse"]),
        (1000, 1000, ["register-range", "register-reuse"]),
        (2, 999, ["register-range"]),
        (2, 9999, []),
    ],
)
def test_a_local_lesson_never_has_a_number_of_the_course(
    sample_course: Path,
    sample_localizations: Path,
    in_course: int,
    in_region: int,
    codes: list[str],
) -> None:
    swap(sample_course / "ids.lock.yaml", "lesson/meld-fra: 2", f"lesson/meld-fra: {in_course}")
    swap(sample_localizations / "fjellregionen/ids.lock.yaml", ": 1000", f": {in_region}")

    found = problems_in(sample_course, localization="fjellregionen/vik")

    assert sorted({each.code for each in found}) == codes
