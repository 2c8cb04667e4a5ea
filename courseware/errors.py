"""
What can go wrong in the core.

CourseError
├── CourseNotReadable      the folder or a file of it cannot be read at all
├── CourseNotWritable      a file of it cannot be written
├── InvalidCourse          the course has problems; carries all of them
├── UnknownLocalization    no such region or municipality
├── FaultyCalculation      a generated item that its check would have refused
├── BankTooSmall           a blueprint asks for more questions of a topic than its banks have
└── StateError             a learner's stored state is not one that we wrote
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courseware.problems import Problem


class CourseError(Exception):
    """Anything the core reports to a person; the message is one or more readable lines."""


class CourseNotReadable(CourseError):
    """The course folder is missing, is empty or is no course at all; or one file cannot be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class CourseNotWritable(CourseError):
    """A file that the tools keep, such as the register, cannot be written where it belongs."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class InvalidCourse(CourseError):
    """Carries every problem found, so that the author mends them in one pass."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class UnknownLocalization(CourseError):
    """The localization asked for does not exist; the message names those that do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.what()} {problem.mend()}")
        self.problem = problem


class StateError(CourseError):
    """A stored state is of another course, of a newer format or damaged."""


class FaultyCalculation(CourseError):
    """A calculation was used before `courseware.calculation.faults` was asked about it."""


class BankTooSmall(CourseError):
    """A test cannot be drawn; the message names the topic and how many questions are missing."""
