"""Questions that can be answered, and only in the way their author meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from math import prod

from courseware import question_assembly, units
from courseware.calculation import faults, generated
from courseware.document import Document, Node
from courseware.model import Calculation, Use
from courseware.problems import Problem
from courseware.scoring import MAX_RESPONSE
from courseware.state_budget import longest_response
from courseware.validation.ids import twice

MAX_COMBINATIONS_OF_BANK = 50_000
"""Of the parameters of all calculations together: a few seconds of computing."""

OF_CASE = ("topic", "goal", "difficulty", "critical", "family", "law")
OF_NUMBERS = ("parameters", "derived", "conditions", "clocks")
UNUSED = "calculation-unused"


def problems(bank: Document, flawed: Collection[str]) -> Iterator[Problem]:
    """flawed: places that the schema has complained of; what builds on those is not computed."""
    is_practice = bank.root["use"].value == Use.PRACTICE
    combinations = 0
    for node in bank.root["questions"].records():
        if is_practice and not node["feedback"].given:
            yield node["feedback"].problem("feedback-missing")
        yield from _answers(node)
        if node["type"].value == "case":
            yield from _case(node)
        if node["type"].value in ("calculation", "case"):
            yield from _ranges(node)
            before, combinations = combinations, combinations + _combinations(node)
            if before <= MAX_COMBINATIONS_OF_BANK < combinations:
                yield node["parameters"].problem(
                    "bank-too-many-variants", limit=MAX_COMBINATIONS_OF_BANK
                )
            if combinations <= MAX_COMBINATIONS_OF_BANK and not _is_flawed(node, flawed):
                yield from _faults(node)


def _answers(node: Node) -> Iterator[Problem]:
    """Whether the question, or a part of a case, can be answered."""
    match node["type"].value:
        case "single" | "multiple":
            yield from _choices(node)
        case "ordering":
            yield from twice(item["id"] for item in node["items"].items())
        case "matching":
            yield from _matching(node, node["items"])
        case "label":
            yield from _matching(node, node["spots"])
        case "numeric":
            yield from _unit(node)
        case "calculation":
            yield from _unit(node["answer"])
            choose, choices = node["answer"]["choose"], node["answer"]["unit_choices"]
            if choose.flag and choices.given:
                yield choose.problem("choose-and-units")


def private_use(bank: Document, *, is_private: bool) -> Iterator[Problem]:
    """Private questions have no number in the register, so no learner's state can hold them."""
    use = bank.root["use"]
    if is_private and use.value == Use.PRACTICE:
        yield use.problem("private-not-certify")


def _choices(node: Node) -> Iterator[Problem]:
    options = node["options"]
    yield from twice(option["id"] for option in options.items())
    marks = [option["correct"].value for option in options.items()]
    if not marks or not all(isinstance(mark, bool) for mark in marks):
        return  # told by the schema; what is right cannot be counted
    right = sum(marks)
    if node["type"].value == "single" and right != 1:
        yield options.problem("single-correct", count=right)
    elif right == 0:
        yield options.problem("multiple-none-correct")


def _matching(node: Node, items: Node) -> Iterator[Problem]:
    choices = node["choices"]
    yield from twice(item["id"] for item in items.items())
    yield from twice(choice["id"] for choice in choices.items())
    known = {choice["id"].text for choice in choices.items()}
    for item in items.items():
        choice = item["choice"]
        if choice.text and choice.text not in known:
            listed = ", ".join(sorted(known))
            yield choice.problem("choice-unknown", id=choice.text, known=listed)
    if len({item["choice"].text for item in items.items()}) == 1 and len(items.items()) > 1:
        yield items.problem("matching-one-choice")
    yield from _alike(choices)


def _alike(choices: Node) -> Iterator[Problem]:
    """Two lines of a list that read alike: nobody can know which of them is meant."""
    seen: set[tuple[str, str]] = set()
    for choice in choices.records():
        for language, text in choice["text"].entries():
            line = (language, text.text.strip().casefold())
            if line in seen:
                yield text.problem("choice-twice", text=text.text)
            seen.add(line)


def _unit(node: Node) -> Iterator[Problem]:
    """node: where `unit` and `unit_choices` stand."""
    unit, choices = node["unit"], node["unit_choices"]
    for spelling in (unit, *choices.items()):
        if spelling.text and units.named(spelling.text) is None:
            known = units.nearest(spelling.text) or ", ".join(units.table())
            yield spelling.problem("unit-unknown", unit=spelling.text, known=known)
    if not choices.items():
        return
    ids = [_unit_id(choice.text) for choice in choices.items()]
    if not unit.text:
        yield unit.problem("unit-missing")
    elif units.named(unit.text) and _unit_id(unit.text) not in ids:
        yield choices.problem("unit-not-among-choices", unit=unit.text)


def _unit_id(spelling: str) -> str:
    known = units.named(spelling)
    return known.id if known else spelling


def _ranges(node: Node) -> Iterator[Problem]:
    for name, entry in node["parameters"].entries():
        if len(question_assembly.numbers(entry)) > question_assembly.MAX_PARAMETER_VALUES:
            limit = question_assembly.MAX_PARAMETER_VALUES
            yield entry.problem("parameter-too-many", name=name, limit=limit)


def _combinations(node: Node) -> int:
    return prod(len(question_assembly.numbers(entry)) for _, entry in node["parameters"].entries())


def _is_flawed(node: Node, flawed: Collection[str]) -> bool:
    return any(place.startswith(f"{node.place}.") for place in flawed)


def _case(node: Node) -> Iterator[Problem]:
    parts = node["parts"].records()
    yield from twice(part["id"] for part in parts)
    for part in parts:
        yield from _answers(part)
        for field in (*OF_CASE, *OF_NUMBERS):
            if part[field].given:
                yield part[field].problem("part-field-not-here", field=field)
    calculates = any(part["type"].value == "calculation" for part in parts)
    if calculates and not node["parameters"].given:
        yield node["parts"].problem("case-numbers-missing")
    if node["parameters"].given and not calculates:
        yield node["parameters"].problem("case-numbers-unused")
    question = question_assembly.question(node)
    size = len(longest_response(question)) if question else 0
    if size > MAX_RESPONSE:
        yield node["parts"].problem("case-too-long", size=size, limit=MAX_RESPONSE)


def _faults(node: Node) -> Iterator[Problem]:
    """What is wrong in any variant; in a case, a number that one part uses is used."""
    question = question_assembly.question(node)
    if question is None:
        return
    made = generated(question)
    found = [faults(part) for part in made]
    unused = [{fault.place for fault in each if fault.code == UNUSED} for each in found]
    everywhere = set.intersection(*unused) if unused else set()
    for part, part_faults in zip(made, found, strict=True):
        for fault in part_faults:
            if fault.code != UNUSED or fault.place in everywhere:
                yield _at(node, part, fault.place).problem(fault.code, **fault.values)


def _at(node: Node, part: Calculation, place: str) -> Node:
    """What to mend: the numbers of a case, and its text, stand with the case itself."""
    field = re.split(r"[.\[]", place)[0]
    if part.case_text is None or field in OF_NUMBERS:
        return node.find(place)
    if field == "case_text":
        return node.find(place.removeprefix("case_"))
    within = next(each for each in node["parts"].records() if each["id"].text == part.id)
    return within.find(place)
