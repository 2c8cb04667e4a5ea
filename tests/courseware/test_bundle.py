from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware import locate, units
from courseware.bundle import FORMS, encode, make_bundle
from courseware.calculation import variants
from courseware.drawing import draw
from courseware.grading import asked
from courseware.loading import load_course
from courseware.localization import localize
from courseware.model import (
    Calculation,
    Case,
    Course,
    Draw,
    PassRule,
    Question,
    StaffGroup,
    Use,
)
from courseware.plan import blueprints
from courseware.question_bundle import MAX_VARIANTS, spread
from courseware.rendering import render_inline
from courseware.scoring import Item, score
from tests.assessment_samples import (
    calculation,
    course_of,
    numbers,
    question_of,
    right_response,
    single,
    variant_of,
)
from tests.sample_course import swap
from tests.sample_plans import add_renewal

COURSES = sorted(path.name for path in (locate.content() / "courses").iterdir())


def strings(value: object) -> Iterator[str]:
    """Every text in a piece of JSON, keys too."""
    match value:
        case str():
            yield value
        case dict():
            for key, part in value.items():
                yield key
                yield from strings(part)
        case list():
            for part in value:
                yield from strings(part)


def assert_nothing_certifying(course: Course, bundle: dict[str, Any]) -> None:
    """Words that a practice question has too are no secret."""
    shown = set(strings(bundle))
    certifying = [q for bank in course.banks if bank.use is Use.CERTIFY for q in bank.questions]
    assert shown.isdisjoint(question.id for question in certifying)
    for language in course.languages:
        known = set(texts(course, Use.PRACTICE, language))
        secret = set(texts(course, Use.CERTIFY, language)) - known
        assert shown.isdisjoint(secret)
        questions = {render_inline(course, q.text, language) for q in certifying} - known
        assert not any(question in words for question in questions for words in shown)


def texts(course: Course, use: Use, language: str) -> Iterator[str]:
    """Every text of the banks of that use, as it is rendered."""
    for question in (q for bank in course.banks if bank.use is use for q in bank.questions):
        parts = [question.text, question.feedback, question.goal]
        parts += [mistake.feedback for mistake in getattr(question, "mistakes", ())]
        for option in getattr(question, "options", ()):
            parts += [option.text, option.feedback]
        for part in parts:
            if part:
                yield render_inline(course, part, language)


def test_the_sample_course_is_bundled(sample_course: Path) -> None:
    course = load_course(sample_course)

    bundle = make_bundle(course, remote_tests=False)

    assert bundle["format"] == 1
    assert bundle["course"] == {
        "id": "eksempel",
        "version": "1.2.0",
        "hash": bundle["course"]["hash"],
        "title": {"nb": "Eksempelkurs", "nn": "Døme på kurs"},
        "languages": ["nb", "nn"],
        "language": "nb",
        "minutes": 20,
        "draft": False,
        "example": False,
        "owner": "",
        "licence": "CC-BY-4.0",
        "rightsHolder": "Eksempel kommune",
        "accent": None,
        "certifyingTestElsewhere": True,
    }
    assert [chapter["lessons"] for chapter in bundle["chapters"]] == [
        ["hva-er-det", "meld-fra"],
        ["tabletter"],
    ]
    lessons = {lesson["id"]: lesson for lesson in bundle["lessons"]}
    assert lessons["hva-er-det"]["checks"] == ["kollega"]
    assert lessons["meld-fra"]["checklists"] == [{"id": "for-du-gar", "size": 2}]
    assert lessons["tabletter"]["number"] == 3
    assert set(lessons["tabletter"]["html"]) == {"nb", "nn"}
    assert [(question["id"], question["type"]) for question in bundle["questions"]] == [
        ("kollega", "single"),
        ("hva-omfattes", "multiple"),
        ("etter-slutt", "true-false"),
        ("mikstur", "numeric"),
        ("antall-tabletter", "calculation"),
    ]
    (practice,) = bundle["assessments"]
    assert practice["mode"] == "local"
    assert practice["pool"] == [question["id"] for question in bundle["questions"]]
    assert practice["questionCount"] == 5
    assert practice["topics"]["taushetsplikt"] == {"nb": "Taushetsplikt", "nn": "Teieplikt"}


def test_a_certifying_test_is_named_but_not_there_when_a_server_holds_it(
    sample_course: Path,
) -> None:
    bundle = make_bundle(load_course(sample_course), remote_tests=True)

    test = bundle["assessments"][1]
    assert "certifyingTestElsewhere" not in bundle["course"]
    assert test == {
        "id": "prove",
        "number": 13,
        "kind": "pass",
        "title": {"nb": "Prøve", "nn": "Prøve"},
        "introHtml": {"nb": "Prøven teller.", "nn": "Prøva tel."},
        "mode": "remote",
        "questionCount": 3,
        "minutes": 60,
        "attempts": 3,
        "percent": 80,
        "allRight": ["regning"],
        "criticalRight": True,
        "sections": [],
        "thresholds": [],
        "topics": test["topics"],
        "draws": [
            {"topic": "taushetsplikt", "count": 1, "groups": []},
            {"topic": "regning", "count": 2, "groups": []},
        ],
        "renewal": False,
        "terms": {
            "waitHours": None,
            "requiresCompleted": False,
            "open": [],
            "sessionCode": False,
        },
        "practised": False,
    }


