"""
Which questions a test gets, and in what order.

By lots, so that a drawing can be repeated at an inspection with any SHA-256: whatever is to be
chosen or ordered draws a lot, and the lowest lots win. A lot is the SHA-256, read as a number, of
the UTF-8 text of

    kurspakke-draw-1 ␟ seed ␟ assessment ␟ what ␟ question [␟ option]

joined by U+001F, where `what` is `question`, `variant` or `option`. The variant of a calculation
is its lot modulo the number of variants.

Of a family the lowest lot wins, and the rest stand aside. Where a line asks for critical questions,
the lowest lots of those win first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from courseware.calculation import variant_count
from courseware.errors import BankTooSmall
from courseware.model import (
    Assessment,
    Case,
    Course,
    Draw,
    Matching,
    MultipleChoice,
    Ordering,
    Question,
    SingleChoice,
)
from courseware.plan import asks_group, draws_for
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
    """
    A line of the blueprint that some seed could not fill.

    index: the line's. critical: it is the critical questions that are too few.
    available: how many there are at the worst, when the lines above have taken theirs.
    """

    index: int
    topic: str
    needed: int
    available: int
    critical: bool = False


def draw(course: Course, assessment: Assessment, seed: int, group: str | None = None) -> Form:
    """
    The form that the seed gives: each line's count exactly, no question and no family twice.

    Depends on the blueprint, its banks, the seed and the group only. Lines come in the blueprint's
    order, the questions of each in the order of their lots. Raises BankTooSmall, and ValueError
    without a group where the blueprint has lines that are for some groups only.
    """
    if group is None and asks_group(assessment):
        raise ValueError(f"the test {assessment.id!r} is drawn for a group")
    lines = draws_for(assessment, group)
    bank = questions_of(course, assessment)
    short = shortages(lines, bank)
    if short:
        lacks = "; ".join(f"{s.topic}: {s.needed} asked for, {s.available} there" for s in short)
        raise BankTooSmall(f"The test {assessment.id!r} cannot be drawn. {lacks}.")
    lots = _Lots(f"{_SCHEME}\x1f{seed}\x1f{assessment.id}")
    items: list[DrawnItem] = []
    taken: set[str] = set()
    for wanted in lines:
        offered = [question for question in eligible(bank, wanted) if alike(question) not in taken]
        offered.sort(key=lambda question: lots.lot("question", question.id))
        chosen = _first_apart([each for each in offered if each.critical], wanted.critical)
        chosen += _first_apart(offered, wanted.count - len(chosen), beside=chosen)
        taken.update(map(alike, chosen))
        items += [_item(question, lots) for question in offered if question in chosen]
    return Form(tuple(items))


def _first_apart(
    offered: Sequence[Question], count: int, beside: Sequence[Question] = ()
) -> list[Question]:
    """The first so many of which no two, and none of the others, are alike."""
    seen = {alike(question) for question in beside}
    chosen: list[Question] = []
    for question in offered:
        if len(chosen) < count and alike(question) not in seen:
            seen.add(alike(question))
            chosen.append(question)
    return chosen


def alike(question: Question) -> str:
    """The same for questions of which a form has at most one: of a family, or the question."""
    return question.id if question.family is None else f"family {question.family}"


def questions_of(course: Course, assessment: Assessment) -> list[Question]:
    """All questions of the assessment's banks."""
    banks = map(course.bank, dict.fromkeys(assessment.banks))
    return [question for bank in banks for question in bank.questions]


def eligible(questions: Iterable[Question], wanted: Draw) -> list[Question]:
    """Those that a line of the blueprint may take."""
    return [
        question
        for question in questions
        if question.topic == wanted.topic and wanted.difficulty in (None, question.difficulty)
    ]


def shortages(draws: Sequence[Draw], questions: Sequence[Question]) -> list[Shortage]:
    """
    The lines that could go short with some seed; with none of them every seed has a form.

    Each question taken takes one family out of every line's choice, whichever question it is, so
    the worst that earlier lines can do is known.
    """
    short: list[Shortage] = []
    offered = [eligible(questions, wanted) for wanted in draws]
    families = [set(map(alike, each)) for each in offered]
    for index, wanted in enumerate(draws):
        critical = {alike(question) for question in offered[index] if question.critical}

        def left(of: set[str], index: int = index) -> int:
            before = zip(draws[:index], families[:index], strict=True)
            return len(of) - sum(min(draw.count, len(taken & of)) for draw, taken in before)

        if left(families[index]) < wanted.count:
            available = max(0, left(families[index]))
            short.append(Shortage(index, wanted.topic, wanted.count, available))
        elif left(critical) < wanted.critical:
            available = max(0, left(critical))
            short.append(Shortage(index, wanted.topic, wanted.critical, available, critical=True))
    return short


def drawn_alone(question: Question) -> DrawnItem:
    """One question outside any test, as a paper shows it: always the same numbers and order."""
    return _item(question, _Lots(f"{_SCHEME}\x1f0\x1fpaper"))


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
