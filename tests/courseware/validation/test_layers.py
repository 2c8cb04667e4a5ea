from pathlib import Path

import pytest

from courseware.errors import UnknownLocalization
from courseware.problems import Severity
from courseware.register import update
from tests.checking import line_of, only, problems_in
from tests.courseware.planted import PRACTICE
from tests.sample_course import swap

VIK = "fjellregionen/vik"


def replacing(localizations: Path, replaces: str) -> None:
    """Let Vik replace `meld-fra`."""
    region = localizations / "fjellregionen"
    swap(
        region / "vik.yaml",
        "    add:\n",
        "    replace:\n"
        "      - lesson: meld-fra\n"
        f"        replaces: {replaces}\n"
        "        files: {nb: lessons/vik-meld.nb.md, nn: lessons/vik-meld.nn.md}\n"
        "    add:\n",
    )
    for language in ("nb", "nn"):
        text = "::: checklist for-du-gar\n- Lås\n:::\n"
        (region / "lessons" / f"vik-meld.{language}.md").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ('"#0a5b66"', '"#7fd0d8"', "contrast-too-low", "accent"),
        ('"#0a5b66"', "turkis", "not-a-colour", "accent"),
        ("language: nn", "language: en", "language-not-listed", "language: en"),
        (
            "kontakt_navn: {nb: Ola i Vik",
            "kontakt_nam: {nb: Ola i Vik",
            "variable-not-declared",
            "nam:",
        ),
        ("{nb: Ola i Vik, nn: Ola frå Vik}", "{nb: Ola}", "translation-missing", "Ola"),
        (
            "{nb: Ola i Vik, nn: Ola frå Vik}",
            "x\n      kontakt_telefon: ring",
            "value-not-phone",
            "ring",
        ),
        ("after: meld-fra", "after: meldfra", "layer-lesson-unknown", "meldfra"),
        ("- id: lokal-rutine", "- id: meld-fra", "added-lesson-exists", "- id: meld-fra"),
        ("- id: lokal-rutine", "- id: ny-rutine", "register-missing", "add:"),
        (
            "nn: lessons/vik-rutine.nn.md",
            "nn: lessons/vik-rutin.nn.md",
            "layer-file-missing",
            "rutin.nn",
        ),
        ("nn: lessons/vik-rutine.nn.md", "nn: ../../secret.md", "not-a-lesson-path", "secret"),
        (", nn: lessons/vik-rutine.nn.md", "", "translation-missing", "files:"),
        ("    add:", "    hide: [finnes-ikke]\n    add:", "layer-lesson-unknown", "hide:"),
        ("    add:", "    hide: [hva-er-det]\n    add:", "hidden-lesson-linked", "hide:"),
        (
            "    add:",
            "    hide: [hva-er-det, meld-fra, tabletter, lokal-rutine]\n    add:",
            "layer-lesson-unknown",
            "hide:",
        ),
        (
            "    variables:",
            "    assessments: {prove: {attempts: 4}}\n    variables:",
            "override-unbounded",
            "prove:",
        ),
        (
            "    variables:",
            "    assessments: {prøve: {attempts: 4}}\n    variables:",
            "not-an-id",
            "prøve:",
        ),
        (
            "    variables:",
            "    assessments: {proven: {attempts: 4}}\n    variables:",
            "override-test-unknown",
            "proven:",
        ),
        ("  eksempel:", "  eksempl:", "layer-course-near", "eksempl:"),
        ("title: Vik kommune\n", "", "field-missing", "example: true"),
        ("title: Vik kommune\n", "title: Vik: kommune\n", "yaml-colon", "Vik: "),
    ],
)
def test_a_mistake_in_a_localization_is_told_with_its_line(
    sample_course: Path, sample_localizations: Path, old: str, new: str, code: str, at: str
) -> None:
    file = sample_localizations / "fjellregionen" / "vik.yaml"
    swap(file, old, new)

    found = problems_in(sample_course, localization=VIK)

    told = [each for each in found if each.code == code]
    assert told, "\n".join(map(str, found))
    assert str(told[0].file) == "localizations/fjellregionen/vik.yaml"
    assert told[0].line == line_of(file, at)
    assert problems_in(sample_course) == []


