"""
The rungs below the cookie bind a launch to one browser as firmly as the cookie does.

What an attacker has: a login of their own with its state, nonce and secret, and the platform's
answer to it. What they must not get: somebody else's browser to open it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from lti_tool.protocol.login import RUNG
from lti_tool.tool import Tool
from tests.lti_tool.clock import FakeClock
from tests.lti_tool.journey import Journey
from tests.lti_tool.platform_side import (
    CLIENT_ID,
    ISSUER,
    deep_linking_claims,
    signed,
)
from tests.lti_tool.test_security_headers import policy

AUTH = f"{ISSUER}/mod/lti/auth.php"


@dataclass(frozen=True)
class Started:
    state: str
    nonce: str
    secret: str | None


def page_data(response: TestResponse) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    found = re.search(r'id="ladder">(.*?)</script>', response.text)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def without_cookies(app: Flask) -> FlaskClient:
    return app.test_client(use_cookies=False)


def started(browser: FlaskClient, **fields: str) -> Started:
    """A login in a browser that keeps no cookie, up to the page that goes on to the platform."""
    asked = {"iss": ISSUER, "login_hint": "42", "client_id": CLIENT_ID} | fields
    login = browser.post("/lti/login", data=asked)
    data = page_data(browser.get(login.headers["Location"], headers={"Sec-Fetch-Dest": "iframe"}))
    query = parse_qs(urlsplit(data["onward"]).query)
    storage = data["storage"]
    return Started(query["state"][0], query["nonce"][0], storage["secret"] if storage else None)


def answered(tool: Tool, login: Started) -> str:
    at = int(tool.clock().timestamp())
    return signed(deep_linking_claims(login.nonce, iat=at, exp=at + 60))


def proven(
    browser: FlaskClient, state: str, token: str, proof: str | None, **headers: str
) -> TestResponse:
    body = {"state": state, "id_token": token, "proof": proof}
    return browser.post("/api/launch", json=body, headers=headers)


def visits(tool: Tool) -> int:
    with tool.database.read() as session:
        return session.scalar(text("SELECT count(*) FROM visit")) or 0


def test_the_secret_goes_to_the_platforms_login_address_only(moodle: Journey, app: Flask) -> None:
    browser = without_cookies(app)
    login = browser.post(
        "/lti/login",
        data={
            "iss": ISSUER,
            "login_hint": "42",
            "client_id": CLIENT_ID,
            "lti_storage_target": "_parent",
        },
    )

    response = browser.get(login.headers["Location"])

    data = page_data(response)
    assert data["onward"].startswith(AUTH)
    assert data["storage"]["target"] == "_parent"
    assert data["storage"]["origin"] == ISSUER
    assert policy(response.headers["Content-Security-Policy"])["frame-ancestors"] == [ISSUER]


def test_a_platform_without_storage_is_told_no_secret(moodle: Journey, app: Flask) -> None:
    assert started(without_cookies(app)).secret is None


def test_the_page_begins_a_login_of_its_own(moodle: Journey, app: Flask, tool: Tool) -> None:
    """The state in the address of the check never meets the secret on the page."""
    browser = without_cookies(app)
    login = browser.post(
        "/lti/login",
        data={"iss": ISSUER, "login_hint": "42", "lti_storage_target": "_parent"},
    )
    state = parse_qs(urlsplit(login.headers["Location"]).query)["state"][0]

    first = page_data(browser.get(login.headers["Location"]))
    second = page_data(browser.get(login.headers["Location"]))

    states = {parse_qs(urlsplit(data["onward"]).query)["state"][0] for data in (first, second)}
    assert len(states | {state}) == 3
    assert first["storage"]["secret"] != second["storage"]["secret"]


def test_the_right_proof_opens_the_page_once(moodle: Journey, app: Flask, tool: Tool) -> None:
    browser = without_cookies(app)
    login = started(browser, lti_storage_target="_parent")
    token = answered(tool, login)

    asked = moodle.launch(browser, login.state, token)
    assert page_data(asked)["step"] == "after"
    assert visits(tool) == 0
    opened = proven(browser, login.state, token, login.secret)
    again = proven(browser, login.state, token, login.secret)

    assert opened.status_code == 200
    assert re.fullmatch(r"/p/\w+/deep-link-[\w-]+", opened.json["address"])
    answer = browser.get(
        "/api/deep-link", headers={"Authorization": f"Bearer {opened.json['token']}"}
    )
    assert answer.status_code == 200
    assert again.status_code == 403
    assert visits(tool) == 1


def test_another_browser_that_is_made_to_post_the_answer_opens_nothing(
    moodle: Journey, app: Flask, tool: Tool
) -> None:
    """The attacker's answer in a posted form: the page asks, and the platform there has nothing."""
    login = started(without_cookies(app), lti_storage_target="_parent")
    token = answered(tool, login)
    victim = without_cookies(app)

    page = moodle.launch(victim, login.state, token, proof=login.secret or "")
    refused = proven(victim, login.state, token, None)

    assert login.secret not in page.text
    assert page_data(page)["step"] == "after"
    assert refused.status_code == 403
    assert refused.json["error"]["code"] == "browser"
    assert visits(tool) == 0


