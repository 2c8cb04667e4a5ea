"""The author's commands from the outside: what they print, write and answer."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from courseware import locate
from scorm_builder.cli import main
from scorm_builder.source import localizations_of
from scorm_builder.terminal import EXIT_FILES, EXIT_MEND, EXIT_USAGE
from tests.sample_course import swap

DAY = date(2026, 3, 2)


def run(*arguments: object, today: date = DAY) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], obj=lambda: today)


def run_json(*arguments: object) -> tuple[int, dict[str, Any]]:
    result = run(*arguments, "--json")
    return result.exit_code, json.loads(result.stdout)


def build(course: Path, out: Path, *more: object, profile: str = "moodle-scorm12") -> Result:
    return run("build", course, "--profile", profile, "--out", out, *more)


def test_a_good_course_is_said_to_be_fine(sample_course: Path) -> None:
    result = run("validate", sample_course)

    assert result.exit_code == 0
    assert "i orden" in result.stdout or "klar til bruk" in result.stdout


def test_every_planted_mistake_is_named_with_file_and_line_in_one_run(sample_course: Path) -> None:
    swap(sample_course / "course.yaml", "version: 1.2.0", "version: one")
    swap(sample_course / "course.yaml", "minutes: 20", "minuter: 20")

    code, answer = run_json("validate", sample_course)

    assert code == EXIT_MEND
    assert answer["ok"] is False
    found = {(p["file"], p["line"]) for p in answer["problems"] if p["severity"] == "error"}
    lines = (sample_course / "course.yaml").read_text().splitlines()
    version = lines.index("version: one") + 1
    assert ("eksempel/course.yaml", version) in found
    assert len(answer["problems"]) >= 2
    assert all(p["what"] and p["mend"] for p in answer["problems"])


def test_messages_come_in_the_language_asked_for(sample_course: Path) -> None:
    swap(sample_course / "course.yaml", "version: 1.2.0", "version: one")

    norwegian = run("validate", sample_course)
    english = run("validate", sample_course, "--language", "en")

    assert "Rett:" in norwegian.stderr
    assert "Mend:" in english.stderr
    assert norwegian.stderr != english.stderr


def test_a_folder_that_is_not_there_is_a_sentence_and_not_a_trace(tmp_path: Path) -> None:
    norwegian = run("validate", tmp_path / "nowhere")
    english = run("validate", tmp_path / "nowhere", "--language", "en")

    assert norwegian.exit_code == english.exit_code == EXIT_FILES
    assert "nowhere" in norwegian.stderr
    assert norwegian.stderr != english.stderr


def test_the_same_course_gives_the_same_bytes_on_another_day(
    sample_course: Path, tmp_path: Path
) -> None:
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"

    first = build(sample_course, one)
    second = run(
        "build", sample_course, "--profile", "moodle-scorm12", "--out", other,
        today=date(2026, 12, 24),
    )  # fmt: skip

    assert first.exit_code == second.exit_code == 0
    assert one.read_bytes() == other.read_bytes()


def test_a_package_holds_the_municipalitys_words_and_says_so(
    sample_course: Path, sample_localizations: Path, tmp_path: Path
) -> None:
    out = tmp_path / "vik.zip"

    code, answer = run_json(
        "build", sample_course, "--profile", "moodle-scorm12", "--out", out,
        "--localization", "fjellregionen/vik", "--localizations", sample_localizations,
    )  # fmt: skip

    assert code == 0
    assert answer["sha256"]
    with zipfile.ZipFile(out) as archive:
        provenance = json.loads(archive.read("provenance.json"))
        index = archive.read("index.html").decode()
    assert [layer["id"] for layer in provenance["layers"]] == ["fjellregionen", "fjellregionen/vik"]
    assert "kontakt_navn" not in index.replace(" ", "")
    assert set(provenance["files"]) == set(zipfile.ZipFile(out).namelist()) - {
        "provenance.json",
        "imsmanifest.xml",
    }


def test_an_unknown_municipality_is_answered_with_those_that_exist(
    sample_course: Path, sample_localizations: Path, tmp_path: Path
) -> None:
    result = build(
        sample_course, tmp_path / "x.zip", "--localization", "fjellregionen/nowhere",
        "--localizations", sample_localizations,
    )  # fmt: skip

    assert result.exit_code == EXIT_USAGE
    assert "fjellregionen/vik" in result.stderr
    assert not (tmp_path / "x.zip").exists()


def test_a_release_of_an_unapproved_course_is_refused(sample_course: Path, tmp_path: Path) -> None:
    file = sample_course / "course.yaml"
    approval = next(line for line in file.read_text().splitlines() if line.startswith("approval:"))
    swap(file, approval, "approval:")

    draft = build(sample_course, tmp_path / "draft.zip")
    release = build(sample_course, tmp_path / "release.zip", "--release")

    assert draft.exit_code == 0
    assert release.exit_code == EXIT_MEND
    assert not (tmp_path / "release.zip").exists()


def test_a_package_opens_in_the_language_that_was_asked_for(
    sample_course: Path, tmp_path: Path
) -> None:
    build(sample_course, tmp_path / "nn.zip", "--in", "nn")
    unknown = build(sample_course, tmp_path / "en.zip", "--in", "en")

    with zipfile.ZipFile(tmp_path / "nn.zip") as package:
        assert '<html lang="nn"' in package.read("index.html").decode()
    assert unknown.exit_code == EXIT_USAGE
    assert "nb, nn" in unknown.stderr
    assert not (tmp_path / "en.zip").exists()


def test_a_certifying_test_stays_out_unless_asked_for_by_name(
    sample_course: Path, tmp_path: Path
) -> None:
    build(sample_course, tmp_path / "without.zip")
    refused = build(sample_course, tmp_path / "x.zip", "--with-certifying-test", "no-such-test")

    assert refused.exit_code == EXIT_USAGE
    assert "no-such-test" in refused.stderr
    with zipfile.ZipFile(tmp_path / "without.zip") as archive:
        assert b'"mode":"remote"' not in archive.read("index.html")


def test_a_target_in_a_folder_that_is_not_there_is_refused(
    sample_course: Path, tmp_path: Path
) -> None:
    result = build(sample_course, tmp_path / "nowhere" / "x.zip")

    assert result.exit_code == EXIT_FILES
    assert "nowhere" in result.stderr


@pytest.mark.parametrize("languages", [("nb",), ("nn", "nb"), ("nb", "nn", "en")])
def test_a_new_course_validates_and_builds_as_it_is(
    tmp_path: Path, languages: tuple[str, ...]
) -> None:
    folder = tmp_path / "brannvern"
    spoken = [argument for language in languages for argument in ("--in", language)]

    made = run(
        "new", folder, "--title", 'Brann "vern": æøå', "--rights-holder", "Vik: kommune", *spoken
    )
    valid = run("validate", folder)
    built = build(folder, tmp_path / "brannvern.zip", profile="web")

    assert made.exit_code == 0, made.output
    assert valid.exit_code == 0, valid.output
    assert built.exit_code == 0, built.output


def test_a_folder_in_use_is_never_written_into(sample_course: Path) -> None:
    before = {path: path.read_bytes() for path in sample_course.rglob("*") if path.is_file()}

    result = run("new", sample_course, "--title", "T", "--rights-holder", "R")

    assert result.exit_code == EXIT_FILES
    assert before == {p: p.read_bytes() for p in sample_course.rglob("*") if p.is_file()}


@pytest.mark.parametrize("name", ["Stor", "1kurs", "æ", "a b"])
def test_an_id_that_cannot_last_is_refused_with_an_example(tmp_path: Path, name: str) -> None:
    result = run("new", tmp_path / name, "--title", "T", "--rights-holder", "R")

    assert result.exit_code == EXIT_USAGE
    assert "brannvern" in result.stderr
    assert not (tmp_path / name).exists()


def test_register_gives_new_ids_their_numbers(sample_course: Path) -> None:
    (sample_course / "ids.lock.yaml").unlink()

    code, answer = run_json("register", sample_course)
    _, again = run_json("register", sample_course)

    assert code == 0
    assert answer["added"]
    assert again == {"ok": True, "added": [], "retired": []}


def test_register_wants_a_course_or_a_region(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")

    result = run("register", tmp_path)

    assert result.exit_code == EXIT_FILES
    assert "course.yaml eller region.yaml" in result.stderr


def test_localizations_are_looked_for_beside_the_course_then_a_folder_up(tmp_path: Path) -> None:
    course = tmp_path / "courses" / "brann"
    course.mkdir(parents=True)

    found = []
    for place in (tmp_path, course.parent):
        found.append(localizations_of(course))
        (place / "localizations").mkdir()
    found.append(localizations_of(course))

    up, beside = tmp_path / "localizations", course.parent / "localizations"
    assert found == [locate.content() / "localizations", up, beside]


def test_profiles_are_explained() -> None:
    code, answer = run_json("profiles")

    assert code == 0
    assert set(answer["profiles"]) == {
        "cartridge11",
        "cmi5",
        "moodle-scorm12",
        "print",
        "scorm12",
        "scorm2004",
        "web",
    }


@pytest.mark.parametrize(
    "words",
    [
        ["validate"],
        ["validate", ".", "extra"],
        ["validate", ".", "--frob"],
        ["build", ".", "--profile", "papyrus", "--out", "x.zip"],
        ["preview", ".", "--port", "99999"],
        ["frob"],
    ],
)
def test_words_that_are_not_understood_are_json_too_where_json_was_asked_for(
    words: list[str],
) -> None:
    code, answer = run_json(*words)
    plain = run(*words)

    assert code == plain.exit_code == EXIT_USAGE
    assert answer["error"]["code"] == "usage"
    assert "Kommandoen ble ikke forstått" in plain.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["new", "brann"], "Dette mangler: --title, --rights-holder."),
        (["new", "brann", "--title=Brann"], "Dette mangler: --rights-holder."),
        (["validate"], "Dette mangler: FOLDER."),
        (["validate", ".", "--frob"], "--frob finnes ikke."),
        (["preview", ".", "--language", "sv"], "--language tar ett av disse: nb, en."),
    ],
)
def test_a_misunderstanding_is_told_whole_and_in_the_authors_language(
    words: list[str], said: str
) -> None:
    assert f"Kommandoen ble ikke forstått: {said} `" in (run(*words).stderr)


@pytest.mark.parametrize(
    ("language", "said"), [("nb", "den finnes ikke"), ("en", "it is not there")]
)
def test_what_the_system_refuses_is_told_in_the_authors_language(
    tmp_path: Path, language: str, said: str
) -> None:
    missing = tmp_path / "pakke.zip"

    result = run("inspect", missing, "--language", language)

    assert result.stderr.startswith(f"{missing}: {said}. ")


def test_a_package_is_never_written_into_its_own_course(sample_course: Path) -> None:
    before = (sample_course / "course.yaml").read_bytes()

    result = build(sample_course, sample_course / "course.yaml", profile="web")

    assert result.exit_code == EXIT_USAGE
    assert (sample_course / "course.yaml").read_bytes() == before


@pytest.mark.parametrize("title", ["", "   ", "\x1b[31mrød", "\udcff"])
def test_a_title_that_cannot_be_shown_starts_no_course(tmp_path: Path, title: str) -> None:
    result = run("new", tmp_path / "brann", "--title", title, "--rights-holder", "Vik")

    assert result.exit_code == EXIT_USAGE
    assert list(tmp_path.iterdir()) == []


def test_the_variants_of_each_calculation_are_told(sample_course: Path) -> None:
    told = run("validate", sample_course)

    assert "antall-tabletter: 9 varianter, alle kontrollert." in told.output


def test_what_the_validator_would_refuse_starts_no_course(tmp_path: Path) -> None:
    result = run("new", tmp_path / "brann", "--title", "T", "--rights-holder", "V" * 1_000)

    assert result.exit_code == EXIT_MEND
    assert list(tmp_path.iterdir()) == []


def test_a_name_too_long_for_the_disk_is_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / ("b" * 300)

    result = run("new", folder, "--id", "brann", "--title", "T", "--rights-holder", "V")

    assert result.exit_code == EXIT_FILES
    assert "b" * 300 in result.stderr


def test_a_picture_that_only_a_certify_bank_shows_stays_out(
    sample_course: Path, tmp_path: Path
) -> None:
    """Even where an open text happens to name its file."""
    secret = sample_course / "media" / "secret.svg"
    shown = next((sample_course / "media").glob("*.svg"))
    secret.write_bytes(shown.read_bytes())
    course = sample_course / "course.yaml"
    text = course.read_text(encoding="utf-8")
    asset = next(line for line in text.splitlines() if f"media/{shown.name}" in line)
    start = text.index(asset)
    end = text.index("\n  - ", start + 1) if "\n  - " in text[start + 1 :] else len(text)
    end = min(end, text.index("\nchapters:"))
    block = text[start:end]
    swap(course, block, block + "\n" + block.replace(f"media/{shown.name}", "media/secret.svg"))
    lesson = next((sample_course / "lessons").glob("*.nb.md"))
    lesson.write_text(lesson.read_text(encoding="utf-8") + "\nSe `media/secret.svg`.\n")

    built = build(sample_course, tmp_path / "out.zip", profile="web")

    assert built.exit_code == 0, built.output
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert "media/secret.svg" not in archive.namelist()
        assert f"media/{shown.name}" in archive.namelist()


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_and_option_is_documented(command: str) -> None:
    page = Path("docs/authors/commands.md").read_text(encoding="utf-8")

    assert f"scorm-builder {command}" in page
    for parameter in main.commands[command].params:
        for option in parameter.opts:
            if option.startswith("--"):
                assert f"`{option}" in page, option


def test_the_statistics_list_each_learning_goal_when_asked(sample_course: Path) -> None:
    brief, whole = run("stats", sample_course), run("stats", sample_course, "--goals")

    assert "practice: 1 learning goals in 1 questions" in brief.stdout
    assert "Vite hvem som kan få vite" not in brief.stdout
    assert re.search(r"^  Vite hvem som kan få vite +1 +0$", whole.stdout, re.MULTILINE)
    assert whole.stdout.startswith(brief.stdout)