def test_a_test_that_asks_what_may_be_practised_is_told_of(sample_course: Path) -> None:
    swap(sample_course / "course.yaml", "    banks: [prove]", "    banks: [ovelse, prove]")

    bundle = make_bundle(load_course(sample_course), remote_tests=True)

    assert bundle["assessments"][1]["practised"] is True


def test_a_question_of_a_certify_bank_would_be_noticed(sample_course: Path) -> None:
    course = load_course(sample_course)

    with pytest.raises(AssertionError):
        assert_nothing_certifying(
            course, make_bundle(course, remote_tests=False, include=["prove"])
        )


@pytest.mark.parametrize("remote_tests", [True, False])
def test_nothing_of_a_certify_bank_is_in_the_bundle(
    sample_course: Path, remote_tests: bool
) -> None:
    course = load_course(sample_course)

    assert_nothing_certifying(course, make_bundle(course, remote_tests=remote_tests))


@pytest.mark.parametrize("name", COURSES)
@pytest.mark.parametrize("remote_tests", [True, False])
def test_nothing_of_a_shipped_certify_bank_is_in_its_bundle(name: str, remote_tests: bool) -> None:
    course = load_course(locate.content() / "courses" / name)

    assert_nothing_certifying(course, make_bundle(course, remote_tests=remote_tests))


def test_a_certifying_test_asked_for_by_name_comes_with_its_forms_and_questions(
    sample_course: Path,
) -> None:
    course = load_course(sample_course)

    bundle = make_bundle(course, remote_tests=False, include=["prove"])

    assert "certifyingTestElsewhere" not in bundle["course"]
    assert bundle["assessments"][1]["mode"] == "local"
    assert len(bundle["assessments"][1]["forms"][""]) == FORMS
    assert {"prove-kollega", "prove-mikstur"} <= {q["id"] for q in bundle["questions"]}


def test_questions_that_only_a_server_asks_stay_there() -> None:
    rule = PassRule(80)
    course, _ = course_of([single("q"), single("r", "b")], {"a": 1}, rule=rule)

    assert make_bundle(course, remote_tests=True)["questions"] == []
    assert [q["id"] for q in make_bundle(course, remote_tests=False)["questions"]] == ["q"]


def test_forms_are_the_first_twenty_draws_with_variants_of_the_bundle() -> None:
    strengths = " ".join(str(number) for number in range(1, 101))
    question = calculation(parameters=numbers(S=strengths, n="1 2"), conditions=(), mistakes=())
    course, test = course_of([question, single("q")], {"a": 2}, rule=PassRule(80))

    bundle = make_bundle(course, remote_tests=False)

    forms = bundle["assessments"][0]["forms"][""]
    kept = next(q for q in bundle["questions"] if q["id"] == "tabletter")["variants"]
    assert len(kept) == MAX_VARIANTS
    assert len(forms) == FORMS
    for seed, form in enumerate(forms, start=1):
        drawn = draw(course, test, seed).items
        assert [item["question"] for item in form] == [item.question_id for item in drawn]
        assert [item["options"] for item in form] == [item.options for item in drawn]
        for item in form:
            assert item["variant"] is None or 0 <= item["variant"] < MAX_VARIANTS


@given(st.integers(1, 20_000))
def test_kept_variants_are_spread_over_the_range(count: int) -> None:
    kept = spread(count)

    assert len(kept) == len(set(kept)) == min(count, MAX_VARIANTS)
    assert kept[0] == 0
    gaps = [after - before for before, after in zip(kept, (*kept[1:], count), strict=True)]
    assert max(gaps) - min(gaps) <= 1


def scored_alone(course: Course, entry: dict[str, Any]) -> list[tuple[Question, dict[str, Any]]]:
    """A question as it is and in the bundle; of a case, each part."""
    question = course.question(entry["id"])
    if isinstance(question, Case):
        return list(zip(question.parts, entry["parts"], strict=True))
    return [(question, entry)]


@pytest.mark.parametrize("name", COURSES)
def test_a_bundled_question_is_scored_as_the_question_it_came_from(name: str) -> None:
    course = load_course(locate.content() / "courses" / name)

    entries = make_bundle(course, remote_tests=False)["questions"]
    assert entries
    for question, entry in chain.from_iterable(scored_alone(course, each) for each in entries):
        kept = variants(question) if isinstance(question, Calculation) else ()
        chosen = [kept[index] for index in spread(len(kept))] if kept else [None]
        for variant, bundled in zip(chosen, entry.get("variants", [None]), strict=True):
            response = right_response(Item(question, variant))
            read_back = Item(question_of(entry), variant_of(bundled) if bundled else None)
            assert score(Item(question, variant), response).correct
            assert score(read_back, response).correct


