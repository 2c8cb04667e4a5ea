from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime

import pytest

from lti_tool import self_test
from lti_tool.connection_lines import STAGES, lines
from lti_tool.outgoing import Answer
from lti_tool.protocol.dynamic_registration import SCOPES
from lti_tool.protocol.grades import RESULT_SCOPE, SCORE_SCOPE, Score
from lti_tool.protocol.registration import Registration, Tenant
from lti_tool.score_delivery import ScoreDelivery
from lti_tool.self_test import LINE_ITEM_SCOPE, Services
from lti_tool.storage import connection_checks, outbox, platforms
from lti_tool.storage.connection_checks import Outcome
from lti_tool.storage.outbox import ScoreToSend
from lti_tool.storage.platforms import NewRegistration
from lti_tool.texts import LANGUAGES
from lti_tool.tool import Tool
from tests.lti_tool.clock import START, FakeClock
from tests.lti_tool.platform_side import (
    ISSUER,
    FakePlatform,
    Received,
    as_json,
    fake_platform,
    public_jwk,
)

Response = tuple[int, dict[str, str], bytes]


@dataclass
class Platform:
    """Says yes to everything, unless a test puts another answer at a path."""

    answers: dict[str, Response] = field(default_factory=dict)

    def __call__(self, request: Received) -> Response:
        standard = {
            "/token": as_json({"access_token": "token", "expires_in": 3600}),
            "/jwks": as_json({"keys": [public_jwk()]}),
            "/item": as_json({"id": "1", "label": "Prøve", "scoreMaximum": 100}),
            "/members": as_json({"members": [{"user_id": "42", "roles": ["Learner"]}]}),
            "/item/scores": (200, {}, b""),
            "/item/results": as_json([{"userId": "42", "resultScore": 8, "resultMaximum": 10}]),
        }
        return (standard | self.answers)[request.path]


@pytest.fixture
def answers() -> dict[str, Response]:
    return {}


@pytest.fixture
def platform(answers: dict[str, Response]) -> Iterator[FakePlatform]:
    with fake_platform(Platform(answers)) as platform:
        yield platform


@pytest.fixture
def registration(tool: Tool, platform: FakePlatform) -> Registration:
    new = NewRegistration(
        issuer=ISSUER,
        client_id="client-1",
        auth_url=f"{ISSUER}/auth",
        token_url=f"{platform.url}/token",
        jwks_url=f"{platform.url}/jwks",
        deployments=("7",),
        name="Moodle",
        embed_origins=(ISSUER,),
    )
    with tool.database.begin() as session:
        return platforms.add(session, new, tool.clock())


@pytest.fixture
def services(registration: Registration, platform: FakePlatform) -> Services:
    return Services(
        Tenant(registration.id, "7"),
        frozenset(SCOPES),
        f"{platform.url}/item",
        f"{platform.url}/members",
    )


def found(tool: Tool, registration: Registration) -> dict[str, tuple[Outcome, str]]:
    with tool.database.read() as session:
        checks = connection_checks.of_registration(session, registration.id)
    return {check.name: (check.outcome, check.finding) for check in checks}


def test_a_platform_that_is_well_is_found_well(tool: Tool, registration: Registration) -> None:
    self_test.at_registration(tool, registration)

    result = found(tool, registration)
    assert result["platform_keys"] == (Outcome.OK, "read")
    assert result["token"] == (Outcome.OK, "given")
    assert result["tool_keys"] == (Outcome.OK, "used")
    assert "clock" in result


@pytest.mark.parametrize(
    ("path", "answer", "name", "expected"),
    [
        ("/jwks", (200, {}, b"<html>"), "platform_keys", (Outcome.FAILED, "no_keys")),
        ("/jwks", (404, {}, b""), "platform_keys", (Outcome.FAILED, "no_keys")),
        ("/jwks", as_json({"keys": []}), "platform_keys", (Outcome.FAILED, "no_keys")),
        ("/token", (404, {}, b"<html>"), "token", (Outcome.WARNING, "refused")),
        ("/token", (200, {}, b"<html>"), "token", (Outcome.FAILED, "no_answer")),
    ],
)
def test_what_is_wrong_at_the_registration_is_named(
    tool: Tool,
    registration: Registration,
    answers: dict[str, Response],
    path: str,
    answer: Response,
    name: str,
    expected: tuple[Outcome, str],
) -> None:
    answers[path] = answer

    self_test.at_registration(tool, registration)

    assert found(tool, registration)[name] == expected


