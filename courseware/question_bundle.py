"""A question with its key, as the bundle carries it: practice, and tests that travel as forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from courseware import units
from courseware.calculation import Variant, generated, variants
from courseware.model import (
    AnswerForm,
    Calculation,
    Case,
    Course,
    Label,
    Language,
    LocalText,
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
from courseware.numbers import plain
from courseware.rendering import render_inline, render_plain

MAX_VARIANTS = 40
"""Of each calculation in a bundle, evenly spread over its range."""


def question_type(question: Question) -> str:
    """The type's name in files, bundles and the API."""
    match question:
        case SingleChoice():
            return "single"
        case MultipleChoice():
            return "multiple"
        case TrueFalse():
            return "true-false"
        case Ordering():
            return "ordering"
        case Label():
            return "label"
        case Matching():
            return "matching"
        case Numeric():
            return "numeric"
        case Calculation():
            return "calculation"
        case Case():
            return "case"
    raise TypeError(f"no such type of question: {type(question).__name__}")


def spread(count: int) -> tuple[int, ...]:
    """Which of `count` variants are in a bundle, as indices."""
    kept = min(count, MAX_VARIANTS)
    return tuple(index * count // kept for index in range(kept))


def question_entry(course: Course, question: Question) -> dict[str, Any]:
    return {
        "number": course.numbers[f"question/{question.id}"],
        "topic": question.topic,
        "critical": question.critical,
        **_entry(course, question),
    }


def _entry(course: Course, question: Question) -> dict[str, Any]:
    """What a question and a part of a case have in common."""
    languages = course.languages
    entry: dict[str, Any] = {
        "id": question.id,
        "type": question_type(question),
        "points": question.points,
        "textHtml": html(course, languages, question.text),
        "feedbackHtml": html(course, languages, question.feedback or {}),
    }
    if question.picture is not None:
        entry["pictureHtml"] = picture(course, languages, question.picture)
    match question:
        case SingleChoice() | MultipleChoice():
            entry["options"] = [_option(course, option) for option in question.options]
            entry["shuffle"] = question.shuffle
            if isinstance(question, MultipleChoice):
                entry["partial"] = question.partial
        case TrueFalse():
            entry["answer"] = question.answer
        case Ordering():
            entry["options"] = [
                {"id": item.id, "html": html(course, languages, item.text)}
                for item in question.items
            ]
            entry["partial"] = question.partial
        case Matching():
            entry["items"] = [
                item_entry(course, languages, item)
                | {
                    "choice": item.choice,
                    "feedbackHtml": html(course, languages, item.feedback or {}),
                }
                for item in question.items
            ]
            entry["options"] = [
                {"id": choice.id, "label": plain_text(course, languages, choice.text)}
                for choice in question.choices
            ]
            entry["shuffle"] = question.shuffle
            entry["partial"] = question.partial
        case Numeric():
            entry["value"] = plain(question.value)
            entry["tolerance"] = {
                "absolute": plain(question.tolerance.absolute),
                "relative": plain(question.tolerance.relative),
            }
        case Calculation():
            entry |= _calculation(course, question)
        case Case():
            entry["parts"] = [_entry(course, part) for part in question.parts]
            if made := generated(question):
                entry["variants"] = [
                    {"values": variant.written(), "answer": "", "mistakes": []}
                    for variant in _carried(made[0])
                ]
    if isinstance(question, Numeric | Calculation):
        entry["unit"] = _unit(course, question.unit) if question.unit is not None else None
        if question.unit_choices:
            entry["unitChoices"] = [_unit(course, choice) for choice in question.unit_choices]
    return entry


def _calculation(course: Course, question: Calculation) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "mistakes": [
            {"feedbackHtml": html(course, course.languages, mistake.feedback)}
            for mistake in question.mistakes
        ],
        "variants": [_variant(variant) for variant in _carried(question)],
    }
    if question.form is not AnswerForm.NUMBER:
        entry["as"] = str(question.form)
    if question.choose:
        entry["choose"] = True
    return entry


def _carried(question: Calculation) -> list[Variant]:
    made = variants(question)
    return [made[index] for index in spread(len(made))]


def _option(course: Course, option: Option) -> dict[str, Any]:
    return {
        "id": option.id,
        "html": html(course, course.languages, option.text),
        "correct": option.correct,
        "feedbackHtml": html(course, course.languages, option.feedback or {}),
    }


def _unit(course: Course, unit_id: str) -> dict[str, Any]:
    unit = units.unit(unit_id)
    several, one = (label(unit_id, course.languages, Decimal(amount)) for amount in (2, 1))
    return {
        "id": unit.id,
        "label": several,
        **({} if one == several else {"one": one}),
        "dimension": unit.dimension,
        "factor": str(unit.factor),
    }


def html(
    course: Course,
    languages: Iterable[Language],
    text: LocalText,
    values: Mapping[str, str] | None = None,
) -> dict[Language, str]:
    return {
        language: render_inline(course, text, language, values)
        for language in languages
        if language in text
    }


def plain_text(
    course: Course, languages: Iterable[Language], text: LocalText
) -> dict[Language, str]:
    return {
        language: render_plain(course, text, language) for language in languages if language in text
    }


def picture(course: Course, languages: Iterable[Language], path: str) -> dict[Language, str]:
    """The image with the asset's own description."""
    return html(course, languages, dict.fromkeys(languages, f"![]({path})"))


def item_entry(course: Course, languages: Iterable[Language], item: Place) -> dict[str, Any]:
    """What is to be matched, without what it matches."""
    entry: dict[str, Any] = {"id": item.id, "html": html(course, languages, item.text)}
    if item.x is not None and item.y is not None:
        entry |= {"x": float(item.x), "y": float(item.y)}
    return entry


def label(
    unit_id: str, languages: Iterable[Language], amount: Decimal | None = None
) -> dict[Language, str]:
    """What stands beside a number field: `tabletter`; behind an amount of one: `tablett`."""
    short = units.unit(unit_id).short
    return {
        language: short[language].one if amount == 1 else short[language].other
        for language in languages
        if language in short
    }


def _variant(variant: Variant) -> dict[str, Any]:
    return {
        "values": variant.written(),
        "answer": plain(variant.answer),
        "mistakes": [None if value is None else plain(value) for value in variant.mistakes],
    }
