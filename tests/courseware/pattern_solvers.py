"""
Dose calculation worked out anew, by a solver that knows nothing but the question as it is read.

A solver takes the numbers of a question's text in their order, and gives the answers of its parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from html import unescape
from itertools import product
from math import floor

from courseware.calculation import generated
from courseware.drawing import DrawnItem
from courseware.grading import asked
from courseware.model import AnswerForm, Course, Question
from courseware.public_item import public_item
from courseware.scoring import score

Solver = Callable[..., list[Fraction]]
Said = list[Fraction]

_FIGURE = re.compile(r"(?<![\d,.])(\d\d\.\d\d|\d+(?:\u00a0\d{3})*(?:,\d+)?)(?![\d,])")


def figures(text: str) -> Said:
    """The numbers of a Norwegian text in order; a time is its minutes after midnight."""
    found = []
    for figure in _FIGURE.findall(text):
        if "." in figure:
            hours, minutes = figure.split(".")
            found.append(Fraction(60 * int(hours) + int(minutes)))
        else:
            found.append(Fraction(figure.replace("\u00a0", "").replace(",", ".")))
    return found


def two_strengths(dose: Fraction, strong: Fraction, weak: Fraction) -> list[Fraction]:
    """By trying: of all whole numbers of tablets that make the dose, the fewest; only one such."""
    ways = [(a, b) for a, b in product(range(30), repeat=2) if a * strong + b * weak == dose]
    fewest = [way for way in ways if sum(way) == min(map(sum, ways))]
    assert len(fewest) == 1
    return [Fraction(number) for number in fewest[0]]


def nearest(value: Fraction) -> Fraction:
    """By distance; no two whole numbers are as near."""
    low = Fraction(floor(value))
    assert value - low != low + 1 - value
    return low if value - low < low + 1 - value else low + 1


def litres_last(litres: Fraction, bar: Fraction, flow: Fraction) -> list[Fraction]:
    """Minute by minute."""
    left, minutes = litres * bar, 0
    while left >= flow:
        left, minutes = left - flow, minutes + 1
    return [Fraction(minutes)]


SOLVERS: dict[str, Solver] = {
    "m01-g-til-mg": lambda g: [g * 1000],
    "m02-mg-til-g": lambda mg: [mg / 1000],
    "m03-mg-til-mikrogram": lambda mg: [mg * 1000],
    "m04-ml-til-l": lambda ml: [ml / 1000],
    "m05-tabletter": lambda dose, strength: [dose / strength],
    "m06-forsyning": lambda number, times, days: [number * times * days],
    "m07-gitt-dose": lambda number, strength: [number * strength],
    "m08-to-styrker": two_strengths,
    "m09-mikstur": lambda dose, strength: [dose / strength],
    "m10-per-5-ml": lambda mg, per, dose: [dose / (mg / per)],
    "m11-innhold": lambda strength, ml: [strength * ml],
    "m12-draper-til-ml": lambda per_ml, drops: [drops / per_ml],
    "m13-mg-til-draper": lambda dose, strength, per_ml: [dose / strength * per_ml],
    "m14-injeksjon": lambda dose, strength: [dose / strength],
    "m15-ie-til-ml": lambda per_ml, dose: [dose / per_ml],
    "m15-insulin": lambda per_ml, ml: [per_ml * ml],
    "m16-prosent": lambda percent: [percent / 100 * 1000],
    "m17-mg-i-volum": lambda ml, percent: [ml * percent / 100 * 1000],
    "m18-mg-per-kg": lambda per_kg, kg: [per_kg * kg],
    "m19-mg-per-kg-per-dogn": lambda per_kg, doses, kg: [per_kg * kg / doses],
    "m20-maksimum": lambda dose, times, most: [
        Fraction(dose * times <= most),
        most - dose * times if dose * times < most else Fraction(0),
    ],
    "m21-ml-per-time": lambda ml, hours: [ml / hours],
    "m22-draper-per-minutt": lambda ml, hours, per_ml: [nearest(ml * per_ml / (hours * 60))],
    "m23-ferdig-klokka": lambda ml, start, rate: [(start + ml / rate * 60) % 1440],
    "m24-fortynning": lambda strong, ml, weak: [ml * weak / strong, ml - ml * weak / strong],
    "m25-pulver": lambda mg, ml, dose: [dose / mg * ml],
    "m26-pumpe": lambda per_hour, strength: [per_hour / strength],
    "m27-oksygen": litres_last,
    "m28-regnskap": lambda there, given, wasted: [there - given - wasted],
}


def said_in(course: Course, drawn: DrawnItem) -> Said:
    """What a learner reads in bokmål; nynorsk has the same numbers, or none would be right."""
    both = [
        figures(unescape(public_item(course, drawn, language)["textHtml"][language]))
        for language in ("nb", "nn")
    ]
    assert both[0] == both[1]
    return both[0]


def is_right_when_worked_out(course: Course, drawn: DrawnItem, solver: Solver) -> bool:
    item = asked(course, drawn)
    return score(item, typed(solver(*said_in(course, drawn)), item.question)).correct


def typed(solved: list[Fraction], question: Question) -> str:
    """The answers as a learner types them."""
    return "_".join(
        one_typed(value, form.form, form.unit if form.unit_choices else None)
        for value, form in zip(solved, generated(question), strict=True)
    )


def one_typed(value: Fraction, form: AnswerForm, unit: str | None) -> str:
    if form is AnswerForm.YES_NO:
        return "t" if value else "f"
    if form is AnswerForm.CLOCK:
        return f"{int(value) // 60:02}.{int(value) % 60:02}"
    decimal = value * 10**6
    assert decimal.denominator == 1
    whole, rest = divmod(int(decimal), 10**6)
    number = f"{whole},{rest:06}".rstrip("0").rstrip(",")
    return f"{number}|{unit}" if unit else number
