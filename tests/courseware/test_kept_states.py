"""What a learner's LMS holds from an earlier version of a course opens in the present one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from courseware import locate
from courseware.bundle import make_bundle
from courseware.loading import load_course
from courseware.register import read
from tests.player_node import run_player_tests

VECTORS = Path("tests/vectors/kept_states.json")
KEPT: list[dict[str, Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))["kept"]


def folder_of(course: str) -> Path:
    return locate.content() / "courses" / course


def test_every_version_that_is_in_use_has_a_state_kept() -> None:
    courses = {each["course"] for each in KEPT}
    kept = {(each["course"], each["version"]) for each in KEPT}

    assert courses == {"introduction", "medication"}
    assert {(course, load_course(folder_of(course)).version) for course in courses} <= kept


@pytest.mark.parametrize("course", ["introduction", "medication"])
def test_the_present_player_reads_it_and_loses_nothing(course: str, tmp_path: Path) -> None:
    """By number: the register of the present version says what each stands for."""
    present = load_course(folder_of(course))
    register = read(folder_of(course))
    numbers = {**register.numbers, **register.retired}
    tests = {test.id for test in present.assessments}
    cases = [
        {
            "state": each["state"],
            "at": numbers[each["at"]],
            "seen": [numbers[key] for key in each["seen"]],
            "answered": [numbers[key] for key in each["answered"]],
            "passed": [numbers[key] for key in each["passed"]],
        }
        for each in KEPT
        if each["course"] == course
    ]
    file = tmp_path / "kept.json"
    bundle = make_bundle(present, remote_tests=False, include=tests)
    file.write_text(json.dumps({"bundle": bundle, "cases": cases}), encoding="utf-8")

    run_player_tests("kept.check.ts", env={"KURSPAKKE_KEPT": str(file)})
