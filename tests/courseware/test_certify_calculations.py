"""
The calculations that the medication course certifies by: all 28 patterns, each proven.

A thousand drawn instances of each are worked out anew by a solver that knows nothing but the
question as the learner reads it.
"""

from __future__ import annotations

from functools import cache

import pytest

from courseware import locate
from courseware.calculation import faults, generated, variant_count
from courseware.drawing import DrawnItem, draw
from courseware.loading import load_course
from courseware.model import Assessment, Course, Question
from tests.assessment_samples import course_of
from tests.courseware.pattern_solvers import (
    SOLVERS,
    Solver,
    is_right_when_worked_out,
    said_in,
)

MEDICATION = load_course(locate.content() / "courses" / "medication")
BANK = [each for each in MEDICATION.bank("sertifisering-regning").questions if generated(each)]
INSTANCES = 1000
FOR_NURSES = {14, 15, 21, 22, 23, 24, 25, 26}

WORKED_OUT: dict[str, tuple[str, Solver | None]] = {
    "sr-merket-i-gram": ("m01-g-til-mg", None),
    "sr-dogndose-i-gram": ("m02-mg-til-g", None),
    "sr-eske-i-mikrogram": ("m03-mg-til-mikrogram", None),
    "pr-mikrogram": ("m03-mg-til-mikrogram", lambda micrograms: [micrograms / 1000]),
    "sr-drikke-i-liter": ("m04-ml-til-l", None),
    "pr-tabletter": ("m05-tabletter", None),
    "pr-tabletter-gram": ("m05-tabletter", lambda g, strength: [g * 1000 / strength]),
    "sr-dosett-kveld": ("m05-tabletter", None),
    "pr-forbruk": ("m06-forsyning", None),
    "sr-ferie": ("m06-forsyning", None),
    "pr-kur": ("m06-forsyning", None),
    "sr-natt-dose": ("m07-gitt-dose", None),
    "sr-to-styrker": ("m08-to-styrker", None),
    "pr-mikstur": ("m09-mikstur", None),
    "sr-mikstur-morgen": ("m09-mikstur", None),
    "pr-mikstur-per-5-ml": ("m10-per-5-ml", lambda dose, mg, per: [dose / (mg / per)]),
    "sr-per-5-ml": ("m10-per-5-ml", None),
    "pr-innhold": ("m11-innhold", None),
    "sr-innhold-flaske": ("m11-innhold", None),
    "sr-oyedraper": ("m12-draper-til-ml", None),
    "sr-draper-for-dose": ("m13-mg-til-draper", None),
    "pr-injeksjon": ("m14-injeksjon", None),
    "sr-sproyte": ("m14-injeksjon", None),
    "sr-insulin-ie": ("m15-insulin", None),
    "sr-ie-hetteglass": ("m15-ie-til-ml", None),
    "sr-prosent-styrke": ("m16-prosent", None),
    "sr-prosent-mengde": ("m17-mg-i-volum", lambda percent, ml: [ml * percent / 100 * 1000]),
    "sr-vekt-dose": ("m18-mg-per-kg", None),
    "sr-vekt-dogn": ("m19-mg-per-kg-per-dogn", None),
    "sr-maksimum": ("m20-maksimum", None),
    "pr-rest": ("m20-maksimum", lambda most, dose, times: [most * 1000 - dose * times]),
    "sr-infusjon-fart": ("m21-ml-per-time", None),
    "sr-drapekammer": ("m22-draper-per-minutt", None),
    "sr-bytte-pose": ("m23-ferdig-klokka", None),
    "sr-fortynne-sproyte": ("m24-fortynning", None),
    "sr-hetteglass-pulver": ("m25-pulver", lambda ml, mg, dose: [dose / mg * ml]),
    "sr-sproytepumpe": ("m26-pumpe", None),
    "sr-oksygen-tur": ("m27-oksygen", None),
    "sr-beholdning": ("m28-regnskap", None),
}
"""The pattern of each, and its own solver where the text has the numbers in another order."""


@cache
def each_alone() -> list[tuple[Course, Assessment]]:
    return [course_of([question], {question.topic: 1}) for question in BANK]


@cache
def is_right(at: int, drawn: DrawnItem) -> bool:
    pattern, own = WORKED_OUT[drawn.question_id]
    return is_right_when_worked_out(each_alone()[at][0], drawn, own or SOLVERS[pattern])


def test_every_pattern_is_asked_and_the_nurses_own_only_of_nurses() -> None:
    asked: dict[str, set[int]] = {"regning": set(), "regning-sykepleie": set()}
    for question in BANK:
        pattern, _ = WORKED_OUT[question.id]
        asked[question.topic].add(int(pattern[1:3]))

    assert asked["regning"] | asked["regning-sykepleie"] == set(range(1, 29))
    assert asked["regning-sykepleie"] == FOR_NURSES
    assert asked["regning"] & FOR_NURSES == {15}  # insulin in IE is for everybody


@pytest.mark.parametrize("question", BANK, ids=lambda question: question.id)
def test_every_variant_is_proven(question: Question) -> None:
    calculations = generated(question)

    assert [faults(calculation) for calculation in calculations] == [[]] * len(calculations)
    assert variant_count(question) >= 7


@pytest.mark.parametrize("at", range(len(BANK)), ids=[question.id for question in BANK])
def test_a_thousand_drawn_instances_are_right_as_a_learner_works_them_out(at: int) -> None:
    course, test = each_alone()[at]
    met = set()

    for seed in range(INSTANCES):
        (drawn,) = draw(course, test, seed).items
        met.add(drawn.variant_index)

        assert is_right(at, drawn), (drawn, said_in(course, drawn))

    assert len(met) > min(variant_count(BANK[at]), INSTANCES) / 2