@pytest.mark.parametrize("name", COURSES)
def test_every_drawn_test_of_a_shipped_course_can_be_answered_right(name: str) -> None:
    course = load_course(locate.content() / "courses" / name)

    for test in course.assessments:
        for seed, group in product(range(5), blueprints(course, test)):
            for drawn in draw(course, test, seed, group).items:
                item = asked(course, drawn)
                assert score(item, right_response(item)).correct


def test_units_carry_what_the_player_needs_to_compare() -> None:
    question = calculation(unit="ml", unit_choices=("ml", "l"))
    course, _ = course_of([question], {"a": 1})

    (entry,) = make_bundle(course, remote_tests=False)["questions"]

    assert entry["unit"] == {
        "id": "ml",
        "label": {"nb": "ml", "nn": "ml"},
        "dimension": "volume",
        "factor": "1",
    }
    assert [choice["factor"] for choice in entry["unitChoices"]] == ["1", "1000"]
    assert all(Fraction(choice["factor"]) for choice in entry["unitChoices"])
    assert units.unit("ml").factor == 1


def test_a_localized_course_says_whose_it_is(
    sample_course: Path, sample_localizations: Path
) -> None:
    course = localize(load_course(sample_course), "fjellregionen/vik", sample_localizations)

    bundle = make_bundle(course, remote_tests=False)

    about = bundle["course"]
    assert (about["owner"], about["example"]) == ("Vik kommune", True)
    assert about["accent"] == "#0a5b66"
    assert "Ola frå Vik" in bundle["lessons"][0]["html"]["nn"]
    added = next(lesson for lesson in bundle["lessons"] if lesson["id"] == "lokal-rutine")
    assert added["number"] == 1000


def test_the_same_course_gives_the_same_bytes(sample_course: Path) -> None:
    first = encode(make_bundle(load_course(sample_course), remote_tests=False))
    second = encode(make_bundle(load_course(sample_course), remote_tests=False))

    assert first == second
    assert json.loads(first) == make_bundle(load_course(sample_course), remote_tests=False)


@given(st.text() | st.sampled_from(["</script>", "<!--<script>", "</SCRIPT", "<\\/"]))
def test_encoded_json_cannot_end_the_element_it_stands_in(words: str) -> None:
    encoded = encode({"a": words})

    assert json.loads(encoded) == {"a": words}
    assert b"</" not in encoded
    assert b"<!" not in encoded


def test_a_lesson_title_has_its_variables_filled_in(
    sample_course: Path, sample_localizations: Path
) -> None:
    swap(
        sample_course / "course.yaml",
        "title: {nb: Meld fra, nn: Meld frå}",
        'title: {nb: "Meld fra til {{ kontakt_navn }}", nn: "Meld frå til {{ kontakt_navn }}"}',
    )
    course = localize(load_course(sample_course), "fjellregionen/vik", sample_localizations)

    bundle = make_bundle(course, remote_tests=False)

    lesson = next(each for each in bundle["lessons"] if each["id"] == "meld-fra")
    assert lesson["title"] == {"nb": "Meld fra til Ola i Vik", "nn": "Meld frå til Ola frå Vik"}


def test_a_test_that_asks_groups_differently_travels_with_forms_for_each() -> None:
    nurses = (Draw("b", 1, groups=("sykepleier",)),)
    course, test = course_of([single("q"), single("r", "b")], {"a": 1}, rule=PassRule(80))
    asking = replace(test, draws=test.draws + nurses)
    groups = tuple(StaffGroup(each, {"nb": each}) for each in ("assistent", "sykepleier"))
    numbers = {**course.numbers, "group/assistent": 91, "group/sykepleier": 92}
    course = replace(course, groups=groups, assessments=(asking,), numbers=numbers)

    (bundled,) = make_bundle(course, remote_tests=False)["assessments"]

    asked = {
        group: {item["question"] for form in forms for item in form}
        for group, forms in bundled["forms"].items()
    }
    assert asked == {"assistent": {"q"}, "sykepleier": {"q", "r"}}
    assert bundled["draws"][1]["groups"] == ["sykepleier"]
    assert bundled["questionCount"] == 2


def test_a_package_has_no_test_for_renewals(sample_course: Path) -> None:
    add_renewal(sample_course)
    course = load_course(sample_course)

    packaged = make_bundle(course, remote_tests=False)
    served = make_bundle(course, remote_tests=True)

    assert "fornyelse" not in {test["id"] for test in packaged["assessments"]}
    assert [test["id"] for test in served["assessments"] if test["renewal"]] == ["fornyelse"]
