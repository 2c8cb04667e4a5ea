from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_tool.app import create_app
from lti_tool.settings import Settings
from lti_tool.storage import tool_keys
from lti_tool.texts import entries, language_for
from lti_tool.tool import Tool

ASKED = {"iss": "https://moodle.example.no", "login_hint": "42"}


def test_the_public_keys_are_published_and_may_be_cached(client: FlaskClient, tool: Tool) -> None:
    response = client.get("/lti/jwks.json")

    with tool.database.read() as session:
        kids = [key.kid for key in tool_keys.all_keys(session, tool.settings.secret)]
    assert response.json is not None
    assert [key["kid"] for key in response.json["keys"]] == kids
    assert all(set(key) == {"kty", "n", "e", "kid", "use", "alg"} for key in response.json["keys"])
    assert response.headers["Cache-Control"] == "public, max-age=300"


def test_a_monitor_learns_whether_the_tool_can_serve(client: FlaskClient) -> None:
    assert client.get("/health/ready").json == {"status": "ok"}


def test_a_monitor_learns_that_the_database_is_away(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"this is no database" * 100)
    app = create_app(Settings("https://kurs.example.no", f"sqlite:///{broken}", "secret"))

    assert app.test_client().get("/health/ready").status_code == 503
    assert app.test_client().post("/lti/login", data=ASKED).status_code == 500


def test_an_unknown_page_says_so_in_html_and_under_the_api_in_json(client: FlaskClient) -> None:
    page = client.get("/nowhere", headers={"Accept-Language": "en"})
    api = client.get("/api/nowhere", headers={"Accept-Language": "en"})

    assert page.status_code == api.status_code == 404
    assert "There is no such page" in page.text
    cause = "The address is misspelt, or the page has been removed."
    assert api.json == {
        "error": {
            "code": "http_404",
            "message": f"There is no such page. {cause}",
            "mend": "Go back to the learning platform and open the course from there.",
            "correlation": api.headers["X-Correlation-Id"],
        }
    }


def test_a_wrong_method_says_which_would_be_right(client: FlaskClient) -> None:
    response = client.get("/lti/launch")

    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]
    assert "Denne adressen åpnes ikke direkte" in response.text


def test_a_fault_of_ours_shows_no_trace(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("the secret is swordfish")

    response = app.test_client().get("/broken")

    assert response.status_code == 500
    assert "Noe gikk galt hos oss" in response.text
    assert "swordfish" not in response.text
    assert "swordfish" in capsys.readouterr().out  # the log has it, with the page's number


def test_browsers_ask_for_an_icon_and_get_none(client: FlaskClient) -> None:
    assert client.get("/favicon.ico").status_code == 204


@pytest.mark.parametrize("catalogue", ["refusals", "launch"])
def test_the_catalogues_say_the_same_in_every_language(catalogue: str) -> None:
    keys = {language: set(entries(catalogue, language)) for language in ("nb", "nn", "en")}

    assert keys["nb"] == keys["nn"] == keys["en"]


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        (["no"], "nb"),
        (["nb_NO"], "nb"),
        (["nn-NO"], "nn"),
        (["NN"], "nn"),
        (["en_US.UTF-8"], "en"),
        (["de", "en"], "en"),
        ([None, ""], "nb"),
        ([], "nb"),
    ],
)
def test_platforms_write_languages_in_their_own_ways(
    wanted: list[str | None], language: str
) -> None:
    assert language_for(*wanted) == language
