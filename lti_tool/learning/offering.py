"""What there is to place in an LMS course, as the chosen municipality has it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from courseware.errors import CourseError
from courseware.model import Assessment, Chapter, Course, Language, LocalText
from lti_tool.learning.placements import Choice
from lti_tool.learning.results import Scored, scored
from lti_tool.learning.serving import said
from lti_tool.learning.shelf import Served, Shelf
from lti_tool.storage import courses
from lti_tool.storage.courses import Edition


@dataclass(frozen=True, slots=True)
class Part:
    """The whole course, a chapter or a test, and whether placing it makes a column."""

    chapter: Chapter | None
    assessment: Assessment | None
    scored: Scored | None


@dataclass(frozen=True, slots=True)
class Offer:
    """
    An active course in one localization, or shared where it is not offered in that one.

    language: what its titles are told in; the municipality's own, where it has one.
    """

    edition: Edition
    served: Served
    language: Language
    parts: tuple[Part, ...]

    @property
    def course(self) -> Course:
        return self.served.course

    def said(self, text: LocalText) -> str:
        return said(text, self.language, self.course)


def offers(
    session: Session, shelf: Shelf, localization: str | None, language: Language
) -> list[Offer]:
    """
    Every active course with everything of it that can be placed.

    language: the teacher's, for a course whose municipality has none of its own.
    """
    return [
        _offer(shelf, edition, localization, language)
        for edition in courses.active_editions(session)
    ]


def offer(
    session: Session, shelf: Shelf, course: str, localization: str | None, language: Language
) -> Offer | None:
    """One course in exactly this localization; None where there is no such."""
    edition = courses.active_edition(session, course)
    if edition is None:
        return None
    found = _offer(shelf, edition, localization, language)
    return found if found.served.localization == localization else None


def _offer(shelf: Shelf, edition: Edition, localization: str | None, language: Language) -> Offer:
    local = next((each for each in edition.localizations if each.id == localization), None)
    try:
        served = shelf.get(edition.hash, local.id if local else None)
    except CourseError:  # the municipality's layer does not fit: the shared course is there
        local, served = None, shelf.get(edition.hash, None)
    course = served.course
    wanted = (local.language if local else None) or language
    spoken = wanted if wanted in course.languages else course.language
    return Offer(edition, served, spoken, tuple(_parts(course)))


def _parts(course: Course) -> list[Part]:
    choices: list[tuple[Chapter | None, Assessment | None]] = [(None, None)]
    choices += [(chapter, None) for chapter in course.chapters if chapter.lessons]
    # A renewal goes with the certificate, and so with the link to the test that it renews.
    choices += [(None, each) for each in course.assessments if not course.renews(each)]
    return [
        Part(
            chapter,
            assessment,
            scored(
                course,
                Choice(
                    course.id,
                    chapter=chapter.id if chapter else None,
                    assessment=assessment.id if assessment else None,
                ),
            ),
        )
        for chapter, assessment in choices
    ]
