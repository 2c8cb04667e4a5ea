"""
What a browser may know of a question before it is answered: the server's line of secrecy.

Nothing here reads a key. A field that a question type gets later is secret until it is named here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courseware.drawing import DrawnItem
from courseware.grading import asked
from courseware.model import (
    Calculation,
    Course,
    Language,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    SingleChoice,
)
from courseware.question_bundle import (
    html,
    item_entry,
    label,
    picture,
    plain_text,
    question_type,
)


def public_item(
    course: Course, drawn: DrawnItem, language: Language | None = None
) -> dict[str, Any]:
    """
    A drawn question as a browser may see it before it is answered: no key, no tolerance, no
    feedback, no mistakes, and of a calculation only the finished text.

    language: the only one to be sent; None for every language of the course.
    """
    languages = course.languages if language is None else (language,)
    item = asked(course, drawn)
    question = item.question
    values: Mapping[str, str] = item.variant.written() if item.variant else {}
    public: dict[str, Any] = {
        "type": question_type(question),
        "textHtml": html(course, languages, question.text, values),
    }
    if isinstance(question, SingleChoice | MultipleChoice):
        by_id = {option.id: option for option in question.options}
        public["options"] = [
            {"id": option_id, "html": html(course, languages, by_id[option_id].text)}
            for option_id in drawn.options
        ]
    if question.picture is not None:
        public["pictureHtml"] = picture(course, languages, question.picture)
    if isinstance(question, Ordering):
        texts = {item.id: item.text for item in question.items}
        public["options"] = [
            {"id": item_id, "html": html(course, languages, texts[item_id])}
            for item_id in drawn.options
        ]
    if isinstance(question, Matching):
        public["items"] = [item_entry(course, languages, item) for item in question.items]
        texts = {choice.id: choice.text for choice in question.choices}
        public["options"] = [
            {"id": choice_id, "label": plain_text(course, languages, texts[choice_id])}
            for choice_id in drawn.options
        ]
    if isinstance(question, Numeric | Calculation):
        if question.unit_choices:
            public["unitChoices"] = [
                {"id": choice, "label": label(choice, languages)}
                for choice in question.unit_choices
            ]
        elif question.unit is not None:
            public["unit"] = {"label": label(question.unit, languages)}
    return public
