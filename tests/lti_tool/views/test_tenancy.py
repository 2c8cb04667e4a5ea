"""
Every route of the application, asked with every token that should not open it.

The routes are taken from the application itself, so that a new one is in the test from its first
day: one that answers anything but a refusal is a hole, or belongs on one of the lists below with a
reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lti_tool.learning.sessions import LONGEST
from lti_tool.protocol.registration import Tenant
from lti_tool.storage.placements import placement_id
from lti_tool.tool import Tool
from tests.lti_tool.classroom import TEACHER, Browser, a_launch, launched, take
from tests.lti_tool.clock import FakeClock

PREFIX = "/api/"
SECRETS = ("Anne Hemmelig", "Bo Hemmelig", "person-anne", "person-bo")
ELSEWHERE = {"kurspakke_course": "eksempel", "kurspakke_unit": "Annet sted"}

BEFORE_A_VISIT = {"/api/launch": 403}
"""What takes a signed launch instead of a token, and how it refuses one that is none."""


def api_rules(app: Flask) -> Iterator[tuple[str, Rule]]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(PREFIX):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule


def address(app: Flask, rule: Rule, values: Mapping[str, str]) -> str:
    """The rule with its place holders filled in, from `values` where they name them."""
    neutral: dict[str, object] = {"position": 0, "assessment": "prove", **values}
    given = {name: neutral.get(name, "abc123abc123abc123") for name in rule.arguments}
    adapter = app.url_map.bind("localhost")
    return adapter.build(rule.endpoint, given, method=next(iter(rule.methods or ())))


class World:
    """Anne and Bo have taken the test in one link; others stand outside."""

    def __init__(self, app: Flask, tool: Tool) -> None:
        self.app = app
        self.anne = launched(app, tool, a_launch("person-anne", name="Anne Hemmelig"))
        self.bo = launched(app, tool, a_launch("person-bo", name="Bo Hemmelig"))
        self.attempt = self.anne.start()["attempt"]
        take(self.bo, tool)
        self.outsiders = {
            "another tenant's teacher": self.opened(tool, tenant=Tenant("moodle", "2")),
            "another platform's teacher": self.opened(tool, tenant=Tenant("canvas", "1")),
            "another placement's teacher": self.opened(tool, link="link-2", custom=ELSEWHERE),
        }

    def opened(self, tool: Tool, **more: object) -> Browser:
        return launched(self.app, tool, a_launch("outsider", roles=TEACHER, **more))

    def address(self, rule: Rule) -> str:
        return address(self.app, rule, {"attempt_id": self.attempt})


@pytest.fixture
def world(app: Flask, tool: Tool, edition: str) -> World:
    return World(app, tool)


def ask(client: FlaskClient, method: str, path: str, token: str | None) -> TestResponse:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    body = {
        "person": "person-anne",
        "role": "leader",
        "scope": "placement",
        "state": "1!nb!1!0-2!!!",
        "response": "a",
    }
    return client.open(path, method=method, headers=headers, json=body)


def test_the_walk_meets_the_routes_there_are(app: Flask) -> None:
    paths = {rule.rule for _, rule in api_rules(app)}

    assert {"/api/session", "/api/teacher", "/api/grants", "/api/teacher/scores"} <= paths


def test_no_route_answers_without_a_token_or_with_a_wrong_or_expired_one(
    app: Flask, tool: Tool, world: World, clock: FakeClock
) -> None:
    expired = world.anne.token
    forged = expired[:-4] + "AAAA"
    other = world.outsiders["another tenant's teacher"].token
    in_other_tenant = f"{other.partition('.')[0]}.{expired.partition('.')[2]}"
    clock.advance(seconds=LONGEST.total_seconds())
    client = app.test_client()

    tokens = [None, "", "x", expired, forged, in_other_tenant]
    for (method, rule), token in product(api_rules(app), tokens):
        answer = ask(client, method, world.address(rule), token)
        refusal = BEFORE_A_VISIT.get(rule.rule, 401)
        assert answer.status_code == refusal, (method, rule.rule, token, answer.status_code)
        assert not leaks(answer), (method, rule.rule)


def test_nobody_outside_a_placement_sees_anything_of_the_people_in_it(
    app: Flask, world: World
) -> None:
    for (method, rule), (who, browser) in product(api_rules(app), world.outsiders.items()):
        answer = ask(browser.client, method, world.address(rule), browser.token)
        assert answer.status_code < 500, (method, rule.rule, who, answer.text)
        assert not leaks(answer), (method, rule.rule, who)
        if "attempt_id" in rule.arguments:
            assert answer.status_code in (403, 404), (method, rule.rule, who)


def test_a_learner_sees_nothing_of_another_learner(app: Flask, world: World) -> None:
    for method, rule in api_rules(app):
        answer = ask(world.bo.client, method, world.address(rule), world.bo.token)
        assert answer.status_code < 500, (method, rule.rule, answer.text)
        assert not leaks(answer, ("Anne Hemmelig", "person-anne", world.attempt)), (
            method,
            rule.rule,
        )
        if rule.rule.startswith(("/api/teacher", "/api/grants", "/api/connection")):
            assert answer.status_code in (400, 403, 404, 405, 409), (method, rule.rule)


def test_what_others_tried_has_changed_nothing(app: Flask, tool: Tool, world: World) -> None:
    before = world.anne.get("session").json["underway"]
    for (method, rule), browser in product(api_rules(app), world.outsiders.values()):
        ask(browser.client, method, world.address(rule), browser.token)

    assert world.anne.get("session").json["underway"] == before
    assert len(before) == 1
    teacher = launched(app, tool, a_launch("liv", roles=TEACHER))
    people = {each["id"] for each in teacher.get("teacher").json["people"]}
    assert people == {"person-anne", "person-bo"}
    assert teacher.get("grants").json["grants"] == []


def test_two_municipalities_of_one_deployment_are_apart(
    app: Flask, tool: Tool, edition: str
) -> None:
    """One regional LMS, one deployment: the placement decides whose people are whose."""
    custom = {"kurspakke_course": "eksempel", "kurspakke_localization": "fjellregionen/vik"}
    launched(app, tool, a_launch("person-anne", name="Anne Hemmelig", link="vik", custom=custom))
    shared = launched(app, tool, a_launch("liv", roles=TEACHER, link="shared"))
    vik = launched(app, tool, a_launch("liv", roles=TEACHER, link="vik", custom=custom))

    assert shared.get("teacher").json["people"] == []
    assert [each["name"] for each in vik.get("teacher").json["people"]] == ["Anne Hemmelig"]
    assert shared.get("session").json["bundle"] != vik.get("session").json["bundle"]
    assert placement_id("vik") != placement_id("shared")


def leaks(answer: TestResponse, secrets: tuple[str, ...] = SECRETS) -> bool:
    text = json.dumps(answer.get_json(silent=True), ensure_ascii=False) + answer.text
    return any(secret in text for secret in secrets)
