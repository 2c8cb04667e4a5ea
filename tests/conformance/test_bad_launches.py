"""
Known-bad launches: each is refused with a page that names the check, and opens no session.

The first group follows the certification suite's known-bad payloads (LTI 1.3 core, 5.1.1 "Tool
MUST validate"); the second is about who may use an answer, and how often.
Security framework: https://www.imsglobal.org/spec/security/v1p0/#authentication-response-validation
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from lti_tool.protocol.login import cookie_name
from lti_tool.tool import Tool
from tests.lti_tool.clock import START, FakeClock
from tests.lti_tool.journey import Asked, Journey
from tests.lti_tool.platform_side import (
    DL,
    ISSUER,
    KID,
    LTI,
    as_json,
    deep_linking_claims,
    private_key,
    public_jwk,
    signed,
)

NOW = int(START.timestamp())


@dataclass(frozen=True)
class Bad:
    """
    change: of the claims; None takes a claim away.
    token: makes the token of the claims, where it is not just signed.
    """

    name: str
    check: str
    change: Mapping[str, Any] = field(default_factory=dict)
    token: Callable[[dict[str, Any]], str] = signed
    status: int = 403


def unsigned(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, "", algorithm="none", headers={"kid": KID})


def shared_secret(claims: dict[str, Any]) -> str:
    """The platform's public key, used as a shared secret: the classic confusion of algorithms."""
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in ({"alg": "HS256", "kid": KID}, claims)
    ]
    return ".".join([*parts, "c2lnbmF0dXJl"])


def other_rsa(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, private_key(KID), "RS512", headers={"kid": KID})


def critical(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, private_key(KID), "RS256", headers={"kid": KID, "crit": ["exp"]})


def changed_after_signing(claims: dict[str, Any]) -> str:
    header, _, signature = signed(claims).split(".")
    payload = json.dumps(claims | {"sub": "1"}).encode()
    return f"{header}.{base64.urlsafe_b64encode(payload).rstrip(b'=').decode()}.{signature}"


def list_instead_of_claims(claims: dict[str, Any]) -> str:
    return jwt.PyJWS().encode(b"[]", private_key(KID), "RS256", headers={"kid": KID})


NO_LTI = {
    LTI + name: None
    for name in ("message_type", "version", "deployment_id", "roles", "resource_link")
}

