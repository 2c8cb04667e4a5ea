"""
Every route outside /api/: open to whoever has the address, and so the same for everybody.

What opens it, or why it may be open, is said for each. A bearer token must make no difference, and
nothing of the people in a course may stand in an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lti_tool.protocol.registration import Tenant
from lti_tool.protocol.roles import Roles
from lti_tool.storage.sessions import VisitRow
from lti_tool.tool import Tool
from lti_tool.views.content import static_files
from tests.lti_tool.certification.ward import Ward, certified, publish_certifying
from tests.lti_tool.classroom import TEACHER
from tests.lti_tool.clock import FakeClock
from tests.lti_tool.views.test_register import invite
from tests.lti_tool.views.test_tenancy import PREFIX, address

SECRETS = ("Anne Eksempel", "person-anne", "Nina Eksempel", "Leif Eksempel")

OPEN = {
    "/health/live": "tells nothing but that the process answers",
    "/health/ready": "tells nothing but that the database answers",
    "/lti/jwks.json": "public keys",
    "/lti/login": "begins a login; what the platform signs decides",
    "/lti/check": "goes on with a login, by its state and the browser's own secret",
    "/lti/launch": "takes what the platform signed",
    "/lti/page.css": "a stylesheet",
    "/lti/connection.css": "a stylesheet",
    "/favicon.ico": "a picture",
    "/lti/register/<invitation:secret>": "the secret of the invitation",
    "/lti/register/<invitation:secret>/test": "the secret of the invitation",
    "/lti/setup": "addresses to copy, the same for every platform",
    "/lti/canvas.json": "addresses to copy, the same for every platform",
    "/p/<registration:registration_id>/<launch>": "an empty page: its script needs the token",
    "/static/<digest>/<name>": "the player",
    "/content/<name>/bundle.json": "the course as a package has it, by the hash of its content",
    "/content/<name>/media/<path:path>": "its pictures",
    "/verify": "goes to /bevis",
    "/bevis": "a form",
    "/bevis/<code:code>": "the code on the certificate, which is there to be checked",
    "/bevis/check": "the certificate's own file",
    "/bevis/file/<token>": "a link signed for one file, one visit, one minute",
    "/bevis/keys.json": "public keys",
    "/bevis/keys/<kid:kid>.json": "a public key",
    "/bevis/issuer.json": "who issues badges",
}
TELLS_OF_A_PERSON = {"/bevis/<code:code>"}


def open_rules(app: Flask) -> Iterator[tuple[str, Rule]]:
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(PREFIX):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule


class Outside:
    """
    Anne's certificate, and everybody who might look for it.

    values: what stands in addresses of things that are really there.
    """

    def __init__(self, ward: Ward) -> None:
        tool = ward.tool
        anne, nina, leif = certified(ward, "person-anne")
        mine = anne.get("certification/mine").json
        decision = mine["history"][0]["id"]
        asked = {"decision": decision, "kind": "certificate", "language": "nb"}
        link = anne.post("certification/proofs", asked).json["address"]
        self.served = ward.app.test_client().get(link)
        ward.clock.advance(seconds=61)
        self.tokens = {
            "nobody": None,
            "a wrong token": "x",
            "the employee": anne.token,
            "another learner": ward.employee("person-bo", "Bo").token,
            "the assessor": nina.token,
            "the leader": leif.token,
            "the teacher": ward.open("liv", roles=TEACHER).token,
            "another tenant's administrator": ward.open(
                "adm", tenant=Tenant("canvas", "1"), roles=Roles(administrator=True)
            ).token,
            "another placement's teacher": ward.open("per", roles=TEACHER, link="link-2").token,
            "a forged token": f"{anne.token[:-4]}AAAA",
        }
        with tool.database.read() as session:
            launch = session.scalars(
                select(VisitRow.launch).where(VisitRow.person == "person-anne")
            ).first()
        bundle = anne.get("session").json["bundle"]
        static = static_files()["player.js"].address.split("/")
        self.values = {
            "registration_id": "moodle",
            "launch": str(launch),
            "name": str(bundle).split("/")[2],
            "path": "las.svg",
            "secret": invite(tool).rpartition("/")[2],
            "code": mine["history"][0]["code"],
            "token": link.rpartition("/")[2],
            "kid": anne.client.get("/bevis/keys.json").json["keys"][0]["kid"],
        }
        self.static = {"digest": static[2], "name": static[3]}

    def address(self, app: Flask, rule: Rule) -> str:
        values = self.values | (self.static if "digest" in rule.arguments else {})
        return address(app, rule, values)


def said(answer: TestResponse) -> tuple[object, ...]:
    """All of an answer but the number of the request and the second in which it was asked."""
    number = answer.headers["X-Correlation-Id"]
    of_the_moment = {"X-Correlation-Id", "Expires", "Date"}
    headers = [(key, value) for key, value in answer.headers if key not in of_the_moment]
    text = answer.get_data().decode(errors="replace").replace(number, "")
    answer.close()
    return answer.status_code, sorted(headers), text


def ask(client: FlaskClient, method: str, path: str, token: str | None) -> TestResponse:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return client.open(path, method=method, headers=headers)


@pytest.fixture
def outside(app: Flask, tool: Tool, clock: FakeClock, tmp_path: Path) -> Outside:
    publish_certifying(tool, tmp_path / "course")
    return Outside(Ward(app, tool, clock))


def test_of_every_open_route_somebody_has_said_why(app: Flask) -> None:
    assert {rule.rule for _, rule in open_rules(app)} == set(OPEN)


def test_an_open_route_is_the_same_for_everybody_and_tells_of_nobody(
    app: Flask, outside: Outside
) -> None:
    met = {}
    for method, rule in open_rules(app):
        path = outside.address(app, rule)
        answers = {
            who: said(ask(app.test_client(), method, path, token))
            for who, token in outside.tokens.items()
        }
        different = [who for who, answer in answers.items() if answer != answers["nobody"]]
        assert different == [], (method, rule.rule)
        met[f"{method} {rule.rule}"] = answers["nobody"][0]
        if rule.rule not in TELLS_OF_A_PERSON:
            found = [secret for secret in SECRETS if secret in str(answers["nobody"])]
            assert found == [], (method, rule.rule)

    # The addresses are real ones: what refuses is the method, the link's age or an empty form.
    assert {route for route, status in met.items() if status >= 400} == {
        "GET /lti/login",
        "POST /lti/login",
        "GET /lti/check",
        "POST /lti/launch",
        "POST /lti/register/<invitation:secret>",
        "POST /lti/register/<invitation:secret>/test",
        "POST /bevis",
        "POST /bevis/check",
        "GET /bevis/file/<token>",
    }


def test_the_link_that_is_too_old_was_good_for_a_minute(outside: Outside) -> None:
    assert outside.served.status_code == 200
    assert outside.served.data.startswith(b"%PDF")
