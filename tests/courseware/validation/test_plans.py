"""Mistakes with staff groups, learning paths and the placement test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checking import line_of, only, problems_in
from tests.sample_course import swap
from tests.sample_plans import add_plans, add_renewal

VIK = "fjellregionen/vik"


@pytest.fixture
def course(sample_course: Path) -> Path:
    add_plans(sample_course)
    return sample_course


def test_a_course_with_plans_is_sound(course: Path, sample_localizations: Path) -> None:
    assert problems_in(course) == []
    assert problems_in(course, localization=VIK) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("groups: [sykepleier]", "groups: [sykepleiar]", "group-unknown", "[sykepleiar]"),
        ("paths: [langt]", "paths: [langt, lengst]", "path-unknown", "lengst"),
        ("{path: kort, percent: 60}", "{path: kortt, percent: 60}", "path-unknown", "kortt"),
        ("{path: kort, percent: 60}", "{path: langt, percent: 60}", "threshold-of-longest", "60}"),
        ("{path: kort, percent: 60}", "{path: kort, percent: 90}", "threshold-order", "kort, p"),
        (
            "{path: rett-til-proven, percent: 90}",
            "{path: kort, percent: 90}",
            "threshold-order",
            "percent: 60",
        ),
        ("    thresholds:\n", "    rule: {percent: 8}\n    thresholds:\n", "only-pass", "8}"),
        ("  - id: kort\n", "  - id: langt\n", "id-twice", ""),
    ],
)  # fmt: skip
def test_each_mistake_is_told_where_it_stands(
    course: Path, old: str, new: str, code: str, at: str
) -> None:
    file = course / "course.yaml"
    swap(file, old, new)

    found = [problem for problem in problems_in(course) if problem.code == code]

    assert found
    if at:
        assert found[0].line == line_of(file, at)


def test_a_placement_test_never_draws_from_a_certifying_bank(course: Path) -> None:
    file = course / "course.yaml"
    swap(
        file,
        "passer., nn: Finn kurset som passar.}\n    banks: [ovelse]",
        "passer., nn: Finn kurset som passar.}\n    banks: [prove]",
    )

    assert "practice-from-certify" in {problem.code for problem in problems_in(course)}


def test_a_placement_test_needs_paths_and_thresholds(sample_course: Path) -> None:
    file = sample_course / "course.yaml"
    swap(file, "kind: practice", "kind: placement")

    codes = {problem.code for problem in problems_in(sample_course)}

    assert codes == {"placement-without-paths", "field-missing"}


def test_thresholds_belong_to_a_placement_test(course: Path) -> None:
    swap(course / "course.yaml", "kind: placement", "kind: practice")

    assert "only-placement" in {problem.code for problem in problems_in(course)}


def test_a_course_has_one_placement_test(course: Path) -> None:
    swap(course / "course.yaml", "    kind: practice", "    kind: placement")

    codes = {problem.code for problem in problems_in(course)}

    assert "placement-twice" in codes


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("    group: leder\n", "group-unknown"),
        ("    path: lengst\n", "path-unknown"),
    ],
)
def test_a_layer_settles_on_what_the_course_has(
    course: Path, sample_localizations: Path, line: str, code: str
) -> None:
    swap(sample_localizations / "fjellregionen/vik.yaml", "    add:\n", f"{line}    add:\n")

    assert only(problems_in(course, localization=VIK)).code == code


def test_a_lesson_of_a_layer_names_groups_that_the_course_has(
    course: Path, sample_localizations: Path
) -> None:
    swap(
        sample_localizations / "fjellregionen/vik.yaml",
        "        minutes: 2\n",
        "        minutes: 2\n        groups: [leder]\n",
    )

    assert only(problems_in(course, localization=VIK)).code == "group-unknown"


def for_groups(course: Path, lines: str) -> list[tuple[str, int | None]]:
    """What is told of the pass test when it draws by these lines: codes and lines."""
    file = course / "course.yaml"
    old = "      - {topic: taushetsplikt, count: 1}\n      - {topic: regning, count: 2}\n    rule:"
    swap(file, old, f"{lines}    rule:")
    return [(problem.code, problem.line) for problem in problems_in(course)]


def test_a_topic_may_be_drawn_in_several_ways_by_different_groups(course: Path) -> None:
    lines = (
        "      - {topic: regning, count: 1, groups: [assistent]}\n"
        "      - {topic: regning, count: 2, groups: [sykepleier]}\n"
    )

    assert for_groups(course, lines) == []


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (
            (
                "      - {topic: regning, count: 2, groups: [sykepleiar]}\n"
                "      - {topic: taushetsplikt, count: 1}\n"
            ),
            "group-unknown",
        ),
        (
            (
                "      - {topic: regning, count: 1}\n"
                "      - {topic: regning, count: 2, groups: [sykepleier]}\n"
            ),
            "draw-twice",
        ),
        ("      - {topic: regning, count: 2, groups: [sykepleier]}\n", "draw-none-for-group"),
        (
            (
                "      - {topic: taushetsplikt, count: 1}\n"
                "      - {topic: regning, count: 9, groups: [assistent, sykepleier]}\n"
            ),
            "draw-too-few",
        ),
    ],
)
def test_a_line_for_groups_is_told_what_is_wrong_once(course: Path, lines: str, code: str) -> None:
    codes = [told for told, _ in for_groups(course, lines)]

    assert [each for each in codes if each != "all-right-not-drawn"] == [code]


def test_a_task_is_for_groups_that_there_are(course: Path) -> None:
    file = course / "course.yaml"
    swap(file, "{id: mikstur, title", "{id: mikstur, groups: [lege], title")

    assert only(problems_in(course)).code == "group-unknown"


def test_a_course_with_a_test_for_renewals_is_sound(course: Path) -> None:
    add_renewal(course)

    assert problems_in(course) == []


@pytest.mark.parametrize(
    ("test", "code"), [("prove", "renewal-test-same"), ("ovelse", "certificate-test")]
)
def test_a_renewal_has_a_pass_test_of_its_own(course: Path, test: str, code: str) -> None:
    swap(course / "course.yaml", "  test: prove\n", f"  test: prove\n  renewal_test: {test}\n")

    assert only(problems_in(course)).code == code
