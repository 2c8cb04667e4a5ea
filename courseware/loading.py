"""A course folder made into a Course, or refused with every problem at once."""

from __future__ import annotations

from pathlib import Path

from courseware import assembly
from courseware.course_source import read_course
from courseware.errors import InvalidCourse
from courseware.model import Course
from courseware.problems import Severity
from courseware.validation import in_order, structure


def load_course(folder: Path, *, private: Path | None = None) -> Course:
    """
    The course in `folder`, as it is without any localization.

    private: a folder with `<course id>/<bank id>.yaml`; each takes the place of the course's own
        bank of that id. This is how a server certifies by questions that nobody else has seen.
    Raises CourseNotReadable where there is no course, and InvalidCourse with all its errors.
    """
    source = read_course(folder, private)
    found = structure(source)
    errors = [problem for problem in found if problem.severity is Severity.ERROR]
    if errors:
        raise InvalidCourse(in_order(errors))
    return assembly.course(source)


def load_released(folder: Path, *, private: Path | None = None) -> Course:
    """
    A course that was judged when it was released, by the rules of that day; or a moment ago.

    Rules that have been added since are for its next version: people are taking this one.
    """
    return assembly.course(read_course(folder, private))
