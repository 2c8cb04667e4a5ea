from __future__ import annotations

from pathlib import Path

from courseware import statistics
from courseware.loading import load_course


def test_lessons_are_counted_in_every_language(sample_course: Path) -> None:
    found = {each.id: each for each in statistics.lessons(load_course(sample_course))}

    assert found["tabletter"].words == {"nb": 6, "nn": 6}
    assert found["tabletter"].minutes == 5
    assert set(found["hva-er-det"].lix) == {"nb", "nn"}


def test_banks_are_counted_by_what_their_questions_are(sample_course: Path) -> None:
    course = load_course(sample_course)

    bank = statistics.bank(course.bank("ovelse"), "nb")

    assert bank.questions == sum(bank.types.values()) == sum(bank.topics.values())
    assert bank.types["single choice"] >= 1
    assert bank.critical == 1
    assert bank.goals == {"Vite hvem som kan få vite": 1}
    assert bank.without_goal == bank.questions - 1


def test_goals_are_counted_by_what_their_questions_are_for(sample_course: Path) -> None:
    goals = statistics.goals(load_course(sample_course))

    assert statistics.GoalNumbers("taushetsplikt", "Vite hvem som kan få vite", 1, 0) in goals
