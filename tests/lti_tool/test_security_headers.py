from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_tool.app import create_app
from lti_tool.settings import Settings
from tests.lti_tool.clock import FakeClock
from tests.lti_tool.journey import Journey
from tests.lti_tool.platform_side import ISSUER


def policy(csp: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in csp.split(";"))}


@pytest.mark.parametrize("path", ["/health/ready", "/lti/jwks.json", "/lti/page.css", "/nowhere"])
def test_every_answer_is_secured(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Set-Cookie" not in headers
    assert "X-Frame-Options" not in headers
    assert len(headers["X-Correlation-Id"]) == 10
    directives = policy(headers["Content-Security-Policy"])
    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == ["'self'"]
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_nobody_frames_a_page_unless_a_view_says_so(client: FlaskClient) -> None:
    headers = client.get("/health/ready").headers

    assert policy(headers["Content-Security-Policy"])["frame-ancestors"] == ["'none'"]


def test_the_platform_frames_its_launches(moodle: Journey, client: FlaskClient) -> None:
    headers = moodle.deep_link(client).headers

    assert policy(headers["Content-Security-Policy"])["frame-ancestors"] == [ISSUER]
    assert headers["Cache-Control"] == "no-store"


def test_errors_may_be_framed_by_anyone(client: FlaskClient) -> None:
    headers = client.post("/lti/launch").headers

    assert policy(headers["Content-Security-Policy"])["frame-ancestors"] == ["*"]


def test_plain_http_promises_no_https(settings: Settings, clock: FakeClock) -> None:
    app: Flask = create_app(replace(settings, url="http://localhost:8000"), clock=clock)

    assert "Strict-Transport-Security" not in app.test_client().get("/health/ready").headers
    app.extensions["kurspakke"].database.close()
