"""Courses go from one region to another: whole, named by a hash, and without what is secret."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from courseware.course_hash import course_hash
from courseware.loading import load_course
from scorm_builder.cli import main
from scorm_builder.terminal import EXIT_FILES, EXIT_USAGE
from tests.sample_course import PICTURE, swap


def run(*arguments: object, today: date = date(2026, 3, 2)) -> tuple[int, dict[str, Any]]:
    words = [str(each) for each in (*arguments, "--json")]
    result = CliRunner().invoke(main, words, obj=lambda: today)
    return result.exit_code, json.loads(result.stdout)


@pytest.fixture
def shared(sample_course: Path, tmp_path: Path) -> Path:
    """A catalogue of the sample course, and of nothing else."""
    assert run("catalogue", sample_course, "--out", tmp_path / "katalog")[0] == 0
    return tmp_path / "katalog"


def test_nothing_of_a_certify_bank_enters_a_catalogue(sample_course: Path, tmp_path: Path) -> None:
    (sample_course / "media" / "secret.svg").write_text(PICTURE)
    swap(sample_course / "course.yaml", "chapters:\n", """\
  - path: media/secret.svg
    alt: {nb: Hemmelig, nn: Løynd}
    licence: CC-BY-4.0
    rights_holder: Eksempel kommune
chapters:
""")  # fmt: skip
    bank = sample_course / "questions" / "prove.yaml"
    swap(bank, "    critical: true\n", "    critical: true\n    picture: media/secret.svg\n")

    code, _ = run("catalogue", sample_course, "--out", tmp_path / "katalog")

    assert code == 0
    with zipfile.ZipFile(tmp_path / "katalog" / "eksempel-1.2.0.zip") as archive:
        names = set(archive.namelist())
        everything = b"".join(archive.read(name) for name in names)
    everything += b"".join(
        each.read_bytes() for each in (tmp_path / "katalog").iterdir() if each.suffix != ".zip"
    )
    assert "questions/prove.yaml" not in names
    assert "media/secret.svg" not in names
    assert "media/las.svg" in names
    for secret in ("En nabo spør", "secret.svg", "Hemmelig"):
        assert secret.encode() not in everything


def test_the_same_course_has_the_same_hash_on_another_day(
    sample_course: Path, shared: Path, tmp_path: Path
) -> None:
    _, other = run(
        "catalogue", sample_course, "--out", tmp_path / "annen", today=date(2026, 12, 24)
    )

    told = json.loads((shared / "catalogue.json").read_text(encoding="utf-8"))
    assert told["dataset"] == other["courses"]
    (entry,) = told["dataset"]
    assert entry["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert entry["expires"] == "2027-06-01"
    assert entry["inLanguage"] == ["nb", "nn"]


def test_a_pulled_course_is_a_valid_course_to_build_on(shared: Path, tmp_path: Path) -> None:
    code, answer = run("pull", shared, "eksempel", "--out", tmp_path / "eksempel2")

    assert code == 0
    pulled = load_course(tmp_path / "eksempel2")
    assert pulled.id == answer["course"]["identifier"] == "eksempel"
    assert [bank.id for bank in pulled.banks] == ["ovelse"]
    assert course_hash(pulled)


@pytest.fixture
def address(shared: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """A test prints nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(shared)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_course_is_pulled_from_an_address(address: str, tmp_path: Path) -> None:
    code, _ = run("pull", address, "eksempel", "--out", tmp_path / "hentet")

    assert code == 0
    assert (tmp_path / "hentet" / "course.yaml").is_file()


def test_an_altered_package_is_refused_and_leaves_nothing(shared: Path, tmp_path: Path) -> None:
    package = shared / "eksempel-1.2.0.zip"
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr("lessons/mer.nb.md", "Mer.")

    code, answer = run("pull", shared, "eksempel", "--out", tmp_path / "hentet")

    assert (code, answer["error"]["code"]) == (EXIT_FILES, "pull-altered")
    assert not (tmp_path / "hentet").exists()


def test_a_hash_told_by_another_way_is_the_one_that_counts(shared: Path, tmp_path: Path) -> None:
    code, answer = run(
        "pull", shared, "eksempel", "--out", tmp_path / "hentet", "--sha256", "0" * 64
    )

    assert (code, answer["error"]["code"]) == (EXIT_FILES, "pull-altered")


