"""What a package is made from: a course on disk, checked, with a municipality's layer on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from courseware import locate
from courseware.calculation import variant_count
from courseware.course_source import read_course
from courseware.errors import InvalidCourse
from courseware.identifier import is_id
from courseware.loading import load_course, load_released
from courseware.localization import localize
from courseware.model import Course, Language
from courseware.problems import Problem, Severity
from courseware.validation import check
from scorm_builder.errors import WrongUse


@dataclass(frozen=True, slots=True)
class Source:
    """
    folder: the course folder, where media lies.
    course: localised and ready to be bundled.
    certifying: ids of certifying tests that the author asked to have in the package, by name.
    served_at: where the course is served over LTI, for packages that link to it.
    practice: whether a paper has all practice questions, not only those of its lessons.
    warnings: what the validator would have mended some day, but lets through.
    """

    folder: Path
    course: Course
    certifying: frozenset[str] = frozenset()
    served_at: str | None = None
    practice: bool = False
    warnings: tuple[Problem, ...] = ()

    def opening_in(self, language: Language) -> Source:
        """The same, read in one of the course's languages first."""
        return replace(self, course=replace(self.course, language=language))


def origin(address: str) -> str:
    """Scheme and host of an address, without a slash. Raises WrongUse for anything else."""
    trimmed = address.rstrip("/")
    if re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?", trimmed) is None:
        raise WrongUse("not-an-address", value=address)
    return trimmed


def localizations_of(folder: Path) -> Path:
    """
    Where a course's localizations lie when nobody says: beside its folder, or one folder up.

    A course elsewhere is localised with the ones that are shipped.
    """
    parent = folder.resolve().parent
    beside = (parent / "localizations", parent.parent / "localizations")
    return next((each for each in beside if each.is_dir()), locate.content() / "localizations")


def open_source(
    folder: Path,
    *,
    localization: str | None,
    localizations: Path,
    today: date,
    release: bool = False,
    certifying: Sequence[str] = (),
    served_at: str | None = None,
    opens_in: Language | None = None,
    practice: bool = False,
) -> Source:
    """
    Check, load and localise the course in `folder`.

    opens_in: the language that it is to open in; None for the localization's own.
    Raises InvalidCourse with every problem, CourseNotReadable, UnknownLocalization, and
    WrongUse when `certifying` names a test that is none, or `opens_in` a language that it lacks.
    """
    problems = check(
        folder,
        today=today,
        localization=localization,
        localizations=localizations,
        release=release,
    )
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InvalidCourse(problems)
    course = load_released(folder)  # judged just now
    if localization is not None:
        course = localize(course, localization, localizations)
    if opens_in is not None:
        if opens_in not in course.languages:
            raise WrongUse("no-such-language", language=opens_in, known=", ".join(course.languages))
        course = replace(course, language=opens_in)
    certifying_tests = {test.id for test in course.assessments if course.certifies(test)}
    for name in certifying:
        if name not in certifying_tests:
            known = ", ".join(sorted(certifying_tests)) or "–"
            raise WrongUse("no-such-test", name=name, known=known)
    return Source(folder, course, frozenset(certifying), served_at, practice, tuple(problems))


@dataclass(frozen=True, slots=True)
class Identity:
    """What a course is called, and what it is written in, before anything is built of it."""

    id: str
    languages: tuple[Language, ...]


def identity_of(folder: Path, today: date) -> Identity:
    """Raises CourseNotReadable, and InvalidCourse with every problem where it has no id."""
    root = read_course(folder).root
    if not is_id(root["id"].text):
        raise InvalidCourse(
            check(folder, today=today, localization=None, localizations=localizations_of(folder))
        )
    return Identity(root["id"].text, root["languages"].texts)


def variants_of(folder: Path) -> dict[str, int]:
    """How many variants each calculation of a valid course has, by the question's id."""
    questions = load_course(folder).questions()
    counted = {question.id: variant_count(question) for question in questions}
    return {question: count for question, count in counted.items() if count}
