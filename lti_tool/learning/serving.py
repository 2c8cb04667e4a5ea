"""What a placement shows now: the active edition of its course, in its localization."""

from __future__ import annotations

from sqlalchemy.orm import Session

from courseware.model import Course, Language, LocalText
from lti_tool.learning.errors import Unopenable
from lti_tool.learning.placements import Seat
from lti_tool.learning.sessions import Page, Visit
from lti_tool.learning.shelf import Served, Shelf
from lti_tool.storage import attempts, courses
from lti_tool.storage.placements import placement_of


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


def editions_for(session: Session, visit: Visit) -> set[tuple[str, str | None]]:
    """
    Every edition and localization that something done in this visit may need.

    The active one, and those that tests were started in: the learner's own, or for a teacher those
    of everybody in the placement.
    """
    place = placement_of(session, visit.tenant, visit.placement) if visit.placement else None
    if place is None:
        return set()
    whose = Seat(place, visit.person).whose
    wanted = attempts.editions_of(session, whose, everybody=visit.page is Page.TEACHER)
    active = courses.active_edition(session, place.choice.course)
    return wanted if active is None else wanted | {(active.hash, place.choice.localization)}


def said(text: LocalText, language: Language, course: Course) -> str:
    """A text in the language asked for, or in the course's own."""
    return text.get(language) or text.get(course.language, "")
