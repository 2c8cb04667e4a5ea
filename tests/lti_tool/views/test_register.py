"""The administrator's link, from the platform's initiation to the registration that it makes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from lti_tool.protocol.invitation import Invitation, new_id, new_secret
from lti_tool.protocol.registration import Standing
from lti_tool.storage import invitations, platforms
from lti_tool.texts import LANGUAGES, entries
from lti_tool.tool import Tool
from tests.lti_tool.clock import FakeClock
from tests.lti_tool.platform_side import (
    FakePlatform,
    Received,
    as_json,
    fake_platform,
    public_jwk,
)

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
TOKEN = "a.registration.token"
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Lms:
    """A platform with dynamic registration, that a test may make behave badly."""

    answers: dict[str, Callable[[Received], Answer]] = field(default_factory=dict)
    configuration: dict[str, Any] = field(default_factory=dict)
    server: FakePlatform | None = None

    @property
    def url(self) -> str:
        assert self.server is not None
        return self.server.url

    def answer(self, request: Received) -> Answer:
        if request.path in self.answers:
            return self.answers[request.path](request)
        if request.path == "/openid":
            return as_json(self.described())
        if request.path == "/register":
            return as_json({"client_id": "qT8s0f3k", TOOL: {"deployment_id": "7"}})
        if request.path == "/jwks":
            return as_json({"keys": [public_jwk()]})
        return as_json({"access_token": "t", "expires_in": 3600})

    def described(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/auth",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "registration_endpoint": f"{self.url}/register",
            "https://purl.imsglobal.org/spec/lti-platform-configuration": {
                "product_family_code": "moodle",
                "version": "4.5.6",
            },
        } | self.configuration

    def initiation(self, **changes: str) -> dict[str, str]:
        return {
            "openid_configuration": f"{self.url}/openid",
            "registration_token": TOKEN,
        } | changes

    def posted(self) -> list[Received]:
        assert self.server is not None
        return self.server.seen("/register")


@pytest.fixture
def lms() -> Iterator[Lms]:
    lms = Lms()
    with fake_platform(lms.answer) as server:
        lms.server = server
        yield lms


def invite(tool: Tool, **changes: Any) -> str:
    """The path of a new link."""
    now, secret = tool.clock(), new_secret()
    invitation = Invitation(
        id=new_id(),
        label="Vik kommune",
        localization="kongsbergregionen/tinn",
        embed_origins=(),
        host=None,
        asks_for_names=False,
        needs_approval=False,
        created_at=now,
        expires_at=now + timedelta(days=14),
    )
    with tool.database.begin() as session:
        invitations.add(session, replace(invitation, **changes), secret)
    return f"/lti/register/{secret}"


def registered(tool: Tool) -> list[Any]:
    with tool.database.read() as session:
        return platforms.everything(session)


def test_the_link_asks_first_and_changes_nothing(client: FlaskClient, tool: Tool, lms: Lms) -> None:
    link = invite(tool)

    page = client.get(f"{link}?{urlencode(lms.initiation())}")

    assert page.status_code == 200, page.text
    assert page.text.count("<button") == 1
    assert "Vik kommune" in page.text
    assert lms.posted() == []
    assert registered(tool) == []
    assert f"frame-ancestors {lms.url}" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_the_button_registers_and_the_page_then_says_what_is_left_to_do(
    client: FlaskClient, tool: Tool, lms: Lms
) -> None:
    link = invite(tool, embed_origins=("https://vik.example.no",))

    answer = client.post(link, data=lms.initiation(), headers={"Sec-Fetch-Site": "same-origin"})
    page = client.get(answer.headers["Location"])

    assert (answer.status_code, answer.headers["Location"]) == (303, link)
    (platform,) = registered(tool)
    assert platform.issuer == lms.url
    assert platform.client_id == "qT8s0f3k"
    assert platform.name == "Vik kommune"
    assert platform.family == "moodle"
    assert platform.deployments == {"7": "kongsbergregionen/tinn"}
    assert platform.embed_origins == (lms.url, "https://vik.example.no")
    assert platform.standing is Standing.ACTIVE
    assert "aktivitetsvelgeren" in page.text
    assert 'id="close"' in page.text
    assert "vik.example.no" in page.headers["Content-Security-Policy"]


def test_what_is_asked_for_is_what_moodle_wants_and_no_more_than_is_needed(
    client: FlaskClient, tool: Tool, lms: Lms
) -> None:
    client.post(invite(tool), data=lms.initiation())

    (request,) = lms.posted()
    asked = json.loads(request.body)
    about = asked[TOOL]
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["content-type"] == "application/json"
    assert asked["redirect_uris"] == ["https://kurs.example.no/lti/launch"]
    assert asked["initiate_login_uri"] == "https://kurs.example.no/lti/login"
    assert asked["jwks_uri"] == "https://kurs.example.no/lti/jwks.json"
    assert asked["token_endpoint_auth_method"] == "private_key_jwt"
    assert "lineitem.readonly" in asked["scope"]
    assert "scope/lineitem " not in f"{asked['scope']} "
    assert about["domain"] == "kurs.example.no"
    assert about["claims"] == ["iss", "sub"]
    assert [message["type"] for message in about["messages"]] == [
        "LtiResourceLinkRequest",
        "LtiDeepLinkingRequest",
    ]


def test_what_a_platform_can_send_beside_links_is_asked_for(
    client: FlaskClient, tool: Tool, lms: Lms
) -> None:
    types = ("LtiResourceLinkRequest", "LtiSubmissionReviewRequest", "DataPrivacyLaunchRequest")
    lms.configuration["https://purl.imsglobal.org/spec/lti-platform-configuration"] = {
        "messages_supported": [{"type": each} for each in (*types, "LtiSomethingRequest")]
    }

    client.post(invite(tool), data=lms.initiation())

    messages = json.loads(lms.posted()[0].body)[TOOL]["messages"]
    assert [each["type"] for each in messages] == [
        "LtiResourceLinkRequest",
        "LtiDeepLinkingRequest",
        "LtiSubmissionReviewRequest",
        "DataPrivacyLaunchRequest",
    ]
    assert {each["target_link_uri"] for each in messages} == {"https://kurs.example.no/lti/launch"}


def test_names_are_asked_for_only_where_the_operator_wants_them(
    client: FlaskClient, tool: Tool, lms: Lms
) -> None:
    link = invite(tool, asks_for_names=True)

    page = client.get(f"{link}?{urlencode(lms.initiation())}")
    client.post(link, data=lms.initiation())

    assert "navnet til hver person" in page.text
    claims = json.loads(lms.posted()[0].body)[TOOL]["claims"]
    assert "name" in claims
    assert "email" not in claims


def test_a_platform_without_a_registration_token_is_taken(
    client: FlaskClient, tool: Tool, lms: Lms
) -> None:
    answer = client.post(invite(tool), data=lms.initiation(registration_token=""))

    assert answer.status_code == 303
    assert "authorization" not in lms.posted()[0].headers


def test_a_platform_that_names_no_deployment_may_name_it_when_it_launches(
    client: FlaskClient, tool: Tool, lms: Lms
) -> None:
    lms.answers["/register"] = lambda request: as_json({"client_id": 10000000000042})

    client.post(invite(tool), data=lms.initiation())

    (platform,) = registered(tool)
    assert platform.client_id == "10000000000042"
    assert platform.deployments == {}
    assert platform.takes_first_deployment


def test_the_authorization_server_is_who_tokens_are_asked_of(
    client: FlaskClient, tool: Tool, lms: Lms
) -> None:
    lms.configuration["authorization_server"] = "https://api.brightspace.com/auth/token"

    client.post(invite(tool), data=lms.initiation())

    assert registered(tool)[0].token_audience == "https://api.brightspace.com/auth/token"


def test_whose_page_frames_the_question_may_frame_the_courses(
    client: FlaskClient, tool: Tool, lms: Lms
) -> None:
    link = invite(tool)
    school = {"Referer": "https://school.instructure.com/accounts/1"}

    page = client.get(f"{link}?{urlencode(lms.initiation())}", headers=school)
    client.post(link, data=lms.initiation(embedder="https://school.instructure.com"))

    assert "https://school.instructure.com" in page.headers["Content-Security-Policy"]
    assert 'name="embedder" value="https://school.instructure.com"' in page.text
    assert registered(tool)[0].embed_origins == (lms.url, "https://school.instructure.com")


def test_the_connection_is_tested_at_once_and_again_when_asked(
    client: FlaskClient, tool: Tool, lms: Lms, clock: FakeClock
) -> None:
    link = invite(tool)
    lms.answers["/token"] = lambda request: as_json({"error": "invalid_client"}, 401)
    client.post(link, data=lms.initiation())
    first = client.get(link).text
    del lms.answers["/token"]

    too_soon = client.post(f"{link}/test")
    still = client.get(link).text
    clock.advance(seconds=15)
    client.post(f"{link}/test")
    then = client.get(link).text

    assert "invalid_client" in first
    assert too_soon.status_code == 303
    assert "invalid_client" in still
    assert "invalid_client" not in then
    assert "Plattformen har kontrollert en signatur fra oss." in then


def test_the_link_by_itself_says_where_to_paste_it(client: FlaskClient, tool: Tool) -> None:
    link = invite(tool)

    page = client.get(link, headers={"Accept-Language": "en"})

    assert page.status_code == 200
    assert f"https://kurs.example.no{link}" in page.text
    assert "Tool URL" in page.text
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_the_used_link_shows_the_result_for_some_days(
    client: FlaskClient, tool: Tool, lms: Lms, clock: FakeClock
) -> None:
    link = invite(tool)
    client.post(link, data=lms.initiation())

    clock.advance(days=13)
    shown = client.get(link)
    clock.advance(days=2)
    over = client.get(link)

    assert shown.status_code == 200
    assert "Ikke prøvd ennå" in shown.text
    assert over.status_code == 410


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"expires_at": "past"}, "invitation_expired"),
        ({"host": "moodle.vik.no"}, "invitation_host"),
    ],
)
def test_a_link_that_is_not_good_is_refused(
    client: FlaskClient, tool: Tool, lms: Lms, changes: dict[str, Any], check: str
) -> None:
    past = tool.clock() - timedelta(seconds=1)
    link = invite(tool, **{k: past if v == "past" else v for k, v in changes.items()})

    seen = client.get(f"{link}?{urlencode(lms.initiation())}")
    pressed = client.post(link, data=lms.initiation())

    assert f"<code>{check}</code>" in seen.text
    assert f"<code>{check}</code>" in pressed.text
    assert registered(tool) == []
    assert lms.posted() == []


def test_a_revoked_link_is_refused(client: FlaskClient, tool: Tool, lms: Lms) -> None:
    link = invite(tool, id="revoked2")
    with tool.database.begin() as session:
        assert invitations.revoke(session, "revoked2", tool.clock())

    assert "invitation_revoked" in client.get(link).text
    assert "invitation_revoked" in client.post(link, data=lms.initiation()).text


def test_a_link_that_was_never_made_is_unknown(client: FlaskClient, lms: Lms) -> None:
    for path in ("/lti/register/" + "x" * 32, "/lti/register/" + "x" * 32 + "/test"):
        assert "invitation_unknown" in client.post(path, data=lms.initiation()).text
    assert client.get("/lti/register/short").status_code == 404


def test_a_link_works_once(client: FlaskClient, tool: Tool, lms: Lms) -> None:
    link = invite(tool)
    client.post(link, data=lms.initiation())

    pressed = client.post(link, data=lms.initiation())
    seen = client.get(f"{link}?{urlencode(lms.initiation())}")

    assert (pressed.status_code, seen.status_code) == (410, 410)
    assert "invitation_used" in pressed.text
    assert len(lms.posted()) == 1


def test_of_two_clicks_at_once_one_registers(app: Flask, tool: Tool, lms: Lms) -> None:
    link = invite(tool)

    def press(_: int) -> int:
        return app.test_client().post(link, data=lms.initiation()).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(press, range(4)))

    assert statuses[0] == 303
    assert all(status in (409, 410) for status in statuses[1:])
    assert len(registered(tool)) == len(lms.posted()) == 1


def html(request: Received) -> Answer:
    return 200, {"Content-Type": "text/html"}, b"<html>Log in</html>"


def redirect_to(target: str) -> Callable[[Received], Answer]:
    return lambda request: (302, {"Location": target}, b"")


@pytest.mark.parametrize(
    ("answer", "check"),
    [
        (html, "configuration_answer"),
        (lambda request: (500, {}, b"oops"), "configuration_status"),
        (lambda request: as_json(["a list"]), "configuration_shape"),
        (lambda request: (200, {}, b"[" * 100_000), "configuration_answer"),
        (lambda request: (200, {}, b"\xff\xfe{}"), "configuration_answer"),
        (lambda request: (200, {}, b" " * (1024 * 1024 + 1)), "configuration_answer"),
        (redirect_to("http://10.0.0.1/openid"), "configuration_address"),
        (redirect_to("http://169.254.169.254/latest"), "configuration_address"),
        (redirect_to("file:///etc/passwd"), "configuration_address"),
    ],
)
def test_a_bad_configuration_registers_nothing_and_the_link_still_stands(
    client: FlaskClient, tool: Tool, lms: Lms, answer: Callable[[Received], Answer], check: str
) -> None:
    link = invite(tool)
    lms.answers["/openid"] = answer

    seen = client.get(f"{link}?{urlencode(lms.initiation())}")
    pressed = client.post(link, data=lms.initiation())

    assert f"<code>{check}</code>" in seen.text
    assert f"<code>{check}</code>" in pressed.text
    assert registered(tool) == []
    assert lms.posted() == []
    del lms.answers["/openid"]
    assert client.post(link, data=lms.initiation()).status_code == 303


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"issuer": "https://moodle.example.no"}, "issuer_host"),
        ({"issuer": None}, "configuration_missing"),
        ({"jwks_uri": "javascript:alert(1)"}, "configuration_field"),
        ({"token_endpoint": ["https://a.example"]}, "configuration_field"),
        ({"authorization_endpoint": "https://a.example/" + "x" * 2_000}, "configuration_field"),
        ({"registration_endpoint": "https://user:pass@a.example/"}, "configuration_field"),
        ({"authorization_server": "line\nbreak"}, "configuration_field"),
    ],
)
def test_a_hostile_configuration_is_refused_by_name(
    client: FlaskClient, tool: Tool, lms: Lms, changes: dict[str, Any], check: str
) -> None:
    lms.configuration |= changes

    pressed = client.post(invite(tool), data=lms.initiation())

    assert f"<code>{check}</code>" in pressed.text
    assert registered(tool) == []
    assert lms.posted() == []


@pytest.mark.parametrize(
    "address",
    ["ftp://a.example/", "https://", "http://[::1", "/etc/passwd", "https://a.example/ x"],
)
def test_what_is_no_address_is_never_fetched(client: FlaskClient, tool: Tool, address: str) -> None:
    page = client.post(invite(tool), data={"openid_configuration": address})

    assert "configuration_address" in page.text


@pytest.mark.parametrize(
    ("answer", "check"),
    [
        (html, "response_shape"),
        (lambda request: as_json({"error": "token_already_used"}, 401), "platform_refused"),
        (lambda request: as_json({}), "response_shape"),
        (lambda request: as_json({"client_id": "x" * 256}), "response_shape"),
        (lambda request: as_json({"client_id": "a\u0000b"}), "response_shape"),
        (lambda request: as_json({"client_id": {"a": 1}}), "response_shape"),
        (redirect_to("http://10.0.0.1/"), "platform_refused"),
    ],
)
def test_a_registration_that_the_platform_does_not_answer_well_keeps_nothing(
    client: FlaskClient, tool: Tool, lms: Lms, answer: Callable[[Received], Answer], check: str
) -> None:
    link = invite(tool)
    lms.answers["/register"] = answer

    pressed = client.post(link, data=lms.initiation())

    assert f"<code>{check}</code>" in pressed.text
    assert registered(tool) == []
    del lms.answers["/register"]
    assert client.post(link, data=lms.initiation()).status_code == 303


def test_a_form_of_another_site_is_refused(client: FlaskClient, tool: Tool, lms: Lms) -> None:
    page = client.post(
        invite(tool), data=lms.initiation(), headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert page.status_code == 403
    assert registered(tool) == []


def test_a_refusal_has_a_number_on_the_page_and_no_secret_in_the_log(
    client: FlaskClient, tool: Tool, lms: Lms
) -> None:
    link = invite(tool)
    lms.answers["/register"] = lambda request: as_json({"error": TOKEN}, 401)

    with capture_logs() as logged:
        page = client.post(link, data=lms.initiation())

    refused = next(entry for entry in logged if entry["event"] == "refused")
    assert refused["check"] == "platform_refused"
    assert page.headers["X-Correlation-Id"] in page.text
    assert TOKEN not in json.dumps(logged)
    assert link.rpartition("/")[2] not in json.dumps(logged)


def test_a_registration_that_needs_approval_lets_nobody_in_yet(
    client: FlaskClient, tool: Tool, lms: Lms
) -> None:
    link = invite(tool, needs_approval=True)

    client.post(link, data=lms.initiation())
    page = client.get(link)

    (platform,) = registered(tool)
    assert platform.standing is Standing.WAITING
    assert "venter på at den som drifter kursverktøyet" in page.text
    asked = {"iss": lms.url, "client_id": "qT8s0f3k", "login_hint": "42"}
    assert "platform_waiting" in client.post("/lti/login", data=asked).text


def test_a_link_changes_nothing_of_a_platform_that_is_known(
    client: FlaskClient, tool: Tool, lms: Lms
) -> None:
    """Whoever holds any link could else send a known platform's people and tokens elsewhere."""
    client.post(invite(tool, needs_approval=True), data=lms.initiation())
    before = registered(tool)
    link = invite(tool, label="Another", embed_origins=("https://elsewhere.example",))
    lms.configuration["jwks_uri"] = "https://elsewhere.example/jwks"

    pressed = client.post(link, data=lms.initiation())

    assert pressed.status_code == 409
    assert "<code>platform_known</code>" in pressed.text
    assert registered(tool) == before


