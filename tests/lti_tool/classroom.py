"""
A published sample course, people in it, and what their browsers would send.

Launches are made as values: that only genuine ones get this far is tested with the protocol.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from courseware.calculation import variants
from courseware.drawing import DrawnItem
from courseware.model import (
    Calculation,
    Course,
    MultipleChoice,
    Numeric,
    SingleChoice,
    TrueFalse,
)
from courseware.numbers import format_number
from courseware.shown_options import as_shown
from lti_tool.learning import publishing
from lti_tool.learning.visits import open_visit
from lti_tool.protocol.grades import SCORE_SCOPE
from lti_tool.protocol.launch import (
    DEEP_LINKING,
    RESOURCE_LINK,
    DeepLinkingSettings,
    Launch,
)
from lti_tool.protocol.registration import Tenant
from lti_tool.protocol.roles import Roles
from lti_tool.storage import platforms
from lti_tool.storage.database import Database
from lti_tool.storage.platforms import DeploymentRow, RegistrationRow
from lti_tool.tool import Tool
from tests.lti_tool.clock import START

COURSE = "eksempel"
TEST = "prove"
VIK = "fjellregionen/vik"
TENANT = Tenant("moodle", "1")
LEARNER = Roles(learner=True)
TEACHER = Roles(instructor=True)

DEEP_LINK = DeepLinkingSettings(
    return_url="https://lms.example.no/mod/lti/contentitem_return.php?course=2",
    accept_types=("ltiResourceLink",),
    accept_multiple=True,
    accept_line_item=True,
    data="opaque",
    context="2",
)


def a_launch(
    person: str = "anne",
    *,
    tenant: Tenant = TENANT,
    roles: Roles = LEARNER,
    link: str = "link-1",
    custom: Mapping[str, str] | None = None,
    line_item: str | None = "https://lms.example.no/lineitem/7?type_id=1",
    **more: Any,
) -> Launch:
    """A learner who opens the sample course, in a link that has a column."""
    launch = Launch(
        tenant=tenant,
        message_type=RESOURCE_LINK,
        sub=person,
        roles=roles,
        locale="nb",
        resource_link_id=link,
        context="2",
        custom={"kurspakke_course": COURSE} if custom is None else custom,
        line_item=line_item,
        ags_scopes=frozenset({SCORE_SCOPE}),
        memberships_url=None,
        return_url="https://lms.example.no/course/view.php?id=2",
        name=None,
        about=None,
        deep_linking=None,
        platform_name="Moodle",
        family=None,
    )
    return replace(launch, **more)


def a_picking(person: str = "liv", **more: Any) -> Launch:
    """A teacher who selects content."""
    settings = {"roles": TEACHER, "message_type": DEEP_LINKING, "deep_linking": DEEP_LINK}
    return a_launch(person, **{**settings, "resource_link_id": None, **more})


def publish(
    database: Database,
    folder: Path,
    localizations: Path | None = None,
    private: Path | None = None,
) -> str:
    """Add the course and activate it. Returns its edition."""
    prepared = _prepared(folder, localizations, private)
    publishing.add(database, prepared, at=START, by="test")
    edition = prepared.edition
    publishing.activate(database, edition.course, edition.version, at=START, by="test")
    return edition.hash


_MOST_KNOWN = 16
_KNOWN: dict[str, publishing.Prepared] = {}


def _prepared(
    folder: Path, localizations: Path | None, private: Path | None
) -> publishing.Prepared:
    """Hundreds of tests publish the same course: its files are judged once."""
    digest = hashlib.sha256()
    for place in (folder, localizations, private):
        digest.update(f"\n{place and place.name}\n".encode())
        for file in sorted(place.rglob("*")) if place else ():
            if file.is_file():
                content = hashlib.sha256(file.read_bytes()).hexdigest()
                digest.update(f"{file.relative_to(place)} {content}\n".encode())
    key = digest.hexdigest()
    if key not in _KNOWN:
        if len(_KNOWN) == _MOST_KNOWN:
            _KNOWN.pop(next(iter(_KNOWN)))
        _KNOWN[key] = publishing.prepare(folder, localizations, private, today=START.date())
    return _KNOWN[key]


@dataclass(frozen=True)
class Browser:
    """One person's page after a launch: it holds the token and keeps all that it was sent."""

    client: FlaskClient
    token: str
    heard: list[str]

    def get(self, path: str) -> TestResponse:
        return self.call("GET", path)

    def post(self, path: str, body: object = None) -> TestResponse:
        return self.call("POST", path, body)

    def put(self, path: str, body: object) -> TestResponse:
        return self.call("PUT", path, body)

    def call(self, method: str, path: str, body: object = None) -> TestResponse:
        data = {} if body is None else {"json": body}
        response = self.client.open(
            path if path.startswith("/") else f"/api/{path}",
            method=method,
            headers={"Authorization": f"Bearer {self.token}", "Accept-Language": "nb"},
            **data,
        )
        self.heard.append(response.get_data().decode(errors="replace"))
        response.close()
        return response

    def start(self, test: str = TEST) -> dict[str, Any]:
        response = self.post(f"tests/{test}")
        assert response.status_code == 200, response.text
        view: dict[str, Any] = response.json
        return view

    def answer(self, attempt: str, position: int, response: str) -> TestResponse:
        return self.put(f"attempts/{attempt}/answers/{position}", {"response": response})

    def submit(self, attempt: str) -> TestResponse:
        return self.post(f"attempts/{attempt}/submit")


