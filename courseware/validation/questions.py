"""Questions that can be answered, and only in the way their author meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from math import prod

from courseware import assembly, units
from courseware.calculation import faults
from courseware.document import Document, Node
from courseware.model import Calculation, Use
from courseware.problems import Problem
from courseware.validation.facts import alternatives
from courseware.validation.ids import twice

MAX_COMBINATIONS_OF_BANK = 50_000
"""Of the parameters of all calculations together: a few seconds of computing."""


def problems(bank: Document, flawed: Collection[str]) -> Iterator[Problem]:
    """flawed: places that the schema has complained of; what builds on those is not computed."""
    is_practice = bank.root["use"].value == Use.PRACTICE
    combinations = 0
    for node in bank.root["questions"].records():
        if is_practice and not node["feedback"].given:
            yield node["feedback"].problem("feedback-missing")
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
                yield from _ranges(node)
                before, combinations = combinations, combinations + _combinations(node)
                if before <= MAX_COMBINATIONS_OF_BANK < combinations:
                    yield node["parameters"].problem(
                        "bank-too-many-variants", limit=MAX_COMBINATIONS_OF_BANK
                    )
                if combinations <= MAX_COMBINATIONS_OF_BANK and not _is_flawed(node, flawed):
                    yield from _faults(node)


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
            known = alternatives(spelling.text, units.table())
            yield spelling.problem("unit-unknown", unit=spelling.text, known=known)
    if not choices.items():
        return
    ids = [_unit_id(choice.text) for choice in choices.items()]
    if not unit.text:
        yield unit.problem("unit-missing")
    elif _unit_id(unit.text) not in ids:
        yield choices.problem("unit-not-among-choices", unit=unit.text)


def _unit_id(spelling: str) -> str:
    known = units.named(spelling)
    return known.id if known else spelling


def _ranges(node: Node) -> Iterator[Problem]:
    for name, entry in node["parameters"].entries():
        if len(assembly.numbers(entry)) > assembly.MAX_PARAMETER_VALUES:
            limit = assembly.MAX_PARAMETER_VALUES
            yield entry.problem("parameter-too-many", name=name, limit=limit)


def _combinations(node: Node) -> int:
    return prod(len(assembly.numbers(entry)) for _, entry in node["parameters"].entries())


def _is_flawed(node: Node, flawed: Collection[str]) -> bool:
    return any(place.startswith(f"{node.place}.") for place in flawed)


def _faults(node: Node) -> Iterator[Problem]:
    question = assembly.question(node)
    if not isinstance(question, Calculation):
        return
    for fault in faults(question):
        at = node.find(fault.place)
        yield at.problem(fault.code, **fault.values)
