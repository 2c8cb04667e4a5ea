"""A course on paper: what stands in it, what never does, and that anybody can read it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from courseware.texts import catalogue
from scorm_builder.errors import UnfitForProfile
from scorm_builder.inspection import inspect
from scorm_builder.paper import course_pdf
from scorm_builder.paper.view import course_view
from scorm_builder.source import open_source
from scorm_builder.texts import FOLDER
from tests.question_samples import QUESTIONS, add
from tests.sample_course import swap
from tests.scorm_builder.test_cli import run, run_json

DAY = date(2026, 11, 25)


def paper(course: Path, out: Path, *more: object) -> str:
    """The text of the paper that the command makes."""
    result = run("build", course, "--profile", "print", "--out", out, *more)
    assert result.exit_code == 0, result.output
    return " ".join(" ".join(page.extract_text() for page in PdfReader(out).pages).split())


def test_it_says_who_answers_for_it_and_how_old_its_laws_are(
    sample_course: Path, tmp_path: Path
) -> None:
    text = paper(sample_course, tmp_path / "kurs.pdf")

    assert "Kari Eksempel, Fagansvarlig, 15. januar 2026" in text
    assert "CC-BY-4.0 · Eksempel kommune" in text
    assert "forvaltningsloven § 13" in text
    assert "1. oktober 2026" in text
    assert "En hengelås" in text  # the rights of the picture


def test_addresses_are_printed_as_people_write_them(sample_course: Path, tmp_path: Path) -> None:
    swap(sample_course / "course.yaml", "1967-02-10/§13", "1967-02-10/%C2%A713")
    lesson = next((sample_course / "lessons").glob("*.nb.md"))
    link = "[Les mer](https://eksempel.no/%C3%A5pent) og <https://eksempel.no/m%C3%B8te>"
    lesson.write_text(f"{lesson.read_text(encoding='utf-8')}\n\n{link}\n", encoding="utf-8")

    text = paper(sample_course, tmp_path / "kurs.pdf")

    for address in ("lov/1967-02-10/§13", "eksempel.no/åpent", "eksempel.no/møte"):
        assert address in text
    assert "%C" not in text


def test_a_draft_says_so_on_its_pages(sample_course: Path, tmp_path: Path) -> None:
    approval = "{name: Kari Eksempel, role: Fagansvarlig, date: 2026-01-15}"
    swap(sample_course / "course.yaml", approval, "null")

    text = paper(sample_course, tmp_path / "kurs.pdf")

    assert "Ingen fagansvarlig har godkjent kurset" in text
    assert text.count("Utkast, ikke godkjent") > 3


def test_checklists_can_be_ticked_and_what_is_hidden_on_screen_is_answered_at_the_back(
    sample_course: Path, tmp_path: Path
) -> None:
    text = paper(sample_course, tmp_path / "kurs.pdf")

    assert "☐ Skjermen er låst" in text
    question, answer = text.index("Hvorfor?"), text.index("Fordi noen kan se det.")
    assert question < text.index("Svar Spørsmål 1") < answer


def test_a_case_asks_by_letters_and_tells_each_outcome_at_the_back(
    sample_course: Path, tmp_path: Path
) -> None:
    for language in ("nb", "nn"):
        lesson = sample_course / "lessons" / f"meld-fra.{language}.md"
        choices = "::: reveal Lukk opp\nBra.\n:::\n\n::: reveal Gå\nDumt.\n:::\n"
        case = f":::: case Døra\nHan banker.\n\n{choices}::::\n"
        lesson.write_text(lesson.read_text(encoding="utf-8") + case, encoding="utf-8")

    text = paper(sample_course, tmp_path / "kurs.pdf")

    assert "Situasjon: Døra Han banker." in text
    assert "a) Lukk opp b) Gå" in text
    assert text.index("Gå") < text.index("a) Bra. b) Dumt.")


@pytest.mark.parametrize("more", [(), ("--with-practice",), ("--with-certifying-test", "prove")])
def test_a_certify_bank_is_never_in_it(
    more: tuple[str, ...], sample_course: Path, tmp_path: Path
) -> None:
    text = paper(sample_course, tmp_path / "kurs.pdf", *more)

    assert "En nabo spør. Hva sier du?" not in text
    assert "3 mg av 2 mg/ml" not in text


def test_practice_questions_of_every_type_come_along_where_asked_for(
    sample_course: Path, tmp_path: Path
) -> None:
    add(sample_course, QUESTIONS)

    without = paper(sample_course, tmp_path / "without.pdf")
    text = paper(sample_course, tmp_path / "with.pdf", "--with-practice")

    assert "Hva omfattes?" not in without
    for asked in (
        "Hva omfattes?",
        "Sett i rekkefølge.",
        "Hvilken form er det?",
        "Når er den ferdig?",
    ):
        assert asked in text
    assert "Slippes ut sakte over mange timer" in text
    assert text.rindex("Helse og adresse.") > text.index("Svar Spørsmål 1")


def test_a_municipality_reads_its_own_words_in_the_language_asked_for(
    sample_course: Path, sample_localizations: Path, tmp_path: Path
) -> None:
    more = ("--localization", "fjellregionen/vik", "--localizations", sample_localizations)

    nynorsk = paper(sample_course, tmp_path / "nn.pdf", *more)
    bokmal = paper(sample_course, tmp_path / "nb.pdf", *more, "--in", "nb")

    assert "Vik kommune" in nynorsk
    assert "Ola frå Vik" in nynorsk
    assert "Kva er teieplikt?" in nynorsk
    assert "Ola i Vik" in bokmal
    assert "Hva er taushetsplikt?" in bokmal


def test_it_is_tagged_named_and_carries_its_provenance(
    sample_course: Path, sample_localizations: Path, tmp_path: Path
) -> None:
    out = tmp_path / "kurs.pdf"
    paper(sample_course, out, "--localization", "fjellregionen/vik", "--in", "nb")
    reader = PdfReader(out)

    assert {finding.rule.id for finding in inspect(out).findings} == set()
    assert reader.root_object["/Lang"] == "nb-NO"
    assert [str(each["/Title"]) for each in reader.outline if isinstance(each, dict)][:2] == [
        "Om kurset",
        "Innhold",
    ]
    metadata = reader.root_object["/Metadata"].get_object().get_data().decode()  # type: ignore[attr-defined]
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    (record,) = reader.attachments["provenance.json"]
    assert json.loads(record)["profile"] == "print"
    told = json.loads((tmp_path / "kurs.report.json").read_text(encoding="utf-8"))
    assert told["kind"] == "pdf"
    assert told["provenance"]["course"]["id"] == "eksempel"


def test_the_same_course_gives_the_same_bytes_on_another_day(
    sample_course: Path, tmp_path: Path
) -> None:
    papers = []
    for day in (DAY, date(2027, 1, 1)):
        source = open_source(sample_course, localization=None, localizations=tmp_path, today=day)
        papers.append(course_pdf(source, "print"))

    assert papers[0] == papers[1]


def test_what_people_write_is_set_as_words_and_never_as_commands(
    sample_course: Path, tmp_path: Path
) -> None:
    written = '#read("/etc/passwd") $x$ @ref &lt;a&gt; \\*ikke fet\\* = Overskrift'
    for language in ("nb", "nn"):
        lesson = sample_course / "lessons" / f"tabletter.{language}.md"
        text = lesson.read_text(encoding="utf-8")
        lesson.write_text(f"{written}\n\n{text}", encoding="utf-8")
    source = open_source(sample_course, localization=None, localizations=tmp_path, today=DAY)

    assert course_pdf(source, "print").startswith(b"%PDF-")
    lessons = course_view(source.course, practice=False)["chapters"][1]["lessons"]
    said = "".join(part for part in lessons[0]["c"][0]["c"] if isinstance(part, str))
    assert said == '#read("/etc/passwd") $x$ @ref <a> *ikke fet* = Overskrift'


def test_a_character_without_a_glyph_is_named(sample_course: Path, tmp_path: Path) -> None:
    swap(sample_course / "lessons" / "hva-er-det.nb.md", "hjemme", "hjemme 👍")
    source = open_source(sample_course, localization=None, localizations=tmp_path, today=DAY)

    with pytest.raises(UnfitForProfile, match="👍"):
        course_pdf(source, "print")


def test_a_picture_that_is_none_is_named(sample_course: Path, tmp_path: Path) -> None:
    source = open_source(sample_course, localization=None, localizations=tmp_path, today=DAY)
    (sample_course / "media" / "las.svg").write_text("<svg", encoding="utf-8")

    with pytest.raises(UnfitForProfile, match="SVG"):
        course_pdf(source, "print")


@pytest.mark.parametrize(("profile", "name"), [("print", "kurs.zip"), ("web", "kurs.pdf")])
def test_a_file_is_called_what_it_is(
    profile: str, name: str, sample_course: Path, tmp_path: Path
) -> None:
    result = run("build", sample_course, "--profile", profile, "--out", tmp_path / name)

    assert result.exit_code == 2
    assert not (tmp_path / name).exists()


def test_all_municipalities_get_a_paper_in_each_language(
    sample_course: Path, sample_localizations: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"

    code, answer = run_json("build", sample_course, "--all", "--profile", "print", "--out", out)
    _, again = run_json("build", sample_course, "--all", "--profile", "print", "--out", out)

    assert code == 0
    names = [Path(package["out"]).name for package in answer["packages"]]
    assert names == [f"eksempel-fjellregionen-vik-print-{tongue}.pdf" for tongue in ("nb", "nn")]
    languages = [str(PdfReader(out / name).root_object["/Lang"]) for name in names]
    assert languages == ["nb-NO", "nn-NO"]
    assert {package["outcome"] for package in again["packages"]} == {"unchanged"}


def test_the_words_are_the_same_in_every_language() -> None:
    keys = [set(catalogue("print", tongue, FOLDER)) for tongue in ("nb", "nn", "en")]

    assert keys[0] == keys[1] == keys[2]