def know(session: Session, tenant: Tenant) -> None:
    """Register the platform and its deployment, unless they are: nobody else may go on."""
    if platforms.is_known(session, tenant):
        return
    issuer = f"https://{tenant.registration_id}.example.no"
    if platforms.get(session, tenant.registration_id) is None:
        session.add(
            RegistrationRow(
                id=tenant.registration_id,
                issuer=issuer,
                client_id="client-1",
                auth_url=f"{issuer}/auth",
                token_url=f"{issuer}/token",
                jwks_url=f"{issuer}/jwks",
                name="Moodle",
                embed_origins=[issuer],
                sandbox=False,
                added_at=START,
            )
        )
        session.flush()
    session.add(
        DeploymentRow(
            registration_id=tenant.registration_id,
            deployment_id=tenant.deployment_id,
            added_at=START,
        )
    )
    session.flush()


def launched(app: Flask, tool: Tool, launch: Launch) -> Browser:
    """Open the visit that a verified launch opens."""
    with tool.database.begin() as session:
        know(session, launch.tenant)
        token, _ = open_visit(session, launch, now=tool.clock())
    return Browser(app.test_client(), str(token), [])


def key_of(course: Course, drawn: DrawnItem) -> str:
    """The right response to an item."""
    question = course.question(drawn.question_id)
    match question:
        case SingleChoice() | MultipleChoice():
            return "".join(sorted(option.id for option in question.options if option.correct))
        case TrueFalse():
            return "t" if question.answer else "f"
        case Numeric():
            return _typed(format_number(question.value), question)
        case Calculation():
            assert drawn.variant_index is not None
            answer = variants(question)[drawn.variant_index].answer
            return _typed(format_number(answer), question)
    raise TypeError(type(question).__name__)


def _typed(number: str, question: Numeric | Calculation) -> str:
    return f"{number}|{question.unit}" if question.unit_choices else number


def right_answers(tool: Tool, attempt_id: str) -> list[str]:
    """The keys of a started attempt, which only the server can know, as its browser says them."""
    course, form = _drawn(tool, attempt_id)
    return [
        as_shown(course.question(drawn.question_id), drawn.options, key_of(course, drawn))
        for drawn in form
    ]


def saved_answers(tool: Tool, attempt_id: str) -> dict[int, str]:
    """The stored answers of an attempt by position, as its browser says them."""
    from lti_tool.storage.attempts import AnswerRow

    course, form = _drawn(tool, attempt_id)
    with tool.database.read() as session:
        rows = session.query(AnswerRow).filter_by(attempt=attempt_id).all()
        stored = {row.position: row.response for row in rows}
    return {
        position: as_shown(
            course.question(form[position].question_id), form[position].options, response
        )
        for position, response in stored.items()
    }


def _drawn(tool: Tool, attempt_id: str) -> tuple[Course, list[DrawnItem]]:
    from lti_tool.storage.attempts import AttemptRow

    with tool.database.read() as session:
        row = session.query(AttemptRow).filter_by(id=attempt_id).one()
        edition, localization, form = row.edition, row.localization, row.form
    return tool.shelf.get(edition, localization).course, [DrawnItem(*item) for item in form]


def take(browser: Browser, tool: Tool, *, right: int | None = None) -> dict[str, Any]:
    """Start, answer the first `right` items rightly (all of them when None), and hand in."""
    view = browser.start()
    keys = right_answers(tool, view["attempt"])
    for position, key in enumerate(keys[:right]):
        assert browser.answer(view["attempt"], position, key).status_code == 200
    result: dict[str, Any] = browser.submit(view["attempt"]).json
    return result


def queued_scores(tool: Tool) -> list[dict[str, Any]]:
    """The messages in the outbox, oldest first."""
    from lti_tool.storage.outbox import OutgoingScoreRow

    with tool.database.read() as session:
        rows = session.query(OutgoingScoreRow).order_by(OutgoingScoreRow.timestamp).all()
        return [json.loads(row.message) for row in rows]
