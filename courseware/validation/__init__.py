"""All problems of a course folder, and of a localization on it, in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from courseware import assembly, schema
from courseware.course_source import COURSE_FILE, CourseSource, read_course
from courseware.layer_files import LayerSource, read_layers
from courseware.model import Course
from courseware.problems import Problem, Severity
from courseware.state_budget import SCORM12_SUSPEND_DATA, worst_case
from courseware.validation import (
    assessments,
    calendar,
    ids,
    layers,
    lessons,
    media,
    plans,
    questions,
    spelling,
    style,
    translations,
    values,
)
from courseware.validation.facts import Facts, facts_of
from courseware.validation.spelling import Speller


def check(
    course_folder: Path,
    *,
    today: date,
    localization: str | None = None,
    localizations: Path,
    release: bool = False,
    speller: Speller | None = None,
) -> list[Problem]:
    """
    Everything there is to mend, errors and warnings, by file and line.

    localizations: the folder of the regions; only read when a localization is asked for.
    release: whether the course is to be let loose on people, which takes an approver.
    speller: knows which words are in no dictionary; None where nobody does.
    Raises CourseNotReadable where there is no course at all, and UnknownLocalization.
    """
    source = read_course(course_folder)
    found = structure(source)
    found += calendar.problems(source, today, release=release)
    course = assembly.course(source)
    local: list[LayerSource] = []
    if localization is not None:
        local = read_layers(localizations, localization, course.id)
        if source.course is None:
            found += layers.file_problems(local)
        else:
            found += layers.problems(course, local, facts_of(source))
        course = layers.lay_all(course, local)
    if speller is not None:
        found += spelling.problems(source, local, speller)
    if not any(problem.severity is Severity.ERROR for problem in found):
        found += _budget(source, course)
    return in_order(found)


def structure(source: CourseSource) -> list[Problem]:
    """What is wrong with the course itself, whatever the date and the localization."""
    found = list(source.problems)
    if source.register is not None:
        found += schema.problems(source.register, "register")
    if source.course is None:
        for bank in source.banks.values():
            found += schema.problems(bank, "bank")
        for file in source.lessons.values():
            found += lessons.syntax_problems(file)
        return found
    root = source.root
    facts = facts_of(source)
    flaws = schema.problems(source.course, "course")
    found += flaws
    found += values.blank(source.course, {flaw.place for flaw in flaws})
    found += translations.missing(root, facts.languages)
    found += ids.problems(source, facts)
    found += values.examples(root)
    found += values.law_addresses(root)
    found += assessments.problems(source)
    found += plans.problems(root)
    found += lessons.text_problems(root, facts)
    for bank_id, bank in source.banks.items():
        flaws = schema.problems(bank, "bank")
        found += flaws
        found += values.blank(bank, {flaw.place for flaw in flaws})
        found += translations.missing(bank.root, facts.languages)
        found += questions.problems(bank, {flaw.place for flaw in flaws})
        found += lessons.text_problems(bank.root, facts)
        found += style.of_bank(bank.root)
        found += questions.private_use(bank, is_private=bank_id in source.private)
    found += _lessons(source, facts)
    return found


def _lessons(source: CourseSource, facts: Facts) -> Iterator[Problem]:
    for _, group in groupby(source.lessons.items(), key=lambda item: item[0][0]):
        files = {language: file for (_, language), file in group}
        yield from lessons.of_files(files, facts)
    variables, shown = lessons.used(source)
    yield from media.problems(source, shown)
    for node in source.root["variables"].items():
        variable = node["id"]
        if variable.text and variable.text not in variables and not source.problems:
            yield variable.warning("variable-unused", id=variable.text)


def _budget(source: CourseSource, course: Course) -> Iterator[Problem]:
    """The proof that a learner's stored state always fits the smallest LMS."""
    size = worst_case(course)
    if size > SCORM12_SUSPEND_DATA:
        values: dict[str, str | int] = {"size": size, "limit": SCORM12_SUSPEND_DATA}
        yield Problem("state-too-big", source.label(COURSE_FILE), values=values)


def in_order(found: Iterable[Problem]) -> list[Problem]:
    """By file and line, each once."""
    once = {
        (
            problem.code,
            problem.file,
            problem.line,
            problem.place,
            tuple(sorted((key, str(value)) for key, value in problem.values.items())),
        ): problem
        for problem in found
    }
    return sorted(once.values(), key=lambda each: (each.file, each.line or 0, each.place))
