"""The links that come of what a teacher picked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from courseware.model import Kind, Language
from courseware.plan import question_count
from courseware.rendering import render_plain
from lti_tool.learning.errors import BadRequest
from lti_tool.learning.offering import Offer, Part, offer
from lti_tool.learning.placements import Choice, asking_for_name, certifies_at, write_custom
from lti_tool.learning.results import SCORE_MAXIMUM
from lti_tool.learning.shelf import Shelf
from lti_tool.protocol.deep_linking import ContentItem, LineItemWish
from lti_tool.texts import text

MOST_ITEMS = 50
"""One teacher's picks at a time."""


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


def _item(
    session: Session, shelf: Shelf, choice: Choice, language: Language, url: str
) -> ContentItem:
    offered = offer(session, shelf, choice.course, choice.localization, language)
    part = _part(offered, choice) if offered else None
    if offered is None or part is None:
        raise BadRequest("not-offered")
    title = _title(offered, part)
    line_item = None
    if part.scored is not None:
        line_item = LineItemWish(
            label=title,
            maximum=SCORE_MAXIMUM,
            resource_id="/".join(filter(None, (choice.course, choice.chapter, choice.assessment))),
            tag="test" if part.scored.assessment else "lessons",
        )
    picked = Choice(
        course=choice.course,
        localization=choice.localization,
        chapter=choice.chapter,
        assessment=choice.assessment,
        unit=choice.unit,
        picked_version=offered.edition.version,
    )
    custom = write_custom(picked)
    # A certificate needs a name. Elsewhere the platform may keep it to itself.
    if certifies_at(offered.course, picked):
        custom = asking_for_name(custom)
    return ContentItem(
        title=title,
        url=url,
        text=_text(offered, part),
        custom=custom,
        line_item=line_item,
    )


def _part(offered: Offer, choice: Choice) -> Part | None:
    for part in offered.parts:
        ids = (part.chapter and part.chapter.id, part.assessment and part.assessment.id)
        if ids == (choice.chapter, choice.assessment):
            return part
    return None


def _title(offered: Offer, part: Part) -> str:
    """Every course has its `Prøve`: in an LMS's list of activities it needs the course's name."""
    course = offered.said(offered.course.title)
    if part.assessment is not None:
        return f"{course}: {offered.said(part.assessment.title)}"
    return offered.said(part.chapter.title) if part.chapter else course


def _text(offered: Offer, part: Part) -> str:
    """What learners read under the link: plain words, since Moodle shows markup as it is."""
    course, language = offered.course, offered.language
    title = offered.said(course.title)
    if part.chapter is not None:
        lessons = ", ".join(
            render_plain(course, lesson.title, language) for lesson in part.chapter.lessons
        )
        return text("links", language, "chapter", course=title, lessons=lessons)
    test = part.assessment
    if test is None:
        return offered.said(course.description)
    if test.kind is Kind.PRACTICE:
        return text("links", language, "practice", course=title)
    questions = question_count(course, test)
    if test.kind is Kind.PLACEMENT:
        return text("links", language, "placement", course=title, questions=questions)
    if test.time_limit is None:
        return text("links", language, "test", course=title, questions=questions)
    minutes = test.time_limit // timedelta(minutes=1)
    return text("links", language, "timed", course=title, questions=questions, minutes=minutes)
