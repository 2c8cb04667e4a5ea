"""What a browser gets to know of a question before it is answered."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from courseware.bundle import make_bundle
from courseware.drawing import DrawnItem, draw
from courseware.grading import asked
from courseware.model import (
    Mistake,
    Numeric,
    Option,
    PassRule,
    Place,
    Question,
    SingleChoice,
    Tolerance,
    TrueFalse,
)
from courseware.public_item import public_item
from courseware.question_bundle import question_type
from tests.assessment_samples import (
    calculation,
    case,
    course_of,
    label,
    matching,
    multiple,
    ordering,
    text,
)

SECRET = "hemmelig"
PUBLIC = {"type", "textHtml", "options", "unit", "unitChoices", "items", "pictureHtml", "as"}


def secretive() -> list[Question]:
    """A question of each type in which everything a learner may not see says so."""
    told: dict[str, Any] = {"feedback": text(f"{SECRET} forklaring"), "law": f"{SECRET}-lov"}
    options = tuple(
        Option(o, text(o.upper()), o == "b", feedback=text(f"{SECRET} {o}")) for o in "abc"
    )
    places = tuple(Place(i, text(i), "b", text(f"{SECRET} {i}")) for i in "123")
    mistakes = (Mistake("S / D", text(f"{SECRET} feil")),)
    return [
        SingleChoice(id="en", topic="a", text=text("En?"), options=options, **told),
        replace(multiple("flere", "b"), options=options, partial=True, **told),
        TrueFalse(id="sant", topic="c", text=text("Sant?"), answer=True, **told),
        Numeric(
            id="tall",
            topic="d",
            text=text("Tall?"),
            value=Decimal("817.25"),
            unit="ml",
            tolerance=Tolerance(Decimal("0.8172"), Decimal("0.0817")),
            **told,
        ),
        Numeric(
            id="enhet",
            topic="e",
            text=text("Tall?"),
            value=Decimal("817.25"),
            unit="ml",
            unit_choices=("l", "ml"),
            **told,
        ),
        calculation("regning", "f", mistakes=mistakes, **told),
        ordering("orden", "g", **told),
        matching("par", "h", items=places, **told),
        label("bilde", "i", **told),
        replace(
            case("sak", "j", **told),
            parts=tuple(replace(part, **told) for part in case("sak").parts),
        ),
    ]


@given(st.integers(0, 10_000), st.sampled_from(["nb", "nn", None]))
@settings(max_examples=50)
def test_a_public_item_leaks_nothing(seed: int, language: str | None) -> None:
    questions = secretive()
    course, test = course_of(questions, {q.topic: 1 for q in questions}, rule=PassRule(80))

    for drawn in draw(course, test, seed).items:
        item = asked(course, drawn)
        public = public_item(course, drawn, language)

        for part in public.pop("parts", ()):
            assert set(part) <= PUBLIC
            assert SECRET not in json.dumps(part)
        allowed = {"type", "textHtml", "options", "unit", "unitChoices", "items", "pictureHtml"}
        assert set(public) <= allowed
        options = {key for option in public.get("options", ()) for key in option}
        assert options <= {"id", "html", "label"}
        assert {key for each in public.get("items", ()) for key in each} <= {"id", "html", "x", "y"}
        if public["type"] != "calculation":  # by place, so that nothing is told by their ids
            ids = [option["id"] for option in public.get("options", ())]
            assert ids == list("ABCDE"[: len(ids)])
        sent = json.dumps(public, ensure_ascii=False)
        assert SECRET not in sent
        assert "817" not in sent
        assert "{" not in public["textHtml"]["nn" if language == "nn" else language or "nb"]
        if item.variant is not None and not item.parts:
            shown = item.variant.written()
            assert public["textHtml"][language or "nb"] == (
                f"Dosen er {shown['D']}\u00a0mg, tabletten {shown['S']}\u00a0mg med delestrek."
            )
            assert "n" not in public
        assert public["type"] == question_type(item.question)


def test_a_public_item_has_its_options_as_drawn_and_no_hint_of_the_right_unit() -> None:
    questions = secretive()
    course, _ = course_of(questions, {})

    choice = public_item(course, DrawnItem("en", None, "cab"), "nb")
    number = public_item(course, DrawnItem("enhet", None, ""), "nn")

    assert choice["options"] == [
        {"id": "A", "html": {"nb": "C"}},
        {"id": "B", "html": {"nb": "A"}},
        {"id": "C", "html": {"nb": "B"}},
    ]
    assert number == {
        "type": "numeric",
        "textHtml": {"nn": "Tall?"},
        "unitChoices": [{"id": "l", "label": {"nn": "l"}}, {"id": "ml", "label": {"nn": "ml"}}],
    }
    assert public_item(course, DrawnItem("tall", None, ""))["unit"] == {
        "label": {"nb": "ml", "nn": "ml"}
    }


def test_a_case_has_its_numbers_in_every_part_and_its_options_as_drawn() -> None:
    course, _ = course_of([case("sak")], {})

    public = public_item(course, DrawnItem("sak", 1, "__dbca_cabd"), "nb")

    assert public["textHtml"] == {"nb": "Dosen er 5\u00a0mg, høyst 15\u00a0mg."}
    within, left, choice, order = public["parts"]
    assert within == {
        "type": "calculation",
        "textHtml": {"nb": "Er det innenfor?"},
        "as": "yes-no",
    }
    assert left["textHtml"] == {"nb": "Hvor mye er igjen av 15\u00a0mg?"}
    assert [unit["id"] for unit in left["unitChoices"]] == ["mg", "g"]
    assert [option["html"]["nb"] for option in choice["options"]] == list("DBCA")
    assert [option["html"]["nb"] for option in order["options"]] == list("CABD")
    assert [option["id"] for option in order["options"]] == list("ABCD")


def test_answers_to_choose_among_stand_by_their_size_and_are_called_by_their_value() -> None:
    mistakes = (Mistake("10 * D / S", text("x")), Mistake("D / S / 10", text("y")))
    question = calculation("velg", choose=True, mistakes=mistakes)
    course, _ = course_of([question], {})

    public = public_item(course, DrawnItem("velg", 0, ""))

    assert public["options"] == [
        {"id": "0.05", "html": text("0,05 tabletter") | {"nn": "0,05 tablettar"}},
        {"id": "0.5", "html": text("0,5 tabletter") | {"nn": "0,5 tablettar"}},
        {"id": "5", "html": text("5 tabletter") | {"nn": "5 tablettar"}},
    ]


def test_one_of_a_unit_is_called_by_its_own_word() -> None:
    mistakes = (Mistake("2 * D / S", text("x")), Mistake("10 * D / S", text("y")))
    course, _ = course_of([calculation("velg", choose=True, mistakes=mistakes)], {"a": 1})
    options = public_item(course, DrawnItem("velg", 0, ""))["options"]

    unit = make_bundle(course, remote_tests=False)["questions"][0]["unit"]

    assert [each["html"]["nb"] for each in options] == [
        "0,5 tabletter",
        "1 tablett",
        "5 tabletter",
    ]
    assert (unit["label"]["nn"], unit["one"]["nn"]) == ("tablettar", "tablett")


def test_items_of_a_language_less_call_have_every_language() -> None:
    course, _ = course_of(secretive(), {})

    public = public_item(course, DrawnItem("regning", 0, ""))

    assert public["textHtml"] == text("Dosen er 2,5\u00a0mg, tabletten 5\u00a0mg med delestrek.")
