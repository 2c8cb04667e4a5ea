"""From the documents of question banks to the model; as tolerant as `assembly`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from courseware import units
from courseware.document import Document, Node
from courseware.model import (
    AnswerForm,
    Calculation,
    Case,
    Choice,
    Label,
    Matching,
    Mistake,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Place,
    Question,
    QuestionBank,
    SingleChoice,
    Tolerance,
    TrueFalse,
    Use,
)

MAX_PARAMETER_VALUES = 200


def bank(bank_id: str, document: Document) -> QuestionBank:
    root = document.root
    questions = (question(node) for node in root["questions"].records())
    return QuestionBank(
        id=bank_id,
        use=Use.CERTIFY if root["use"].value == Use.CERTIFY else Use.PRACTICE,
        title=root["title"].local,
        example=root["example"].flag,
        questions=tuple(made for made in questions if made is not None),
    )


def question(node: Node, numbered: Node | None = None) -> Question | None:
    """
    The question of a bank; None when its type is none of ours.

    numbered: the case that it is part of, which has the numbers of a calculation.
    """
    shared: dict[str, Any] = {
        "id": node["id"].text,
        "topic": node["topic"].text,
        "text": node["text"].local,
        "goal": node["goal"].local_if_given,
        "difficulty": node["difficulty"].integer or 1,
        "critical": node["critical"].flag,
        "family": node["family"].text or None,
        "points": node["points"].integer or 1,
        "feedback": node["feedback"].local_if_given,
        "law": node["law"].text or None,
        "picture": node["picture"].text or None,
    }
    options = tuple(_option(option) for option in node["options"].records())
    shuffle = node["shuffle"].flag_unless_false
    match node["type"].value:
        case "single":
            return SingleChoice(**shared, options=options, shuffle=shuffle)
        case "multiple":
            partial = node["partial"].flag
            return MultipleChoice(**shared, options=options, shuffle=shuffle, partial=partial)
        case "ordering":
            return Ordering(**shared, items=_choices(node["items"]), partial=node["partial"].flag)
        case "matching":
            return Matching(**shared, **_matching(node, node["items"]))
        case "label":
            return Label(**shared, **_matching(node, node["spots"]))
        case "true-false":
            return TrueFalse(**shared, answer=node["answer"].flag)
        case "numeric":
            return _numeric(node, shared)
        case "calculation":
            return _calculation(node, numbered or node, shared)
        case "case":
            return _case(node, shared)
    return None


def _option(node: Node) -> Option:
    feedback = node["feedback"].local_if_given
    return Option(node["id"].text, node["text"].local, node["correct"].flag, feedback)


def _choices(node: Node) -> tuple[Choice, ...]:
    return tuple(Choice(each["id"].text, each["text"].local) for each in node.records())


def _matching(node: Node, items: Node) -> dict[str, Any]:
    return {
        "items": tuple(_place(item) for item in items.records()),
        "choices": _choices(node["choices"]),
        "shuffle": node["shuffle"].flag_unless_false,
        "partial": node["partial"].flag,
    }


def _place(node: Node) -> Place:
    x, y = node["x"], node["y"]
    return Place(
        id=node["id"].text,
        text=node["text"].local,
        choice=node["choice"].text,
        feedback=node["feedback"].local_if_given,
        x=x.number if x.given else None,
        y=y.number if y.given else None,
    )


def _numeric(node: Node, shared: Mapping[str, Any]) -> Numeric:
    tolerance = node["tolerance"]
    return Numeric(
        **shared,
        value=node["value"].number,
        unit=_unit(node["unit"].text),
        unit_choices=_units(node["unit_choices"]),
        tolerance=Tolerance(tolerance["absolute"].number, tolerance["relative"].number),
    )


def _case(node: Node, shared: Mapping[str, Any]) -> Case:
    parts = tuple(_part(part, node, shared) for part in node["parts"].records())
    known = tuple(part for part in parts if part is not None)
    points = sum(part.points for part in known)
    return Case(**{**shared, "points": points}, parts=known)


def _part(node: Node, case: Node, shared: Mapping[str, Any]) -> Question | None:
    made = question(node, numbered=case)
    if made is None or isinstance(made, Case):
        return None
    names = ("topic", "goal", "difficulty", "critical", "family", "law")
    of_case = {name: shared[name] for name in names}
    if isinstance(made, Calculation):
        of_case["case_text"] = shared["text"]
    return replace(made, **of_case)


def _calculation(node: Node, numbered: Node, shared: Mapping[str, Any]) -> Calculation:
    """numbered: where its parameters stand."""
    answer = node["answer"]
    mistakes = node["mistakes"].records()
    return Calculation(
        **shared,
        parameters={name: numbers(entry) for name, entry in numbered["parameters"].entries()},
        derived={name: entry.text for name, entry in numbered["derived"].entries()},
        conditions=numbered["conditions"].texts,
        clocks=numbered["clocks"].texts,
        formula=answer["formula"].text,
        unit=_unit(answer["unit"].text),
        unit_choices=_units(answer["unit_choices"]),
        decimals=answer["decimals"].integer,
        rounded=answer["rounded"].flag,
        minimum=answer["minimum"].number,
        maximum=answer["maximum"].number,
        mistakes=tuple(Mistake(each["formula"].text, each["feedback"].local) for each in mistakes),
        form=_form(answer["as"]),
        choose=answer["choose"].flag,
    )


def _form(node: Node) -> AnswerForm:
    known = {str(form): form for form in AnswerForm}
    return known.get(node.text, AnswerForm.NUMBER)


def _unit(spelling: str) -> str | None:
    """The unit's id; an unknown spelling stays, for the validator to name."""
    known = units.named(spelling)
    return known.id if known else spelling or None


def _units(node: Node) -> tuple[str, ...]:
    return tuple(_unit(spelling) or "" for spelling in node.texts)


def numbers(node: Node) -> tuple[Decimal, ...]:
    """A parameter's numbers: as listed, or `from`, `from + step`, … up to and with `to`."""
    if not isinstance(node.value, dict):
        return tuple(item.number for item in node.items())
    first, last, step = node["from"].number, node["to"].number, node["step"].number
    if step <= 0 or last < first:
        return ()
    count = min(int((last - first) / step), MAX_PARAMETER_VALUES) + 1
    return tuple(first + index * step for index in range(count))
