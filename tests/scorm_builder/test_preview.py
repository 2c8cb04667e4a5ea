"""The preview: shows the course, lists problems, follows the files, stays on this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from courseware.register import read
from scorm_builder.errors import CannotRead
from scorm_builder.preview import Preview, _changes, create_app, serve
from tests.sample_course import swap


@pytest.fixture
def preview(sample_course: Path, sample_localizations: Path) -> Preview:
    return Preview(sample_course, None, sample_localizations, lambda: date(2026, 3, 2), "nb")


@pytest.fixture
def client(preview: Preview) -> Iterator[FlaskClient]:
    with create_app(preview).test_client() as client:
        yield client


def get(client: FlaskClient, path: str, host: str = "127.0.0.1:8300") -> tuple[int, str]:
    with client.get(path, headers={"Host": host}) as response:
        return response.status_code, response.get_data(as_text=True)


def test_the_course_is_shown_with_the_preview_runtime(client: FlaskClient) -> None:
    status, text = get(client, "/")

    assert status == 200
    assert '{"runtime":"preview"}' in text
    assert 'src="reload.js"' in text


def test_a_broken_course_lists_its_problems_and_goes_on_following(
    client: FlaskClient, sample_course: Path
) -> None:
    swap(sample_course / "course.yaml", "version: 1.2.0", "version: one")

    status, text = get(client, "/")

    assert status == 422
    assert "course.yaml:" in text
    assert 'src="reload.js"' in text


NEW_QUESTION = """\
  - id: helt-nytt
    type: true-false
    topic: taushetsplikt
    text: {nb: Er dette nytt?, nn: Er dette nytt?}
    feedback: {nb: Ja., nn: Ja.}
    answer: true
"""


def test_a_new_question_is_numbered_and_shown(client: FlaskClient, sample_course: Path) -> None:
    bank = sample_course / "questions" / "ovelse.yaml"
    bank.write_text(bank.read_text(encoding="utf-8") + NEW_QUESTION, encoding="utf-8")

    status, _ = get(client, "/")

    assert status == 200
    assert "question/helt-nytt" in read(sample_course).numbers


def test_nothing_is_numbered_while_anything_else_is_wrong(
    client: FlaskClient, sample_course: Path
) -> None:
    bank = sample_course / "questions" / "ovelse.yaml"
    half = NEW_QUESTION.replace("    answer: true\n", "")
    bank.write_text(bank.read_text(encoding="utf-8") + half, encoding="utf-8")

    status, _ = get(client, "/")

    assert status == 422
    assert "question/helt-nytt" not in read(sample_course).numbers


def test_a_regions_new_lesson_is_numbered_and_shown(
    preview: Preview, sample_localizations: Path
) -> None:
    region = sample_localizations / "fjellregionen"
    (region / "ids.lock.yaml").unlink()

    with create_app(replace(preview, localization="fjellregionen/vik")).test_client() as client:
        status, _ = get(client, "/")

    assert status == 200
    assert list(read(region).numbers) == ["lesson/eksempel/lokal-rutine"]


def test_saving_a_file_is_an_event(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scorm_builder.preview.LOOK_EVERY_SECONDS", 0)
    changes = _changes(preview)
    quiet = next(changes)
    lesson = next((preview.folder / "lessons").glob("*.nb.md"))
    lesson.write_text(lesson.read_text() + "\nEn setning til.\n")

    noticed = next(changes)

    assert quiet.startswith(":")
    assert noticed == "data: changed\n\n"


def test_another_sites_name_for_this_machine_is_refused(client: FlaskClient) -> None:
    status, text = get(client, "/", host="evil.example")

    assert status == 403
    assert "bundle" not in text


@pytest.mark.parametrize(
    "path", ["/media/../course.yaml", "/media/%2e%2e/course.yaml", "/player.py"]
)
def test_only_the_courses_media_and_the_player_are_served(client: FlaskClient, path: str) -> None:
    status, _ = get(client, path)

    assert status == 404


def test_media_is_shown_also_while_the_course_is_broken(
    client: FlaskClient, sample_course: Path
) -> None:
    swap(sample_course / "course.yaml", "version: 1.2.0", "version: one")
    picture = next((sample_course / "media").glob("*.svg"))

    status, text = get(client, f"/media/{picture.name}")

    assert status == 200
    assert "<svg" in text


def test_a_port_in_use_is_said_in_one_sentence(preview: Preview) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(CannotRead) as refusal:
            serve(preview, taken.getsockname()[1], lambda url: None)

    assert "--port" in refusal.value.text("nb")
