"""
What a calculation's text must say, for the answer to be the only right one.

Known by words, not understood: a text that says it in words of its own must use one of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from courseware.model import Calculation, Language
from courseware.recipe import Fault, Recipe, whole_text


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


ROUNDING: dict[Language, re.Pattern[str]] = {
    "nb": _words(r"\brunde?r? (?:av|opp|ned)|avrund|nærmeste|\bhele?\b|desimal"),
    "nn": _words(r"\brunde?r? (?:av|opp|ned)|avrund|nærmaste|\bheile?\b|desimal"),
    "en": _words(r"\bround|nearest|\bwhole\b|decimal"),
}
HALVES: dict[Language, re.Pattern[str]] = {
    "nb": _words(r"delestrek|deles i"),
    "nn": _words(r"delestrek|delast i"),
    "en": _words(r"\bscored?\b|score line|break line"),
}


def unsaid(question: Calculation, recipe: Recipe, answers: Sequence[Decimal]) -> Iterator[Fault]:
    """How an answer is rounded, and that a tablet may be halved, must stand in every language."""
    rounds = question.rounded or recipe.answer.rounds
    halves = question.unit == "tablett" and any(answer % 1 for answer in answers)
    if halves and any(answer * 2 % 1 for answer in answers):
        yield Fault("calculation-tablet-parts", {}, "answer")
    for language, text in whole_text(question).items():
        if rounds and not ROUNDING[language].search(text):
            yield Fault("calculation-rounding-unsaid", {}, f"text.{language}")
        if halves and not HALVES[language].search(text):
            yield Fault("calculation-halves-unsaid", {}, f"text.{language}")
