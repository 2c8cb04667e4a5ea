"""Nonsense by the thousand at every address: all of it is refused, and it breaks nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from lti_tool.tool import Tool
from tests.lti_tool.certification.ward import Ward, publish_certifying
from tests.lti_tool.clock import FakeClock
from tests.lti_tool.views.test_route_rights import MAY, Everybody
from tests.lti_tool.views.test_tenancy import BEFORE_A_VISIT, address, api_rules

VALUES: list[Any] = [
    *("", " ", "\0", "a\0b", "\ud800", "\ufeffa", "\u202e\u2066", "𝟙", "٣٫٥", "1e400", "1,5|ml"),
    *("<script>alert(1)</script>", "'; drop table attempt;--", "../../etc/passwd", "\r\nX: y"),
    *("=cmd|'/c calc'!A1", "%s%n", "2028-02-30", "0001-01-01", "9999-12-31", "10000-01-01"),
    *("a" * 100_000, "æøå" * 2_000, None, True, False, 0, -1, 10**30, 2**63, -(2**63) - 1),
    *(0.5, 1e308, float("nan"), float("inf"), [], {}, [None], ["a"] * 5_000, {"$ne": None}),
    [[[[[[]]]]]],
]
BODIES = [
    *(b"", b"null", b"[]", b'"x"', b"1", b"{", b'{"a":}', b"\xff\xfe", b"NaN", b"\0" * 1_000),
    b'{"response":"a","response":"b"}',
    b'{"response":"\\ud800"}',
    b'\xef\xbb\xbf{"response":"a"}',
    b'{"percent": 1e999}',
    b'{"hours": ' + b"9" * 5_000 + b"}",
    b"[" * 100_000,
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b"a" * 11_000_000,
]
SEGMENTS = ["abc", "%00", "%ff", "..%2f..%2fetc", "a" * 3_000, "-1", "9" * 20, "%F0%9F%98%80"]
TYPES = ["application/json", "text/plain", "multipart/form-data; boundary=x", "", "a/b; c=utf-16"]
Asking = tuple[str, str, str, dict[str, Any]]
"""Who, how, where, and with what."""


def nonsense(app: Flask, everybody: Everybody, attempt: str, rnd: Random) -> Iterator[Asking]:
    """Without end: a good request with one thing wrong, or one that is wrong altogether."""
    api = list(api_rules(app))
    others = [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/api/")]
    while True:
        if rnd.random() < 0.2:
            rule = rnd.choice(others)
            method = rnd.choice(sorted((rule.methods or {"GET"}) - {"OPTIONS"}))
            path = re.sub("<[^>]+>", rnd.choice(SEGMENTS), rule.rule)
            yield "teacher", method, path, _body(rnd)
            continue
        method, rule = rnd.choice(api)
        route = f"{method} {rule.rule}"
        who = "learner" if rule.rule in BEFORE_A_VISIT else rnd.choice(sorted(MAY[route]))
        path = address(app, rule, {"attempt_id": attempt})
        told = quote(str(rnd.choice(VALUES)).encode("utf-8", "replace")[:500])
        match rnd.randrange(4):
            case 0:
                yield who, method, path, _body(rnd)
            case 1:
                yield who, method, f"{path}?localization={told}&assessment={told}", {}
            case 2:
                yield who, method, re.sub("<[^>]+>", rnd.choice(SEGMENTS), rule.rule), _body(rnd)
            case _:
                body = everybody.body(route)
                body |= {rnd.choice(sorted(body)): rnd.choice(VALUES), "profile": told}
                yield who, method, path, _json(json.dumps(body))


def _body(rnd: Random) -> dict[str, Any]:
    if rnd.random() < 0.3:
        return _json(json.dumps(rnd.choice(VALUES)))
    return {"data": rnd.choice(BODIES), "content_type": rnd.choice(TYPES)}


def _json(text: str) -> dict[str, Any]:
    return {"data": text, "content_type": "application/json"}


@pytest.mark.parametrize(
    ("seed", "requests"),
    [(1, 400), *(pytest.param(seed, 5_000, marks=pytest.mark.campaign) for seed in range(2, 8))],
)
def test_nonsense_is_refused_and_breaks_nothing(
    app: Flask, tool: Tool, clock: FakeClock, tmp_path: Any, seed: int, requests: int
) -> None:
    app.testing = False
    publish_certifying(tool, tmp_path / "course")
    everybody = Everybody(Ward(app, tool, clock))
    attempt = everybody.roles["learner"].start()["attempt"]
    asked = nonsense(app, everybody, attempt, Random(seed))
    broken = []

    for _ in range(requests):
        who, method, path, more = next(asked)
        browser = everybody.roles[who]
        headers = {"Authorization": f"Bearer {browser.token}"}
        answer = browser.client.open(path, method=method, headers=headers, **more)
        told = answer.get_data(as_text=True) if answer.status_code >= 400 else ""
        if answer.status_code >= 500 or "Traceback" in told:
            broken.append((seed, who, method, path[:100], str(more)[:200], told[:200]))
        answer.close()

    assert broken == []
    assert everybody.anne.get("session").status_code == 200
