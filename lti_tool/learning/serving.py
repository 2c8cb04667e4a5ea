"""What a placement shows now: the active edition of its course, in its localization."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lti_tool.learning.errors import Unopenable
from lti_tool.learning.placements import Seat
from lti_tool.learning.shelf import Served, Shelf
from lti_tool.storage import courses


def served_at(session: Session, shelf: Shelf, seat: Seat, *, for_teacher: bool = False) -> Served:
    """The active edition as the placement shows it. Raises Unopenable in words for the person."""
    choice = seat.choice
    edition = courses.active_edition(session, choice.course)
    if edition is None:
        raise Unopenable("course-not-active", for_teacher=for_teacher, course=choice.course)
    if choice.localization not in {None, *(each.id for each in edition.localizations)}:
        raise Unopenable(
            "localization-not-there",
            for_teacher=for_teacher,
            localization=choice.localization or "",
        )
    served = shelf.get(edition.hash, choice.localization)
    course = served.course
    chapter_there = choice.chapter in {None, *(chapter.id for chapter in course.chapters)}
    test_there = choice.assessment in {None, *(test.id for test in course.assessments)}
    if not (chapter_there and test_there):
        raise Unopenable("part-not-there", for_teacher=for_teacher)
    return served
