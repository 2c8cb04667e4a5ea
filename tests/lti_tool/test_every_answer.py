"""
What every answer of the tool carries, found by walking its own list of addresses.

A new address is walked as soon as it exists: one whose place holders this test cannot fill in
fails it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lti_tool.tool import Tool
from lti_tool.views.content import static_files
from tests.lti_tool.classroom import a_launch, a_picking, launched, publish
from tests.lti_tool.journey import Journey
from tests.lti_tool.platform_side import ISSUER, signed
from tests.lti_tool.test_security_headers import policy

FRAMED_BY_PLATFORM = {"/lti/launch", "/lti/check", "/p/<registration:registration_id>/<launch>"}
"""Pages that an LMS frames. Everything else may be framed by nobody, an error page by anyone."""
NEUTRAL = {
    "assessment_id": "prove",
    "attempt_id": "AbCdEfGh12345678",
    "course": "eksempel",
    "digest": "0123456789abcdef",
    "launch": "course-AbCdEfGh12345678",
    "name": "player.js",
    "path": "picture.svg",
    "position": "0",
    "registration_id": "moodle",
    "secret": "AbCdEfGhIjKlMnOpQrStUvWx",
    "test": "prove",
}


def addresses(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every rule, method and address, filled in with what such an address may hold."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            values: dict[str, Any] = {name: NEUTRAL.get(name, "x1") for name in rule.arguments}
            built = rule.build(values)
            assert built is not None, f"cannot fill in {rule.rule}"
            for method in sorted((rule.methods or set()) - {"OPTIONS"}):
                yield rule, method, built[1]


def assert_guarded(response: TestResponse, where: str) -> None:
    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff", where
    assert headers["Referrer-Policy"] == "no-referrer", where
    assert headers["Strict-Transport-Security"] == "max-age=31536000", where
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin", where
    assert "X-Correlation-Id" in headers, where
    assert headers.get("Cache-Control"), where
    assert "Server" not in headers or "Python" not in headers["Server"], where
    assert "unsafe" not in headers["Content-Security-Policy"], where
    directives = policy(headers["Content-Security-Policy"])
    assert directives["default-src"] == ["'none'"], where
    if "sandbox" not in directives:  # a picture on its own runs nothing and shows nothing else
        assert directives["script-src"] == ["'self'"], where
        assert directives["style-src"] == ["'self'"], where
        assert directives["base-uri"] == ["'none'"], where
        assert "'self'" in directives["form-action"], where
    for header in headers.getlist("Set-Cookie"):
        name, _, rest = header.partition("=")
        assert name.startswith("__Host-login-"), where
        for attribute in ("Secure", "HttpOnly", "Path=/", "SameSite=None"):
            assert attribute in rest, where


def assert_framing(response: TestResponse, rule: str, where: str) -> None:
    directives = policy(response.headers["Content-Security-Policy"])
    ancestors = directives.get("frame-ancestors")
    if "sandbox" in directives:
        return
    if response.status_code >= 400:
        # An error may be framed by anyone: it has no data of anybody and nothing to press.
        assert ancestors in (["*"], ["'none'"]), where
        if ancestors == ["*"]:
            assert "<form" not in response.text, where
            assert "<script" not in response.text, where
    elif rule in FRAMED_BY_PLATFORM and response.status_code == 200:
        assert ancestors == [ISSUER], where
    else:
        assert ancestors == ["'none'"], where


def test_every_address_guards_its_answer_to_a_stranger(
    app: Flask, client: FlaskClient, tool: Tool, edition: str
) -> None:
    walked = list(addresses(app))

    for rule, method, address in walked:
        response = client.open(address, method=method)
        assert response.status_code < 500, address
        assert_guarded(response, f"{method} {address}")
        assert_framing(response, rule.rule, f"{method} {address}")

    assert len(walked) > 20


@pytest.mark.parametrize("role", ["learner", "teacher", "picker"])
def test_every_address_guards_its_answer_to_somebody_with_a_visit(
    role: str, app: Flask, tool: Tool, edition: str
) -> None:
    launch = {
        "learner": a_launch("anne"),
        "teacher": a_launch("liv", roles=a_picking().roles),
        "picker": a_picking(),
    }[role]
    browser = launched(app, tool, launch)

    for rule, method, address in addresses(app):
        body = {} if method in ("POST", "PUT", "PATCH") else None
        response = browser.call(method, address, body)
        assert response.status_code < 500, address
        assert_guarded(response, f"{method} {address}")
        if rule.rule.startswith("/api/"):
            assert "Set-Cookie" not in response.headers
            assert response.headers["Cache-Control"] == "no-store", address


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/nowhere", None),
        ("GET", "/api/nowhere", None),
        ("GET", "/p/moodle/nothing", None),
        ("GET", "/%00", None),
        ("GET", "//evil.example", None),
        ("DELETE", "/lti/launch", None),
        ("TRACE", "/", None),
        ("POST", "/lti/login", b"x" * (600 * 1024)),
        ("POST", "/lti/launch", b"\xff\xfe=\xff"),
        ("GET", "/static/0000000000000000/nothing.js", None),
        ("GET", "/content/nothing/bundle.json", None),
    ],
)
def test_errors_are_guarded_too(
    method: str, path: str, body: bytes | None, client: FlaskClient
) -> None:
    response = client.open(path, method=method, data=body)

    assert 400 <= response.status_code < 500
    assert_guarded(response, path)


def test_a_fault_of_ours_is_guarded_too(app: Flask, tool: Tool, client: FlaskClient) -> None:
    def fail() -> None:
        raise RuntimeError("planted")

    app.view_functions["jwks.jwks"] = fail
    response = client.get("/lti/jwks.json")

    assert response.status_code == 500
    assert_guarded(response, "/lti/jwks.json")
    assert "planted" not in response.text


def test_static_files_are_guarded(client: FlaskClient) -> None:
    for file in static_files().values():
        response = client.get(file.address)
        assert response.status_code == 200
        assert_guarded(response, file.address)
        assert "immutable" in response.headers["Cache-Control"]


def test_the_whole_way_of_a_launch_is_guarded_and_framed_by_its_platform_only(
    moodle: Journey, client: FlaskClient, edition: str
) -> None:
    login = client.post(
        "/lti/login", data={"iss": ISSUER, "login_hint": "42", "client_id": "client-1"}
    )
    check = client.get(login.headers["Location"])
    page = moodle.deep_link(client)
    asked = moodle.log_in(client)
    refused = moodle.launch(client, asked.state, signed(moodle.message(asked), key="thief"))

    for response, rule in (
        (login, "/lti/login"),
        (check, "/lti/check"),
        (page, "/lti/launch"),
        (refused, "/lti/launch"),
    ):
        assert_guarded(response, rule)
        assert_framing(response, rule, rule)
    # The login's own cookie, and its taking back: the only ones there ever are.
    assert len(login.headers.getlist("Set-Cookie")) == 1
    assert check.headers.getlist("Set-Cookie") == []
    assert all("Max-Age=0" in each for each in page.headers.getlist("Set-Cookie"))


@pytest.fixture
def edition(tool: Tool, sample_course: Any, sample_localizations: Any) -> str:
    return publish(tool.database, sample_course, sample_localizations)