def test_a_required_value_that_nobody_filled_in_is_told_with_its_meaning(
    sample_course: Path, sample_localizations: Path
) -> None:
    region = sample_localizations / "fjellregionen"
    swap(region / "region.yaml", "      kontakt_navn: Regionens kontakt\n", "")
    swap(region / "vik.yaml", "      kontakt_navn: {nb: Ola i Vik, nn: Ola frå Vik}\n", "")
    swap(region / "vik.yaml", "    variables:\n", "")

    problem = only(problems_in(sample_course, localization=VIK))

    assert problem.code == "variable-unfilled"
    assert problem.file.name == "vik.yaml"
    assert "Kven ein spør" in problem.what()
    assert "Kari Eksempel" in problem.mend()


def test_a_mistake_in_a_local_lesson_has_that_files_line(
    sample_course: Path, sample_localizations: Path
) -> None:
    lesson = sample_localizations / "fjellregionen" / "lessons" / "vik-rutine.nn.md"
    lesson.write_text("Hei.\n\nLes [meir](lesson:finst-ikkje).\n", encoding="utf-8")

    problem = only(problems_in(sample_course, localization=VIK))

    assert str(problem.file) == "localizations/fjellregionen/lessons/vik-rutine.nn.md"
    assert (problem.code, problem.line) == ("lesson-unknown", 3)


def test_a_local_lesson_asks_the_same_in_every_language(
    sample_course: Path, sample_localizations: Path
) -> None:
    lesson = sample_localizations / "fjellregionen" / "lessons" / "vik-rutine.nn.md"
    lesson.write_text("::: check kollega\n:::\n", encoding="utf-8")

    problem = only(problems_in(sample_course, localization=VIK))

    assert (problem.code, problem.file.name) == ("checks-differ", "vik-rutine.nn.md")


def test_a_replaced_lesson_that_has_changed_is_told_with_both_hashes(
    sample_course: Path, sample_localizations: Path
) -> None:
    replacing(sample_localizations, "1" * 64)

    problem = only(problems_in(sample_course, localization=VIK))
    now = str(problem.values["now"])

    assert problem.code == "replaced-lesson-changed"
    assert "meld-fra" in problem.what()
    assert "1" * 64 in problem.what()
    assert now in problem.what()

    swap(sample_localizations / "fjellregionen" / "vik.yaml", "1" * 64, now)
    assert problems_in(sample_course, localization=VIK) == []


@pytest.mark.parametrize("written", ["        replaces: " + "0" * 64 + "\n", ""])
def test_a_replacement_that_names_no_hash_is_told_which_to_write(
    sample_course: Path, sample_localizations: Path, written: str
) -> None:
    vik = sample_localizations / "fjellregionen" / "vik.yaml"
    zeros = "        replaces: " + "0" * 64 + "\n"
    replacing(sample_localizations, "0" * 64)
    swap(vik, zeros, written)

    problem = only(problems_in(sample_course, localization=VIK))

    assert (problem.code, problem.file.name) == ("replaces-unset", "vik.yaml")
    told = problem.mend().removeprefix("Skriv «").removesuffix("».")
    swap(vik, "      - lesson: meld-fra\n" + written, f"      - lesson: meld-fra\n        {told}\n")
    assert problems_in(sample_course, localization=VIK) == []


def test_a_region_without_its_numbers_is_told_the_command_to_type(
    sample_course: Path, sample_localizations: Path
) -> None:
    region = sample_localizations / "fjellregionen"
    (region / "ids.lock.yaml").unlink()

    problem = only(problems_in(sample_course, localization=VIK))

    command, path = problem.mend().removeprefix("Kjør «").removesuffix("».").rsplit(" ", 1)
    assert command == "scorm-builder register"
    assert Path(path) == region
    update(Path(path))
    assert problems_in(sample_course, localization=VIK) == []


def test_hiding_the_only_check_of_a_chapter_is_a_warning(
    sample_course: Path, sample_localizations: Path
) -> None:
    for language in ("nb", "nn"):
        lesson = sample_course / f"lessons/meld-fra.{language}.md"
        text = lesson.read_text(encoding="utf-8").replace("(lesson:hva-er-det)", "(law:fvl-13)")
        lesson.write_text(text, encoding="utf-8")
    vik = sample_localizations / "fjellregionen" / "vik.yaml"
    swap(vik, "    add:", "    hide: [hva-er-det]\n    add:")

    problem = only(problems_in(sample_course, localization=VIK))

    assert (problem.code, problem.severity) == ("hidden-only-check", Severity.WARNING)