def test_without_a_token_our_own_address_is_all_there_is_to_go_by(
    tool: Tool, registration: Registration, answers: dict[str, Response]
) -> None:
    answers["/token"] = as_json({"error": "invalid_client"}, 401)

    self_test.at_registration(tool, registration)

    assert found(tool, registration)["tool_keys"] == (Outcome.WARNING, "no_answer")


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, (Outcome.OK, "agrees")),
        (-20, (Outcome.OK, "agrees")),
        (21, (Outcome.WARNING, "ahead")),
        (-60, (Outcome.WARNING, "behind")),
        (61, (Outcome.FAILED, "ahead")),
        (-3_600, (Outcome.FAILED, "behind")),
    ],
)
def test_clocks_are_compared_by_the_date_of_an_answer(
    seconds: int, expected: tuple[Outcome, str]
) -> None:
    date = format_datetime(START + timedelta(seconds=seconds), usegmt=True)

    check = self_test.clock_check(Answer(200, {"date": date}, b""), START)

    assert (check.outcome, check.finding) == expected


@pytest.mark.parametrize(
    "date",
    ["", "yesterday", "Mon, 99 Mar 2026", "Fri, 01 Jan 99999999999999999999 00:00:00 GMT"],
)
def test_a_platform_that_tells_no_time_is_no_failure(date: str) -> None:
    check = self_test.clock_check(Answer(200, {"date": date}, b""), START)

    assert (check.outcome, check.finding) == (Outcome.WARNING, "not_told")


def test_a_launch_shows_whether_what_was_granted_works(
    tool: Tool, registration: Registration, services: Services, platform: FakePlatform
) -> None:
    self_test.at_launch(tool, registration, services)

    assert found(tool, registration) == {
        "scopes": (Outcome.OK, "granted"),
        "service_token": (Outcome.OK, "given"),
        "line_item": (Outcome.OK, "read"),
        "members": (Outcome.OK, "read"),
    }
    assert {request.method for request in platform.received if request.path != "/token"} == {"GET"}


@pytest.mark.parametrize(
    ("changes", "name", "expected"),
    [
        ({"scopes": frozenset({SCORE_SCOPE})}, "scopes", (Outcome.WARNING, "missing")),
        ({"scopes": frozenset({SCORE_SCOPE})}, "line_item", (Outcome.WARNING, "no_right")),
        (
            {"scopes": frozenset({SCORE_SCOPE, RESULT_SCOPE, LINE_ITEM_SCOPE})},
            "scopes",
            (Outcome.OK, "granted"),
        ),
        ({"line_item": None}, "line_item", (Outcome.WARNING, "none")),
        ({"memberships_url": None}, "members", (Outcome.WARNING, "none")),
        (
            {"scopes": frozenset(), "memberships_url": None},
            "service_token",
            (Outcome.WARNING, "nothing"),
        ),
    ],
)
def test_what_a_launch_does_not_grant_is_named(
    tool: Tool,
    registration: Registration,
    services: Services,
    changes: dict[str, object],
    name: str,
    expected: tuple[Outcome, str],
) -> None:
    from dataclasses import replace

    self_test.at_launch(tool, registration, replace(services, **changes))  # type: ignore[arg-type]

    assert found(tool, registration)[name] == expected


@pytest.mark.parametrize(
    ("path", "answer", "name", "finding"),
    [
        ("/item", (403, {}, b""), "line_item", "refused"),
        ("/item", (200, {}, b"<html>"), "line_item", "no_answer"),
        ("/members", (403, {}, b""), "members", "refused"),
        ("/members", (200, {}, b"<html>"), "members", "no_answer"),
        ("/token", (400, {}, b'{"error": "invalid_scope"}'), "service_token", "refused"),
    ],
)
def test_what_a_platform_grants_but_does_not_do_is_named(
    tool: Tool,
    registration: Registration,
    services: Services,
    answers: dict[str, Response],
    path: str,
    answer: Response,
    name: str,
    finding: str,
) -> None:
    answers[path] = answer

    self_test.at_launch(tool, registration, services)

    assert found(tool, registration)[name] == (Outcome.FAILED, finding)


