"""How a text reads, and that its language forms say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from courseware.problems import Severity
from tests.checking import line_of, only, problems_in
from tests.sample_course import swap

LESSON = "lessons/meld-fra.nb.md"


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "at"),
    [
        (LESSON, "2. Skriv avvik.", "2. Skriv avvik innen 24 timer.", "numbers-differ", ""),
        (LESSON, "Les [om plikten](lesson:hva-er-det).", "Les om plikten.", "laws-differ", ""),
        (
            "questions/ovelse.yaml",
            "{nb: 5 mg av 2 mg/ml. Hvor mye?",
            "{nb: 6 mg av 2 mg/ml. Hvor mye?",
            "text-numbers-differ",
            "6 mg av",
        ),
    ],
)
def test_what_differs_between_the_language_forms_is_an_error(
    sample_course: Path, file: str, old: str, new: str, code: str, at: str
) -> None:
    swap(sample_course / file, old, new)

    problem = only(problems_in(sample_course))

    assert (problem.code, problem.severity) == (code, Severity.ERROR)
    if at:
        assert problem.line == line_of(sample_course / file, at)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("Du må ivareta brukeren.", "word-heavy"),
        (" ".join(["og"] * 40).capitalize() + ".", "sentence-long"),
    ],
)
def test_how_a_lesson_reads_is_a_warning(sample_course: Path, new: str, code: str) -> None:
    swap(sample_course / LESSON, "## Slik gjør du", f"{new}\n\n## Slik gjør du")

    problem = only(problems_in(sample_course))

    assert (problem.code, problem.severity, problem.line) == (code, Severity.WARNING, 1)


def test_a_lesson_full_of_long_words_is_hard_to_read(sample_course: Path) -> None:
    heavy = "Forvaltningsorganets saksbehandlingsrutiner tydeliggjør dokumentasjonskravene. " * 20
    swap(sample_course / LESSON, "## Slik gjør du", f"{heavy}\n\n## Slik gjør du")

    assert only(problems_in(sample_course)).code == "lix-high"


def test_a_heavy_word_in_a_quotation_is_an_example(sample_course: Path) -> None:
    swap(sample_course / LESSON, "## Slik gjør du", "Skriv ikke «ivareta».\n\n## Slik gjør du")

    assert problems_in(sample_course) == []


def test_the_same_word_on_the_same_line_is_told_once(sample_course: Path) -> None:
    swap(sample_course / LESSON, "## Slik gjør du", "Ivareta. " * 30 + "\n\n## Slik gjør du")

    assert [problem.code for problem in problems_in(sample_course)] == ["lix-high", "word-heavy"]


def test_an_answer_that_refers_to_the_others_is_told(sample_course: Path) -> None:
    swap(
        sample_course / "questions/ovelse.yaml",
        "{nb: Forteller litt, nn: Fortel litt}",
        "{nb: Alle over, nn: Fortel litt}",
    )

    assert only(problems_in(sample_course)).code == "option-all-of-them"


def test_a_bank_whose_longest_answers_are_right_is_told(sample_course: Path) -> None:
    file = sample_course / "questions/ovelse.yaml"
    more = "".join(
        f"""\
  - id: lang-{index}
    type: single
    topic: taushetsplikt
    text: {{nb: Hva?, nn: Kva?}}
    feedback: {{nb: Fordi., nn: Fordi.}}
    options:
      - {{id: a, text: {{nb: Det lengste svaret, nn: Det lengste svaret}}, correct: true}}
      - {{id: b, text: {{nb: Nei, nn: Nei}}, correct: false}}
      - {{id: c, text: {{nb: Tja, nn: Tja}}, correct: false}}
"""
        for index in range(10)
    )
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")

    codes = [problem.code for problem in problems_in(sample_course)]

    assert "longest-is-right" in codes
