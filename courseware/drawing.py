"""
Which questions a test gets, and in what order.

By lots, so that a drawing can be repeated at an inspection with any SHA-256: whatever is to be
chosen or ordered draws a lot, and the lowest lots win. A lot is the SHA-256, read as a number, of
the UTF-8 text of

    kurspakke-draw-1 ␟ seed ␟ assessment ␟ what ␟ question [␟ option]

joined by U+001F, where `what` is `question`, `variant` or `option`. The variant of a calculation
is its lot modulo the number of variants.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from courseware.calculation import variant_count
from courseware.errors import BankTooSmall
from courseware.model import (
    Assessment,
    Case,
    Course,
    Matching,
    MultipleChoice,
    Ordering,
    Question,
    SingleChoice,
)
from courseware.scoring import PARTS

_SCHEME = "kurspakke-draw-1"


@dataclass(frozen=True, slots=True)
class DrawnItem:
    """
    variant_index: an index into `calculation.variants`; None where nothing is calculated.
    options: the ids of the options (the things to order, the choices to match with) in the order
        they are shown; empty where there are none. Of a case, those of each part with `_` between.
    """

    question_id: str
    variant_index: int | None
    options: str


@dataclass(frozen=True, slots=True)
class Form:
    """One drawn test."""

    items: tuple[DrawnItem, ...]


@dataclass(frozen=True, slots=True)
class Shortage:
    """A topic with fewer questions than the blueprint takes."""

    topic: str
    needed: int
    available: int


def draw(course: Course, assessment: Assessment, seed: int) -> Form:
    """
    The form that the seed gives: each topic's count exactly, no question twice.

    Depends on the blueprint, its banks and the seed only. Topics come in the blueprint's order,
    the questions of each topic in the order of their lots. Raises BankTooSmall.
    """
    short = shortages(course, assessment)
    if short:
        lacks = "; ".join(f"{s.topic}: {s.needed} asked for, {s.available} there" for s in short)
        raise BankTooSmall(f"The test {assessment.id!r} cannot be drawn. {lacks}.")
    lots = _Lots(f"{_SCHEME}\x1f{seed}\x1f{assessment.id}")
    items: list[DrawnItem] = []
    taken: set[str] = set()
    for wanted in assessment.draws:
        offered = [q for q in eligible(course, assessment, wanted.topic) if q.id not in taken]
        offered.sort(key=lambda question: lots.lot("question", question.id))
        for question in offered[: wanted.count]:
            taken.add(question.id)
            items.append(_item(question, lots))
    return Form(tuple(items))


def eligible(course: Course, assessment: Assessment, topic: str) -> list[Question]:
    """The questions of the topic in the assessment's banks."""
    return [
        question
        for bank_id in dict.fromkeys(assessment.banks)
        for question in course.bank(bank_id).questions
        if question.topic == topic
    ]


def shortages(course: Course, assessment: Assessment) -> list[Shortage]:
    """The topics that the banks cannot fill; a topic drawn from twice needs the sum."""
    needed: dict[str, int] = {}
    for wanted in assessment.draws:
        needed[wanted.topic] = needed.get(wanted.topic, 0) + wanted.count
    available = {topic: len(eligible(course, assessment, topic)) for topic in needed}
    return [
        Shortage(topic, count, available[topic])
        for topic, count in needed.items()
        if available[topic] < count
    ]


def options_in_order(question: Question) -> str:
    """The option ids of a question as the author wrote them."""
    if isinstance(question, SingleChoice | MultipleChoice):
        return "".join(option.id for option in question.options)
    if isinstance(question, Ordering):
        return "".join(item.id for item in question.items)
    if isinstance(question, Matching):
        return "".join(choice.id for choice in question.choices)
    if isinstance(question, Case):
        return PARTS.join(options_in_order(part) for part in question.parts)
    return ""


@dataclass(frozen=True, slots=True)
class _Lots:
    prefix: str

    def lot(self, *what: str) -> int:
        text = "\x1f".join((self.prefix, *what))
        return int.from_bytes(sha256(text.encode()).digest(), "big")


def _item(question: Question, lots: _Lots) -> DrawnItem:
    count = variant_count(question)
    index = lots.lot("variant", question.id) % count if count else None
    return DrawnItem(question.id, index, _shown(question, question.id, lots))


def _shown(question: Question, name: str, lots: _Lots) -> str:
    """name: what the lots of the options go by."""
    if isinstance(question, Case):
        return PARTS.join(_shown(part, f"{name}/{part.id}", lots) for part in question.parts)
    options = options_in_order(question)
    if not _is_shuffled(question):
        return options
    lot_of = {option: lots.lot("option", name, option) for option in options}
    shuffled = "".join(sorted(options, key=lot_of.__getitem__))
    return never_in_order(options, shuffled) if isinstance(question, Ordering) else shuffled


def never_in_order(right: str, shuffled: str) -> str:
    """An ordering never begins as it should end: who has moved nothing has not answered."""
    return shuffled[1:] + shuffled[:1] if shuffled == right else shuffled


def _is_shuffled(question: Question) -> bool:
    if isinstance(question, SingleChoice | MultipleChoice | Matching):
        return question.shuffle
    return isinstance(question, Ordering)
