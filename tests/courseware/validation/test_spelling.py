"""Unknown words: which are asked about, where they are told of, and what the author's list does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from courseware.course_source import read_course
from courseware.errors import CourseNotReadable
from courseware.model import Language
from courseware.problems import Problem, Severity
from courseware.validation import check
from courseware.validation.spelling import problems, words

DAY = date(2026, 3, 2)


class Clerk:
    """Knows every word but those it was told of, and remembers what it was asked."""

    def __init__(self, **unknown: list[str]) -> None:
        self.unknown = unknown
        self.asked: dict[Language, list[str]] = {}

    def __call__(self, language: Language, asked: Sequence[str]) -> Mapping[str, Sequence[str]]:
        self.asked[language] = list(asked)
        return {word: self.unknown[word] for word in asked if word in self.unknown}


def write(course: Path, text: str, *, lesson: str = "tabletter.nb.md") -> None:
    (course / "lessons" / lesson).write_text(text, encoding="utf-8")


def told(course: Path, clerk: Clerk) -> list[Problem]:
    return list(problems(read_course(course), (), clerk))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Spør en e-post-venn.", ["Spør", "en", "post", "venn"]),
        ("helse- og omsorgsloven", ["og", "omsorgsloven"]),
        ("PC-en, SMS-er og NSAID", ["og"]),
        ("Se https://lovdata.no/lov eller kari@vik.no på vik.kommune.no", ["Se", "eller", "på"]),
        ("Gi 20 ml til B.T. klokka 12", ["Gi", "ml", "til", "klokka"]),
        ("Ring {{ kontakt_navn }} nå", ["Ring", "nå"]),
    ],
)
def test_only_words_that_a_dictionary_can_judge_are_asked_about(
    text: str, expected: list[str]
) -> None:
    assert words(text) == expected


def test_an_unknown_word_is_told_once_with_its_place_its_count_and_what_may_be_meant(
    sample_course: Path,
) -> None:
    write(sample_course, "Ring nå.\n\nTabeletten er borte. Tabeletten er funnet.\n")

    (problem,) = told(sample_course, Clerk(Tabeletten=["Tabletten", "Tabellen"]))

    assert problem.severity is Severity.WARNING
    assert (problem.file.name, problem.line) == ("tabletter.nb.md", 3)
    assert "«Tabeletten» (nb)" in problem.what()
    assert "2" in problem.what()
    assert "«Tabletten», «Tabellen»" in problem.mend()
    assert "words.nb.txt" in problem.mend()


def test_a_capital_at_the_beginning_of_a_sentence_makes_no_other_word(
    sample_course: Path,
) -> None:
    write(sample_course, "Dosett er bra. En dosett er bra.\n")
    clerk = Clerk()

    told(sample_course, clerk)

    assert "dosett" in clerk.asked["nb"]
    assert "Dosett" not in clerk.asked["nb"]


def test_titles_and_questions_are_read_too(sample_course: Path) -> None:
    clerk = Clerk()

    told(sample_course, clerk)

    bank = read_course(sample_course).banks["ovelse"]
    question = bank.root["questions"].items()[0]["text"]["nb"]
    assert set(words(question.text)) & set(clerk.asked["nb"])


def test_the_authors_own_words_are_asked_about_no_more(sample_course: Path) -> None:
    write(sample_course, "Hulderax og tabletthjelper.\n")
    (sample_course / "words.txt").write_text("# navn\nHulderax  # oppdiktet\n", encoding="utf-8")
    (sample_course / "words.nb.txt").write_text("tabletthjelper\n", encoding="utf-8")
    clerk = Clerk(Hulderax=[], tabletthjelper=[])

    assert told(sample_course, clerk) == []
    assert not {"Hulderax", "tabletthjelper"} & set(clerk.asked["nb"])


def test_a_list_of_one_language_does_not_hold_for_another(sample_course: Path) -> None:
    write(sample_course, "Ei tablettkrukke.\n", lesson="tabletter.nn.md")
    (sample_course / "words.nb.txt").write_text("tablettkrukke\n", encoding="utf-8")

    (problem,) = told(sample_course, Clerk(tablettkrukke=[]))

    assert problem.values["language"] == "nn"


def test_a_list_that_is_no_text_is_told_of(sample_course: Path) -> None:
    (sample_course / "words.txt").write_bytes(b"bl\xe5b\xe6r\n")

    with pytest.raises(CourseNotReadable) as refused:
        told(sample_course, Clerk())

    assert refused.value.problem.code == "file-not-utf8"


def test_a_flood_is_cut_and_said_to_be(sample_course: Path) -> None:
    letters = "abcdefghijklmnoprstuvyæøå"
    odd = [f"q{first}{second}" for first in letters for second in letters][:100]
    write(sample_course, f"{' '.join(odd)}.\n")

    found = told(sample_course, Clerk(**{word: [] for word in odd}))

    assert [problem.code for problem in found] == ["word-unknown"] * 40 + ["words-unknown-more"]
    assert found[-1].values["count"] == "60"


def test_the_words_of_a_local_lesson_are_told_in_its_own_file(
    sample_course: Path, sample_localizations: Path
) -> None:
    region = sample_localizations / "fjellregionen"
    (region / "lessons" / "vik-rutine.nb.md").write_text("Ring lensmanen.\n", encoding="utf-8")
    clerk = Clerk(lensmanen=["lensmannen"])

    found = check(
        sample_course,
        today=DAY,
        localization="fjellregionen/vik",
        localizations=sample_localizations,
        speller=clerk,
    )

    (problem,) = [each for each in found if each.code == "word-unknown"]
    assert problem.file.name == "vik-rutine.nb.md"
    assert "lessons" not in clerk.asked["nb"]

    (region / "words.txt").write_text("lensmanen\n", encoding="utf-8")
    found = check(
        sample_course,
        today=DAY,
        localization="fjellregionen/vik",
        localizations=sample_localizations,
        speller=clerk,
    )
    assert [each for each in found if each.code == "word-unknown"] == []
