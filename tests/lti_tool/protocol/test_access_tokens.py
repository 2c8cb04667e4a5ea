from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import jwt
import pytest

from lti_tool.errors import NoAnswer, TokenRefused
from lti_tool.outgoing import Outgoing
from lti_tool.protocol.access_tokens import AccessTokens
from lti_tool.protocol.registration import Registration
from lti_tool.protocol.tool_keys import KeyRing, ToolKey
from tests.lti_tool.clock import START, FakeClock
from tests.lti_tool.platform_side import (
    FakePlatform,
    Received,
    as_json,
    fake_platform,
    private_key,
    registration,
)

SCORE = frozenset({"https://purl.imsglobal.org/spec/lti-ags/scope/score"})
Answer = tuple[int, dict[str, str], bytes]


class _Store:
    def load(self) -> list[ToolKey]:
        return [ToolKey("ours", private_key("ours"), START)]


@pytest.fixture
def tokens(clock: FakeClock) -> AccessTokens:
    return AccessTokens(Outgoing(allow_loopback=True), KeyRing(_Store(), clock), clock)


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    with fake_platform(_platform_that(accepts=lambda token: True)) as platform:
        yield platform


def _platform_that(accepts: Callable[[str], bool]) -> Callable[[Received], Answer]:
    numbers = count(1)

    def answer(request: Received) -> Answer:
        if request.path == "/token":
            token = {"access_token": f"token-{next(numbers)}", "expires_in": 3600}
            status, _, body = as_json(token)
            return status, {"Content-Type": "text/html"}, body  # as Moodle does
        token = request.headers["authorization"].removeprefix("Bearer ")
        return (200 if accepts(token) else 401), {}, b""

    return answer


def of(platform: FakePlatform, **changes: str) -> Registration:
    return registration(token_url=f"{platform.url}/token", **changes)


def test_the_token_is_asked_for_as_the_security_framework_says(
    tokens: AccessTokens, platform: FakePlatform
) -> None:
    tokens.post(of(platform), SCORE, f"{platform.url}/scores", b"{}", {"Content-Type": "x/y"})

    asked, posted = platform.received
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.form["grant_type"] == "client_credentials"
    assert asked.form["scope"] == "https://purl.imsglobal.org/spec/lti-ags/scope/score"
    assertion = asked.form["client_assertion"]
    claims = jwt.decode(assertion, options={"verify_signature": False})
    assert jwt.get_unverified_header(assertion)["kid"] == "ours"
    assert claims["iss"] == claims["sub"] == "client-1"
    assert claims["aud"] == f"{platform.url}/token"
    assert claims["exp"] - claims["iat"] == 300
    assert isinstance(claims["iat"], int)
    assert len(claims["jti"]) >= 32
    assert posted.headers["authorization"] == "Bearer token-1"
    assert posted.headers["content-type"] == "x/y"


def test_brightspace_gets_the_audience_that_it_wants(
    tokens: AccessTokens, platform: FakePlatform
) -> None:
    audience = "https://api.brightspace.com/auth/token"

    tokens.get(of(platform, token_audience=audience), SCORE, f"{platform.url}/results", {})

    assertion = platform.received[0].form["client_assertion"]
    assert jwt.decode(assertion, options={"verify_signature": False})["aud"] == audience


def test_a_token_serves_until_a_minute_before_it_expires(
    tokens: AccessTokens, platform: FakePlatform, clock: FakeClock
) -> None:
    for minutes in (0, 58, 1.5):
        clock.advance(minutes=minutes)
        tokens.get(of(platform), SCORE, f"{platform.url}/results", {})

    used = [request.headers["authorization"] for request in platform.seen("/results")]
    assert used == ["Bearer token-1", "Bearer token-1", "Bearer token-2"]


def test_tokens_are_kept_apart_by_registration_and_by_scope(
    tokens: AccessTokens, platform: FakePlatform
) -> None:
    other = of(platform, id="other", client_id="client-2")  # the same issuer, another customer

    tokens.get(of(platform), SCORE, f"{platform.url}/results", {})
    tokens.get(other, SCORE, f"{platform.url}/results", {})
    tokens.get(of(platform), frozenset({"another scope"}), f"{platform.url}/results", {})

    used = [request.headers["authorization"] for request in platform.seen("/results")]
    assert used == ["Bearer token-1", "Bearer token-2", "Bearer token-3"]


def test_a_refused_token_is_exchanged_once(tokens: AccessTokens, platform: FakePlatform) -> None:
    tokens.get(of(platform), SCORE, f"{platform.url}/results", {})
    platform.answer = _platform_that(accepts=lambda token: token == "token-1")

    answer = tokens.post(of(platform), SCORE, f"{platform.url}/scores", b"{}", {})
    assert answer.status == 200

    platform.answer = _platform_that(accepts=lambda token: False)
    asked_before = len(platform.seen("/token"))
    answer = tokens.post(of(platform), SCORE, f"{platform.url}/scores", b"{}", {})

    assert answer.status == 401
    assert len(platform.seen("/token")) == asked_before + 1


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (as_json({"error": "invalid_client"}, 400), "invalid_client"),
        ((404, {}, b"<html>Moodle cannot read the key set</html>"), "no reason given"),
    ],
)
def test_a_refusal_is_told_without_the_answer_itself(
    answer: Answer, detail: str, tokens: AccessTokens, platform: FakePlatform
) -> None:
    platform.answer = lambda request: answer

    with pytest.raises(TokenRefused) as refused:
        tokens.get(of(platform), SCORE, f"{platform.url}/results", {})

    assert refused.value.status == answer[0]
    assert refused.value.detail == detail


@pytest.mark.parametrize(
    "document", [{}, [], {"access_token": 7}, {"access_token": "two\r\nlines"}]
)
def test_an_answer_without_a_token_is_no_answer(
    document: object, tokens: AccessTokens, platform: FakePlatform
) -> None:
    platform.answer = lambda request: as_json(document)

    with pytest.raises(NoAnswer, match="holds no access token"):
        tokens.get(of(platform), SCORE, f"{platform.url}/results", {})
