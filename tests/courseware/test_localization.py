import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.errors import InvalidCourse, UnknownLocalization
from courseware.layering import Addition, LocalLayer, Replacement, lay, lesson_hash
from courseware.loading import load_course
from courseware.localization import LocalizationInfo, available, localize
from courseware.model import Chapter, Course, Lesson, OpenHours, Theme
from courseware.register import update
from tests.sample_course import swap
from tests.sample_plans import add_plans

VIK = "fjellregionen/vik"


# --- from files ---------------------------------------------------------------------------------


def test_the_region_lies_below_the_municipality(
    sample_course: Path, sample_localizations: Path
) -> None:
    course = localize(load_course(sample_course), VIK, sample_localizations)

    assert course.values == {
        "kontakt_navn": {"nb": "Ola i Vik", "nn": "Ola frå Vik"},
        "kontakt_telefon": {"nb": "11 11 11 11", "nn": "11 11 11 11"},
    }
    assert course.language == "nn"
    assert course.theme == Theme("#0a5b66")
    assert [lesson.id for lesson in course.lessons()] == [
        "hva-er-det",
        "meld-fra",
        "lokal-rutine",
        "tabletter",
    ]
    assert course.numbers["lesson/lokal-rutine"] == 1000
    assert [layer.id for layer in course.layers] == ["fjellregionen", VIK]
    assert course.layers[1].variables == ("kontakt_navn",)
    assert course.layers[1].added == ("lokal-rutine",)
    assert all(layer.example for layer in course.layers)


def test_a_municipality_sets_a_test_within_the_bounds(
    sample_course: Path, sample_localizations: Path
) -> None:
    bounds = (
        "{attempts: {from: 1, to: 5}, wait: {from: 0, to: 72}, time_limit: {from: 45, to: 90}, "
    )
    swap(
        sample_course / "course.yaml",
        "    attempts: 3\n",
        f"    attempts: 3\n    wait: 24\n    bounds: {bounds}percent: {{from: 80, to: 100}}}}\n",
    )
    settings = "{attempts: 2, wait: 0, time_limit: 90, percent: 100}"
    vik = sample_localizations / "fjellregionen" / "vik.yaml"
    swap(vik, "    variables:", f"    assessments: {{prove: {settings}}}\n    variables:")
    course = load_course(sample_course)

    shared = course.assessment("prove")
    local = localize(course, VIK, sample_localizations).assessment("prove")

    assert (shared.attempts, shared.wait, shared.time_limit) == (
        3,
        timedelta(hours=24),
        timedelta(hours=1),
    )
    assert (local.attempts, local.wait, local.time_limit) == (2, None, timedelta(minutes=90))
    assert local.rule
    assert local.rule.percent == 100
    assert local.draws == shared.draws


def test_a_municipality_changes_what_is_drawn_and_what_must_be_all_right(
    sample_course: Path, sample_localizations: Path
) -> None:
    file = sample_course / "course.yaml"
    line = "{topic: regning, count: 2}\n    rule"
    swap(file, line, line.replace("2}", "2, id: tall}"))
    either = "{regning: [true, false], taushetsplikt: [true, false]}"
    bounds = f"{{draws: {{tall: {{from: 1, to: 2}}}}, all_right: {either}}}"
    swap(file, "    attempts: 3\n", f"    attempts: 3\n    bounds: {bounds}\n")
    settings = "{draws: {tall: 1}, all_right: {regning: false, taushetsplikt: true}}"
    vik = sample_localizations / "fjellregionen" / "vik.yaml"
    swap(vik, "    variables:", f"    assessments: {{prove: {settings}}}\n    variables:")
    course = load_course(sample_course)

    shared = course.assessment("prove")
    local = localize(course, VIK, sample_localizations).assessment("prove")

    assert [draw.count for draw in shared.draws] == [1, 2]
    assert [draw.count for draw in local.draws] == [1, 1]
    assert shared.rule
    assert local.rule
    assert (shared.rule.all_right, local.rule.all_right) == (("regning",), ("taushetsplikt",))


