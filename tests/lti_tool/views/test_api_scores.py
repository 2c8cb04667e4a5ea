from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from lti_tool.protocol.grades import RESULT_SCOPE, SCORE_SCOPE
from lti_tool.score_delivery import ScoreDelivery
from lti_tool.storage import audit, outbox
from lti_tool.storage.outbox import State
from lti_tool.storage.platforms import RegistrationRow
from lti_tool.tool import Tool
from tests.lti_tool.classroom import TEACHER, Browser, a_launch, launched, queued_scores, take
from tests.lti_tool.clock import FakeClock
from tests.lti_tool.platform_side import FakePlatform, Received, as_json, fake_platform

Response = tuple[int, dict[str, str], bytes]


class Gradebook:
    """Answers every score with `status`, and keeps the last one that it took."""

    def __init__(self) -> None:
        self.status = 200
        self.results: Response | None = None
        self.kept: list[dict[str, object]] = []

    def __call__(self, request: Received) -> Response:
        if request.path == "/token":
            return as_json({"access_token": "token", "expires_in": 3600})
        if request.path.endswith("/scores"):
            if self.status == 200:
                self.kept.append(json.loads(request.body))
            return self.status, {}, b""
        if self.results is not None:
            return self.results
        shown = [
            {"userId": each["userId"], "resultScore": each["scoreGiven"], "resultMaximum": 100}
            for each in self.kept[-1:]
        ]
        return as_json(shown)


@pytest.fixture
def gradebook() -> Gradebook:
    return Gradebook()


@pytest.fixture
def platform(gradebook: Gradebook) -> Iterator[FakePlatform]:
    with fake_platform(gradebook) as platform:
        yield platform


@pytest.fixture
def anne(app: Flask, tool: Tool, edition: str, platform: FakePlatform) -> Browser:
    """A learner with a column at a platform that answers."""
    launch = a_launch(
        "anne",
        line_item=f"{platform.url}/7?type_id=1",
        ags_scopes=frozenset({SCORE_SCOPE, RESULT_SCOPE}),
    )
    browser = launched(app, tool, launch)
    with tool.database.begin() as session:
        row = session.get_one(RegistrationRow, "moodle")
        row.token_url, row.issuer = f"{platform.url}/token", platform.url
    return browser


@pytest.fixture
def liv(app: Flask, tool: Tool, anne: Browser) -> Browser:
    return launched(app, tool, a_launch("liv", roles=TEACHER))


def deliver(tool: Tool) -> None:
    ScoreDelivery(tool).deliver_due()


def state_of(liv: Browser) -> tuple[str, str | None]:
    people = {person["id"]: person for person in liv.get("teacher").json["people"]}
    return people["anne"]["delivery"], people["anne"]["reason"]


def test_a_refused_result_is_sent_again_and_arrives(
    tool: Tool, anne: Browser, liv: Browser, gradebook: Gradebook, clock: FakeClock
) -> None:
    gradebook.status = 404
    take(anne, tool)
    deliver(tool)
    assert state_of(liv) == ("refused", "column_gone")

    gradebook.status = 200
    clock.advance(hours=1)
    assert liv.post("teacher/scores", {"person": "anne"}).json == {"sent": 1}
    deliver(tool)

    assert state_of(liv) == ("sent", None)
    first, again = queued_scores(tool)
    assert (again["scoreGiven"], again["comment"]) == (first["scoreGiven"], first["comment"])
    assert again["timestamp"] > first["timestamp"]
    with tool.database.read() as session:
        (entry,) = audit.entries(session, "moodle:1")
    assert (entry.act, entry.subject, entry.actor) == ("score.resend", "anne", "liv")


def test_all_that_was_refused_is_sent_again_at_once(
    app: Flask, tool: Tool, anne: Browser, liv: Browser, gradebook: Gradebook
) -> None:
    launched(app, tool, a_launch("bo"))
    gradebook.status = 403
    take(anne, tool)
    deliver(tool)

    assert liv.post("teacher/scores", {}).json == {"sent": 1}
    assert liv.post("teacher/scores", {}).json == {"sent": 0}


def test_a_result_goes_to_the_column_as_it_is_now(
    app: Flask,
    tool: Tool,
    anne: Browser,
    liv: Browser,
    gradebook: Gradebook,
    platform: FakePlatform,
) -> None:
    take(anne, tool)
    moved = a_launch("anne", line_item=f"{platform.url}/8", ags_scopes=frozenset({SCORE_SCOPE}))
    launched(app, tool, moved)

    liv.post("teacher/scores", {"person": "anne"})
    deliver(tool)

    posted = sorted(each.path for each in platform.received if each.path.endswith("/scores"))
    assert posted == ["/7/scores", "/8/scores"]


