"""A full disk, Ctrl-C in the middle, files made to do harm: a sentence, and all as it was."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from scorm_builder import new_course
from scorm_builder.importing import course_folder
from scorm_builder.package import Member
from scorm_builder.sharing import pulling
from scorm_builder.terminal import EXIT_FILES, EXIT_MEND
from tests.sample_course import swap
from tests.scorm_builder.full_disk import on_a_full_disk
from tests.scorm_builder.test_cli import run_json

ROOM_BYTES = 60

QUIZ = "::Brann:: Hva gjør du først? {=Varsler ~Slokker ~Løper}\n"


@pytest.fixture
def shared(sample_course: Path, tmp_path: Path) -> Path:
    """A catalogue with the sample course."""
    assert run_json("catalogue", sample_course, "--out", tmp_path / "katalog")[0] == 0
    return tmp_path / "katalog"


def everything_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


def test_a_full_disk_is_said_by_every_command_that_writes(
    sample_course: Path, sample_localizations: Path, shared: Path, tmp_path: Path
) -> None:
    quiz, old, place = tmp_path / "prove.gift", tmp_path / "gammel.zip", tmp_path / "ny"
    quiz.write_text(QUIZ, encoding="utf-8")
    assert run_json("build", sample_course, "--profile", "web", "--out", old)[0] == 0
    unnumbered = copytree(sample_course, tmp_path / "utan" / "eksempel")
    swap(unnumbered / "ids.lock.yaml", "  assessment/prove: 13\n", "")
    commands = {
        "build": ["build", sample_course, "--profile", "web", "--out", old],
        "catalogue": ["catalogue", sample_course, "--out", place],
        "export": ["export-questions", sample_course, "--bank", "ovelse", "--out", place],
        "import": ["import", quiz, "--out", place],
        "new": ["new", place, "--id", "brann", "--title", "Brann", "--rights-holder", "Vik"],
        "pull": ["pull", shared, "eksempel", "--out", place],
        "register": ["register", unnumbered],
    }
    before = everything_in(tmp_path)

    ran = on_a_full_disk(commands.values(), room_bytes=ROOM_BYTES)

    for command, (code, said) in zip(commands, ran, strict=True):
        assert (command, code) == (command, EXIT_FILES), said
        assert said["error"]["code"] in ("cannot-write", "file-unwritable"), said
    assert everything_in(tmp_path) == before


def test_a_disk_with_room_for_the_package_but_not_its_report_keeps_the_old_of_both(
    sample_course: Path, tmp_path: Path
) -> None:
    out = tmp_path / "kurs.zip"
    words = ["build", sample_course, "--profile", "cartridge11", "--out", out]
    words += ["--served-at", "https://kurs.example"]
    assert run_json(*words)[0] == 0
    before = everything_in(tmp_path)
    swap(sample_course / "course.yaml", "version: 1.2.0", "version: 1.3.0")
    course = everything_in(sample_course)

    ((code, said),) = on_a_full_disk([words], room_bytes=out.stat().st_size + 10)

    assert (code, said["error"]["code"]) == (EXIT_FILES, "cannot-write")
    assert "report" in said["error"]["message"]
    assert everything_in(sample_course) == course
    beside = {name: content for name, content in before.items() if "kurs." in name}
    assert {name: everything_in(tmp_path)[name] for name in beside} == beside


@pytest.fixture
def interrupt(monkeypatch: pytest.MonkeyPatch) -> Callable[[object, str], None]:
    """Press Ctrl-C when something is done for the second time."""

    def at_second(owner: object, name: str) -> None:
        real, calls = getattr(owner, name), []

        def pressed(*arguments: Any, **options: Any) -> Any:
            calls.append(arguments)
            if len(calls) > 1:
                raise KeyboardInterrupt
            return real(*arguments, **options)

        monkeypatch.setattr(owner, name, pressed)

    return at_second


def test_ctrl_c_in_the_middle_of_a_build_leaves_the_old_package(
    sample_course: Path, tmp_path: Path, interrupt: Callable[[object, str], None]
) -> None:
    old = tmp_path / "pakke.zip"
    assert run_json("build", sample_course, "--profile", "web", "--out", old)[0] == 0
    before = everything_in(tmp_path)
    interrupt(Member, "open")

    code, said = run_json("build", sample_course, "--profile", "scorm2004", "--out", old)

    assert (code, said["error"]["code"]) == (EXIT_MEND, "interrupted")
    assert everything_in(tmp_path) == before


@pytest.mark.parametrize(
    ("module", "words"),
    [
        (course_folder, ["import", "{quiz}"]),
        (pulling, ["pull", "{shared}", "eksempel"]),
        (new_course, ["new", "{place}", "--title", "Brann", "--rights-holder", "Vik"]),
    ],
    ids=["import", "pull", "new"],
)
def test_ctrl_c_in_the_middle_of_a_new_folder_leaves_none(
    module: object,
    words: list[str],
    shared: Path,
    tmp_path: Path,
    interrupt: Callable[[object, str], None],
) -> None:
    quiz, place = tmp_path / "prove.gift", tmp_path / "brann"
    quiz.write_text(QUIZ, encoding="utf-8")
    before = everything_in(tmp_path)
    interrupt(module, "write_file")
    filled = [word.format(quiz=quiz, shared=shared, place=place) for word in words]

    code, said = run_json(*filled, *([] if words[0] == "new" else ["--out", place]))

    assert (code, said["error"]["code"]) == (EXIT_MEND, "interrupted")
    assert everything_in(tmp_path) == before


def pulled(shared: Path, place: Path) -> tuple[int, dict[str, Any]]:
    """Pull, after the catalogue was made to name the package as it is now."""
    listed, package = shared / "catalogue.json", shared / "eksempel-1.2.0.zip"
    catalogue = json.loads(listed.read_text(encoding="utf-8"))
    catalogue["dataset"][0]["encoding"]["sha256"] = sha256(package.read_bytes()).hexdigest()
    listed.write_text(json.dumps(catalogue), encoding="utf-8")
    return run_json("pull", shared, "eksempel", "--out", place)


def test_a_bomb_in_a_catalogue_is_not_unpacked(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "MOST_UNPACKED_BYTES", 1 << 20)
    with zipfile.ZipFile(shared / "eksempel-1.2.0.zip", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("media/stor.svg", bytes(2 << 20))

    code, said = pulled(shared, tmp_path / "hentet")

    assert (code, said["error"]["code"]) == (EXIT_FILES, "pull-not-a-course")
    assert not (tmp_path / "hentet").exists()


def test_a_link_in_a_catalogue_leads_nowhere(shared: Path, tmp_path: Path) -> None:
    secret = tmp_path / "hemmelig.svg"
    secret.write_text("<svg/>")
    with zipfile.ZipFile(shared / "eksempel-1.2.0.zip", "a") as archive:
        entry = zipfile.ZipInfo("media/lenke.svg")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, str(secret))

    code, said = pulled(shared, tmp_path / "hentet")

    assert (code, said["ok"]) == (0, True)
    made = tmp_path / "hentet" / "media" / "lenke.svg"
    assert not made.is_symlink()
    assert made.read_text() == str(secret)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (QUIZ.encode("latin-1"), "import-unknown"),
        (QUIZ.encode("utf-16-le"), "import-unknown"),
        (b"<?xml version='1.0' encoding='klingon'?><quiz></quiz>", "import-not-xml"),
        (b"<?xml version='1.0' encoding='utf-8'?><quiz>\xff</quiz>", "import-not-xml"),
    ],
    ids=["latin-1", "utf-16 without its mark", "unknown", "not what it says"],
)
def test_a_file_in_an_unknown_encoding_is_never_guessed_at(
    tmp_path: Path, content: bytes, code: str
) -> None:
    file = tmp_path / "prove.gift"
    file.write_bytes(content)

    exit_code, said = run_json("import", file, "--out", tmp_path / "kurs")

    assert (exit_code, said["error"]["code"]) == (EXIT_FILES, code)
    assert not (tmp_path / "kurs").exists()


def test_a_document_of_two_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "film.docx"
    with file.open("wb") as made:
        made.write(b"PK\x03\x04")
        made.truncate(2 << 30)

    code, said = run_json("import", file, "--out", tmp_path / "kurs")

    assert (code, said["error"]["code"]) == (EXIT_FILES, "import-too-big")
    assert not (tmp_path / "kurs").exists()