@pytest.mark.parametrize(
    "sent",
    [
        {"headers": {"Sec-Fetch-Site": "cross-site"}},
        {"headers": {"Sec-Fetch-Site": "same-site"}},
        {"headers": {"Sec-Fetch-Site": "none"}},
        {"content_type": "text/plain"},
        {"content_type": "application/x-www-form-urlencoded"},
    ],
)
def test_no_other_site_may_bring_the_proof(
    sent: dict[str, Any], moodle: Journey, app: Flask, tool: Tool
) -> None:
    """A form of the attacker's in the victim's browser, with the attacker's own secret in it."""
    login = started(without_cookies(app), lti_storage_target="_parent")
    body = {"state": login.state, "id_token": answered(tool, login), "proof": login.secret}

    response = app.test_client().post(
        "/api/launch",
        data=json.dumps(body),
        **{"content_type": "application/json"} | sent,
    )

    assert response.status_code == 403
    assert visits(tool) == 0


@pytest.mark.parametrize("proof", ["", "x", "x" * 10_000, "another's"])
def test_a_wrong_proof_opens_nothing(proof: str, moodle: Journey, app: Flask, tool: Tool) -> None:
    login = started(without_cookies(app), lti_storage_target="_parent")
    secret = started(without_cookies(app), lti_storage_target="_parent").secret
    wrong = secret if proof == "another's" else proof

    response = proven(app.test_client(), login.state, answered(tool, login), wrong)

    assert response.status_code == 403
    assert visits(tool) == 0


def test_the_answer_to_another_login_is_refused_whatever_the_proof(
    moodle: Journey, app: Flask, tool: Tool
) -> None:
    mine = started(without_cookies(app), lti_storage_target="_parent")
    other = started(without_cookies(app), lti_storage_target="_parent")

    response = proven(app.test_client(), mine.state, answered(tool, other), mine.secret)

    assert response.json["error"]["code"] == "nonce"
    assert visits(tool) == 0


def test_a_proof_that_comes_too_late_opens_nothing(
    moodle: Journey, app: Flask, tool: Tool, clock: FakeClock
) -> None:
    login = started(without_cookies(app), lti_storage_target="_parent")
    token = answered(tool, login)
    clock.advance(minutes=11)

    assert proven(app.test_client(), login.state, token, login.secret).status_code == 403


def test_without_storage_a_lost_cookie_is_the_end(moodle: Journey, app: Flask, tool: Tool) -> None:
    login = started(without_cookies(app))

    response = moodle.launch(app.test_client(), login.state, answered(tool, login))

    assert "<code>browser</code>" in response.text
    assert visits(tool) == 0


def test_on_the_storage_access_rung_the_ordinary_cookie_is_the_proof(
    moodle: Journey, app: Flask, tool: Tool
) -> None:
    browser = app.test_client()
    login = browser.post("/lti/login", data={"iss": ISSUER, "login_hint": "42", RUNG: "access"})
    [cookie] = login.headers.getlist("Set-Cookie")
    assert "Partitioned" not in cookie
    onward = browser.get(login.headers["Location"])
    query = parse_qs(urlsplit(onward.headers["Location"]).query)
    state = query["state"][0]
    token = answered(tool, Started(state, query["nonce"][0], None))
    asked = moodle.launch(without_cookies(app), state, token)  # from another site: no cookie comes
    assert page_data(asked)["step"] == "after"

    assert proven(app.test_client(), state, token, None).status_code == 403
    opened = proven(browser, state, token, None)

    assert opened.status_code == 200
    assert "Max-Age=0" in opened.headers["Set-Cookie"]


def test_what_was_tried_is_not_offered_again(moodle: Journey, app: Flask) -> None:
    browser = without_cookies(app)
    login = browser.post("/lti/login", data={"iss": ISSUER, "login_hint": "42", RUNG: "access"})

    assert page_data(browser.get(login.headers["Location"]))["askable"] is False


def test_content_is_not_picked_in_a_window_of_its_own(
    moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    asked = moodle.log_in(client, **{RUNG: "window"})
    token = answered(tool, Started(asked.state, asked.nonce, None))

    response = moodle.launch(client, asked.state, token)

    assert response.status_code == 403
    assert "<code>picking_in_window</code>" in response.text
    assert visits(tool) == 0
