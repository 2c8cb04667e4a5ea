"""A bank that goes out as Moodle XML comes in again as the same bank."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import ascii_lowercase

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from courseware import locate
from courseware.loading import load_course
from courseware.localization import localize
from courseware.model import (
    Asset,
    Choice,
    Course,
    Matching,
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
from scorm_builder.importing.html_markdown import escape
from scorm_builder.moodle_questions.reading import read_moodle_xml
from scorm_builder.moodle_questions.writing import moodle_xml
from tests.sample_course import PNG

WORDS = (
    st.text(
        st.characters(
            categories=("L", "N", "P", "S", "Zs"), max_codepoint=0x2FFF, exclude_characters="\xad"
        ),
        min_size=1,
        max_size=30,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text != "" and "{{" not in text and text.isprintable())
)
RICH = st.one_of(
    WORDS.map(escape),
    st.sampled_from(
        ["En **viktig** sak", "*Alltid*: se `5 < 6 & 7`", "Én\\\nto", "[Les](https://lovdata.no/)"]
    ),
)


def local(texts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    return texts.map(lambda text: {"nb": text})


IDS = st.text(ascii_lowercase + "0123456789", min_size=9, max_size=9).filter(
    lambda text: len(set(text)) == len(text)
)
NUMBERS = st.decimals(-9999, 9999, places=3).map(lambda value: value.normalize() + 0)
SHARED = {
    "topic": st.just("emne"),
    "text": local(RICH),
    "feedback": st.none() | local(RICH),
    "points": st.integers(1, 100),
    "difficulty": st.integers(1, 3),
    "critical": st.booleans(),
    "family": st.none() | st.just("familie"),
    "picture": st.none() | st.just("media/las.png"),
}


@st.composite
def choices(draw: st.DrawFn) -> Question:
    ids = draw(IDS)
    shared = {name: draw(each) for name, each in SHARED.items()}
    right = draw(st.lists(st.booleans(), min_size=2, max_size=9).filter(any))
    single = draw(st.booleans())
    options = tuple(
        Option(
            option_id,
            draw(local(RICH)),
            index == right.index(True) if single else each,
            draw(st.none() | local(RICH)),
        )
        for index, (option_id, each) in enumerate(zip(ids, right, strict=False))
    )
    shuffle = draw(st.booleans())
    if single:
        return SingleChoice(id="s", **shared, options=options, shuffle=shuffle)
    return MultipleChoice(
        id="s", **shared, options=options, shuffle=shuffle, partial=draw(st.booleans())
    )


@st.composite
def numbers(draw: st.DrawFn) -> Question:
    unit = draw(st.none() | st.just("ml"))
    return Numeric(
        id="s",
        **{name: draw(each) for name, each in SHARED.items()},
        value=draw(NUMBERS),
        unit=unit,
        unit_choices=draw(st.just(()) | st.just(("mg", "ml", "l"))) if unit else (),
        tolerance=Tolerance(
            abs(draw(NUMBERS)), draw(st.sampled_from([Decimal(0), Decimal("0.05")]))
        ),
    )


@st.composite
def orders(draw: st.DrawFn) -> Question:
    ids = draw(IDS)[: draw(st.integers(3, 9))]
    return Ordering(
        id="s",
        **{name: draw(each) for name, each in SHARED.items()},
        items=tuple(Choice(each, draw(local(RICH))) for each in ids),
        partial=draw(st.booleans()),
    )


@st.composite
def matches(draw: st.DrawFn) -> Question:
    texts = draw(st.lists(WORDS, min_size=2, max_size=6, unique_by=str.casefold))
    listed = tuple(Choice(each, {"nb": text}) for each, text in zip(draw(IDS), texts, strict=False))
    items = tuple(
        Place(each, draw(local(RICH)), draw(st.sampled_from(listed)).id)
        for each in draw(IDS)[: draw(st.integers(2, 9))]
    )
    return Matching(
        id="s",
        **{name: draw(each) for name, each in SHARED.items()},
        items=items,
        choices=listed,
        shuffle=draw(st.booleans()),
        partial=draw(st.booleans()),
    )


TRUTHS = st.builds(TrueFalse, id=st.just("s"), **SHARED, answer=st.booleans())
QUESTIONS = st.one_of(choices(), numbers(), orders(), matches(), TRUTHS)
BANKS = st.lists(QUESTIONS, min_size=1, max_size=4).map(
    lambda questions: tuple(replace(each, id=f"s{i}") for i, each in enumerate(questions))
)


def course(questions: tuple[Question, ...]) -> Course:
    return Course(
        id="kurs",
        version="1.0.0",
        languages=("nb",),
        language="nb",
        title={"nb": "Kurs"},
        description={"nb": "Kurs"},
        audience={"nb": "Alle"},
        duration=timedelta(minutes=1),
        licence="CC-BY-4.0",
        rights_holder="Vik",
        approval=None,
        review=date(2030, 1, 1),
        keywords=(),
        variables=(),
        laws=(),
        chapters=(),
        banks=(QuestionBank("bank", Use.PRACTICE, {"nb": "Bank"}, False, questions),),
        assessments=(),
        assets=(Asset("media/las.png", {"nb": "En lås"}, "CC0", "Vik"),),
        numbers={},
        topics={"emne": {"nb": "Et emne / to"}},
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(BANKS)
def test_every_type_that_maps_comes_back_as_it_went(questions: tuple[Question, ...]) -> None:
    made = course(questions)

    export = moodle_xml(made, made.banks[0], "nb", lambda _: PNG)
    draft = read_moodle_xml(export.xml, "bank.xml", "nb")

    assert draft.questions == questions
    assert draft.title == "Bank"
    assert draft.topics == {"emne": "Et emne / to"}
    assert draft.remarks == ()
    assert {(each.path, each.data, each.alt) for each in draft.pictures} <= {
        ("media/las.png", PNG, "En lås")
    }


@settings(max_examples=10)
@given(BANKS)
def test_the_same_bank_gives_the_same_bytes(questions: tuple[Question, ...]) -> None:
    made = course(questions)

    first, second = (moodle_xml(made, made.banks[0], "nb", lambda _: PNG).xml for _ in range(2))

    assert first == second


@given(st.integers(1, 9), st.booleans())
def test_right_answers_share_what_moodle_calls_a_whole(count: int, partial: bool) -> None:
    """Moodle refuses a fraction that is not on its list: 33.33333 and not 33.3."""
    options = tuple(
        Option(each, {"nb": each}, index < count) for index, each in enumerate("abcdefghij")
    )
    asked = MultipleChoice(id="s", topic="emne", text={"nb": "?"}, options=options, partial=partial)
    made = course((asked,))

    xml = etree.fromstring(moodle_xml(made, made.banks[0], "nb", lambda _: PNG).xml)
    shares = [each.get("fraction") for each in xml.iterfind("question/answer")]

    known = {"100", "50", "33.33333", "25", "20", "16.66667", "14.28571", "12.5", "11.11111"}
    assert {str(each).removeprefix("-") for each in shares} <= known
    assert abs(sum(float(str(each)) for each in shares[:count]) - 100) < 0.001


PRACTICE = [
    ("introduction", "ovelse"),
    ("medication", "kartlegging"),
    ("medication", "ovelse"),
    ("medication", "hverdag"),
    ("medication", "monstre"),
]


@cache
def as_tinn_has_it(folder: Path) -> Course:
    return localize(
        load_course(folder), "kongsbergregionen/tinn", locate.content() / "localizations"
    )


@pytest.mark.parametrize(("course_id", "bank_id"), PRACTICE)
def test_a_shipped_bank_comes_back_so_that_it_could_go_again(course_id: str, bank_id: str) -> None:
    """Law references and goals stay at home; text, answers, feedback and topics come along."""
    folder = locate.content() / "courses" / course_id
    shipped = as_tinn_has_it(folder)
    (asked,) = (each.questions for each in shipped.banks if each.id == bank_id)
    bank = QuestionBank(
        bank_id, Use.PRACTICE, {"nb": "Bank"}, False, tuple(replace(q, law=None) for q in asked)
    )

    first = moodle_xml(shipped, bank, "nb", lambda path: (folder / path).read_bytes())
    draft = read_moodle_xml(first.xml, "bank.xml", "nb")
    pictures = {each.path: each for each in draft.pictures}
    made = replace(
        course(draft.questions),
        topics={topic: {"nb": title} for topic, title in draft.topics.items()},
        assets=tuple(Asset(path, {"nb": each.alt}, "", "") for path, each in pictures.items()),
        banks=(QuestionBank("bank", Use.PRACTICE, {"nb": draft.title}, False, draft.questions),),
    )
    second = moodle_xml(made, made.banks[0], "nb", lambda path: pictures[path].data)

    assert len(draft.questions) == first.count > 10
    assert draft.remarks == ()
    assert second.xml == first.xml
