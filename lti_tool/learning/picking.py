"""What a teacher may place in an LMS course, and the links that come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from courseware.errors import CourseError
from courseware.model import Assessment, Chapter, Course, Language, LocalText
from lti_tool.learning.errors import BadRequest
from lti_tool.learning.placements import Choice, write_custom
from lti_tool.learning.results import SCORE_MAXIMUM, Scored, scored
from lti_tool.learning.serving import said
from lti_tool.learning.shelf import Shelf
from lti_tool.protocol.deep_linking import ContentItem, LineItemWish
from lti_tool.storage import courses
from lti_tool.storage.courses import Edition

MOST_ITEMS = 50
"""One teacher's picks at a time."""


@dataclass(frozen=True, slots=True)
class Part:
    """The whole course, a chapter or a test, and whether placing it makes a column."""

    chapter: Chapter | None
    assessment: Assessment | None
    scored: Scored | None


@dataclass(frozen=True, slots=True)
class Offer:
    edition: Edition
    course: Course
    parts: tuple[Part, ...]


def offers(session: Session, shelf: Shelf) -> list[Offer]:
    """Every active course with everything of it that can be placed."""
    found = []
    for edition in courses.active_editions(session):
        course = shelf.get(edition.hash, None).course
        found.append(Offer(edition, course, tuple(_parts(course))))
    return found


def items(
    session: Session, shelf: Shelf, choices: Sequence[Choice], language: Language, url: str
) -> list[ContentItem]:
    """
    The links for what was picked. Raises BadRequest for what is not on offer.

    language: of titles and texts, where the municipality has no language of its own.
    url: the one address that every link launches; what it opens stands in `custom`.
    """
    if not choices:
        raise BadRequest("nothing-picked")
    if len(choices) > MOST_ITEMS:
        raise BadRequest
    return [_item(session, shelf, choice, language, url) for choice in choices]


def _parts(course: Course) -> list[Part]:
    choices: list[tuple[Chapter | None, Assessment | None]] = [(None, None)]
    choices += [(chapter, None) for chapter in course.chapters]
    choices += [(None, assessment) for assessment in course.assessments]
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


def _item(
    session: Session, shelf: Shelf, choice: Choice, language: Language, url: str
) -> ContentItem:
    edition = courses.active_edition(session, choice.course)
    if edition is None:
        raise BadRequest("not-offered")
    local = next((each for each in edition.localizations if each.id == choice.localization), None)
    if choice.localization is not None and local is None:
        raise BadRequest("not-offered")
    try:
        course = shelf.get(edition.hash, choice.localization).course
    except CourseError as error:
        raise BadRequest("not-offered") from error
    spoken = (local.language if local else None) or language
    title = said(_titled(course, choice), spoken, course)
    by = scored(course, choice)
    line_item = None
    if by is not None:
        line_item = LineItemWish(
            label=title,
            maximum=SCORE_MAXIMUM,
            resource_id="/".join(filter(None, (course.id, choice.chapter, choice.assessment))),
            tag="test" if by.assessment else "lessons",
        )
    return ContentItem(
        title=title,
        url=url,
        text=said(course.description, spoken, course),
        custom=write_custom(
            Choice(
                course=course.id,
                localization=choice.localization,
                chapter=choice.chapter,
                assessment=choice.assessment,
                picked_version=edition.version,
            )
        ),
        line_item=line_item,
    )


def _titled(course: Course, choice: Choice) -> LocalText:
    if choice.chapter is not None and choice.assessment is not None:
        raise BadRequest("not-offered")
    if choice.chapter is not None:
        for chapter in course.chapters:
            if chapter.id == choice.chapter:
                return chapter.title
        raise BadRequest("not-offered")
    if choice.assessment is not None:
        for assessment in course.assessments:
            if assessment.id == choice.assessment:
                return _with_course(course, assessment.title)
        raise BadRequest("not-offered")
    return course.title


def _with_course(course: Course, title: LocalText) -> LocalText:
    """Every course has its `Prøve`: in an LMS's list of activities it needs the course's name."""
    return {
        language: f"{course.title.get(language, '')}: {text}" for language, text in title.items()
    }
