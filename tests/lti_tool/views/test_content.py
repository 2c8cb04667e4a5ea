from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_tool.tool import Tool
from tests.lti_tool.classroom import Browser, a_launch, launched, publish
from tests.sample_course import swap

FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture
def address(anne: Browser) -> str:
    bundle: str = anne.get("session").json["bundle"]
    return bundle.removesuffix("/bundle.json")


def test_a_bundle_may_be_kept_for_ever(client: FlaskClient, address: str) -> None:
    response = client.get(f"{address}/bundle.json")

    assert response.status_code == 200
    assert response.mimetype == "application/json"
    assert response.headers["Cache-Control"] == FOR_EVER
    assert "Set-Cookie" not in response.headers


def test_another_bundle_has_another_address(
    app: Flask, tool: Tool, address: str, sample_course: Path
) -> None:
    swap(sample_course / "lessons" / "tabletter.nb.md", "Dosen delt", "Mengden delt")
    swap(sample_course / "course.yaml", "version: 1.2.0", "version: 1.2.1")
    publish(tool.database, sample_course)

    session = launched(app, tool, a_launch("bo")).get("session").json

    assert not session["bundle"].startswith(address)


def test_a_process_of_another_version_answers_but_is_not_kept(
    client: FlaskClient, address: str
) -> None:
    edition, _, _ = address.partition(".")

    response = client.get(f"{edition}.{'0' * 16}/bundle.json")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "name", ["x", "0" * 64 + "." + "0" * 16, "{}~borte", "{}~..", "{}~fjellregionen~vik~x"]
)
def test_what_was_never_published_is_not_found(
    client: FlaskClient, address: str, name: str
) -> None:
    exact = address.removeprefix("/content/")

    assert client.get(f"/content/{name.format(exact)}/bundle.json").status_code == 404


def test_pictures_and_parts_of_videos_are_served(client: FlaskClient, address: str) -> None:
    whole = client.get(f"{address}/media/las.svg", buffered=True)
    part = client.get(f"{address}/media/las.svg", headers={"Range": "bytes=0-3"}, buffered=True)

    assert whole.mimetype == "image/svg+xml"
    assert whole.headers["Cache-Control"] == FOR_EVER
    assert whole.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (part.status_code, part.data) == (206, b"<svg")


def test_only_files_that_the_bundle_shows_are_served(
    client: FlaskClient, tool: Tool, sample_course: Path
) -> None:
    shutil.copy(sample_course / "media" / "las.svg", sample_course / "media" / "prove.svg")
    shutil.copy(sample_course / "media" / "las.svg", sample_course / "media" / "glemt.svg")
    swap(
        sample_course / "course.yaml",
        "chapters:\n",
        "  - path: media/prove.svg\n"
        "    alt: {nb: Etikett, nn: Etikett}\n"
        "    licence: CC-BY-4.0\n"
        "    rights_holder: Eksempel kommune\n"
        "chapters:\n",
    )
    edition = publish(tool.database, sample_course)
    served = tool.shelf.get(edition, None)
    address = f"/content/{edition}.{served.stamp}"

    for path in (
        "prove.svg",
        "glemt.svg",
        "../course.yaml",
        quote("../questions/prove.yaml", safe=""),
        "%2e%2e/questions/prove.yaml",
    ):
        assert client.get(f"{address}/media/{path}").status_code == 404, path
    assert client.get(f"{address}/media/las.svg", buffered=True).status_code == 200


def test_a_machine_that_swept_its_temporary_files_unpacks_again(
    client: FlaskClient, tool: Tool, address: str, edition: str
) -> None:
    shutil.rmtree(tool.shelf.get(edition, None).folder)

    assert client.get(f"{address}/media/las.svg", buffered=True).status_code == 200


def test_the_player_is_named_by_its_content(client: FlaskClient, anne: Browser) -> None:
    from lti_tool.views.content import static_files

    for name, file in static_files().items():
        exact = client.get(file.address)
        older = client.get(f"/static/{'0' * 16}/{name}")

        assert exact.status_code == older.status_code == 200
        assert exact.headers["Cache-Control"] == FOR_EVER
        assert older.headers["Cache-Control"] == "no-store"
    assert client.get("/static/0/other.js").status_code == 404
