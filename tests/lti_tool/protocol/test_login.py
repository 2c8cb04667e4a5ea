from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from lti_tool.errors import LoginRejected
from lti_tool.protocol.login import (
    authentication_url,
    choose_registration,
    read_login_request,
    start_login,
)
from tests.lti_tool.clock import START
from tests.lti_tool.platform_side import ISSUER, registration

HINT = '{"cmid":"3","launchid":"ltilaunch3_1"}'
PARAMETERS = {
    "iss": ISSUER,
    "login_hint": "42",
    "client_id": "client-1",
    "lti_message_hint": HINT,
    "target_link_uri": "https://kurs.example.no/lti/launch",
}


def test_the_platform_is_asked_with_its_own_hints_unchanged() -> None:
    login, _ = start_login(read_login_request(PARAMETERS), registration(), START)

    url = authentication_url(login, registration(), "https://kurs.example.no/lti/launch")

    assert url.startswith(f"{ISSUER}/mod/lti/auth.php?")
    assert {name: values for name, (values,) in parse_qs(urlsplit(url).query).items()} == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": "client-1",
        "redirect_uri": "https://kurs.example.no/lti/launch",
        "login_hint": "42",
        "lti_message_hint": HINT,
        "state": login.state,
        "nonce": login.nonce,
    }


def test_an_authentication_address_with_a_query_keeps_it() -> None:
    platform = registration(auth_url="https://lms.example/auth?tenant=a")
    login, _ = start_login(read_login_request(PARAMETERS), platform, START)

    url = authentication_url(login, platform, "https://kurs.example.no/lti/launch")

    assert url.startswith("https://lms.example/auth?tenant=a&scope=openid&")


def test_every_login_has_its_own_secrets() -> None:
    request = read_login_request(PARAMETERS)

    logins = [start_login(request, registration(), START) for _ in range(20)]

    secrets = {text for login, secret in logins for text in (login.state, login.nonce, secret)}
    assert len(secrets) == 60
    assert min(map(len, secrets)) >= 43
    assert all(login.is_of_browser(secret) for login, secret in logins)
    assert not logins[0][0].is_of_browser(logins[1][1])
    assert not logins[0][0].is_of_browser(None)
    assert logins[0][0].expires_at == START + timedelta(minutes=10)
    assert len({login.cookie_name for login, _ in logins}) == 20


@pytest.mark.parametrize("missing", ["iss", "login_hint"])
def test_what_we_cannot_do_without_is_named(missing: str) -> None:
    with pytest.raises(LoginRejected) as refused:
        read_login_request(PARAMETERS | {missing: ""})

    assert (refused.value.check, refused.value.values) == (
        "login_incomplete",
        {"parameter": missing},
    )


@pytest.mark.parametrize(
    "change", [{"login_hint": "x" * 4_001}, {"iss": "x" * 501}, {"lti_message_hint": "a\x00b"}]
)
def test_parameters_have_limits(change: dict[str, str]) -> None:
    with pytest.raises(LoginRejected) as refused:
        read_login_request(PARAMETERS | change)

    assert refused.value.check == "login_parameter"


A = registration(id="a", client_id="client-1", deployments={"1": None, "2": None})
B = registration(id="b", client_id="client-2", deployments={"2": None, "3": None})


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ({"client_id": "client-2"}, B),
        ({"client_id": "client-1", "lti_deployment_id": "2"}, A),
        ({"client_id": "", "lti_deployment_id": "3"}, B),
        # Not known yet; only the launch, which is signed, can tell that it is theirs.
        ({"client_id": "client-1", "lti_deployment_id": "9"}, A),
    ],
)
def test_customers_of_one_issuer_are_told_apart(said: dict[str, str], chosen: object) -> None:
    assert choose_registration(read_login_request(PARAMETERS | said), [A, B]) is chosen


@pytest.mark.parametrize(
    ("said", "check"),
    [
        ({"client_id": "client-3"}, "platform_unknown"),
        ({"client_id": ""}, "platform_ambiguous"),
        ({"client_id": "", "lti_deployment_id": "2"}, "platform_ambiguous"),
        ({"client_id": "", "lti_deployment_id": "9"}, "login_deployment"),
    ],
)
def test_a_customer_that_cannot_be_told_is_refused(said: dict[str, str], check: str) -> None:
    with pytest.raises(LoginRejected) as refused:
        choose_registration(read_login_request(PARAMETERS | said), [A, B])

    assert refused.value.check == check
