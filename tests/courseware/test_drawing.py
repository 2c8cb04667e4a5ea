from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.calculation import variants
from courseware.drawing import DrawnItem, alike, draw, shortages
from courseware.errors import BankTooSmall
from courseware.model import Assessment, Calculation, Course, Draw, Question
from tests.assessment_samples import (
    calculation,
    case,
    course_of,
    label,
    matching,
    multiple,
    ordering,
    single,
    text,
)

BANK = [
    *(single(f"valg-{n}", "teori") for n in range(8)),
    *(multiple(f"flervalg-{n}", "teori") for n in range(4)),
    *(calculation(f"regning-{n}", "regning") for n in range(5)),
]
COURSE, TEST = course_of(BANK, {"teori": 6, "regning": 3})

seeds = st.integers(min_value=0, max_value=2**63)


@given(seeds)
def test_every_topic_gets_its_count_and_no_question_comes_twice(seed: int) -> None:
    items = draw(COURSE, TEST, seed).items

    topics = [COURSE.question(item.question_id).topic for item in items]
    assert topics == ["teori"] * 6 + ["regning"] * 3
    assert len({item.question_id for item in items}) == 9


@given(seeds)
def test_options_are_shuffled_and_variants_exist(seed: int) -> None:
    for item in draw(COURSE, TEST, seed).items:
        question = COURSE.question(item.question_id)
        if isinstance(question, Calculation):
            assert item.variant_index in range(len(variants(question)))
            assert item.options == ""
        else:
            assert item.variant_index is None
            assert sorted(item.options) == list("abcde"[: len(item.options)])


@given(seeds)
def test_a_draw_depends_on_blueprint_banks_and_seed_only(seed: int) -> None:
    bank = COURSE.banks[0]
    elsewhere = replace(
        COURSE,
        title=text("Et annet navn"),
        version="9.9.9",
        numbers={},
        banks=(replace(bank, title=text("Ny"), questions=tuple(reversed(bank.questions))),),
    )
    renamed = replace(TEST, title=text("Ny"), attempts=9, rule=None)

    assert draw(elsewhere, renamed, seed) == draw(COURSE, TEST, seed)


NURSES = replace(
    TEST,
    draws=(
        Draw("teori", 6, groups=("assistent",)),
        Draw("teori", 4, groups=("sykepleier",)),
        Draw("regning", 3, groups=("sykepleier",)),
    ),
)


@given(seeds)
def test_each_group_is_asked_by_the_lines_that_are_for_it(seed: int) -> None:
    topics = {
        group: [
            COURSE.question(item.question_id).topic
            for item in draw(COURSE, NURSES, seed, group).items
        ]
        for group in ("assistent", "sykepleier")
    }

    assert topics == {
        "assistent": ["teori"] * 6,
        "sykepleier": ["teori"] * 4 + ["regning"] * 3,
    }


def test_a_test_that_asks_groups_differently_is_drawn_for_nobody() -> None:
    with pytest.raises(ValueError, match="is drawn for a group"):
        draw(COURSE, NURSES, seed=1)


@given(seeds)
def test_a_group_changes_nothing_where_everybody_is_asked_the_same(seed: int) -> None:
    assert draw(COURSE, TEST, seed, "sykepleier") == draw(COURSE, TEST, seed)


def test_a_known_seed_gives_the_form_it_always_gave() -> None:
    """Attempts are drawn again from their seed years later: this may never change."""
    items = draw(COURSE, TEST, seed=1).items

    assert items[:2] + items[-1:] == (
        DrawnItem("valg-3", None, "cabd"),
        DrawnItem("valg-4", None, "dabc"),
        DrawnItem("regning-1", 7, ""),
    )


def test_lots_are_drawn_as_the_docstring_says() -> None:
    def lot(*what: str) -> int:
        parts = ["kurspakke-draw-1", "7", "prove", *what]
        return int(sha256("\x1f".join(parts).encode()).hexdigest(), 16)

    form = draw(COURSE, TEST, seed=7)

    theory = [question.id for question in BANK if question.topic == "teori"]
    chosen = sorted(theory, key=lambda id_: lot("question", id_))[:6]
    assert [item.question_id for item in form.items[:6]] == chosen
    first, last = form.items[0], form.items[-1]
    assert list(first.options) == sorted(
        first.options, key=lambda option: lot("option", first.question_id, option)
    )
    assert last.variant_index == lot("variant", last.question_id) % 9


def test_seeds_give_different_forms_and_every_question_its_turn() -> None:
    forms = [draw(COURSE, TEST, seed) for seed in range(200)]

    assert len(set(forms)) == 200
    assert {item.question_id for form in forms for item in form.items} == {q.id for q in BANK}
    firsts = [item.options[0] for form in forms for item in form.items if len(item.options) == 4]
    assert all(0.15 < firsts.count(option) / len(firsts) < 0.35 for option in "abcd")


def test_an_ordering_is_never_shown_in_its_right_order() -> None:
    course, test = course_of([ordering("o")], {"a": 1})

    shown = [draw(course, test, seed).items[0].options for seed in range(500)]

    assert "abcd" not in shown
    assert len(set(shown)) == 23