def test_another_port_of_the_issuers_host_does_not_speak_for_it(
    client: FlaskClient, tool: Tool, lms: Lms
) -> None:
    lms.configuration["issuer"] = "http://127.0.0.1:1"

    pressed = client.post(invite(tool), data=lms.initiation())

    assert "<code>issuer_host</code>" in pressed.text
    assert registered(tool) == []


def test_several_clients_of_one_issuer_are_platforms_of_their_own(
    client: FlaskClient, tool: Tool, lms: Lms
) -> None:
    client.post(invite(tool), data=lms.initiation())
    lms.answers["/register"] = lambda request: as_json({"client_id": "another"})
    client.post(invite(tool), data=lms.initiation())

    first, second = registered(tool)
    assert first.issuer == second.issuer
    assert first.id != second.id


def test_a_body_of_ten_megabytes_is_not_read(client: FlaskClient, tool: Tool) -> None:
    page = client.post(invite(tool), data={"openid_configuration": "x" * 10_000_000})

    assert page.status_code == 413


@pytest.mark.parametrize(
    "body", [b"openid_configuration=%ff%fe%00", b"\xff\xfe\x00", b"openid_configuration=%00"]
)
def test_a_bad_encoding_is_refused_with_a_page(
    client: FlaskClient, tool: Tool, body: bytes
) -> None:
    form = "application/x-www-form-urlencoded"

    page = client.post(invite(tool), data=body, content_type=form)

    assert page.status_code == 400
    assert "<h1>" in page.text


def test_the_pages_are_in_the_languages_of_the_house(client: FlaskClient, tool: Tool) -> None:
    link = invite(tool)

    titles = {
        language: client.get(link, headers={"Accept-Language": language}).text
        for language in LANGUAGES
    }

    for language, page in titles.items():
        assert entries("registration", language)["paste.title"] in page
        assert f'lang="{language}"' in page


@pytest.mark.parametrize("catalogue", ["registration", "connection"])
def test_every_language_has_the_same_texts(catalogue: str) -> None:
    keys = {frozenset(entries(catalogue, language)) for language in LANGUAGES}

    assert len(keys) == 1
