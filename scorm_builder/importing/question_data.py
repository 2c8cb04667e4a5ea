"""Questions as they stand in a bank's YAML: only what is not the rule is said."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from courseware.model import (
    Choice,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Place,
    Question,
    SingleChoice,
    TrueFalse,
)

Data = dict[str, Any]
_USUAL = {"difficulty": 1, "critical": False, "family": None, "points": 1, "picture": None}


def question_data(question: Question) -> Data:
    """The mapping that `courseware.question_assembly.question` makes the same question of."""
    return _shared(question, _name(question)) | _of_type(question)


def _name(question: Question) -> str:
    match question:
        case SingleChoice():
            return "single"
        case MultipleChoice():
            return "multiple"
        case TrueFalse():
            return "true-false"
        case Numeric():
            return "numeric"
        case Ordering():
            return "ordering"
        case Matching():
            return "matching"
    raise TypeError(f"no importer makes a {type(question).__name__}")


def _shared(question: Question, name: str) -> Data:
    data: Data = {"id": question.id, "type": name, "topic": question.topic}
    for field, usual in _USUAL.items():
        value = getattr(question, field)
        if value != usual:
            data[field] = value
    data["text"] = dict(question.text)
    if question.feedback:
        data["feedback"] = dict(question.feedback)
    return data


def _of_type(question: Question) -> Data:
    data: Data = {}
    match question:
        case SingleChoice() | MultipleChoice():
            data["options"] = [_option(option) for option in question.options]
        case TrueFalse():
            data["answer"] = question.answer
        case Numeric():
            data |= _numeric(question)
        case Ordering():
            data["items"] = _choices(question.items)
        case Matching():
            data["items"] = [_place(item) for item in question.items]
            data["choices"] = _choices(question.choices)
    if getattr(question, "shuffle", True) is False:
        data["shuffle"] = False
    if getattr(question, "partial", False):
        data["partial"] = True
    return data


def _option(option: Option) -> Data:
    data: Data = {"id": option.id, "text": dict(option.text), "correct": option.correct}
    return data | ({"feedback": dict(option.feedback)} if option.feedback else {})


def _choices(choices: Iterable[Choice]) -> list[Data]:
    return [{"id": choice.id, "text": dict(choice.text)} for choice in choices]


def _place(place: Place) -> Data:
    return {"id": place.id, "text": dict(place.text), "choice": place.choice}


def _numeric(question: Numeric) -> Data:
    data: Data = {"value": question.value}
    if question.unit:
        data["unit"] = question.unit
    if question.unit_choices:
        data["unit_choices"] = list(question.unit_choices)
    tolerance = {
        name: value
        for name in ("absolute", "relative")
        if (value := getattr(question.tolerance, name)) != Decimal(0)
    }
    return data | ({"tolerance": tolerance} if tolerance else {})
