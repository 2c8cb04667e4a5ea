from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from lti_tool.forwarded import TrustedProxies

PROXIES = (ipaddress.ip_network("10.0.0.0/24"), ipaddress.ip_network("fd00::7/128"))
HEADERS = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "kurs.example.no",
}


@Request.application
def application(request: Request) -> Response:
    left = [name for name, _ in request.headers if name.startswith("X-Forwarded")]
    return Response(f"{request.remote_addr} {request.url_root} {len(left)}")


def asked_by(peer: str, networks: Any = PROXIES) -> str:
    client = Client(TrustedProxies(application, networks))
    return client.get("/", headers=HEADERS, environ_overrides={"REMOTE_ADDR": peer}).text


@pytest.mark.parametrize("peer", ["10.0.0.3", "fd00::7"])
def test_a_trusted_proxys_word_counts(peer: str) -> None:
    assert asked_by(peer).startswith("203.0.113.9 https://kurs.example.no/")


@pytest.mark.parametrize("peer", ["10.0.1.3", "203.0.113.1", "", "not an address"])
def test_anybody_elses_is_dropped(peer: str) -> None:
    assert asked_by(peer) == f"{peer} http://localhost/ 0"


def test_by_default_nobody_is_trusted() -> None:
    assert asked_by("127.0.0.1", ()) == "127.0.0.1 http://localhost/ 0"
