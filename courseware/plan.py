"""
Which lessons one learner takes: those of a staff group, on a learning path.

A placement test sends people to the shortest path that they may take; everybody may take a longer
one. `player/src/plan.ts` goes by the same rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from courseware.model import Assessment, Course, Draw, Kind, Lesson


@dataclass(frozen=True, slots=True)
class Plan:
    """group, path: ids; None where the learner has not chosen, or the course asks for neither."""

    group: str | None = None
    path: str | None = None


EVERYTHING = Plan()


def is_for(lesson: Lesson, plan: Plan) -> bool:
    """Whether the plan has the lesson. Who has not chosen yet is shown everything."""
    group_fits = not lesson.groups or plan.group is None or plan.group in lesson.groups
    path_fits = not lesson.paths or plan.path is None or plan.path in lesson.paths
    return group_fits and path_fits


def lessons_for(course: Course, plan: Plan, chapter: str | None = None) -> tuple[Lesson, ...]:
    """The plan's lessons in one chapter, or in the whole course."""
    return tuple(
        lesson
        for part in course.chapters
        if chapter is None or part.id == chapter
        for lesson in part.lessons
        if is_for(lesson, plan)
    )


def asks_group(test: Assessment) -> bool:
    """Whether what is drawn depends on the learner's group."""
    return any(line.groups for line in test.draws)


def draws_for(test: Assessment, group: str | None) -> tuple[Draw, ...]:
    """The blueprint's lines for somebody of that group; for nobody's, all of them."""
    return tuple(
        line for line in test.draws if not line.groups or group is None or group in line.groups
    )


def blueprints(course: Course, test: Assessment) -> dict[str | None, tuple[Draw, ...]]:
    """The lines by group; under None where all groups have the same."""
    groups = [group.id for group in course.groups] if asks_group(test) else [None]
    return {group: draws_for(test, group) for group in groups}


def question_count(course: Course, test: Assessment) -> int:
    """Of the group that is asked most, where they differ."""
    lines = blueprints(course, test).values()
    return max((sum(line.count for line in each) for each in lines), default=0)


def placement_test(course: Course) -> Assessment | None:
    """The course's placement test; it has one at most."""
    return next((test for test in course.assessments if test.kind is Kind.PLACEMENT), None)


def placed(course: Course, test: Assessment, percent: int) -> str:
    """The shortest path that a result of the placement test opens."""
    reached = {each.path for each in test.thresholds if percent >= each.percent}
    return next((path.id for path in course.paths if path.id in reached), course.paths[-1].id)


def settled(course: Course, wanted: Plan, percent: int | None) -> Plan:
    """
    The plan that holds: what the learner wants, as far as the course lets them.

    percent: the best result of the placement test; None before there is one, or without a test.
    """
    group = wanted.group if wanted.group in {each.id for each in course.groups} else None
    order = [path.id for path in course.paths]
    path = wanted.path if wanted.path in order else None
    test = placement_test(course)
    if test is not None and order:
        shortest = order[-1] if percent is None else placed(course, test, percent)
        if path is None:
            path = None if percent is None else shortest
        else:
            path = max(path, shortest, key=order.index)
    return Plan(group, path)