PAYLOADS = [
    Bad("no key id", "kid_missing", token=lambda claims: signed(claims, kid=None)),
    Bad("unknown key id", "key_unknown", token=lambda claims: signed(claims, kid="unknown")),
    Bad("another's key", "signature", token=lambda claims: signed(claims, key="thief")),
    Bad("changed after signing", "signature", token=changed_after_signing),
    Bad("no signature", "algorithm", token=unsigned),
    Bad("a shared secret", "algorithm", token=shared_secret),
    Bad("another algorithm of the same key", "algorithm", token=other_rsa),
    Bad("an extension that we must understand", "token_unreadable", token=critical),
    Bad("not a token", "token_unreadable", token=lambda claims: "not.a.token"),
    Bad("no claims but a list", "token_unreadable", token=list_instead_of_claims),
    Bad("too large", "token_too_large", {"ext": "x" * 70_000}, status=413),
    Bad("wrong version", "version", {LTI + "version": "11.3"}),
    Bad("no version", "version", {LTI + "version": None}),
    Bad("not an LTI message", "version", NO_LTI),
    Bad("no audience", "audience", {"aud": None}),
    Bad("for another tool", "audience", {"aud": "client-2"}),
    Bad("for a list of other tools", "audience", {"aud": ["client-2"]}),
    Bad("several audiences, none authorized", "authorized_party", {"aud": ["client-1", "b"]}),
    Bad("another party is authorized", "authorized_party", {"azp": "client-2"}),
    Bad("no issuer", "issuer", {"iss": None}),
    Bad("another issuer", "issuer", {"iss": "https://evil.example"}),
    Bad("the issuer with a slash", "issuer", {"iss": f"{ISSUER}/"}),
    Bad("no subject", "claim_missing", {"sub": None}),
    Bad("an empty subject", "claim_missing", {"sub": ""}),
    Bad("a number as subject", "claim_shape", {"sub": 42}),
    Bad("a subject beyond 255 characters", "claim_shape", {"sub": "x" * 256}),
    Bad("no nonce", "claim_missing", {"nonce": None}),
    Bad("another nonce", "nonce", {"nonce": "another"}),
    Bad("long expired", "expired", {"iat": 11111, "exp": 22222}),
    Bad("expired a minute and a half ago", "expired", {"iat": NOW - 150, "exp": NOW - 90}),
    Bad("no expiry", "claim_missing", {"exp": None}),
    Bad("no time of issue", "claim_missing", {"iat": None}),
    Bad("issued in a minute and a half", "issued_in_future", {"iat": NOW + 90}),
    Bad("issued before the login", "issued_before_login", {"iat": NOW - 90}),
    Bad("not yet valid", "issued_in_future", {"nbf": NOW + 90}),
    Bad("an expiry in words", "claim_shape", {"exp": str(NOW + 60)}),
    Bad("no deployment", "claim_missing", {LTI + "deployment_id": None}),
    Bad("an unknown deployment", "deployment", {LTI + "deployment_id": "8"}),
    Bad("no message type", "claim_missing", {LTI + "message_type": None}),
    Bad(
        "a message that we do not answer",
        "message_type",
        {LTI + "message_type": "LtiEulaRequest"},
    ),
    Bad(
        "a review of nobody",
        "for_user",
        {LTI + "message_type": "LtiSubmissionReviewRequest", LTI + "for_user": {"name": "Kari"}},
    ),
    Bad(
        "a review of nothing",
        "resource_link",
        {
            LTI + "message_type": "LtiSubmissionReviewRequest",
            LTI + "for_user": {"user_id": "42"},
            LTI + "resource_link": None,
        },
    ),
    Bad("no roles", "claim_missing", {LTI + "roles": None}),
    Bad("roles in one string", "claim_shape", {LTI + "roles": "Learner"}),
    Bad("no resource link", "resource_link", {LTI + "resource_link": None}),
    Bad("a resource link without id", "resource_link", {LTI + "resource_link": {"title": "x"}}),
    Bad("an empty resource link id", "resource_link", {LTI + "resource_link": {"id": ""}}),
    Bad(
        "hundreds of custom values",
        "claim_shape",
        {LTI + "custom": {f"name{number}": "value" for number in range(201)}},
    ),
]


