"""A practice question as a paper asks it, and the answer that stands at the back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from courseware.drawing import DrawnItem, drawn_alone
from courseware.grading import item_of
from courseware.lesson_html import Page
from courseware.model import (
    AnswerForm,
    Calculation,
    Case,
    Choice,
    Label,
    LocalText,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    SingleChoice,
    TrueFalse,
)
from courseware.numbers import format_number, plain
from courseware.public_item import written
from courseware.question_bundle import label
from courseware.scoring import PARTS, Item
from courseware.texts import catalogue
from scorm_builder.paper.lesson_tree import Asked, Node, law, markdown, picture
from scorm_builder.texts import FOLDER

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class Exercises:
    page: Page
    asked: Asked

    def word(self, key: str, **values: str) -> str:
        text: str = catalogue("print", self.page.language, FOLDER)[key]
        return text.format_map(values)

    def question(self, question: Question) -> Node:
        """The question; its answer has been put among those at the back."""
        drawn = drawn_alone(question)
        item = item_of(question, drawn.variant_index)
        number = self.asked.number(list(self.answer(self.filled(item), item, drawn.options)))
        return {"k": "question", "number": number, "c": list(self.text(item, drawn))}

    def filled(self, item: Item) -> Page:
        values = item.variant.written() if item.variant else {}
        return replace(self.page, values=values)

    def text(self, item: Item, drawn: DrawnItem) -> Iterator[Node]:
        yield from self.part(self.filled(item), item, drawn.options)

    def part(self, page: Page, item: Item, order: str) -> Iterator[Node]:
        question = item.question
        yield self.paragraph(page, question.text)
        if question.picture is not None and not isinstance(question, Label):
            yield picture(page, question.picture)
        match question:
            case SingleChoice() | MultipleChoice():
                if isinstance(question, MultipleChoice):
                    yield {"k": "hint", "text": self.word("several")}
                yield self.lettered(page, question.options, order)
            case TrueFalse():
                yield {"k": "lettered", "items": [[self.word("true")], [self.word("false")]]}
            case Ordering():
                yield {"k": "hint", "text": self.word("order")}
                yield self.lettered(page, question.items, order)
            case Matching():
                yield from self.matching(page, question, order)
            case Numeric():
                yield self.blank(question)
            case Calculation():
                yield self.choices(question, item) if question.choose else self.blank(question)
            case Case():
                for part, options in zip(item.parts, order.split(PARTS), strict=True):
                    yield from self.part(page, part, options)

    def matching(self, page: Page, question: Matching, order: str) -> Iterator[Node]:
        texts = {choice.id: choice.text for choice in question.choices}
        if isinstance(question, Label) and question.picture is not None:
            spots = [{"x": str(item.x), "y": str(item.y)} for item in question.items]
            shown = picture(page, question.picture)
            assert isinstance(shown, dict)  # noqa: S101 - a picture is no string
            yield shown | {"spots": spots}
        yield {"k": "hint", "text": self.word("match")}
        yield {"k": "lettered", "items": [[page.plain(texts[each])] for each in order]}
        yield {
            "k": "blanks",
            "items": [markdown(page, page.choose(i.text)) for i in question.items],
        }

    def lettered(self, page: Page, options: Sequence[Option | Choice], order: str) -> Node:
        texts = {option.id: option.text for option in options}
        items = [markdown(page, page.choose(texts[each])) for each in order]
        return {"k": "lettered", "items": items}

    def choices(self, question: Calculation, item: Item) -> Node:
        assert item.variant is not None  # noqa: S101 - a calculation has one
        return {
            "k": "lettered",
            "items": [[self.amount(question, each)] for each in item.variant.choices()],
        }

    def blank(self, question: Numeric | Calculation) -> Node:
        if isinstance(question, Calculation) and question.form is AnswerForm.YES_NO:
            return {"k": "lettered", "items": [[self.word("yes")], [self.word("no")]]}
        unit = " / ".join(map(self.unit, question.unit_choices)) or self.unit(question.unit)
        return {"k": "blank", "label": self.word("your-answer"), "unit": unit}

    def answer(self, page: Page, item: Item, order: str) -> Iterator[Node]:
        question = item.question
        if isinstance(question, Case):
            for part, options in zip(item.parts, order.split(PARTS), strict=True):
                yield self.paragraph(page, part.question.text)
                yield from self.answer(page, part, options)
        else:
            yield {"k": "p", "c": [{"k": "strong", "c": list(self.right(page, item, order))}]}
        if question.feedback is not None:
            yield self.paragraph(page, question.feedback)
        if isinstance(question, SingleChoice | MultipleChoice):
            yield from self.why(page, question.options, order)
        if question.law is not None:
            yield {"k": "p", "c": list(law(page, question.law, [], ""))}

    def right(self, page: Page, item: Item, order: str) -> Iterator[Node]:
        question = item.question
        match question:
            case SingleChoice() | MultipleChoice():
                right = {option.id for option in question.options if option.correct}
                letters = [_LETTERS[at] for at, each in enumerate(order) if each in right]
                yield ", ".join(letters)
                if len(letters) == 1:
                    (text,) = (option.text for option in question.options if option.correct)
                    yield from [": ", *markdown(page, page.choose(text))]
            case TrueFalse():
                yield self.word("true" if question.answer else "false")
            case Ordering():
                yield ", ".join(_LETTERS[order.index(item.id)] for item in question.items)
            case Matching():
                places = enumerate(question.items, start=1)
                yield ", ".join(f"{at} {_LETTERS[order.index(i.choice)]}" for at, i in places)
            case Numeric():
                english = page.language == "en"
                value = plain(question.value) if english else format_number(question.value)
                yield f"{value} {self.unit(question.unit, question.value)}".strip()
            case Calculation():
                assert item.variant is not None  # noqa: S101 - a calculation has one
                if question.form is AnswerForm.YES_NO:
                    yield self.word("yes" if item.variant.answer == 1 else "no")
                else:
                    yield self.amount(question, item.variant.answer)

    def why(self, page: Page, options: Sequence[Option], order: str) -> Iterator[Node]:
        """What is told of each option on its own."""
        told = {option.id: option.feedback for option in options if option.feedback is not None}
        for at, each in enumerate(order):
            if each in told:
                text = markdown(page, page.choose(told[each]))
                yield {"k": "outcome", "letter": _LETTERS[at], "c": [{"k": "p", "c": text}]}

    def paragraph(self, page: Page, text: LocalText) -> Node:
        return {"k": "p", "c": markdown(page, page.choose(text))}

    def amount(self, question: Calculation, value: Decimal) -> str:
        number = written(question, value, self.page.language)
        return f"{number} {self.unit(question.unit, value)}".strip()

    def unit(self, unit_id: str | None, amount: Decimal | None = None) -> str:
        language = self.page.language
        return label(unit_id, (language,), amount).get(language, "") if unit_id else ""
