from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from lti_tool.app import create_app
from lti_tool.protocol.login import RUNG
from lti_tool.settings import Settings
from lti_tool.tool import Tool
from lti_tool.views import beginning
from tests.lti_tool.clock import FakeClock
from tests.lti_tool.journey import Journey
from tests.lti_tool.platform_side import ISSUER, deep_linking_claims, signed

ASKED = {"iss": ISSUER, "login_hint": "42", "client_id": "client-1"}


def test_a_login_goes_to_our_check_and_then_to_the_platform(
    moodle: Journey, client: FlaskClient
) -> None:
    asked = moodle.log_in(client)

    query = parse_qs(urlsplit(asked.url).query)
    assert asked.url.startswith(f"{ISSUER}/mod/lti/auth.php?")
    assert query["redirect_uri"] == ["https://kurs.example.no/lti/launch"]
    assert query["login_hint"] == ["42"]
    assert query["lti_message_hint"] == ['{"cmid":"3"}']


def test_a_login_may_be_a_link(moodle: Journey, client: FlaskClient) -> None:
    assert client.get("/lti/login", query_string=ASKED).status_code == 302


def test_the_logins_cookie_survives_in_a_frame_and_nowhere_else(
    moodle: Journey, client: FlaskClient
) -> None:
    response = client.post("/lti/login", data=ASKED)

    cookie = response.headers["Set-Cookie"]
    name, _, rest = cookie.partition("=")
    assert name.startswith("__Host-login-")
    attributes = {part.strip() for part in rest.split(";")[1:]}
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=None", "Partitioned"} <= attributes
    assert "Max-Age=600" in attributes
    assert not any(part.startswith("Domain") for part in attributes)


def test_the_cookie_is_taken_back_after_the_launch(moodle: Journey, client: FlaskClient) -> None:
    response = moodle.deep_link(client)

    assert response.status_code == 200
    assert "Max-Age=0" in response.headers["Set-Cookie"]
    assert "Partitioned" in response.headers["Set-Cookie"]


def test_launches_side_by_side_do_not_disturb_each_other(
    moodle: Journey, client: FlaskClient
) -> None:
    first, second = moodle.log_in(client), moodle.log_in(client)

    assert first.state != second.state
    assert moodle.deep_link(client).status_code == 200


@pytest.mark.parametrize(
    ("change", "status", "check"),
    [
        ({"iss": "https://unknown.example"}, 403, "platform_unknown"),
        ({"client_id": "another"}, 403, "platform_unknown"),
        ({"client_id": "", "lti_deployment_id": "8"}, 403, "login_deployment"),
        ({"login_hint": ""}, 400, "login_incomplete"),
        ({"iss": ""}, 400, "login_incomplete"),
        ({"login_hint": "x" * 5_000}, 400, "login_parameter"),
    ],
)
def test_a_login_that_leads_nowhere_says_why(
    moodle: Journey,
    client: FlaskClient,
    tool: Tool,
    change: dict[str, str],
    status: int,
    check: str,
) -> None:
    response = client.post("/lti/login", data=ASKED | change)

    assert response.status_code == status
    assert f"<code>{check}</code>" in response.text
    assert "Set-Cookie" not in response.headers
    with tool.database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM login")) == 0


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("nb-NO", "Vi kjenner ikke denne læringsplattformen"),
        ("nn", "Vi kjenner ikkje denne læringsplattforma"),
        ("en-GB", "We do not know this learning platform"),
        ("de, fr", "Vi kjenner ikke denne læringsplattformen"),
        ("", "Vi kjenner ikke denne læringsplattformen"),
    ],
)
def test_errors_are_told_in_the_browsers_language(
    client: FlaskClient, language: str, heading: str
) -> None:
    response = client.post("/lti/login", data=ASKED, headers={"Accept-Language": language})

    assert heading in response.text
    assert response.headers["X-Correlation-Id"] in response.text


def test_a_login_that_is_not_utf8_or_too_large_gets_a_page(client: FlaskClient) -> None:
    broken = client.post(
        "/lti/login",
        data=b"iss=%ff%fe&login_hint=1",
        content_type="application/x-www-form-urlencoded",
    )
    large = client.post("/lti/login", data={"iss": "x" * 600_000})

    assert (broken.status_code, large.status_code) == (403, 413)
    assert "Nummer på feilen" in broken.text
    assert "for stort" in large.text


