"""The sandbox registers tools as strictly as Moodle does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from lti_tool.protocol.dynamic_registration import SCOPES, ToolAddresses, registration_request
from lti_tool.sandbox.registration import TOOL
from lti_tool.sandbox.store import Store
from tests.lti_tool.clock import FakeClock

ADDRESSES = ToolAddresses(
    "http://localhost:8400/lti/launch",
    "http://localhost:8400/lti/login",
    "http://localhost:8400/lti/jwks.json",
)
LINK = "http://localhost:8400/lti/register/abc"


def wish(**changes: Any) -> dict[str, Any]:
    asked = registration_request(
        ADDRESSES,
        family="kurspakke-sandbox",
        messages=frozenset(),
        asks_for_names=False,
        labels={"nb": "Velg kurs"},
        description="Kurs",
    )
    return asked | changes


@pytest.fixture
def token(client: FlaskClient, enter: Callable[[str], None]) -> str:
    """What the frame's address hands to the tool."""
    enter("2")
    page = client.get("/tools/add", query_string={"url": LINK}).text
    src = page.split('src="')[-1].split('"')[0].replace("&amp;", "&")
    query = parse_qs(urlsplit(src).query)
    assert query["openid_configuration"][0].endswith("/openid-configuration")
    return query["registration_token"][0]


def register(client: FlaskClient, token: str, document: object) -> tuple[int, dict[str, Any]]:
    answer = client.post("/register", json=document, headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.get_json()


def test_our_own_wish_is_granted_and_waits_for_an_administrator(
    client: FlaskClient, store: Store, token: str
) -> None:
    status, answer = register(client, token, wish())

    assert status == 200
    (tool,) = store.tools()
    assert answer["client_id"] == tool.client_id
    assert answer[TOOL]["deployment_id"] == tool.deployment_id
    assert set(tool.scopes or ()) == set(SCOPES)
    assert not tool.is_active
    assert not tool.shares_names
    assert "Venter på" in client.get("/tools").text
    client.post(f"/tools/{tool.client_id}/activate")
    assert store.tools()[0].is_active


def test_its_answer_lists_a_right_that_it_does_not_grant(client: FlaskClient, token: str) -> None:
    _, answer = register(client, token, wish())

    assert "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem" in answer["scope"].split()


def test_a_token_is_good_for_one_try_and_for_an_hour(
    client: FlaskClient, token: str, clock: FakeClock, store: Store
) -> None:
    assert register(client, "another", wish())[0] == 401
    assert register(client, token, wish())[0] == 200
    assert register(client, token, wish()) == (401, {"error": "token_already_used"})
    page = client.get("/tools/add", query_string={"url": LINK}).text
    late = page.split("registration_token=")[1].split('"')[0]
    clock.advance(minutes=61)
    assert register(client, late, wish())[0] == 401
    assert len(store.tools()) == 1


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"response_types": ["code"]}, "missing_response_type"),
        ({"initiate_login_uri": None}, "initiate_login_uri"),
        ({"redirect_uris": []}, "redirect_uris"),
        ({"client_name": ""}, "client_name"),
        ({"jwks_uri": None}, "jwks_uri"),
        ({"token_endpoint_auth_method": "client_secret_basic"}, "token_endpoint_auth_method"),
        ({TOOL: None}, "lti-tool-configuration"),
        (
            {TOOL: {"domain": "localhost", "target_link_uri": ADDRESSES.launch_url}},
            "domain_targetlinkuri_mismatch",
        ),
    ],
)
def test_what_moodle_refuses_is_refused(
    client: FlaskClient, store: Store, token: str, changes: dict[str, Any], word: str
) -> None:
    status, answer = register(client, token, wish(**changes))

    assert status == 400
    assert word in answer["error"]
    assert store.tools() == []


def test_a_wish_for_names_is_leave_to_tell_them(
    client: FlaskClient, store: Store, token: str
) -> None:
    about = wish()[TOOL] | {"claims": ["iss", "sub", "name"]}

    register(client, token, wish(**{TOOL: about}))

    assert store.tools()[0].shares_names


def test_only_those_who_may_edit_add_tools(
    client: FlaskClient, enter: Callable[[str], None]
) -> None:
    enter("3")

    assert client.get("/tools").status_code == 403
    assert client.get("/tools/add", query_string={"url": LINK}).status_code == 403
    enter("2")
    assert client.get("/tools/add", query_string={"url": "javascript:alert(1)"}).status_code == 400