@pytest.mark.parametrize("name", ["../ut.md", "/etc/ut.md", "lessons/../../ut.md", "kjor.py"])
def test_a_package_with_a_stray_name_is_refused(shared: Path, tmp_path: Path, name: str) -> None:
    package, listed = shared / "eksempel-1.2.0.zip", shared / "catalogue.json"
    before = json.loads(listed.read_text(encoding="utf-8"))["dataset"][0]["encoding"]["sha256"]
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr(name, "Ut.")
    import hashlib

    swap(listed, before, hashlib.sha256(package.read_bytes()).hexdigest())

    code, answer = run("pull", shared, "eksempel", "--out", tmp_path / "hentet")

    assert (code, answer["error"]["code"]) == (EXIT_FILES, "pull-not-a-course")
    assert not (tmp_path / "hentet").exists()


@pytest.mark.parametrize(
    "source", ["http://kommune.example/", "ftp://127.0.0.1/", "https://a:b@kommune.example/"]
)
def test_only_https_is_asked(source: str, tmp_path: Path) -> None:
    code, answer = run("pull", source, "eksempel", "--out", tmp_path / "hentet")

    assert (code, answer["error"]["code"]) == (EXIT_USAGE, "pull-address")


def test_an_unknown_course_is_answered_with_those_there_are(shared: Path, tmp_path: Path) -> None:
    code, answer = run("pull", shared, "finnes-ikke", "--out", tmp_path / "hentet")

    assert code == EXIT_USAGE
    assert "eksempel" in answer["error"]["message"]


def test_finished_packages_are_listed_and_lie_beside_the_sources(
    sample_course: Path, sample_localizations: Path, tmp_path: Path
) -> None:
    built = tmp_path / "built"
    words = ("--localization", "fjellregionen/vik", "--profile", "web", "--profile", "scorm12")
    where = ("--localizations", sample_localizations)
    assert run("build", sample_course, "--all", *words, *where, "--out", built)[0] == 0
    run("build", sample_course, "--out", built / "felles æ.zip")

    code, told = run("catalogue", sample_course, "--packages", built, "--out", tmp_path / "k")

    assert code == 0, told
    listed = told["courses"][0]["associatedMedia"]
    assert {each["additionalType"] for each in listed} == {"web", "scorm12", "moodle-scorm12"}
    for each in listed:
        content = (tmp_path / "k" / unquote(each["contentUrl"])).read_bytes()
        assert sha256(content).hexdigest() == each["sha256"]
        assert str(len(content)) == each["contentSize"]
    page = (tmp_path / "k" / "index.html").read_text("utf-8")
    assert page.count("<a href='packages/") == 3
    assert page.index("<h4>Vik kommune") < page.index("<h4>Felles kurs")
    assert json.loads((tmp_path / "k" / "catalogue.json").read_text("utf-8"))["dataset"]
    assert run("pull", tmp_path / "k", "eksempel", "--out", tmp_path / "egen")[0] == 0


def certifies(course: Path, folder: Path) -> None:
    run("build", course, "--with-certifying-test", "prove", "--out", folder / "a.zip")


def of_another_version(course: Path, folder: Path) -> None:
    run("build", course, "--out", folder / "a.zip")
    swap(course / "course.yaml", "version: 1.2.0", "version: 1.3.0")


def damaged(course: Path, folder: Path) -> None:
    run("build", course, "--out", folder / "a.zip")
    content = (folder / "a.zip").read_bytes()
    (folder / "a.zip").write_bytes(content[: len(content) // 2])


def nothing(course: Path, folder: Path) -> None:
    (folder / "a.txt").write_text("x", encoding="utf-8")


@pytest.mark.parametrize(
    ("put", "error"),
    [
        (certifies, "catalogue-package-certifies"),
        (of_another_version, "catalogue-package-of-another"),
        (damaged, "catalogue-package-unfit"),
        (nothing, "catalogue-no-packages"),
    ],
)
def test_a_package_that_cannot_be_shared_is_named_and_no_catalogue_is_left(
    put: Callable[[Path, Path], None], error: str, sample_course: Path, tmp_path: Path
) -> None:
    (tmp_path / "built").mkdir()
    put(sample_course, tmp_path / "built")

    code, told = run(
        "catalogue", sample_course, "--packages", tmp_path / "built", "--out", tmp_path / "k"
    )

    assert (code, told["error"]["code"]) == (EXIT_USAGE, error)
    assert not (tmp_path / "k").exists()