def test_a_hidden_lesson_that_a_question_links_to_is_told(
    sample_course: Path, sample_localizations: Path
) -> None:
    swap(sample_course / PRACTICE, "{nb: Ja., nn: Ja.}", '{nb: "[Ja](lesson:tabletter)", nn: Ja.}')
    vik = sample_localizations / "fjellregionen" / "vik.yaml"
    swap(vik, "    add:", "    hide: [tabletter]\n    add:")

    problem = only(problems_in(sample_course, localization=VIK))

    assert (problem.code, problem.values["linking"]) == ("hidden-lesson-linked", "etter-slutt")


def test_hiding_everything_is_refused(sample_course: Path, sample_localizations: Path) -> None:
    swap(
        sample_localizations / "fjellregionen" / "region.yaml",
        "    variables:",
        "    hide: [hva-er-det, meld-fra, tabletter]\n    variables:",
    )

    found = problems_in(sample_course, localization="fjellregionen")

    assert "hidden-all" in [each.code for each in found]


def test_an_unknown_localization_names_those_that_exist(
    sample_course: Path, sample_localizations: Path
) -> None:
    with pytest.raises(UnknownLocalization, match="fjellregionen, fjellregionen/vik") as refusal:
        problems_in(sample_course, localization="fjellregionen/voss")
    assert str(sample_localizations) in str(refusal.value)
    with pytest.raises(UnknownLocalization):
        problems_in(sample_course, localization="../fjellregionen")


@pytest.mark.parametrize(("attempts", "told"), [(1, False), (5, False), (6, True)])
def test_a_test_is_changed_within_the_bounds_of_the_course(
    sample_course: Path, sample_localizations: Path, attempts: int, told: bool
) -> None:
    bounds = "    attempts: 3\n    bounds: {attempts: {from: 1, to: 5}}\n"
    swap(sample_course / "course.yaml", "    attempts: 3\n", bounds)
    vik = sample_localizations / "fjellregionen" / "vik.yaml"
    override = f"    assessments: {{prove: {{attempts: {attempts}}}}}\n    variables:"
    swap(vik, "    variables:", override)

    found = problems_in(sample_course, localization=VIK)

    assert [each.code for each in found] == ["override-outside"] * told


LINE = "{topic: regning, count: 2}\n    rule"
OUTSIDE = "override-hours-outside"
SPAN = '[{days: [mon, tue], from: "08:00", to: "15:00"}, {days: [tue], from: "15:01", to: "20:00"}]'