BOUNDED = """\
    wait: 24
    bounds:
      attempts: {from: 1, to: 5}
      wait: {from: 0, to: 72}
      time_limit: {from: 45, to: 90}
      percent: {from: 80, to: 100}
      sections: {teori: {from: 60, to: 90}}
      unlocks: {from: 0, to: 3}
      extra_time: {from: 25, to: 100}
      critical_right: [true, false]
      session_code: [false, true]
      requires: [completed, nothing]
      open: [{days: [mon, tue, wed, thu, fri, sat, sun], from: "06:00", to: "22:00"}]
"""
TEORI = (
    "sections: [{id: teori, title: {nb: Teori, nn: Teori}, topics: [taushetsplikt], percent: 80}]"
)


def bound(course: Path) -> None:
    """Let a localization change every setting of the sample's pass test, and its certificate."""
    file = course / "course.yaml"
    swap(file, "critical_right: true}", f"critical_right: true, {TEORI}}}")
    swap(file, "    attempts: 3\n", "    attempts: 3\n" + BOUNDED)
    swap(
        file,
        "  renewal_days: 90\n",
        "  renewal_days: 90\n"
        "  bounds: {months: {from: 12, to: 48}, renewal_days: {from: 30, to: 90}}\n",
    )


def test_a_municipality_sets_every_rule_of_a_test_and_of_the_certificate(
    sample_course: Path, sample_localizations: Path
) -> None:
    bound(sample_course)
    vik = sample_localizations / "fjellregionen" / "vik.yaml"
    hours = '[{days: [tue, thu], from: "08:00", to: "15:00"}]'
    settings = (
        "attempts: 1, wait: 48, time_limit: 45, percent: 90, sections: {teori: 60}, unlocks: 2, "
        "extra_time: 50, critical_right: false, session_code: true, requires: completed, "
        f"open: {hours}"
    )
    certificate = "    certificate: {months: 24, renewal_days: 30}\n"
    ours = f"    assessments: {{prove: {{{settings}}}}}\n{certificate}"
    swap(vik, "    variables:", f"{ours}    variables:")
    course = load_course(sample_course)

    shared = course.assessment("prove")
    localized = localize(course, VIK, sample_localizations)
    local = localized.assessment("prove")

    assert (shared.session_code, shared.requires_completed, shared.open) == (False, False, ())
    assert (shared.unlocks, shared.extra_time) == (None, 100)
    assert (local.session_code, local.requires_completed) == (True, True)
    assert local.open == (OpenHours((1, 3), "08:00", "15:00"),)
    assert (local.attempts, local.unlocks, local.extra_time) == (1, 2, 50)
    assert (local.wait, local.time_limit) == (timedelta(hours=48), timedelta(minutes=45))
    assert local.rule
    assert (local.rule.percent, local.rule.critical_right) == (90, False)
    assert [(each.id, each.percent) for each in local.rule.sections] == [("teori", 60)]
    assert local.rule.all_right == ("regning",)
    assert localized.certificate
    assert (localized.certificate.months, localized.certificate.renewal_days) == (24, 30)


def test_a_municipality_narrows_what_its_region_set(
    sample_course: Path, sample_localizations: Path
) -> None:
    bound(sample_course)
    region = sample_localizations / "fjellregionen"
    swap(
        region / "region.yaml",
        "    variables:",
        "    assessments: {prove: {session_code: true, unlocks: 3}}\n    variables:",
    )
    swap(
        region / "vik.yaml",
        "    variables:",
        "    assessments: {prove: {session_code: false, extra_time: 25}}\n    variables:",
    )

    local = localize(load_course(sample_course), VIK, sample_localizations).assessment("prove")

    assert (local.session_code, local.unlocks, local.extra_time) == (False, 3, 25)


def test_a_region_may_stand_alone(sample_course: Path, sample_localizations: Path) -> None:
    course = localize(load_course(sample_course), "fjellregionen", sample_localizations)

    assert course.values["kontakt_navn"]["nb"] == "Regionens kontakt"
    assert course.language == "nb"
    assert [layer.title for layer in course.layers] == ["Fjellregionen"]