def test_the_second_stage_is_due_once_and_again_while_something_is_wrong(
    tool: Tool,
    registration: Registration,
    services: Services,
    answers: dict[str, Response],
    clock: FakeClock,
) -> None:
    def due() -> bool:
        with tool.database.read() as session:
            checks = connection_checks.of_registration(session, registration.id)
        return self_test.is_due_at_launch(checks, clock())

    assert due()
    answers["/item"] = (403, {}, b"")
    self_test.at_launch(tool, registration, services)
    assert not due()
    clock.advance(minutes=10)
    assert due()
    del answers["/item"]
    self_test.at_launch(tool, registration, services)
    clock.advance(days=30)
    assert not due()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, (Outcome.OK, "read_back")),
        (as_json([{"userId": "42", "resultScore": 5, "resultMaximum": 10}]), "differs"),
        (as_json([]), "differs"),
        ((403, {}, b""), "refused"),
        ((200, {}, b"<html>"), "no_answer"),
    ],
)
def test_the_first_score_is_read_back_and_nothing_is_written_for_that(
    tool: Tool,
    registration: Registration,
    platform: FakePlatform,
    answers: dict[str, Response],
    answer: Response | None,
    expected: tuple[Outcome, str] | str,
) -> None:
    if answer is not None:
        answers["/item/results"] = answer

    deliver(tool, registration, platform)

    expected = expected if isinstance(expected, tuple) else (Outcome.WARNING, expected)
    assert found(tool, registration)["score"] == expected
    assert len(platform.seen("/item/scores")) == 1


def test_once_a_score_has_been_found_no_later_one_is_read(
    tool: Tool, registration: Registration, platform: FakePlatform, clock: FakeClock
) -> None:
    deliver(tool, registration, platform)
    clock.advance(days=1)

    deliver(tool, registration, platform)

    assert len(platform.seen("/item/scores")) == 2
    assert len(platform.seen("/item/results")) == 1


def deliver(tool: Tool, registration: Registration, platform: FakePlatform) -> None:
    score = ScoreToSend(
        Tenant(registration.id, "7"),
        f"{platform.url}/item",
        "42",
        Score(8, 10),
        tool.clock(),
        frozenset({SCORE_SCOPE, RESULT_SCOPE}),
    )
    with tool.database.begin() as session:
        outbox.enqueue(session, score, tool.clock())
    ScoreDelivery(tool).deliver_due()


def test_a_platform_that_was_removed_meanwhile_keeps_no_result(
    tool: Tool, registration: Registration
) -> None:
    with tool.database.begin() as session:
        platforms.remove(session, registration.id)

    self_test.at_registration(tool, registration)

    assert found(tool, registration) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_not_been_tested_yet_says_when_it_will_be(language: str) -> None:
    shown = lines([], language)

    assert [line.outcome for line in shown] == ["waiting"] * sum(map(len, STAGES.values()))
    assert all(line.what and line.mend is None for line in shown)


def all_findings() -> list[tuple[str, str]]:
    from lti_tool.texts import entries

    keys = (key.split(".") for key in entries("connection", "nb") if key.endswith(".what"))
    return sorted({(key[1], key[2]) for key in keys})


@pytest.mark.parametrize(("name", "finding"), all_findings())
def test_every_finding_can_be_said_in_every_language(name: str, finding: str) -> None:
    words = dict.fromkeys(("detail", "url", "missing"), "x")
    numbers = dict.fromkeys(("seconds", "status", "port", "count"), 1)
    details: dict[str, str | int] = {**words, **numbers}
    check = connection_checks.Check(name, Outcome.WARNING, finding, START, details)

    for language in LANGUAGES:
        line = next(each for each in lines([check], language) if each.outcome == "warning")
        assert "{" not in line.what