@pytest.mark.parametrize(
    ("bound", "wanted", "code"),
    [
        ("session_code: [false, true]", "session_code: true", None),
        ("session_code: [false]", "session_code: true", "override-not-allowed"),
        ("requires: [nothing]", "requires: completed", "override-not-allowed"),
        ("critical_right: [true]", "critical_right: false", "override-not-allowed"),
        ("attempts: {from: 1, to: 5}", "session_code: true", "override-unbounded"),
        ("attempts: {from: 1, to: 5}", "requires: completed", "override-unbounded"),
        ("attempts: {from: 1, to: 5}", f"open: {SPAN}", "override-unbounded"),
        ("attempts: {from: 1, to: 5}", "sections: {teori: 70}", "override-unbounded"),
        ("attempts: {from: 1, to: 5}", "draws: {tall: 1}", "override-unbounded"),
        ("attempts: {from: 1, to: 5}", "all_right: {regning: false}", "override-unbounded"),
        ("draws: {tall: {from: 1, to: 2}}", "draws: {tall: 1}", None),
        ("draws: {tall: {from: 2, to: 2}}", "draws: {tall: 1}", "override-outside"),
        ("all_right: {regning: [true, false]}", "all_right: {regning: false}", None),
        ("all_right: {regning: [true]}", "all_right: {regning: false}", "override-not-allowed"),
        ("unlocks: {from: 0, to: 2}", "unlocks: 3", "override-outside"),
        ("extra_time: {from: 50, to: 100}", "extra_time: 25", "override-outside"),
        (f"open: {SPAN}", 'open: [{days: [tue], from: "14:00", to: "20:00"}]', None),
        (f"open: {SPAN}", 'open: [{days: [mon], from: "14:00", to: "15:01"}]', OUTSIDE),
        (f"open: {SPAN}", 'open: [{days: [sun], from: "09:00", to: "10:00"}]', OUTSIDE),
    ],
)  # fmt: skip
def test_every_setting_is_held_to_its_own_bounds(
    sample_course: Path, sample_localizations: Path, bound: str, wanted: str, code: str | None
) -> None:
    bounds = f"    attempts: 3\n    bounds: {{{bound}}}\n"
    swap(sample_course / "course.yaml", "    attempts: 3\n", bounds)
    swap(
        sample_course / "course.yaml", LINE, LINE.replace("2}\n    rule", "2, id: tall}\n    rule")
    )
    vik = sample_localizations / "fjellregionen" / "vik.yaml"
    swap(vik, "    variables:", f"    assessments: {{prove: {{{wanted}}}}}\n    variables:")

    found = problems_in(sample_course, localization=VIK)

    assert [each.code for each in found] == ([code] if code else [])
    if code:
        assert found[0].place.startswith("courses.eksempel.assessments.prove.")
        assert found[0].line == line_of(vik, wanted)


@pytest.mark.parametrize(
    ("bound", "code", "field"),
    [
        ("{from: 1, to: 3}", "draw-too-few", "to"),
        ("{from: 1, to: 2}", "bound-below-critical", "from"),
    ],
)
def test_what_a_municipality_may_draw_can_be_drawn(
    sample_course: Path, bound: str, code: str, field: str
) -> None:
    file = sample_course / "course.yaml"
    swap(file, LINE, LINE.replace("2}", "2, critical: 2, id: tall}"))
    bank = sample_course / "questions" / "prove.yaml"
    bank.write_text(
        bank.read_text("utf-8").replace(
            "    topic: regning\n", "    topic: regning\n    critical: true\n"
        ),
        "utf-8",
    )
    swap(file, "    attempts: 3\n", f"    attempts: 3\n    bounds: {{draws: {{tall: {bound}}}}}\n")

    found = [each for each in problems_in(sample_course) if each.code == code]

    assert [each.place for each in found] == [f"assessments[1].bounds.draws.tall.{field}"]


def test_an_author_is_told_what_may_be_chosen_instead(
    sample_course: Path, sample_localizations: Path
) -> None:
    bounds = "    attempts: 3\n    requires: completed\n    bounds: {requires: [completed]}\n"
    swap(sample_course / "course.yaml", "    attempts: 3\n", bounds)
    vik = sample_localizations / "fjellregionen" / "vik.yaml"
    swap(vik, "    variables:", "    assessments: {prove: {requires: nothing}}\n    variables:")

    told = only(problems_in(sample_course, localization=VIK))

    assert told.what("nb") == (
        "«requires» er nothing. Kurset tillater bare completed i prøven «prove»."
    )
    assert told.mend("nb") == "Skriv det, eller ta linjen bort."


@pytest.mark.parametrize(
    ("bounds", "wanted", "code"),
    [
        ("{months: {from: 12, to: 48}}", "months: 60", "certificate-outside"),
        ("{months: {from: 12, to: 48}}", "renewal_days: 30", "certificate-unbounded"),
        ("{months: {from: 12, to: 48}}", "months: 12", None),
    ],
)
def test_how_long_a_certificate_lasts_is_changed_within_bounds(
    sample_course: Path, sample_localizations: Path, bounds: str, wanted: str, code: str | None
) -> None:
    swap(
        sample_course / "course.yaml",
        "  renewal_days: 90\n",
        f"  renewal_days: 90\n  bounds: {bounds}\n",
    )
    vik = sample_localizations / "fjellregionen" / "vik.yaml"
    swap(vik, "    variables:", f"    certificate: {{{wanted}}}\n    variables:")

    found = problems_in(sample_course, localization=VIK)

    assert [each.code for each in found] == ([code] if code else [])
