"""
Open edX's messages, as `lti-consumer-xblock` 11.4.4 makes and takes them.

What it makes was recorded (`open_edx/*.json`; ids, keys and times are replaced) and is replayed by
everybody. Where the package is installed, its own classes make the messages anew, which must be
the recorded ones, and take what the tool sends. Its licence is AGPL: nothing of it is copied here.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_tool.outgoing import Outgoing
from lti_tool.protocol.access_tokens import AccessTokens, assertion
from lti_tool.protocol.grades import SCORE_SCOPE, Score, score_message, scores_url
from lti_tool.protocol.id_token import ExpectedLogin
from lti_tool.protocol.launch import Launch, verify_launch
from lti_tool.protocol.memberships import MEMBERS_SCOPE, read_members
from lti_tool.protocol.registration import Registration
from lti_tool.protocol.roles import Roles
from lti_tool.storage import platforms
from lti_tool.storage.platforms import NewRegistration
from lti_tool.tool import Tool
from tests.conformance.open_edx import peer
from tests.conformance.open_edx.names import (
    BLOCK,
    CLIENT_ID,
    COURSE,
    DEPLOYMENT,
    DL_RETURN,
    ISSUER,
    KID,
    LAUNCH_URL,
    LINE_ITEM,
    MEMBERS,
    PERSON,
)
from tests.lti_tool.classroom import publish
from tests.lti_tool.clock import START
from tests.lti_tool.platform_side import (
    DL,
    FixedKeys,
    Received,
    as_json,
    fake_platform,
    private_key,
    public_jwk,
    registration,
    signed,
)
from tests.sample_course import write_course, write_localizations

RECORDED = Path(__file__).parent / "open_edx"
CUSTOM = {"kurspakke_course": "eksempel", "kurspakke_localization": "-"}
KINDS = {
    "learner": ("LtiResourceLinkRequest", "student"),
    "teacher": ("LtiResourceLinkRequest", "instructor"),
    "deep_linking": ("LtiDeepLinkingRequest", "instructor"),
}
NOW = int(START.timestamp())


def recorded(name: str) -> Any:
    return json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))


def pem(name: str, *, public: bool = False) -> str:
    key = private_key(name)
    if public:
        kind = serialization.PublicFormat.SubjectPublicKeyInfo
        return key.public_key().public_bytes(serialization.Encoding.PEM, kind).decode()
    no_password = serialization.NoEncryption()
    pkcs8 = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, pkcs8, no_password).decode()


def open_edx(**changes: Any) -> Registration:
    values = {
        "id": "edx",
        "issuer": ISSUER,
        "client_id": CLIENT_ID,
        "deployments": {DEPLOYMENT: None},
        "embed_origins": (ISSUER,),
    }
    return registration(**values | changes)


def read(name: str) -> Launch:
    login = ExpectedLogin("n", START, DEPLOYMENT)
    message = {**recorded(name), "nonce": "n", "iat": NOW, "exp": NOW + 3600}
    return verify_launch(signed(message, kid=KID), open_edx(), login, FixedKeys(KID), START)


@pytest.fixture
def browser(app: Flask, tool: Tool, tmp_path: Path) -> Iterator[FlaskClient]:
    """The sample course is published, and Open edX registered."""
    publish(tool.database, write_course(tmp_path), write_localizations(tmp_path))
    with fake_platform(lambda request: as_json({"keys": [public_jwk(KID)]})) as platform:
        new = NewRegistration(
            issuer=ISSUER,
            client_id=CLIENT_ID,
            auth_url=f"{ISSUER}/api/lti_consumer/v1/launch/",
            token_url=f"{platform.url}/token",
            jwks_url=f"{platform.url}/jwks",
            deployments=(DEPLOYMENT,),
            name="Open edX",
            embed_origins=(ISSUER,),
        )
        with tool.database.begin() as session:
            platforms.add(session, new, START)
        yield app.test_client()


def logged_in(browser: FlaskClient) -> dict[str, str]:
    """The tool's authentication request, for a login as Open edX starts it: by GET."""
    login = {"iss": ISSUER, "client_id": CLIENT_ID, "lti_deployment_id": DEPLOYMENT}
    hints = {"login_hint": PERSON, "lti_message_hint": "709ae8", "target_link_uri": LAUNCH_URL}
    to_check = browser.get("/lti/login", query_string=login | hints)
    to_platform = browser.get(to_check.headers["Location"])
    query = parse_qs(urlsplit(to_platform.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}


def launch(browser: FlaskClient, name: str) -> TestResponse:
    asked = logged_in(browser)
    message = {**recorded(name), "nonce": asked["nonce"], "iat": NOW, "exp": NOW + 3600}
    form = {"state": asked["state"], "id_token": signed(message, kid=KID)}
    return browser.post("/lti/launch", data=form)


def api(browser: FlaskClient, answer: TestResponse, path: str, body: Any = None) -> Any:
    page = answer.text.partition('id="runtime">')[2].partition("</script>")[0]
    headers = {"Authorization": f"Bearer {json.loads(page)['token']}"}
    if body is None:
        return browser.get(f"/api/{path}", headers=headers).json
    return browser.post(f"/api/{path}", headers=headers, json=body).json


def picked(browser: FlaskClient) -> Any:
    """The answer to the recorded deep linking request: a course, a chapter and a test."""
    parts = [(None, None), ("regning", None), (None, "prove")]
    items = [
        {"course": "eksempel", "chapter": chapter, "assessment": test, "localization": None}
        for chapter, test in parts
    ]
    answer = launch(browser, "deep_linking")
    return api(browser, answer, "deep-link", {"items": items, "unit": "Solsida"})


def test_a_learners_launch_says_what_we_need() -> None:
    read_ = read("learner")

    assert (read_.sub, read_.resource_link_id, read_.context) == (PERSON, BLOCK, COURSE)
    assert read_.roles == Roles(learner=True)
    assert dict(read_.custom) == CUSTOM
    assert (read_.line_item, read_.memberships_url) == (LINE_ITEM, MEMBERS)
    assert SCORE_SCOPE in read_.ags_scopes
    assert read_.name is None
    assert scores_url(LINE_ITEM) == f"{LINE_ITEM}/scores"


def test_a_teachers_launch_is_one() -> None:
    assert read("teacher").roles.instructor


def test_the_picker_is_opened_by_a_request_without_data_and_a_resource_link() -> None:
    settings = read("deep_linking").deep_linking

    assert settings is not None
    assert (settings.return_url, settings.data, settings.context) == (DL_RETURN, None, COURSE)
    assert settings.accept_multiple
    assert settings.accept_line_item
    assert "ltiResourceLink" in settings.accept_types


def test_the_whole_way_from_login_to_course_and_picker(browser: FlaskClient) -> None:
    session = api(browser, launch(browser, "learner"), "session")
    links = picked(browser)

    assert session["page"] == "course"
    assert session["platform"]["name"] == "Kommunens Open edX"
    assert links["action"] == DL_RETURN


def test_members_are_read() -> None:
    clock = lambda: START  # noqa: E731
    asked: list[Received] = []

    class Keys:
        def signing(self) -> Any:
            class Signs:
                def sign(self, claims: Any) -> str:
                    return signed(claims, kid="ours")

            return Signs()

    def answer(request: Received) -> tuple[int, dict[str, str], bytes]:
        asked.append(request)
        return as_json(recorded("token" if request.path == "/token" else "members"))

    with fake_platform(answer) as platform:
        edx = open_edx(issuer=platform.url, token_url=f"{platform.url}/token")
        tokens = AccessTokens(Outgoing(allow_loopback=True), Keys(), clock)  # type: ignore[arg-type]
        members = read_members(tokens, edx, f"{platform.url}/memberships", clock)

    assert [(each.id, each.roles.learner) for each in members.people] == [
        (PERSON, True),
        ("5d0e", False),
    ]
    assert asked[0].form["scope"] == MEMBERS_SCOPE


@pytest.mark.parametrize("name", KINDS)
def test_the_recorded_messages_are_what_the_classes_make(name: str) -> None:
    made = peer.consumer(pem("edx"))

    token = peer.message(made, *KINDS[name], CUSTOM, nonce="n", state="s")

    claims = jwt.decode(token, options={"verify_signature": False})
    assert jwt.get_unverified_header(token) == {"alg": "RS256", "kid": KID, "typ": "JWT"}
    assert claims["exp"] - claims["iat"] == 3600
    roles = "https://purl.imsglobal.org/spec/lti/claim/roles"
    told = recorded(name)
    assert {**claims, roles: sorted(claims[roles])} == told | {
        "nonce": "n",
        "iat": claims["iat"],
        "exp": claims["exp"],
        roles: sorted(told[roles]),
    }


def test_our_authentication_request_is_taken(browser: FlaskClient) -> None:
    made = peer.consumer(pem("edx"))
    asked = logged_in(browser)

    token = peer.message(made, *KINDS["learner"], CUSTOM, **asked)

    assert jwt.decode(token, options={"verify_signature": False})["nonce"] == asked["nonce"]


def test_our_deep_linking_answer_is_taken(browser: FlaskClient, tool: Tool) -> None:
    key = tool.keys.signing().private_key.public_key()
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    public = key.public_bytes(serialization.Encoding.PEM, kind).decode()
    made = peer.consumer(pem("edx"), public)
    token = picked(browser)["jwt"]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made.tool_jwt.validate_and_decode = lambda text: jwt.decode(
            text, key, algorithms=["RS256"], options={"verify_aud": False, "verify_exp": False}
        )
        items = made.check_and_decode_deep_linking_token(token)
        from lti_consumer.lti_1p3.extensions.rest_framework import serializers

        for item in items:
            taken = serializers.LtiDlLtiResourceLinkSerializer(data=item)
            assert taken.is_valid(), taken.errors
            assert taken.validated_data["custom"]["kurspakke_unit"] == "Solsida"
    assert [item["lineItem"]["resourceId"] for item in items] == [
        "eksempel",
        "eksempel/regning",
        "eksempel/prove",
    ]
    assert DL + "data" not in jwt.decode(token, options={"verify_signature": False})


def test_our_proof_gets_a_token_for_the_scopes_that_we_ask_for() -> None:
    made = peer.consumer(pem("edx"), pem("ours", public=True))
    import datetime

    now = datetime.datetime.now(datetime.UTC)
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": signed(assertion(open_edx(), now), kid="ours"),
        "scope": f"{SCORE_SCOPE} {MEMBERS_SCOPE}",
    }

    answer = made.access_token(form)

    assert set(answer) == set(recorded("token"))
    assert answer["scope"] == form["scope"]
    assert made.check_token(answer["access_token"], [SCORE_SCOPE])


@pytest.mark.parametrize("points", [0, 85, 100])
def test_our_score_is_taken(points: int) -> None:
    peer.classes()
    body = json.loads(score_message(PERSON, Score(points, 100), START, "Bestått: 17 av 20 poeng."))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lti_consumer.lti_1p3.extensions.rest_framework import serializers

        taken = serializers.LtiAgsScoreSerializer(data=body)

        assert taken.is_valid(), taken.errors
    assert taken.validated_data["score_given"] == points
    assert taken.validated_data["user_id"] == PERSON