def test_there_is_nothing_to_send_of_somebody_without_a_result(
    tool: Tool, anne: Browser, liv: Browser
) -> None:
    for person in ("anne", "nobody"):
        refused = liv.post("teacher/scores", {"person": person})
        assert (refused.status_code, refused.json["error"]["code"]) == (409, "nothing-to-send")


def test_a_learner_sends_and_checks_nothing(anne: Browser, tool: Tool) -> None:
    take(anne, tool)

    for path in ("teacher/scores", "teacher/scores/check"):
        assert anne.post(path, {"person": "anne"}).status_code == 403


@pytest.mark.parametrize(
    ("results", "answer"),
    [
        (None, {"stands": "same", "percent": 100}),
        (as_json([{"userId": "anne", "resultScore": 3, "resultMaximum": 10}]), "differs"),
        (as_json([]), "nothing"),
    ],
)
def test_the_gradebook_is_read_back_on_demand(
    results: Response | None,
    answer: object,
    tool: Tool,
    anne: Browser,
    liv: Browser,
    gradebook: Gradebook,
) -> None:
    take(anne, tool)
    deliver(tool)
    gradebook.results = results

    checked = liv.post("teacher/scores/check", {"person": "anne"}).json

    assert checked == answer or checked["stands"] == answer


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ((403, {}, b""), "platform-said-no"),
        ((500, {}, b""), "platform-silent"),
        ((200, {}, b"<html>Log in</html>"), "platform-silent"),
    ],
)
def test_a_gradebook_that_is_not_shown_is_said_so(
    results: Response, code: str, tool: Tool, anne: Browser, liv: Browser, gradebook: Gradebook
) -> None:
    take(anne, tool)
    gradebook.results = results

    refused = liv.post("teacher/scores/check", {"person": "anne"})

    assert (refused.status_code, refused.json["error"]["code"]) == (424, code)


def test_without_a_score_or_the_right_to_read_there_is_nothing_to_check(
    app: Flask, tool: Tool, anne: Browser, liv: Browser
) -> None:
    def code() -> str:
        refused = liv.post("teacher/scores/check", {"person": "anne"})
        return str(refused.json["error"]["code"])

    assert code() == "nothing-sent"
    take(anne, tool)
    launched(app, tool, replace(a_launch("anne"), ags_scopes=frozenset({SCORE_SCOPE})))
    assert code() == "results-not-shown"
    assert liv.post("teacher/scores/check", {"person": "bo"}).status_code == 404


def test_a_score_that_waits_says_why_and_until_when(
    tool: Tool, anne: Browser, liv: Browser, gradebook: Gradebook
) -> None:
    gradebook.status = 503
    take(anne, tool)
    deliver(tool)

    (person,) = liv.get("teacher").json["people"]

    assert (person["delivery"], person["reason"]) == ("waiting", "platform_busy")
    assert person["nextTryAt"]
    assert liv.get("teacher").json["texts"]["waits.platform_busy"]


def test_every_reason_has_its_words_and_what_to_do() -> None:
    from pathlib import Path
    from re import findall

    from lti_tool import score_delivery as delivering
    from lti_tool.texts import LANGUAGES, entries

    source = Path(str(delivering.__file__)).read_text(encoding="utf-8")
    for language in LANGUAGES:
        texts = entries("teacher", language)
        for state, reason in findall(r'State\.(\w+),\s+"(\w+)"', source):
            if state == State.REFUSED.name:
                assert texts[f"reason.{reason}"], reason
                assert texts[f"mend.{reason}"], reason
            elif state == State.WAITING.name:
                assert texts[f"waits.{reason}"], reason


def test_a_platform_that_tells_its_product_late_is_known_from_then_on(
    app: Flask, tool: Tool, anne: Browser
) -> None:
    launched(app, tool, a_launch("anne", family="Canvas"))

    with tool.database.read() as session:
        assert session.get_one(RegistrationRow, "moodle").family == "canvas"


def test_a_zero_that_open_edx_drops_is_told(
    app: Flask, tool: Tool, anne: Browser, liv: Browser
) -> None:
    launched(app, tool, a_launch("bo", family="openedx"))
    take(anne, tool, right=0)
    deliver(tool)

    assert state_of(liv) == ("sent", "zero_not_shown")


def test_the_operator_sends_what_was_refused_and_checks_it(
    tool: Tool, anne: Browser, gradebook: Gradebook
) -> None:
    gradebook.status = 404
    take(anne, tool)
    deliver(tool)

    with tool.database.read() as session:
        ((tenant, score),) = outbox.refused(session, "moodle")
        assert outbox.refused(session, "another") == []
    with tool.database.begin() as session:
        outbox.resend(session, tenant, score, tool.clock())

    with tool.database.read() as session:
        assert outbox.refused(session, None) == []