def test_the_choices_of_a_matching_change_order_unless_they_are_to_stay() -> None:
    course, test = course_of([matching("m"), label("l", "b", shuffle=False)], {"a": 1, "b": 1})
    forms = [draw(course, test, seed) for seed in range(100)]

    assert len({form.items[0].options for form in forms}) == 6
    assert {form.items[1].options for form in forms} == {"abc"}


def test_the_parts_of_a_case_share_their_numbers_and_are_shuffled_each() -> None:
    course, test = course_of([case("sak")], {"a": 1})
    drawn = [draw(course, test, seed).items[0] for seed in range(200)]

    assert {item.variant_index for item in drawn} == {0, 1, 2, 3}
    parts = [item.options.split("_") for item in drawn]
    assert {len(each) for each in parts} == {4}
    assert {(each[0], each[1]) for each in parts} == {("", "")}
    assert len({each[2] for each in parts}) == 24
    assert "abcd" not in {each[3] for each in parts}


def test_options_that_are_not_to_be_shuffled_stay() -> None:
    course, test = course_of([single("a", shuffle=False)], {"a": 1})

    assert {draw(course, test, seed).items[0].options for seed in range(20)} == {"abcd"}


def test_a_topic_drawn_twice_gives_different_questions() -> None:
    course, test = course_of([single(f"q{n}") for n in range(4)], {"a": 2})
    twice = replace(test, draws=(Draw("a", 2), Draw("a", 2)))

    assert len({item.question_id for item in draw(course, twice, 1).items}) == 4


def test_a_bank_that_is_too_small_is_told_with_every_topic() -> None:
    course, test = course_of([single("q"), single("r", "b")], {"a": 2, "b": 1, "c": 3})

    with pytest.raises(BankTooSmall, match=r"a: 2 asked for, 1 there; c: 3 asked for, 0 there"):
        draw(course, test, 1)
    short = shortages(test.draws, course.banks[0].questions)
    assert [(s.topic, s.needed, s.available) for s in short] == [
        ("a", 2, 1),
        ("c", 3, 0),
    ]


def drawn(course: Course, test: Assessment, seed: int) -> list[Question]:
    return [course.question(item.question_id) for item in draw(course, test, seed).items]


APART = [
    *(single(f"lik-{n}", "teori", family="dobbel", difficulty=1 + n % 2) for n in range(4)),
    *(single(f"kritisk-{n}", "teori", critical=True) for n in range(3)),
    *(single(f"vanskelig-{n}", "teori", difficulty=2) for n in range(4)),
    *(single(f"annet-{n}", "regler", family="dobbel" if n == 0 else None) for n in range(4)),
]


@given(seeds)
def test_a_form_has_at_most_one_of_a_family_whatever_line_draws_it(seed: int) -> None:
    course, test = course_of(APART, {"teori": 6, "regler": 3})

    families = [question.family for question in drawn(course, test, seed) if question.family]

    assert len(families) <= 1


@given(seeds)
def test_each_line_has_its_difficulty_and_its_critical_questions(seed: int) -> None:
    course, test = course_of(APART, {"teori": 1})
    lines = (Draw("teori", 2, difficulty=2), Draw("teori", 3, difficulty=1, critical=2))
    test = replace(test, draws=lines)

    questions = drawn(course, test, seed)

    assert [question.difficulty for question in questions] == [2, 2, 1, 1, 1]
    assert sum(question.critical for question in questions[2:]) >= 2


def test_a_line_that_an_earlier_one_may_leave_short_is_told_before_anybody_draws() -> None:
    course, test = course_of(APART, {"teori": 1})
    lines = (Draw("teori", 6), Draw("teori", 3, difficulty=2))

    short = shortages(lines, course.banks[0].questions)

    assert [(s.index, s.needed, s.available) for s in short] == [(1, 3, 0)]
    with pytest.raises(BankTooSmall):
        draw(course, replace(test, draws=lines), 1)


@st.composite
def blueprints(pick: st.DrawFn) -> tuple[list[Question], tuple[Draw, ...]]:
    """Small banks and lines at random, many of them too narrow."""
    topics, levels = st.sampled_from("ab"), st.sampled_from([1, 2])
    bank: list[Question] = [
        single(
            f"q{n}",
            pick(topics),
            family=pick(st.sampled_from([None, None, "f", "g"])),
            difficulty=pick(levels),
            critical=pick(st.booleans()),
        )
        for n in range(pick(st.integers(1, 10)))
    ]
    line = st.builds(
        lambda topic, count, level, critical: Draw(topic, count, level, min(critical, count)),
        topics,
        st.integers(1, 4),
        st.none() | levels,
        st.integers(0, 2),
    )
    return bank, tuple(pick(st.lists(line, min_size=1, max_size=3)))


@given(blueprints(), seeds)
def test_a_blueprint_without_shortages_is_filled_by_every_seed(
    blueprint: tuple[list[Question], tuple[Draw, ...]], seed: int
) -> None:
    bank, lines = blueprint
    course, test = course_of(bank, {"a": 1})
    test = replace(test, draws=lines)
    if shortages(lines, bank):
        return

    questions = drawn(course, test, seed)

    assert len(questions) == sum(line.count for line in lines)
    assert len(set(map(alike, questions))) == len(questions)
    for line in lines:
        part, questions = questions[: line.count], questions[line.count :]
        assert all(question.topic == line.topic for question in part)
        assert all(line.difficulty in (None, question.difficulty) for question in part)
        assert sum(question.critical for question in part) >= line.critical