@pytest.mark.parametrize("bad", PAYLOADS, ids=lambda bad: bad.name)
def test_a_bad_payload_is_refused_with_a_readable_page(
    bad: Bad, moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    asked = moodle.log_in(client)
    claims = {n: v for n, v in (moodle.message(asked) | bad.change).items() if v is not None}

    response = moodle.launch(client, asked.state, bad.token(claims))

    assert_refused(response, bad.check, bad.status)
    assert_no_session(tool)


@pytest.mark.parametrize(
    "way_back",
    [None, {}, {"deep_link_return_url": ""}, {"deep_link_return_url": "javascript:alert(1)"}],
)
def test_deep_linking_without_a_way_back_is_refused(
    way_back: object, moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    response = moodle.deep_link(client, **{DL + "deep_linking_settings": way_back})

    assert_refused(response, "deep_linking_settings")
    assert_no_session(tool)


def test_a_launch_is_good_once(moodle: Journey, client: FlaskClient, tool: Tool) -> None:
    asked, token = prepared(moodle, client)
    cookies = dict_of_cookies(client, asked)
    assert moodle.launch(client, asked.state, token).status_code == 200

    replayed = moodle.launch(with_cookies(client, cookies), asked.state, token)

    assert_refused(replayed, "login_unknown")
    assert sessions(tool) == 1


def test_a_launch_is_good_once_also_in_parallel(
    moodle: Journey, app: Flask, client: FlaskClient, tool: Tool
) -> None:
    asked, token = prepared(moodle, client)
    cookies = dict_of_cookies(client, asked)

    def launch(_: int) -> int:
        same_browser = with_cookies(app.test_client(), cookies)
        return moodle.launch(same_browser, asked.state, token).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(launch, range(8)))

    assert statuses == [200] + [403] * 7
    assert sessions(tool) == 1


def test_a_used_token_does_not_answer_a_new_login(
    moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    asked, token = prepared(moodle, client)
    moodle.launch(client, asked.state, token)

    again = moodle.launch(client, moodle.log_in(client).state, token)

    assert_refused(again, "nonce")
    assert sessions(tool) == 1


def test_login_and_launch_in_different_browsers_are_refused(
    moodle: Journey, app: Flask, client: FlaskClient, tool: Tool
) -> None:
    """Else an attacker could make another person work in the attacker's name."""
    asked, token = prepared(moodle, client)
    victim = app.test_client()
    moodle.log_in(victim)

    assert_refused(moodle.launch(victim, asked.state, token), "browser")
    assert_no_session(tool)
    # The attacker's attempt has not used up the login of the right browser.
    assert moodle.launch(client, asked.state, token).status_code == 200


def test_a_forged_launch_does_not_use_up_the_login(
    moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    asked, token = prepared(moodle, client)

    forged = moodle.launch(client, asked.state, signed(claims_of(asked), key="thief"))

    assert_refused(forged, "signature")
    assert moodle.launch(client, asked.state, token).status_code == 200


def test_a_login_of_one_customer_does_not_take_the_token_of_another(
    moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    """Two clients of one issuer, as on a shared Canvas."""
    moodle.register("client-2")
    asked = moodle.log_in(client, client_id="client-2")

    for_the_other = moodle.launch(client, asked.state, signed(claims_of(asked)))
    assert_refused(for_the_other, "audience")

    right = moodle.launch(client, asked.state, signed(claims_of(asked, aud="client-2")))
    assert right.status_code == 200


def test_a_deployment_of_another_customer_is_refused(
    moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    moodle.register("client-2", "8")
    asked = moodle.log_in(client)

    response = moodle.launch(
        client, asked.state, signed(claims_of(asked, **{LTI + "deployment_id": "8"}))
    )

    assert_refused(response, "deployment")
    assert_no_session(tool)


@pytest.mark.parametrize("state", ["", "forged", "x" * 10_000, "\x00"])
def test_a_launch_without_a_login_of_ours_is_refused(
    state: str, moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    _, token = prepared(moodle, client)

    assert_refused(moodle.launch(client, state, token), "login_unknown")
    assert_no_session(tool)


def test_a_launch_that_comes_too_late_is_refused(
    moodle: Journey, client: FlaskClient, clock: FakeClock, tool: Tool
) -> None:
    asked = moodle.log_in(client)
    clock.advance(minutes=10)

    response = moodle.launch(client, asked.state, signed(claims_of(asked, at=clock())))

    assert_refused(response, "login_unknown")
    assert_no_session(tool)


def test_a_platform_that_was_removed_meanwhile_is_refused(
    moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    asked, token = prepared(moodle, client)
    with tool.database.begin() as session:
        session.execute(text("DELETE FROM deployment"))
        session.execute(text("DELETE FROM registration"))

    assert_refused(moodle.launch(client, asked.state, token), "login_unknown")


@pytest.mark.parametrize("seconds", [-55, 55])
def test_a_clock_that_is_nearly_a_minute_off_is_no_reason_to_refuse(
    seconds: int, moodle: Journey, client: FlaskClient
) -> None:
    asked = moodle.log_in(client)
    times = {"iat": NOW + seconds, "exp": NOW + seconds + 60}

    response = moodle.launch(client, asked.state, signed(claims_of(asked, **times)))

    assert response.status_code == 200


@pytest.mark.parametrize("seconds", [-90, 90])
def test_a_clock_that_is_further_off_is_refused(
    seconds: int, moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    asked = moodle.log_in(client)
    times = {"iat": NOW + seconds, "exp": NOW + seconds + 60}

    response = moodle.launch(client, asked.state, signed(claims_of(asked, **times)))

    assert response.status_code == 403
    assert_no_session(tool)


def test_a_platform_may_rotate_its_keys(
    moodle: Journey, client: FlaskClient, clock: FakeClock
) -> None:
    assert moodle.deep_link(client).status_code == 200
    moodle.platform.answer = lambda request: as_json({"keys": [public_jwk("rotated")]})
    clock.advance(minutes=1)
    asked = moodle.log_in(client)

    message = claims_of(asked, at=clock())

    assert moodle.launch(client, asked.state, signed(message, kid="rotated")).status_code == 200
    assert len(moodle.platform.seen("/jwks")) == 2


def test_a_warm_launch_asks_nobody(moodle: Journey, client: FlaskClient) -> None:
    for _ in range(3):
        assert moodle.deep_link(client).status_code == 200

    assert len(moodle.platform.received) == 1


def test_a_platform_whose_keys_cannot_be_had_is_named(
    moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    moodle.platform.answer = lambda request: (500, {}, b"")

    response = moodle.deep_link(client)

    assert_refused(response, "platform_keys", 502)
    assert_no_session(tool)


@pytest.mark.parametrize(
    ("error", "shown"), [("access_denied", "access_denied"), ("<script>", "unknown")]
)
def test_the_platforms_own_refusal_is_told(
    error: str, shown: str, moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    """OpenID Connect Core 3.1.2.6; Moodle answers so to a wrong login hint."""
    asked = moodle.log_in(client)

    response = client.post("/lti/launch", data={"state": asked.state, "error": error})

    assert_refused(response, "platform_error")
    assert f"«{shown}»" in response.text
    assert_no_session(tool)


def test_a_launch_without_a_token_is_refused(moodle: Journey, client: FlaskClient) -> None:
    asked = moodle.log_in(client)

    assert_refused(client.post("/lti/launch", data={"state": asked.state}), "token_missing")
    assert client.get("/lti/launch").status_code == 405


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("bad", PAYLOADS[:3], ids=lambda bad: bad.name)
def test_a_refusal_tells_cause_and_mend_and_nothing_of_the_token(
    bad: Bad, language: str, moodle: Journey, client: FlaskClient
) -> None:
    asked = moodle.log_in(client)
    message = moodle.message(asked, name="Kari Nordmann", email="kari@example.no")

    response = client.post(
        "/lti/launch",
        data={"state": asked.state, "id_token": bad.token(message)},
        headers={"Accept-Language": language},
    )

    assert f'<html lang="{language}">' in response.text
    assert response.text.count("<h2>") == 2
    for private in ("Kari", "kari@example.no", asked.state, asked.nonce, "eyJ"):
        assert private not in response.text


def prepared(moodle: Journey, browser: FlaskClient) -> tuple[Asked, str]:
    """A login, and the token of a good launch: a teacher's, which needs no course."""
    asked = moodle.log_in(browser)
    return asked, signed(claims_of(asked))


def claims_of(asked: Asked, *, at: Any = START, **changes: Any) -> dict[str, Any]:
    seconds = int(at.timestamp())
    message = deep_linking_claims(asked.nonce, iat=seconds, exp=seconds + 60)
    return message | changes


def dict_of_cookies(browser: FlaskClient, asked: Asked) -> dict[str, str]:
    name = cookie_name(asked.state)
    cookie = browser.get_cookie(name)
    assert cookie is not None
    return {name: cookie.value}


def with_cookies(browser: FlaskClient, cookies: Mapping[str, str]) -> FlaskClient:
    for name, value in cookies.items():
        browser.set_cookie(name, value)
    return browser


def assert_refused(response: TestResponse, check: str, status: int = 403) -> None:
    assert response.status_code == status, response.text
    assert f"<code>{check}</code>" in response.text
    assert f"<code>{response.headers['X-Correlation-Id']}</code>" in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert response.mimetype == "text/html"


def sessions(tool: Tool) -> int:
    with tool.database.read() as session:
        return session.scalar(text("SELECT count(*) FROM visit")) or 0


def assert_no_session(tool: Tool) -> None:
    assert sessions(tool) == 0
