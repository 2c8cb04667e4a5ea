"""A warm launch, from the platform's login to our page, beside the minimal tool's."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from sqlalchemy import event

from lti_tool.app import create_app
from lti_tool.cli_serve import spare_the_collector
from lti_tool.outgoing import Answer as Fetched
from lti_tool.outgoing import Outgoing
from lti_tool.settings import Settings
from lti_tool.storage import platforms
from lti_tool.storage.platforms import NewRegistration
from lti_tool.storage.upgrade import prepare
from lti_tool.tool import Tool, current_tool
from tests.benchmarks.measuring import Client, Cost, Row, percentile
from tests.benchmarks.minimal_tool import create_minimal_tool
from tests.lti_tool.classroom import publish
from tests.lti_tool.platform_side import (
    CLIENT_ID,
    DEPLOYMENT,
    ISSUER,
    LTI,
    MEMBERSHIP,
    as_json,
    claims,
    public_jwk,
    signed,
)
from tests.sample_course import write_course

URL = "https://kurs.example.no"
SECRET = "a secret of more than thirty-two characters"
CUSTOM = {"kurspakke_course": "eksempel"}
BUDGET = 0.7


class Platform(Outgoing):
    """Answers with its keys, without a network, and counts how often it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    def get(self, url: str, headers: object = None) -> Fetched:
        self.calls += 1
        status, answered, body = as_json({"keys": [public_jwk()]})
        return Fetched(status, answered, body)


@dataclass
class Ours:
    app: Flask
    tool: Tool
    platform: Platform
    commits: int = 0


@contextmanager
def our_tool(folder: Path) -> Iterator[Ours]:
    """On a database file in the folder, with a course and a platform."""
    settings = Settings(URL, f"sqlite:///{folder / 'k.sqlite3'}", SECRET)
    platform = Platform()
    app = create_app(settings, outgoing=platform)
    with app.app_context():
        tool = current_tool()
    prepare(tool.database, SECRET, tool.clock())
    publish(tool.database, write_course(folder / "courses" / "eksempel"))
    with tool.database.begin() as session:
        new = NewRegistration(
            issuer=ISSUER,
            client_id=CLIENT_ID,
            auth_url=f"{ISSUER}/auth",
            token_url=f"{ISSUER}/token",
            jwks_url=f"{ISSUER}/jwks",
            deployments=(DEPLOYMENT,),
            name="Moodle",
            embed_origins=(ISSUER,),
        )
        platforms.add(session, new, tool.clock())
    ours = Ours(app, tool, platform)

    def count(connection: object) -> None:
        ours.commits += 1

    event.listen(tool.database.engine, "commit", count)
    yield ours
    tool.database.close()


def minimal_tool() -> Flask:
    return create_minimal_tool(
        {
            "client_id": CLIENT_ID,
            "auth_login_url": f"{ISSUER}/auth",
            "auth_token_url": f"{ISSUER}/token",
            "key_set": {"keys": [public_jwk()]},
            "deployment_ids": [DEPLOYMENT],
        },
        ISSUER,
    )


def handshake(app: Flask, person: str = "42", *, teacher: bool = False, **more: object) -> Shake:
    """One browser's way through. What the platform does in between is not counted."""
    browser = Client(app, URL)
    asked = {
        "iss": ISSUER,
        "login_hint": person,
        "client_id": CLIENT_ID,
        "lti_message_hint": '{"cmid":"3"}',
        "target_link_uri": f"{URL}/lti/launch",
    }
    answer, cost = browser.send("POST", "/lti/login", data=asked)
    parts = [cost.cpu]
    while answer.status == 302 and answer.location.startswith("/"):
        answer, more_cost = browser.send("GET", answer.location)
        parts.append(more_cost.cpu)
        cost.add(more_cost)
    assert answer.status == 302, (answer.status, answer.body)
    query = parse_qs(urlsplit(answer.location).query)
    role = "Instructor" if teacher else "Learner"
    changes = {LTI + "custom": CUSTOM, LTI + "roles": [MEMBERSHIP + role], "sub": person, **more}
    token = signed(claims(query["nonce"][0], at=time.time(), **changes))
    form = {"state": query["state"][0], "id_token": token}
    answer, more_cost = browser.send("POST", "/lti/launch", data=form)
    parts.append(more_cost.cpu)
    cost.add(more_cost)
    assert answer.status == 200, (answer.status, answer.body)
    return Shake(cost, parts, answer.body.decode())


@dataclass(frozen=True)
class Shake:
    cost: Cost
    parts: list[float]
    page: str


def compare(folder: Path, rounds: int) -> list[Row]:
    """Both tools in turn, with the same keys and messages; the first rounds do not count."""
    minimal = minimal_tool()
    theirs, mine = [], []
    with our_tool(folder) as ours:
        people = min(50, rounds)
        for number in range(people):
            handshake(minimal, str(number))
            handshake(ours.app, str(number))
        spare_the_collector()
        commits, calls = ours.commits, ours.platform.calls
        for number in range(rounds):
            theirs.append(handshake(minimal, str(number % people)))
            mine.append(handshake(ours.app, str(number % people)))
        commits, calls = ours.commits - commits, ours.platform.calls - calls
    our_cpu, their_cpu = ([each.cost.cpu for each in shakes] for shakes in (mine, theirs))
    our_median, their_median = percentile(our_cpu, 0.5), percentile(their_cpu, 0.5)
    steps = zip(*(each.parts for each in mine), strict=True)
    detail = " + ".join(f"{percentile(step, 0.5):.2f}" for step in steps)
    rows = [Row("launch, CPU: ours / minimal tool", our_median / their_median, "×", BUDGET)]
    for name, cpu, more in (("ours", our_cpu, detail), ("minimal", their_cpu, "")):
        rows += [
            Row(f"launch, CPU of {name}, p{share}", percentile(cpu, share / 100), "ms")
            for share in (50, 95, 99)
        ]
        rows[-3] = Row(rows[-3].what, rows[-3].value, "ms", detail=more)
    wall = [each.cost.wall for each in mine]
    return [
        *rows,
        *(
            Row(f"launch, wall of ours, p{s}", percentile(wall, s / 100), "ms")
            for s in (50, 95, 99)
        ),
        Row("commits in a warm launch", commits / rounds, "", 2),
        Row("outgoing calls in a warm launch", calls / rounds, "", 0),
    ]
