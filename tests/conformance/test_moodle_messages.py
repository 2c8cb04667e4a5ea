"""
What passed between this tool and a real Moodle 4.5.6, replayed: see `moodle/README.md`.

The launches are signed anew, since they carry our nonce; the rest is compared as it stands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
from flask.testing import FlaskClient

from courseware import locate
from lti_tool.learning import publishing
from lti_tool.learning.placements import read_custom
from lti_tool.learning.publishing import Prepared
from lti_tool.outgoing import Answer, Outgoing
from lti_tool.protocol.access_tokens import AccessTokens
from lti_tool.protocol.deep_linking import ContentItem, LineItemWish, response_jwt
from lti_tool.protocol.dynamic_registration import (
    Registered,
    ToolAddresses,
    read_response,
    registration_request,
)
from lti_tool.protocol.grades import (
    SCORE_SCOPE,
    SCORE_TYPE,
    Score,
    is_share,
    results_url,
    score_message,
    scores_url,
    share_shown,
)
from lti_tool.protocol.id_token import ExpectedLogin
from lti_tool.protocol.launch import (
    DEEP_LINKING,
    RESOURCE_LINK,
    SUBMISSION_REVIEW,
    Launch,
    verify_launch,
)
from lti_tool.protocol.memberships import read_members
from lti_tool.protocol.platform_configuration import read_configuration
from lti_tool.protocol.registration import Registration
from lti_tool.protocol.tool_keys import KeyRing, ToolKey
from lti_tool.score_delivery import CONFLICT, Outcome, outcome_of
from lti_tool.storage.outbox import State
from lti_tool.tool import Tool
from tests.lti_tool.clock import START, FakeClock
from tests.lti_tool.journey import Journey
from tests.lti_tool.platform_side import (
    AGS,
    DL,
    LTI,
    FixedKeys,
    Received,
    fake_platform,
    private_key,
    registration,
    signed,
)

MOODLE = Path(__file__).parent / "moodle"
HOST = "https://moodle.example.no"
DEPLOYMENT = "2"
KEY = ToolKey("tool-key-1", private_key("tool-key-1"), START)
TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
Response = tuple[int, dict[str, str], bytes]


def recorded(name: str) -> Any:
    return json.loads((MOODLE / f"{name}.json").read_text(encoding="utf-8"))


def id_token(name: str, nonce: str, at: float) -> str:
    """A recorded message, as of now and for our nonce."""
    claims = recorded(name)["id_token"]["claims"]
    lives = claims["exp"] - claims["iat"]
    return signed(claims | {"nonce": nonce, "iat": int(at), "exp": int(at) + lives})


def read(name: str) -> Launch:
    expected = ExpectedLogin("nonce-1", START, DEPLOYMENT)
    token = id_token(name, "nonce-1", START.timestamp())
    return verify_launch(token, moodle_site(), expected, FixedKeys(), START)


def moodle_site(**changes: Any) -> Registration:
    return registration(deployments={DEPLOYMENT: None}, **changes)


class _Store:
    def load(self) -> list[ToolKey]:
        return [KEY]


@pytest.fixture
def tokens(clock: FakeClock) -> AccessTokens:
    return AccessTokens(Outgoing(allow_loopback=True), KeyRing(_Store(), clock), clock)


@cache
def _medication() -> Prepared:
    content = locate.content()
    folder = content / "courses" / "medication"
    return publishing.prepare(folder, content / "localizations", None, today=START.date())


@pytest.fixture
def medication(tool: Tool) -> None:
    """The course that the recorded links name, as it is shipped."""
    prepared = _medication()
    publishing.add(tool.database, prepared, at=START, by="test")
    version = prepared.edition.version
    publishing.activate(tool.database, "medication", version, at=START, by="test")


@pytest.mark.usefixtures("medication")
@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("learner", "course"),
        ("teacher", "teacher"),
        ("administrator", "teacher"),
        ("deep_linking", "deep-link"),
        ("review_by_teacher", "review"),
        ("review_by_learner", "review"),
    ],
)
def test_each_message_that_moodle_sent_opens_its_page(
    name: str, page: str, moodle: Journey, client: FlaskClient, clock: FakeClock
) -> None:
    moodle.register("client-1", DEPLOYMENT)
    sent = recorded(name)

    to_check = client.post("/lti/login", data=sent["login"])
    to_moodle = client.get(to_check.headers["Location"]).headers["Location"]
    asked = dict(parse_qsl(urlsplit(to_moodle).query))
    token = id_token(name, asked["nonce"], clock().timestamp())
    opened = client.post("/lti/launch", data={"id_token": token, "state": asked["state"]})

    assert to_moodle.split("?")[0] == f"{HOST}/mod/lti/auth.php"
    assert asked | {"state": "state-1", "nonce": "nonce-1"} == sent["authentication_request"]
    assert opened.status_code == 200, opened.text
    assert f"/p/{moodle.registration.id}/{page}-" in opened.text


def test_a_link_says_what_to_open_and_where_its_grade_goes() -> None:
    launch = read("learner")

    choice = read_custom(launch.custom, None)
    assert launch.roles.learner
    assert choice is not None
    assert (choice.course, choice.assessment) == ("medication", "prove")
    assert choice.localization == "kongsbergregionen/tinn"
    assert launch.line_item == recorded("learner")["id_token"]["claims"][AGS]["lineitem"]
    assert SCORE_SCOPE in launch.ags_scopes
    assert launch.memberships_url == f"{HOST}{recorded('members')['uri']}"
    assert launch.name is None


@pytest.mark.parametrize("name", ["teacher", "administrator"])
def test_who_teaches_is_told_from_who_learns(name: str) -> None:
    roles = read(name).roles

    assert not roles.learner
    assert roles.instructor or roles.administrator


def test_the_response_that_moodle_took_is_the_one_that_we_make() -> None:
    taken = recorded("deep_linking_response")
    (item,) = taken["claims"][DL + "content_items"]
    settings = read("deep_linking").deep_linking
    assert settings is not None
    link = ContentItem(
        title=item["title"],
        url=item["url"],
        text=item["text"],
        custom=item["custom"],
        line_item=LineItemWish(
            label=item["lineItem"]["label"],
            maximum=item["lineItem"]["scoreMaximum"],
            resource_id=item["lineItem"]["resourceId"],
            tag=item["lineItem"]["tag"],
        ),
    )

    token = response_jwt(moodle_site(), DEPLOYMENT, settings, [link], KEY, START)

    claims = jwt.decode(token, options={"verify_signature": False})
    changing = {"iat": 0, "exp": 0, "nonce": ""}
    assert jwt.get_unverified_header(token) == taken["header"]
    assert claims | changing == taken["claims"] | changing
    assert claims[LTI + "deployment_id"] == DEPLOYMENT
    assert settings.return_url.split("?")[0] == taken["url"].split("?")[0]
    assert settings.accept_multiple
    assert settings.accept_line_item


@pytest.mark.parametrize("name", ["failed", "passed"])
def test_the_score_that_moodle_took_is_the_one_that_we_send(name: str) -> None:
    taken = recorded("scores")[name]
    body = json.loads(taken["body"])
    line_item = read("learner").line_item
    assert line_item is not None

    message = score_message(
        body["userId"],
        Score(body["scoreGiven"], body["scoreMaximum"]),
        START.fromisoformat(body["timestamp"]),
        body["comment"],
    )

    assert json.loads(message) == body
    assert scores_url(line_item) == HOST + taken["uri"]
    assert taken["content_type"] == SCORE_TYPE


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("failed", Outcome(State.SENT)),
        ("passed", Outcome(State.SENT)),
        ("same_second", CONFLICT),
        ("teacher", Outcome(State.REFUSED, "not_accepted", "answered 400")),
    ],
)
def test_moodles_answers_to_scores_are_understood(name: str, meaning: Outcome) -> None:
    answer = recorded("scores")[name]["answer"]

    outcome = outcome_of(Answer(answer["status"], {}, answer["body"].encode()), START)

    assert outcome == meaning


def test_a_result_is_read_back_where_moodle_keeps_it() -> None:
    line_item = read("learner").line_item
    assert line_item is not None
    kept = recorded("results")
    (result,) = kept["answer"]["body"]
    moodles_query = dict(parse_qsl(urlsplit(kept["uri"]).query))

    url = results_url(line_item, result["userId"])

    assert urlsplit(url).path.endswith("/lineitem/results")
    assert dict(parse_qsl(urlsplit(url).query)) == moodles_query
    share = share_shown(kept["answer"]["body"], result["userId"])
    assert is_share(share, Score(10, 10))
    assert not is_share(share, Score(8, 10))


@pytest.mark.parametrize(
    ("name", "own"), [("review_by_teacher", False), ("review_by_learner", True)]
)
def test_moodles_gradebook_asks_for_one_learners_result(name: str, own: bool) -> None:
    launch = read(name)

    assert launch.message_type == SUBMISSION_REVIEW
    assert launch.about == "4"
    assert (launch.about == launch.sub) is own
    assert launch.roles.instructor is not own


@pytest.fixture
def service(clock: FakeClock) -> Iterator[Callable[[dict[str, Any]], str]]:
    """Serves recorded answers by address, and gives out tokens as Moodle did."""
    answers: dict[str, Any] = {}

    def answer(request: Received) -> Response:
        if request.path == "/mod/lti/token.php":
            token = recorded("token")["response"]
            body = json.dumps(token["body"]).encode()
            return token["status"], {"Content-Type": token["content_type"]}, body
        query = "".join(f"&from={value}" for value in request.query.get("from", []))
        known = answers[request.path + query]
        assert request.headers["accept"] == known["accept"]
        headers = dict(line.split(": ", 1) for line in known["answer"]["headers"])
        if "Link" in headers:
            headers["Link"] = headers["Link"].replace(HOST, platform.url)
        return known["answer"]["status"], headers, json.dumps(known["answer"]["body"]).encode()

    with fake_platform(answer) as platform:

        def offer(found: dict[str, Any]) -> str:
            answers.update(found)
            return platform.url

        yield offer


def test_the_members_of_a_link_come_with_what_moodle_would_launch_them_with(
    service: Callable[[dict[str, Any]], str], tokens: AccessTokens, clock: FakeClock
) -> None:
    recording = recorded("members_of_link")
    path = urlsplit(recording["uri"]).path
    url = service({path: recording})
    site = moodle_site(token_url=f"{url}/mod/lti/token.php")

    members = read_members(tokens, site, f"{url}{path}", clock)

    assert members.is_whole
    assert sorted(member.id for member in members.people) == ["3", "4", "5", "6", "7"]
    assert [member.id for member in members.people if member.roles.instructor] == ["3"]


def test_moodles_members_are_read_page_by_page(
    service: Callable[[dict[str, Any]], str], tokens: AccessTokens, clock: FakeClock
) -> None:
    first, second = recorded("member_pages")
    path = urlsplit(first["uri"]).path
    url = service({path: first, f"{path}&from=2": second})
    site = moodle_site(token_url=f"{url}/mod/lti/token.php")

    members = read_members(tokens, site, f"{url}{path}", clock)

    everybody = {entry["user_id"] for entry in recorded("members")["answer"]["body"]["members"]}
    assert members.is_whole
    assert {member.id for member in members.people} == everybody
    assert [member.id for member in members.people if member.roles.instructor] == ["3"]
    assert all(member.name is None for member in members.people)


def test_moodles_members_have_names_where_the_administrator_shares_them(
    service: Callable[[dict[str, Any]], str], tokens: AccessTokens, clock: FakeClock
) -> None:
    recording = recorded("members_named")
    path = urlsplit(recording["uri"]).path
    url = service({path: recording})
    site = moodle_site(token_url=f"{url}/mod/lti/token.php")

    members = read_members(tokens, site, f"{url}{path}", clock)

    assert members.is_whole
    assert {member.id: member.name for member in members.people} == {
        entry["user_id"]: entry["name"] for entry in recording["answer"]["body"]["members"]
    }


def test_moodle_gets_the_token_request_that_it_took_before(
    tokens: AccessTokens, clock: FakeClock
) -> None:
    taken = recorded("token")
    received: list[Received] = []

    def answer(request: Received) -> Response:
        received.append(request)
        if request.path != "/mod/lti/token.php":
            return 200, {}, b"{}"
        body = json.dumps(taken["response"]["body"]).encode()
        return 200, {"Content-Type": taken["response"]["content_type"]}, body

    with fake_platform(answer) as platform:
        token_url = f"{platform.url}/mod/lti/token.php"
        site = moodle_site(token_url=token_url)
        tokens.post(site, frozenset({SCORE_SCOPE}), f"{platform.url}/scores", b"{}", {})

    asked, used = received
    form = asked.form
    proof = jwt.decode(form["client_assertion"], options={"verify_signature": False})
    before = taken["request"]
    changing = {"iat": 0, "exp": 0, "jti": "", "aud": ""}
    assert asked.headers["content-type"] == before["content_type"]
    assert form | {"client_assertion": "assertion-1"} == before["form"]
    assert proof | changing == before["assertion"]["claims"] | changing
    assert proof["aud"] == token_url
    assert jwt.get_unverified_header(form["client_assertion"]) == before["assertion"]["header"]
    assert used.headers["authorization"] == "Bearer access-token-1"


def test_moodle_gets_the_registration_that_it_took_before() -> None:
    taken = recorded("registration")["request"]
    about = taken["body"][TOOL_CONFIGURATION]
    picking = about["messages"][1]
    labels = {language: picking[f"label#{language}"] for language in ("nb", "nn", "en")}
    addresses = ToolAddresses(
        launch_url="https://kurs.example.no/lti/launch",
        login_url="https://kurs.example.no/lti/login",
        jwks_url="https://kurs.example.no/lti/jwks.json",
    )

    site = read_configuration(
        recorded("registration")["configuration"],
        f"{HOST}/mod/lti/openid-configuration.php",
        insecure=False,
    )

    request = registration_request(
        addresses,
        family="moodle",
        messages=site.messages,
        asks_for_names=False,
        labels=labels,
        description=about["description"],
    )

    assert request == taken["body"]


def test_what_moodle_says_of_itself_is_what_we_keep() -> None:
    said = recorded("registration")

    site = read_configuration(
        said["configuration"], f"{HOST}/mod/lti/openid-configuration.php", insecure=False
    )

    registered = read_response(said["response"]["body"])
    assert site.issuer == HOST
    assert site.auth_url == f"{HOST}/mod/lti/auth.php"
    assert site.token_url == f"{HOST}/mod/lti/token.php"
    assert site.jwks_url == f"{HOST}/mod/lti/certs.php"
    assert site.registration_url == f"{HOST}/mod/lti/openid-registration.php"
    assert (site.family, site.token_audience) == ("moodle", None)
    assert site.messages == {RESOURCE_LINK, DEEP_LINKING}
    assert registered == Registered("client-1", DEPLOYMENT)


def test_moodle_offers_all_that_we_ask_for() -> None:
    said = recorded("registration")

    wanted = set(said["request"]["body"]["scope"].split())
    granted = read("learner").ags_scopes
    assert wanted <= set(said["configuration"]["scopes_supported"])
    assert {scope for scope in wanted if "/lti-ags/" in scope} == granted