@pytest.mark.parametrize("value", ["99887766", "2.50"])
def test_a_number_that_is_no_text_is_refused_and_a_quoted_one_kept(
    sample_course: Path, sample_localizations: Path, value: str
) -> None:
    region = sample_localizations / "fjellregionen/region.yaml"
    swap(region, "11 11 11 11", value)

    with pytest.raises(InvalidCourse) as caught:
        localize(load_course(sample_course), VIK, sample_localizations)
    swap(region, value, '"99887766"')
    course = localize(load_course(sample_course), VIK, sample_localizations)

    assert [problem.code for problem in caught.value.problems] == ["not-a-value"]
    assert course.values["kontakt_telefon"]["nb"] == "99887766"


def test_a_replaced_lesson_keeps_its_place_and_title(
    sample_course: Path, sample_localizations: Path
) -> None:
    shared = load_course(sample_course)
    lesson = next(each for each in shared.lessons() if each.id == "tabletter")
    region = sample_localizations / "fjellregionen"
    for language in ("nb", "nn"):
        (region / "lessons" / f"tabl.{language}.md").write_text(f"Hos oss ({language}).\n")
    swap(
        region / "vik.yaml",
        "    add:\n",
        "    replace:\n      - {lesson: tabletter, "
        "files: {nb: lessons/tabl.nb.md, nn: lessons/tabl.nn.md}, "
        f"replaces: {lesson_hash(lesson)}}}\n    add:\n",
    )

    course = localize(shared, VIK, sample_localizations)

    *_, replaced = course.lessons()
    assert (replaced.id, replaced.title, replaced.minutes) == ("tabletter", lesson.title, 5)
    assert replaced.body == {"nb": "Hos oss (nb).\n", "nn": "Hos oss (nn).\n"}
    assert course.layers[1].replaced == ("tabletter",)


def test_localizing_again_changes_nothing(sample_course: Path, sample_localizations: Path) -> None:
    course = load_course(sample_course)
    vik = localize(course, VIK, sample_localizations)

    assert localize(vik, VIK, sample_localizations) == vik
    region = localize(course, "fjellregionen", sample_localizations)
    assert localize(region, VIK, sample_localizations) == vik


def test_a_localization_with_errors_is_refused_with_all_of_them(
    sample_course: Path, sample_localizations: Path
) -> None:
    vik = sample_localizations / "fjellregionen" / "vik.yaml"
    swap(vik, '"#0a5b66"', '"#ffff00"')
    swap(vik, "after: meld-fra", "after: finnes-ikke")

    with pytest.raises(InvalidCourse) as caught:
        localize(load_course(sample_course), VIK, sample_localizations)

    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["contrast-too-low", "layer-lesson-unknown"]


def test_two_municipalities_may_add_a_lesson_of_the_same_id(
    sample_course: Path, sample_localizations: Path
) -> None:
    region = sample_localizations / "fjellregionen"
    shutil.copy(region / "vik.yaml", region / "dal.yaml")
    swap(region / "dal.yaml", "Vik kommune", "Dal kommune")

    assert update(region) == ()
    course = localize(load_course(sample_course), "fjellregionen/dal", sample_localizations)

    assert course.numbers["lesson/lokal-rutine"] == 1000


# --- which there are ----------------------------------------------------------------------------


def test_every_localization_is_listed_a_region_before_its_own(sample_localizations: Path) -> None:
    assert available(sample_localizations) == [
        LocalizationInfo("fjellregionen", "Fjellregionen", "", example=True),
        LocalizationInfo(VIK, "Vik kommune", "nn", example=True),
    ]


def test_one_that_cannot_be_read_is_listed_by_its_id(sample_localizations: Path) -> None:
    (sample_localizations / "fjellregionen" / "vik.yaml").write_text("a: [", encoding="utf-8")
    (sample_localizations / "ikke-region").mkdir()

    assert [info.title for info in available(sample_localizations)] == ["Fjellregionen", VIK]


