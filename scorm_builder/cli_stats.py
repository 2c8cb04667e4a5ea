"""`scorm-builder stats`: a course in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

import click

from courseware import statistics
from courseware.loading import load_course
from scorm_builder.terminal import Terminal, speaking


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--goals", "with_goals", is_flag=True, help="List each learning goal, too.")
@speaking
def stats(terminal: Terminal, folder: Path, *, with_goals: bool) -> None:
    """Count the lessons, words and questions of the course in FOLDER."""
    course = load_course(folder)
    lessons = statistics.lessons(course)
    banks = [statistics.bank(each, course.language) for each in course.banks]
    goals = statistics.goals(course)
    terminal.result(
        ok=True,
        lessons=[asdict(each) for each in lessons],
        banks=[asdict(each) for each in banks],
        goals=[asdict(each) for each in goals],
    )
    for line in (*_lessons(lessons, course.languages), *_banks(banks), *_covered(goals)):
        terminal.line(line)
    for line in _goals(goals) if with_goals else ():
        terminal.line(line)


def _lessons(lessons: list[statistics.LessonNumbers], languages: tuple[str, ...]) -> Iterator[str]:
    width = max((len(each.id) for each in lessons), default=0)
    heads = "".join(f"{f'{tag} words':>10}{f'{tag} LIX':>8}" for tag in languages)
    yield f"{'lesson':{width}}{'min':>5}{heads}"
    for each in lessons:
        cells = "".join(f"{each.words[tag]:>10}{each.lix[tag]:>8}" for tag in languages)
        yield f"{each.id:{width}}{each.minutes:>5}{cells}"
    totals = "".join(f"{sum(each.words[tag] for each in lessons):>10}{'':>8}" for tag in languages)
    yield f"{len(lessons)!s:{width}}{sum(each.minutes for each in lessons):>5}{totals}"


def _banks(banks: list[statistics.BankNumbers]) -> Iterator[str]:
    for bank in banks:
        yield ""
        yield f"{bank.id}: {bank.questions} questions, {bank.critical} critical"
        yield f"  topics: {_counted(bank.topics)}"
        yield f"  types: {_counted(bank.types)}"
        yield f"  difficulty: {_counted(bank.difficulties)}"
        once = sum(count == 1 for count in bank.goals.values())
        yield f"  learning goals: {len(bank.goals)}, {once} with one question"
        if bank.without_goal:
            yield f"  without a goal: {bank.without_goal}"


def _covered(goals: list[statistics.GoalNumbers]) -> Iterator[str]:
    yield ""
    for use in ("practice", "certify"):
        asked = [getattr(each, use) for each in goals if getattr(each, use)]
        yield f"{use}: {len(asked)} learning goals in {sum(asked)} questions"


def _goals(goals: list[statistics.GoalNumbers]) -> Iterator[str]:
    for topic, of_topic in groupby(goals, key=lambda each: each.topic):
        yield ""
        yield f"{topic:64}{'practice':>10}{'certify':>10}"
        for each in of_topic:
            yield f"  {each.goal:62}{each.practice:>10}{each.certify:>10}"


def _counted(counts: Mapping[str, int] | Mapping[int, int]) -> str:
    return ", ".join(f"{what} {count}" for what, count in counts.items())
