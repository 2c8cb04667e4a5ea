"""
Lessons and questions as HTML that is safe to put into a page as it is.

Markdown is read by `courseware.markup`, written by `courseware.lesson_html` and sanitised at the
end. `references` tells what a text refers to and what is wrong with how it is written.
"""

from __future__ import annotations

from collections.abc import Mapping

from courseware.directives import scan
from courseware.lesson_html import LessonHtml, Page
from courseware.markup import dialect
from courseware.model import Course, Language, Lesson, LocalText
from courseware.sanitising import sanitise


def render_lesson(course: Course, lesson: Lesson, language: Language) -> str:
    """The body of a lesson; its title is the page's and not in it."""
    page = Page(course, language, contacts_as_links=True)
    source = scan(lesson.body[language]).source
    return sanitise(dialect(LessonHtml).render(source, {"page": page}))


def render_inline(
    course: Course, text: LocalText, language: Language, values: Mapping[str, str] | None = None
) -> str:
    """
    The text of a question, an option or a feedback; no blocks.

    values: what the `{placeholders}` of a calculation stand for, as written; others stay.
    """
    page = Page(course, language, values=values or {})
    return sanitise(dialect(LessonHtml).renderInline(text[language], {"page": page}))


def render_plain(course: Course, text: LocalText, language: Language) -> str:
    """A title or a description: text and no HTML, with its variables filled in."""
    return Page(course, language).plain(text)