@pytest.mark.parametrize("path", ["/lti/check", "/lti/check?state=forged", "/lti/check?state="])
def test_the_check_leads_nowhere_without_a_login_of_ours(client: FlaskClient, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 403
    assert "<code>login_unknown</code>" in response.text


def test_an_old_login_is_over(moodle: Journey, client: FlaskClient, clock: FakeClock) -> None:
    to_check = client.post("/lti/login", data=ASKED).headers["Location"]
    clock.advance(minutes=10)

    assert client.get(to_check).status_code == 403


def test_without_the_cookie_a_new_window_is_offered(moodle: Journey, app: Flask) -> None:
    framed, hint = app.test_client(use_cookies=False), '{"cmid":"<3>"}' + "x" * 15_000
    to_check = framed.post("/lti/login", data=ASKED | {"lti_message_hint": hint})

    page = framed.get(
        to_check.headers["Location"],
        headers={"Sec-Fetch-Dest": "iframe", "Accept-Language": "nn"},
    )

    assert page.status_code == 200
    assert "Opne kurset i eit nytt vindauge" in page.text
    assert f"frame-ancestors {ISSUER}" in page.headers["Content-Security-Policy"]
    posted = {
        unescape(name): unescape(value)
        for name, value in re.findall(
            r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text
        )
    }
    assert posted == ASKED | {"lti_message_hint": hint, RUNG: "window"}
    assert '<form method="post" action="/lti/login" target="_blank"' in page.text
    assert f"form-action 'self' {ISSUER} https:;" in page.headers["Content-Security-Policy"]

    window = app.test_client()  # the form leads through the same login, from its start
    again = window.post("/lti/login", data=posted)
    assert window.get(again.headers["Location"]).headers["Location"].startswith(ISSUER)


@pytest.mark.parametrize("path", ["/lti//login", "//lti/login"])
def test_an_address_with_slashes_too_many_is_none_of_ours(client: FlaskClient, path: str) -> None:
    """Werkzeug would send the browser on to the tidied address, at whatever host it named."""
    response = client.get(path, headers={"Host": "evil.example"})

    assert response.status_code == 404
    assert "Location" not in response.headers


def test_a_window_without_cookies_is_told_to_allow_them(moodle: Journey, app: Flask) -> None:
    window = app.test_client(use_cookies=False)
    to_check = window.post("/lti/login", data=ASKED).headers["Location"]

    page = window.get(to_check, headers={"Sec-Fetch-Dest": "document", "Accept-Language": "en"})

    assert "The browser takes no cookies" in page.text
    assert "/lti/login" not in page.text


def test_a_platform_of_the_development_database_does_not_open_a_production_tool(
    moodle: Journey, settings: Settings, clock: FakeClock
) -> None:
    from dataclasses import replace

    production = create_app(
        replace(settings, development=False, loopback_platforms=False), clock=clock
    )

    response = production.test_client().post("/lti/login", data=ASKED)

    assert response.status_code == 403
    assert "<code>platform_insecure</code>" in response.text
    production.extensions["kurspakke"].database.close()


def test_a_flood_of_logins_keeps_a_bounded_number_and_refuses_nobody(
    moodle: Journey, client: FlaskClient, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginning, "MOST_WAITING", 10)
    monkeypatch.setattr(beginning, "LOOKS_EVERY", 5)
    asked = moodle.log_in(client)

    answers = [
        client.post("/lti/login", data=ASKED, environ_base={"REMOTE_ADDR": "198.51.100.7"})
        for _ in range(40)
    ]

    assert {answer.status_code for answer in answers} == {302}
    with tool.database.read() as session:
        waiting = session.execute(text("SELECT count(*) FROM login")).scalar_one()
    assert waiting < 10 + 5 + 1
    at = int(tool.clock().timestamp())
    message = deep_linking_claims(asked.nonce, iat=at, exp=at + 60)
    assert moodle.launch(client, asked.state, signed(message)).status_code == 200