def test_where_there_are_none_the_list_is_empty(tmp_path: Path) -> None:
    assert available(tmp_path / "finnes-ikke") == []


@pytest.mark.parametrize(
    "asked", ["voss", "fjellregionen/voss", "../x", "fjellregionen/region", ""]
)
def test_an_unknown_one_names_those_that_exist(
    sample_course: Path, sample_localizations: Path, asked: str
) -> None:
    course = load_course(sample_course)

    with pytest.raises(UnknownLocalization, match="fjellregionen, fjellregionen/vik"):
        localize(course, asked, sample_localizations)
    with pytest.raises(UnknownLocalization, match="ingen tilpasninger"):
        localize(course, asked, sample_localizations / "tom")


# --- the laws of layers -------------------------------------------------------------------------

LESSONS = ("en", "to", "tre")


def lesson(lesson_id: str, text: str = "felles") -> Lesson:
    return Lesson(lesson_id, {"nb": lesson_id}, 1, {"nb": text})


SHARED = Course(
    id="kurs",
    version="1.0.0",
    languages=("nb",),
    language="nb",
    title={"nb": "Kurs"},
    description={"nb": ""},
    audience={"nb": ""},
    duration=timedelta(minutes=5),
    licence="CC-BY-4.0",
    rights_holder="Eksempel",
    approval=None,
    review=date(2027, 1, 1),
    keywords=(),
    variables=(),
    laws=(),
    chapters=(
        Chapter("a", {"nb": "A"}, (lesson("en"), lesson("to"))),
        Chapter("b", {"nb": "B"}, (lesson("tre"),)),
    ),
    banks=(),
    assessments=(),
    assets=(),
    numbers={"lesson/en": 1, "lesson/to": 2, "lesson/tre": 3},
)

replacements = st.builds(
    Replacement, st.sampled_from(LESSONS), st.builds(dict, nb=st.text("xyz")), st.just("0" * 64)
)
layers = st.builds(
    LocalLayer,
    id=st.just("?"),
    title=st.text("AB"),
    language=st.none() | st.sampled_from(["nb", "nn"]),
    accent=st.none() | st.sampled_from(["#0a5b66", "#000000"]),
    variables=st.dictionaries(st.sampled_from("vw"), st.builds(dict, nb=st.text("xyz"))),
    replace=st.lists(replacements, max_size=2, unique_by=lambda each: each.lesson).map(tuple),
    hide=st.lists(st.sampled_from(LESSONS), max_size=2, unique=True).map(tuple),
)
chains = st.lists(layers, max_size=4).map(
    lambda chain: [
        replace(
            layer,
            id=f"lag-{index}",
            add=(Addition(lesson(f"egen-{index}"), "en", 1000 + index),),
        )
        for index, layer in enumerate(chain)
    ]
)


def laid(course: Course, chain: list[LocalLayer]) -> Course:
    for layer in chain:
        course = lay(course, layer)
    return course


@given(chains)
def test_the_last_layer_wins(chain: list[LocalLayer]) -> None:
    course = laid(SHARED, chain)

    for name in "vw":
        filled = [layer.variables[name] for layer in chain if name in layer.variables]
        assert course.values.get(name) == (filled[-1] if filled else None)
    languages = [layer.language for layer in chain if layer.language]
    assert course.language == ([SHARED.language, *languages])[-1]
    accents = [Theme(layer.accent) for layer in chain if layer.accent]
    assert course.theme == (accents[-1] if accents else None)
    for shown in course.lessons():
        if shown.id in LESSONS:
            ours = [
                each.body for layer in chain for each in layer.replace if each.lesson == shown.id
            ]
            assert shown.body == ([{"nb": "felles"}, *ours])[-1]


