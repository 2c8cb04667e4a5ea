"""
Questions, banks and courses made in memory, for tests of drawing, scoring and grading.

`question_of` reads a question as it stands in a bundle, the form that the vectors have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from courseware.calculation import Variant
from courseware.model import (
    AnswerForm,
    Assessment,
    Calculation,
    Case,
    Choice,
    Course,
    Draw,
    Kind,
    Label,
    Matching,
    Mistake,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    PassRule,
    Place,
    Question,
    QuestionBank,
    SingleChoice,
    Tolerance,
    TrueFalse,
    Use,
)
from courseware.numbers import format_clock
from courseware.scoring import Item


def text(words: str) -> dict[str, str]:
    return {"nb": words, "nn": words}


def single(question_id: str, topic: str = "a", **more: Any) -> SingleChoice:
    options = tuple(Option(o, text(o.upper()), correct=o == "b") for o in "abcd")
    return SingleChoice(id=question_id, topic=topic, text=text("?"), options=options, **more)


def multiple(question_id: str, topic: str = "a", **more: Any) -> MultipleChoice:
    options = tuple(Option(o, text(o.upper()), correct=o in "acd") for o in "abcde")
    return MultipleChoice(id=question_id, topic=topic, text=text("?"), options=options, **more)


def choices(ids: str) -> tuple[Choice, ...]:
    return tuple(Choice(each, text(each.upper())) for each in ids)


def ordering(question_id: str, topic: str = "a", **more: Any) -> Ordering:
    return Ordering(id=question_id, topic=topic, text=text("?"), items=choices("abcd"), **more)


def matching(question_id: str, topic: str = "a", **more: Any) -> Matching:
    """1 is b, 2 is a, 3 is b."""
    items = tuple(Place(i, text(i), choice) for i, choice in zip("123", "bab", strict=True))
    given: dict[str, Any] = {"text": text("?"), "items": items, "choices": choices("abc")}
    return Matching(id=question_id, topic=topic, **(given | more))


def label(question_id: str, topic: str = "a", **more: Any) -> Label:
    spots = tuple(
        Place(i, text(i), choice, x=Decimal(10), y=Decimal("20.5"))
        for i, choice in zip("12", "ba", strict=True)
    )
    given: dict[str, Any] = {"text": text("?"), "items": spots, "choices": choices("abc")}
    return Label(id=question_id, topic=topic, picture="media/las.svg", **(given | more))


def calculation(question_id: str = "tabletter", topic: str = "a", **more: Any) -> Calculation:
    """DOMAIN.md pattern 5: a dose in tablets."""
    given: dict[str, Any] = {
        "text": text("Dosen er {D} mg, tabletten {S} mg med delestrek."),
        "parameters": numbers(S="5 10 25", n="0.5 1 2"),
        "derived": {"D": "S * n"},
        "conditions": ("D <= 500",),
        "formula": "D / S",
        "unit": "tablett",
        "decimals": 1,
        "minimum": Decimal("0.5"),
        "maximum": Decimal(3),
        "mistakes": (Mistake("S / D", text("Snudd.")),),
    }
    return Calculation(id=question_id, topic=topic, **(given | more))


def case(question_id: str, topic: str = "a", **more: Any) -> Case:
    """Whether a dose is within the most, how much is left, and a choice."""
    given: dict[str, Any] = {
        "topic": topic,
        "decimals": 0,
        "maximum": Decimal(15),
        "minimum": Decimal(0),
        "parameters": numbers(D="5 20", M="10 15"),
        "derived": {},
        "conditions": (),
        "case_text": text("Dosen er {D} mg, høyst {M} mg."),
        "mistakes": (),
    }
    within = calculation(
        "innenfor",
        **given | {"text": text("Er det innenfor?")},
        formula="D <= M",
        form=AnswerForm.YES_NO,
        unit=None,
    )
    left = calculation(
        "igjen",
        **given | {"text": text("Hvor mye er igjen av {M} mg?")},
        formula="max(M - D, 0)",
        unit="mg",
        unit_choices=("mg", "g"),
    )
    parts = (within, left, single("valg", topic), ordering("orden", topic))
    shared: dict[str, Any] = {"text": text("Dosen er {D} mg, høyst {M} mg."), "parts": parts}
    return Case(id=question_id, topic=topic, points=4, **(shared | more))


def numbers(**values: str) -> dict[str, tuple[Decimal, ...]]:
    """`numbers(S="5 10")`"""
    return {name: tuple(map(Decimal, listed.split())) for name, listed in values.items()}


def course_of(
    questions: Sequence[Question],
    draws: Mapping[str, int],
    *,
    rule: PassRule | None = None,
    use: Use = Use.PRACTICE,
) -> tuple[Course, Assessment]:
    """A course with one bank and one test of it."""
    test = Assessment(
        id="prove",
        kind=Kind.PASS if rule else Kind.PRACTICE,
        title=text("Prøve"),
        intro=text("Prøve"),
        banks=("bank",),
        draws=tuple(Draw(topic, count) for topic, count in draws.items()),
        rule=rule,
    )
    course = Course(
        id="kurs",
        version="1.0.0",
        languages=("nb", "nn"),
        language="nb",
        title=text("Kurs"),
        description=text("Kurs"),
        audience=text("Alle"),
        duration=timedelta(minutes=10),
        licence="CC-BY-4.0",
        rights_holder="Eksempel kommune",
        approval=None,
        review=date(2027, 6, 1),
        keywords=(),
        variables=(),
        laws=(),
        chapters=(),
        banks=(QuestionBank("bank", use, text("Bank"), example=True, questions=tuple(questions)),),
        assessments=(test,),
        assets=(),
        numbers={"assessment/prove": 1}
        | {f"question/{question.id}": n for n, question in enumerate(questions, start=2)},
    )
    return course, test


def right_response(item: Item) -> str:
    """What earns every point of the item."""
    question = item.question
    match question:
        case SingleChoice() | MultipleChoice():
            return "".join(option.id for option in question.options if option.correct)
        case Case():
            return "_".join(map(right_response, item.parts))
        case Calculation(form=AnswerForm.YES_NO) if item.variant is not None:
            return "t" if item.variant.answer else "f"
        case Calculation(form=AnswerForm.CLOCK) if item.variant is not None:
            return format_clock(int(item.variant.answer))
        case TrueFalse():
            return "t" if question.answer else "f"
        case Ordering():
            return "".join(item.id for item in question.items)
        case Matching():
            return "".join(item.id + item.choice for item in question.items)
        case Numeric():
            return str(question.value) + (f"|{question.unit}" if question.unit_choices else "")
        case Calculation() if item.variant is not None:
            return str(item.variant.answer) + (f"|{question.unit}" if question.unit_choices else "")
    raise TypeError(question)


def question_of(entry: Mapping[str, Any]) -> Question:
    """A question of a bundle as the model has it; a calculation gets a formula of no use."""
    shared: dict[str, Any] = {
        "id": entry["id"],
        "topic": entry.get("topic", ""),
        "text": entry["textHtml"],
        "critical": entry.get("critical", False),
        "points": entry["points"],
    }
    unit = entry.get("unit")
    units: dict[str, Any] = {
        "unit": unit["id"] if unit else None,
        "unit_choices": tuple(choice["id"] for choice in entry.get("unitChoices", ())),
    }
    options = tuple(
        Option(option["id"], option["html"], option["correct"])
        for option in entry.get("options", ())
        if "correct" in option
    )
    match entry["type"]:
        case "single":
            return SingleChoice(**shared, options=options)
        case "multiple":
            return MultipleChoice(**shared, options=options, partial=entry["partial"])
        case "true-false":
            return TrueFalse(**shared, answer=entry["answer"])
        case "ordering":
            ordered = tuple(Choice(item["id"], {}) for item in entry["options"])
            return Ordering(**shared, items=ordered, partial=entry["partial"])
        case "matching":
            places = tuple(Place(item["id"], {}, item["choice"]) for item in entry["items"])
            choices = tuple(Choice(choice["id"], {}) for choice in entry["options"])
            return Matching(**shared, items=places, choices=choices, partial=entry["partial"])
        case "numeric":
            bounds = {name: Decimal(value) for name, value in entry["tolerance"].items()}
            value = Decimal(entry["value"])
            return Numeric(**shared, **units, value=value, tolerance=Tolerance(**bounds))
        case "calculation":
            bound = Decimal(0)
            return Calculation(
                **shared,
                **units,
                parameters={},
                derived={},
                conditions=(),
                formula="0",
                minimum=bound,
                maximum=bound,
                form=AnswerForm(entry.get("as", AnswerForm.NUMBER)),
            )
    raise ValueError(entry["type"])


def variant_of(entry: Mapping[str, Any]) -> Variant:
    """A variant of a bundle; its values are for the text only and left out."""
    mistakes = tuple(None if value is None else Decimal(value) for value in entry["mistakes"])
    return Variant({}, Decimal(entry["answer"]), mistakes)
