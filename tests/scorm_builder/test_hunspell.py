"""Spelling by the hunspell of the machine, with a dictionary that the test writes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from scorm_builder import hunspell
from tests.scorm_builder.test_cli import run, run_json

PROGRAM = "hunspell"
needs_hunspell = pytest.mark.skipif(shutil.which(PROGRAM) is None, reason="no hunspell here")
RULES = "SET UTF-8\nTRY aeinrstlå\nSFX A Y 1\nSFX A 0 en .\n"
KNOWN = ["tablett/A", "nå", "ring", "blå"]


@pytest.fixture
def dictionary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four words of bokmål, and nothing of nynorsk."""
    folder = tmp_path / "dictionaries"
    folder.mkdir()
    (folder / "kurs_nb.aff").write_text(RULES, encoding="utf-8")
    text = "\n".join([str(len(KNOWN)), *KNOWN, ""])
    (folder / "kurs_nb.dic").write_text(text, encoding="utf-8")
    monkeypatch.setenv("DICPATH", str(folder))
    monkeypatch.setattr(hunspell, "PROGRAM", PROGRAM)
    names = {"nb": ("no_such", "kurs_nb"), "nn": ("no_such",)}
    monkeypatch.setattr(hunspell, "NAMES", names)


@needs_hunspell
@pytest.mark.usefixtures("dictionary")
def test_unknown_words_come_with_what_may_be_meant() -> None:
    speller = hunspell.installed()

    assert speller is not None
    found = speller("nb", ["Ring", "tabletten", "tablleten", "nå", "qwxz"])
    assert list(found) == ["tablleten", "qwxz"]
    assert "tabletten" in found["tablleten"]
    assert found["qwxz"] == ()


@needs_hunspell
@pytest.mark.usefixtures("dictionary")
def test_a_language_without_a_dictionary_finds_nothing_and_is_known_to() -> None:
    speller = hunspell.installed()

    assert speller is not None
    assert speller.knows("nb")
    assert not speller.knows("nn")
    assert speller("nn", ["qwxz"]) == {}


@needs_hunspell
@pytest.mark.usefixtures("dictionary")
def test_validate_tells_the_word_the_place_and_which_language_was_not_checked(
    sample_course: Path,
) -> None:
    lesson = sample_course / "lessons" / "tabletter.nb.md"
    known = {word for file in sample_course.rglob("*.*") for word in words_of(file)}
    (sample_course / "words.nb.txt").write_text("\n".join(known), encoding="utf-8")
    text = lesson.read_text(encoding="utf-8")
    lesson.write_text(f"Blå tablleten.\n\n{text}", encoding="utf-8")

    result = run("validate", sample_course)
    code, answer = run_json("validate", sample_course)

    assert "eksempel/lessons/tabletter.nb.md:1: «tablleten» (nb)" in result.stdout
    assert "«tabletten»" in result.stdout
    assert "Stavekontroll: nb." in result.stdout
    assert "Ingen stavekontroll av nn" in result.stdout
    assert code == result.exit_code == 0
    assert answer["spelling"] == ["nb"]


def words_of(file: Path) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", file.read_text(encoding="utf-8")))


def test_a_machine_without_the_program_says_so_and_finds_the_course_fit(
    sample_course: Path,
) -> None:
    result = run("validate", sample_course)

    assert result.exit_code == 0
    assert "Ingen stavekontroll: programmet hunspell er ikke på denne maskinen." in result.stdout
    assert "er ikke i ordlista" not in result.stdout
