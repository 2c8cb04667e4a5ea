"""`scorm-builder import` and `export-questions` from the outside."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from courseware.loading import load_course
from scorm_builder.cli import main
from scorm_builder.terminal import EXIT_FILES, EXIT_USAGE
from tests.question_samples import QUESTIONS, add
from tests.sample_course import swap
from tests.scorm_builder.importing.word_samples import document, paragraph, picture

GIFT = "::Røyk:: Hvor samler røyken seg? {=Under taket ~På gulvet ####Varm luft stiger.}\n"


def run(*arguments: object) -> tuple[int, dict[str, Any]]:
    words = [str(each) for each in (*arguments, "--json")]
    result = CliRunner().invoke(main, words, obj=lambda: date(2026, 3, 2))
    return result.exit_code, json.loads(result.stdout)


def test_a_bank_goes_to_moodle_and_comes_back(sample_course: Path, tmp_path: Path) -> None:
    add(sample_course, QUESTIONS)
    file, folder = tmp_path / "bank.xml", tmp_path / "tilbake"

    code, out = run("export-questions", sample_course, "--bank", "ovelse", "--out", file)
    back, made = run("import", file, "--out", folder)

    assert (code, back) == (0, 0)
    left_out = {
        each["where"]
        for each in out["remarks"]
        if each["code"] in ("export-label", "export-case", "export-clock")
    }
    assert left_out == {"las", "infusjon"}
    assert made["questions"] == out["questions"]
    codes = {each["place"].partition(".")[0] for each in made["decisions"]}
    assert codes == {"description", "audience", "licence", "rights_holder", "assets[0]"}


def test_a_question_that_shows_an_example_for_a_value_is_named(
    sample_course: Path, sample_localizations: Path, tmp_path: Path
) -> None:
    words = ("export-questions", sample_course, "--bank", "ovelse", "--out", tmp_path / "bank.xml")

    _, shared = run(*words)
    _, local = run(*words, "--localization", "fjellregionen/vik")

    (told,) = (each for each in shared["remarks"] if each["code"] == "export-unfilled")
    assert "kontakt_navn" in told["text"]
    assert all(each["code"] != "export-unfilled" for each in local["remarks"])


def test_when_a_person_has_decided_the_imported_course_loads(tmp_path: Path) -> None:
    file, folder = tmp_path / "brann.txt", tmp_path / "brann"
    file.write_text(GIFT, encoding="utf-8")
    run("import", file, "--out", folder)
    decided = {
        "description": "{nb: Om brann}",
        "audience": "{nb: Alle}",
        "licence": "CC0",
        "rights_holder": "Vik",
        "title": "{nb: Brann}",
    }

    for field, value in decided.items():
        swap(folder / "course.yaml", f"\n{field}:\n", f"\n{field}: {value}\n")

    course = load_course(folder)
    assert [question.id for question in course.questions()] == ["royk"]
    assert course.is_draft


def test_a_word_document_is_known_by_its_content(tmp_path: Path) -> None:
    file, folder = tmp_path / "brann.txt", tmp_path / "brann"
    file.write_bytes(document(paragraph("Brann", "Heading1"), paragraph("Meld fra."), picture()))

    code, made = run("import", file, "--out", folder)

    assert code == 0
    assert (folder / "media" / "bilde-1.png").is_file()
    places = [each["place"] for each in made["decisions"]]
    assert {"assets[0].alt", "assets[0].licence", "assets[0].rights_holder"} <= set(places)


def test_a_certify_bank_is_refused_unless_named(sample_course: Path, tmp_path: Path) -> None:
    file = tmp_path / "prove.xml"
    export = ("export-questions", sample_course, "--bank", "prove", "--out", file)

    code, refused = run(*export)
    assert (code, refused["error"]["code"]) == (EXIT_USAGE, "bank-is-secret")
    assert not file.exists()

    code, told = run(*export, "--with-certifying-bank", "prove")
    assert (code, told["secret"]) == (0, True)
    assert b"Ein nabo" not in file.read_bytes()


def test_a_language_that_the_course_lacks_is_said_with_those_it_has(
    sample_course: Path, tmp_path: Path
) -> None:
    file = tmp_path / "ovelse.xml"

    code, refused = run(
        "export-questions", sample_course, "--bank", "ovelse", "--out", file, "--in", "en"
    )

    assert (code, refused["error"]["code"]) == (EXIT_USAGE, "no-such-language")
    assert "nb, nn" in refused["error"]["message"]
    assert not file.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<?xml version='1.0'?><quiz><question type='essay'/></quiz>", "import-nothing"),
        (
            b"<?xml version='1.0'?><!DOCTYPE q [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><quiz/>",
            "import-doctype",
        ),
        (b"<?xml version='1.0'?><quiz>", "import-not-xml"),
        (b"\x80\x81\x82", "import-unknown"),
        (b"Et brev.", "import-unknown"),
    ],
)
def test_what_is_no_course_leaves_no_folder(tmp_path: Path, content: bytes, code: str) -> None:
    file, folder = tmp_path / "fil.xml", tmp_path / "kurs"
    file.write_bytes(content)

    exit_code, answer = run("import", file, "--out", folder)

    assert (exit_code, answer["error"]["code"]) == (EXIT_FILES, code)
    assert not folder.exists()


def test_a_question_that_the_validator_refuses_is_left_out_and_told(tmp_path: Path) -> None:
    file, folder = tmp_path / "brann.gift", tmp_path / "brann"
    many = " ".join(f"~svar{index}" for index in range(12))
    file.write_text(f"{GIFT}\n::For mange:: Hva? {{=rett {many}}}\n", encoding="utf-8")

    code, made = run("import", file, "--out", folder)

    assert (code, made["questions"]) == (0, 1)
    assert [each["code"] for each in made["remarks"]] == ["import-refused"]


def test_a_folder_in_use_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "brann.gift"
    file.write_text(GIFT, encoding="utf-8")
    (tmp_path / "kurs").mkdir()
    (tmp_path / "kurs" / "mitt.txt").write_text("mitt")

    code, answer = run("import", file, "--out", tmp_path / "kurs")

    assert (code, answer["error"]["code"]) == (EXIT_FILES, "folder-in-use")
    assert [each.name for each in (tmp_path / "kurs").iterdir()] == ["mitt.txt"]