@given(chains)
def test_a_hidden_lesson_is_gone_and_every_other_is_there_in_order(chain: list[LocalLayer]) -> None:
    shown = [each.id for each in laid(SHARED, chain).lessons()]
    hidden = {lesson_id for layer in chain for lesson_id in layer.hide}

    assert [each for each in shown if each in LESSONS] == [e for e in LESSONS if e not in hidden]
    assert len(shown) == len(set(shown))


@given(chains)
def test_layers_stand_in_the_provenance_once_and_in_order(chain: list[LocalLayer]) -> None:
    course = laid(SHARED, chain)

    assert [layer.id for layer in course.layers] == [layer.id for layer in chain]
    assert laid(course, chain) == course


@given(chains, st.integers(0, 4))
def test_it_makes_no_difference_where_one_pauses(chain: list[LocalLayer], at: int) -> None:
    assert laid(laid(SHARED, chain[:at]), chain) == laid(SHARED, chain)


@given(chains)
def test_the_shared_course_is_untouched(chain: list[LocalLayer]) -> None:
    before = repr(SHARED)

    laid(SHARED, chain)

    assert repr(SHARED) == before


def test_added_lessons_follow_in_the_order_of_the_file_and_may_chain() -> None:
    add = (
        Addition(lesson("x"), "en", 1000),
        Addition(lesson("y"), "en", 1001),
        Addition(lesson("z"), "x", 1002),
    )

    course = lay(SHARED, LocalLayer("lag", "Lag", add=add))

    assert [each.id for each in course.lessons()] == ["en", "x", "z", "y", "to", "tre"]
    assert course.numbers["lesson/z"] == 1002


def test_a_chapter_with_nothing_left_is_left_out() -> None:
    course = lay(SHARED, LocalLayer("lag", "Lag", hide=("tre",)))

    assert [chapter.id for chapter in course.chapters] == ["a"]


def test_a_lesson_added_after_a_hidden_one_takes_its_place() -> None:
    add = (Addition(lesson("vår"), "to", 1000),)

    course = lay(SHARED, LocalLayer("lag", "Lag", add=add, hide=("to",)))

    assert [each.id for each in course.lessons()] == ["en", "vår", "tre"]


def test_a_lesson_hash_changes_with_any_language_and_nothing_else() -> None:
    one = Lesson("a", {"nb": "A"}, 1, {"nb": "x", "nn": "y"})

    assert lesson_hash(one) == lesson_hash(replace(one, body={"nn": "y", "nb": "x"}, minutes=9))
    assert lesson_hash(one) != lesson_hash(replace(one, body={"nb": "x", "nn": "z"}))
    assert lesson_hash(one) != lesson_hash(replace(one, body={"nb": "y", "nn": "x"}))


def test_a_long_chain_of_added_lessons_is_laid_in_its_order() -> None:
    ids = [f"egen-{index}" for index in range(3000)]
    add = tuple(
        Addition(lesson(each), after, 1000 + index)
        for index, (after, each) in enumerate(zip(["en", *ids], ids, strict=False))
    )

    laid = lay(SHARED, LocalLayer("x", "X", add=add))

    assert [each.id for each in laid.lessons()] == ["en", *ids, "to", "tre"]


def test_an_edition_for_one_group_asks_and_allows_what_is_the_groups(
    sample_course: Path, sample_localizations: Path
) -> None:
    add_plans(sample_course)
    file = sample_course / "course.yaml"
    swap(
        file,
        "      - {topic: regning, count: 2}\n    rule:",
        "      - {topic: regning, count: 2, groups: [sykepleier]}\n    rule:",
    )
    swap(file, "{id: mikstur, title", "{id: mikstur, groups: [sykepleier], title")
    region = sample_localizations / "fjellregionen" / "vik.yaml"
    swap(region, "courses:\n  eksempel:\n", "courses:\n  eksempel:\n    group: assistent\n")

    local = localize(load_course(sample_course), VIK, sample_localizations)

    test, rules = local.assessment("prove"), local.certificate
    assert [(line.topic, line.groups) for line in test.draws] == [("taushetsplikt", ())]
    assert rules is not None
    assert [scope.id for scope in rules.scopes] == ["dele-ut"]
