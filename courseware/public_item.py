"""
What a browser may know of a question before it is answered: the server's line of secrecy.

Nothing here reads a key. A field that a question type gets later is secret until it is named here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from courseware.calculation import Variant
from courseware.drawing import DrawnItem
from courseware.grading import asked
from courseware.model import (
    AnswerForm,
    Calculation,
    Case,
    Choice,
    Course,
    Language,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    SingleChoice,
)
from courseware.numbers import format_clock, format_number, plain
from courseware.question_bundle import (
    html,
    item_entry,
    label,
    picture,
    plain_text,
    question_type,
)
from courseware.scoring import PARTS, Item
from courseware.shown_options import shown_names


def public_item(
    course: Course, drawn: DrawnItem, language: Language | None = None
) -> dict[str, Any]:
    """
    A drawn question as a browser may see it before it is answered: no key, no tolerance, no
    feedback, no mistakes, and of a calculation only the finished text. Options go by
    `shown_options`' names.

    language: the only one to be sent; None for every language of the course.
    """
    languages = course.languages if language is None else (language,)
    item = asked(course, drawn)
    values: Mapping[str, str] = item.variant.written() if item.variant else {}
    return _Telling(course, languages, values).told(item, drawn.options)


@dataclass(frozen=True, slots=True)
class _Telling:
    """values: what the numbers of the text stand for, in a case those of the whole case."""

    course: Course
    languages: Sequence[Language]
    values: Mapping[str, str]

    def told(self, item: Item, options: str) -> dict[str, Any]:
        question = item.question
        public: dict[str, Any] = {
            "type": question_type(question),
            "textHtml": html(self.course, self.languages, question.text, self.values),
        }
        if question.picture is not None:
            public["pictureHtml"] = picture(self.course, self.languages, question.picture)
        match question:
            case SingleChoice() | MultipleChoice():
                public["options"] = self.rich(question.options, options)
            case Ordering():
                public["options"] = self.rich(question.items, options)
            case Matching():
                public["items"] = [
                    item_entry(self.course, self.languages, each) for each in question.items
                ]
                texts = {choice.id: choice.text for choice in question.choices}
                public["options"] = [
                    {"id": name, "label": plain_text(self.course, self.languages, texts[each])}
                    for each, name in shown_names(options).items()
                ]
            case Numeric():
                public |= self.units(question)
            case Calculation():
                public |= self.answer(question, item.variant)
            case Case():
                orders = options.split(PARTS)
                public["parts"] = [
                    self.told(part, order) for part, order in zip(item.parts, orders, strict=True)
                ]
        return public

    def rich(self, written: Sequence[Option | Choice], order: str) -> list[dict[str, Any]]:
        texts = {each.id: each.text for each in written}
        return [
            {"id": name, "html": html(self.course, self.languages, texts[each])}
            for each, name in shown_names(order).items()
        ]

    def units(self, question: Numeric | Calculation) -> dict[str, Any]:
        if question.unit_choices:
            choices = question.unit_choices
            return {
                "unitChoices": [
                    {"id": choice, "label": label(choice, self.languages)} for choice in choices
                ]
            }
        if question.unit is None:
            return {}
        return {"unit": {"label": label(question.unit, self.languages)}}

    def answer(self, question: Calculation, variant: Variant | None) -> dict[str, Any]:
        """How it is to be answered; in a list the right answer stands by its size alone."""
        told = self.units(question)
        if question.form is not AnswerForm.NUMBER:
            told["as"] = str(question.form)
        if question.choose and variant is not None:
            told["options"] = [
                {"id": plain(value), "html": self.written(question, value)}
                for value in variant.choices()
            ]
        return told

    def written(self, question: Calculation, value: Decimal) -> dict[Language, str]:
        unit = label(question.unit, self.languages, value) if question.unit else {}
        return {
            language: f"{written(question, value, language)} {unit.get(language, '')}".strip()
            for language in self.languages
        }


def written(question: Calculation, value: Decimal, language: Language) -> str:
    if question.form is AnswerForm.CLOCK:
        return format_clock(int(value))
    return plain(value) if language == "en" else format_number(value)
