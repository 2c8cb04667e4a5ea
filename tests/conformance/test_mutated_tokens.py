"""
Three hundred launches that somebody has meddled with: none gets a session, none breaks anything.

Half of them are changed after signing (bits, parts, headers), half are what a platform with a
fault, or a thief with a key of their own, might sign.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from lti_tool.tool import Tool
from tests.conformance.test_bad_launches import assert_no_session
from tests.lti_tool.journey import Journey
from tests.lti_tool.platform_side import KID, LTI, signed

CASES = 300
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+ /\x00æ"
_VALUES: list[Any] = [
    None, "", " ", 0, -1, 1e400, True, [], {}, [[]], [None], "$User.id", "\x00", "\ud800",
    "x" * 5_000, 10**30, {"": ""}, {"id": 3}, "https://evil.example", ["client-2"],
]  # fmt: skip
_REQUIRED = [
    "iss", "aud", "sub", "nonce", "exp", "iat", LTI + "message_type", LTI + "version",
    LTI + "deployment_id", LTI + "roles", LTI + "resource_link",
]  # fmt: skip
_HEADERS: list[dict[str, Any]] = [
    {"alg": "none"},
    {"alg": "HS256"},
    {"alg": "ES256"},
    {"alg": ["RS256"]},
    {"kid": ["a"]},
    {"kid": ""},
    {"kid": "../../keys"},
    {"jwk": {"kty": "RSA"}},
    {"jku": "https://evil.example/keys", "kid": "evil"},
    {"crit": ["exp"], "alg": "RS256"},
    {"b64": False, "crit": ["b64"]},
    {"typ": 5, "alg": None},
]


def test_no_mutated_token_opens_a_session_or_breaks_the_tool(
    moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    chance = random.Random(20_261_125)
    asked = moodle.log_in(client)
    genuine = signed(moodle.message(asked))
    mutations: list[Callable[[], str]] = [
        lambda: _one_character(genuine, chance),
        lambda: _cut_or_doubled(genuine, chance),
        lambda: _other_header(genuine, chance),
        lambda: _other_payload(genuine, chance),
        lambda: signed(_other_claims(moodle.message(asked), chance)),
        lambda: signed(moodle.message(asked), kid=KID, key="thief"),
    ]

    statuses = {}
    for case in range(CASES):
        token = mutations[case % len(mutations)]()
        response = moodle.launch(client, asked.state, token)
        statuses[response.status_code] = statuses.get(response.status_code, 0) + 1
        assert 400 <= response.status_code < 500, (case, response.status_code, token)
        assert 'id="runtime"' not in response.text

    assert sum(statuses.values()) == CASES
    assert_no_session(tool)
    # The control: the meddling has not used up the login, and the genuine one is let in.
    assert moodle.launch(client, asked.state, genuine).status_code in (200, 404)


def _one_character(token: str, chance: random.Random) -> str:
    """
    The last character of a part is left alone: base64 has bits to spare there, and a token that
    decodes to the same bytes is the same token.
    """
    ends = [at - 1 for at, sign in enumerate(token) if sign == "."] + [len(token) - 1]
    while True:
        at = chance.randrange(len(token))
        new = chance.choice(_ALPHABET)
        if at not in ends and new != token[at] and new not in "=\x00 +/":
            return token[:at] + new + token[at + 1 :]


def _cut_or_doubled(token: str, chance: random.Random) -> str:
    header, payload, signature = token.split(".")
    return chance.choice(
        [
            token[: chance.randrange(1, len(token) - 20)],
            f"{header}.{payload}.",
            f"{header}.{payload}",
            f"{header}..{signature}",
            f".{payload}.{signature}",
            f"{token}.{signature}",
            f"{header}.{payload}{payload}.{signature}",
            f"{header}.{payload}.{signature[::-1]}",
            "æøå" * chance.randrange(1, 50),
            "." * chance.randrange(1, 50),
            json.dumps({"payload": payload, "protected": header, "signature": signature}),
        ]
    )


def _other_header(token: str, chance: random.Random) -> str:
    _, payload, signature = token.split(".")
    header = {"typ": "JWT", "alg": "RS256", "kid": KID} | chance.choice(_HEADERS)
    return f"{_part(header)}.{payload}.{signature}"


def _other_payload(token: str, chance: random.Random) -> str:
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return f"{header}.{_part(_other_claims(claims, chance))}.{signature}"


def _other_claims(claims: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """One required claim less, or with a value that is none."""
    name = chance.choice(_REQUIRED)
    if name == LTI + "roles":
        return claims | {name: chance.choice([None, "Learner", 1, {}, [1], True])}
    values = [value for value in _VALUES if not _is_good(name, value)]
    return claims | {name: chance.choice(values)}


def _is_good(name: str, value: Any) -> bool:
    """Whether this very value would be a fine one for the claim."""
    if name == "sub":
        return value in (" ", "$User.id", "https://evil.example")
    return False


def _part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
