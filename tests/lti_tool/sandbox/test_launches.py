"""Login, launch and deep linking in the browser's order, against the platform's addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from flask.testing import FlaskClient

from lti_tool.sandbox.claims import MISSING, SHORT_NAMES
from lti_tool.sandbox.faults import Faults, TokenFault
from lti_tool.sandbox.journal import Kind
from lti_tool.sandbox.model import EMPLOYEE, TEACHER, Activity
from lti_tool.sandbox.platform import Platform
from lti_tool.sandbox.store import Store
from tests.lti_tool.sandbox.tool_side import ToolSide

Enter = Callable[[str], None]


def test_a_launch_goes_through(client: FlaskClient, enter: Enter, activity: Activity) -> None:
    enter(EMPLOYEE.id)

    login = posted_form(client.get(f"/launch/{activity.id}").text)
    answer = posted_form(client.get("/auth", query_string=auth_request(login)).text)

    assert login["action"] == "http://localhost:8400/lti/login"
    assert login["iss"] == "http://127.0.0.1:8401"
    assert login["lti_deployment_id"] == "1"
    assert set(json.loads(login["lti_message_hint"])) == {"launchid"}
    assert answer["action"] == "http://localhost:8400/lti/launch"
    assert answer["state"] == "state-1"
    claims = decoded(answer["id_token"])
    assert claims["sub"] == EMPLOYEE.id
    assert claims["nonce"] == "nonce-1"
    assert claims[SHORT_NAMES["resource_link"]]["id"] == activity.id


def test_the_chosen_language_is_told(client: FlaskClient, enter: Enter, activity: Activity) -> None:
    enter(EMPLOYEE.id)
    client.post("/locale", data={"locale": "nn"})

    login = posted_form(client.get(f"/launch/{activity.id}").text)
    answer = posted_form(client.get("/auth", query_string=auth_request(login)).text)

    presentation = decoded(answer["id_token"])[SHORT_NAMES["launch_presentation"]]
    assert presentation["locale"] == "nn"
    assert presentation["return_url"] == "http://127.0.0.1:8401/course"


def test_a_message_hint_works_once(client: FlaskClient, enter: Enter, activity: Activity) -> None:
    enter(EMPLOYEE.id)
    request = auth_request(posted_form(client.get(f"/launch/{activity.id}").text))
    client.get("/auth", query_string=request)

    again = client.get("/auth", query_string=request)

    assert again.status_code == 404
    assert "used before" in again.text


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "another"},
        {"redirect_uri": "http://localhost:8400/lti/launch/"},
        {"redirect_uri": "http://localhost:8400/lti/launch?x=1"},
        {"scope": "profile"},
        {"nonce": ""},
        {"lti_message_hint": "17"},
        {"lti_message_hint": '{"launchid": "unknown"}'},
    ],
)
def test_a_request_that_cannot_be_trusted_sends_nothing_back(
    client: FlaskClient, enter: Enter, activity: Activity, change: dict[str, str]
) -> None:
    enter(EMPLOYEE.id)
    login = posted_form(client.get(f"/launch/{activity.id}").text)

    answer = client.get("/auth", query_string=auth_request(login) | change)

    assert answer.status_code == 404
    assert "<form" not in answer.text


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"prompt": "login"}, "invalid_request"),
        ({"response_mode": "query"}, "invalid_request"),
        ({"response_type": "code"}, "unsupported_response_type"),
        ({"login_hint": TEACHER.id}, "access_denied"),
    ],
)
def test_other_mistakes_come_back_as_oidc_errors(
    client: FlaskClient, enter: Enter, activity: Activity, change: dict[str, str], error: str
) -> None:
    enter(EMPLOYEE.id)
    login = posted_form(client.get(f"/launch/{activity.id}").text)

    answer = posted_form(client.get("/auth", query_string=auth_request(login) | change).text)

    assert answer["error"] == error
    assert answer["state"] == "state-1"
    assert "id_token" not in answer


def test_a_launch_is_only_for_the_person_who_began_it(
    client: FlaskClient, enter: Enter, activity: Activity
) -> None:
    enter(EMPLOYEE.id)
    login = posted_form(client.get(f"/launch/{activity.id}").text)
    enter(TEACHER.id)

    answer = posted_form(client.get("/auth", query_string=auth_request(login)).text)

    assert answer["error"] == "access_denied"


def test_a_request_without_our_cookie_is_posted_once_more(
    client: FlaskClient, platform: Platform, activity: Activity
) -> None:
    request = auth_request(dict(platform.login_initiation(EMPLOYEE, activity).fields))

    first = posted_form(client.get("/auth", query_string=request).text)
    second = posted_form(client.post("/auth", data=first).text)

    assert first["action"] == "/auth"
    assert first["nonce"] == "nonce-1"
    assert second["error"] == "login_required"


def test_launches_need_a_person_and_an_activity(client: FlaskClient, enter: Enter) -> None:
    assert client.get("/launch/1").status_code == 404

    enter(EMPLOYEE.id)

    assert client.get("/launch/1").status_code == 404


def test_id_tokens_can_be_spoilt(
    client: FlaskClient, enter: Enter, activity: Activity, faults: Faults, stranger: RSAPrivateKey
) -> None:
    enter(EMPLOYEE.id)
    faults.id_token = TokenFault({"nonce": "x", "sub": MISSING}, stranger, header={"kid": "y"})

    login = posted_form(client.get(f"/launch/{activity.id}").text)
    token = posted_form(client.get("/auth", query_string=auth_request(login)).text)["id_token"]

    assert jwt.get_unverified_header(token)["kid"] == "y"
    assert decoded(token)["nonce"] == "x"
    assert "sub" not in decoded(token)


def test_picked_content_is_placed_in_the_course(
    client: FlaskClient, enter: Enter, store: Store, tool_side: ToolSide
) -> None:
    settings = open_picker(client, enter)
    items = [
        {
            "type": "ltiResourceLink",
            "title": "Prøve",
            "url": "http://localhost:8400/lti/launch",
            "custom": {"course": "medication", "number": 3, "lines": "a\nb"},
            "lineItem": {"scoreMaximum": 10, "resourceId": "r", "tag": "t", "label": "unheeded"},
        },
        {"type": "ltiResourceLink", "title": "Lesing", "url": "http://localhost:8400/lti/launch"},
    ]

    answer = client.post(
        "/deep-link/return",
        data={"JWT": tool_side.sign(tool_side.deep_link_response(settings["data"], items))},
    )

    assert answer.status_code == 200
    assert "/course?added=2" in answer.text
    test, reading = store.activities()
    assert test.custom == {"course": "medication", "number": "3", "lines": "a"}
    assert reading.line_item is None
    (column,) = store.line_items()
    assert column.id == test.line_item
    assert (column.label, column.maximum, column.resource_id) == ("Prøve", 10, "r")


def test_an_empty_answer_places_nothing(
    client: FlaskClient, enter: Enter, store: Store, tool_side: ToolSide
) -> None:
    settings = open_picker(client, enter)
    token = tool_side.sign(tool_side.deep_link_response(settings["data"], [], msg="Angret"))

    answer = client.post("/deep-link/return", data={"JWT": token})

    assert "Angret" in answer.text
    assert store.activities() == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"aud": "http://127.0.0.1:9"}, "Audience"),
        ({"iss": "another"}, "Invalid issuer"),
        ({"exp": 1}, "expired"),
        ({"iat": 4_000_000_000}, "in the future"),
        ({"exp": "soon"}, "not a number"),
        ({"nonce": None}, "nonce"),
        ({"deployment_id": "2"}, "deployment_id"),
        ({"message_type": "LtiResourceLinkRequest"}, "message_type"),
        ({"version": "1.1"}, "version"),
        ({"data": "another"}, "data"),
        ({"content_items": {}}, "content_items"),
        ({"content_items": [{"type": "link", "url": "https://example.org"}]}, "ltiResourceLink"),
        (
            {"content_items": [{"type": "ltiResourceLink", "lineItem": {"scoreMaximum": 0}}]},
            "scoreMaximum",
        ),
        ({"content_items": [{"type": "ltiResourceLink", "custom": "a=1"}]}, "custom"),
    ],
)
def test_an_answer_that_cannot_be_trusted_places_nothing(
    client: FlaskClient,
    enter: Enter,
    store: Store,
    tool_side: ToolSide,
    change: dict[str, Any],
    reason: str,
) -> None:
    settings = open_picker(client, enter)
    claims = tool_side.deep_link_response(settings["data"], [], **change)
    token = tool_side.sign({name: value for name, value in claims.items() if value is not None})

    answer = client.post("/deep-link/return", data={"JWT": token})

    assert answer.status_code == 404
    assert reason in unescape(answer.text)
    assert store.activities() == []
    assert [message.ok for message in store.messages() if message.kind is Kind.PICKED] == [False]


@pytest.mark.parametrize(
    "how", [{"algorithm": "none"}, {"algorithm": "RS512"}, {"header": {"kid": None}}]
)
def test_an_answer_signed_in_another_way_is_refused(
    client: FlaskClient, enter: Enter, tool_side: ToolSide, how: dict[str, Any]
) -> None:
    settings = open_picker(client, enter)
    token = tool_side.sign(tool_side.deep_link_response(settings["data"], []), **how)

    assert client.post("/deep-link/return", data={"JWT": token}).status_code == 404


def test_an_answer_signed_by_a_stranger_is_refused(
    client: FlaskClient, enter: Enter, tool_side: ToolSide, stranger: RSAPrivateKey
) -> None:
    settings = open_picker(client, enter)
    token = tool_side.sign(tool_side.deep_link_response(settings["data"], []), key=stranger)

    assert client.post("/deep-link/return", data={"JWT": token}).status_code == 404


def test_an_answer_counts_once(
    client: FlaskClient, enter: Enter, store: Store, tool_side: ToolSide
) -> None:
    settings = open_picker(client, enter)
    item = {"type": "ltiResourceLink", "title": "Lesing"}
    token = tool_side.sign(tool_side.deep_link_response(settings["data"], [item]))
    client.post("/deep-link/return", data={"JWT": token})

    again = client.post("/deep-link/return", data={"JWT": token})

    assert again.status_code == 404
    assert len(store.activities()) == 1


def test_the_tools_key_set_is_fetched_again_when_it_has_a_new_key(
    client: FlaskClient, enter: Enter, tool_side: ToolSide, stranger: RSAPrivateKey
) -> None:
    for rotate in (False, False, True):
        settings = open_picker(client, enter)
        if rotate:
            tool_side.keys.rotate(stranger, keep_old=False)
        token = tool_side.sign(tool_side.deep_link_response(settings["data"], []))
        assert client.post("/deep-link/return", data={"JWT": token}).status_code == 200

    assert tool_side.fetched == ["http://localhost:8400/lti/jwks.json"] * 2


def test_only_teachers_and_administrators_pick_content(client: FlaskClient, enter: Enter) -> None:
    enter(EMPLOYEE.id)

    assert client.get("/pick").status_code == 403
    assert client.get("/add").status_code == 403


def test_the_journal_holds_the_messages_without_signatures(
    client: FlaskClient, enter: Enter, activity: Activity, store: Store
) -> None:
    enter(EMPLOYEE.id)
    login = posted_form(client.get(f"/launch/{activity.id}").text)

    token = posted_form(client.get("/auth", query_string=auth_request(login)).text)["id_token"]

    messages = store.messages()
    assert [message.kind for message in messages] == [Kind.LAUNCH, Kind.AUTHENTICATION, Kind.LOGIN]
    assert messages[0].detail["claims"] == decoded(token)
    assert token.rpartition(".")[2] not in json.dumps([dict(each.detail) for each in messages])


def open_picker(client: FlaskClient, enter: Enter) -> dict[str, Any]:
    """The teacher asks for content; returns the deep linking settings that the tool is sent."""
    enter(TEACHER.id)
    login = posted_form(client.get("/pick").text)
    answer = posted_form(client.get("/auth", query_string=auth_request(login)).text)
    settings: dict[str, Any] = decoded(answer["id_token"])[SHORT_NAMES["deep_linking_settings"]]
    return settings


def auth_request(login: dict[str, str]) -> dict[str, str]:
    """What a right tool asks with."""
    return {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": login["client_id"],
        "redirect_uri": "http://localhost:8400/lti/launch",
        "login_hint": login["login_hint"],
        "lti_message_hint": login["lti_message_hint"],
        "state": "state-1",
        "nonce": "nonce-1",
    }


def posted_form(page: str) -> dict[str, str]:
    """The fields of the form that posts itself, and its `action`."""
    (action,) = re.findall(r'<form method="post" action="([^"]*)" data-autosubmit>', page)
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {unescape(name): unescape(value) for name, value in fields} | {"action": action}


def decoded(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims
