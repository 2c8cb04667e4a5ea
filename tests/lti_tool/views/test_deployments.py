"""Launches from deployments that nobody has told the tool of."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from lti_tool.protocol.registration import Standing
from lti_tool.storage import platforms
from lti_tool.tool import Tool
from tests.lti_tool.journey import Journey
from tests.lti_tool.platform_side import LTI, signed


def launch_from(moodle: Journey, client: FlaskClient, deployment: str) -> str:
    asked = moodle.log_in(client, lti_deployment_id=deployment)
    message = moodle.message(asked, **{LTI + "deployment_id": deployment})
    return moodle.launch(client, asked.state, signed(message)).text


@pytest.fixture
def without_deployment(moodle: Journey, tool: Tool) -> Journey:
    """As after a registration by link where the platform named no deployment."""
    with tool.database.begin() as session:
        session.execute(text("DELETE FROM deployment"))
        session.execute(text("UPDATE registration SET takes_first_deployment = true"))
        session.execute(text("UPDATE registration SET localization = 'kongsbergregionen'"))
    return moodle


def test_the_first_is_taken_with_the_default_of_the_invitation(
    without_deployment: Journey, client: FlaskClient, tool: Tool
) -> None:
    page = launch_from(without_deployment, client, "first")

    assert "<code>deployment</code>" not in page
    with tool.database.read() as session:
        registration = platforms.get(session, without_deployment.registration.id)
    assert registration is not None
    assert registration.deployments == {"first": "kongsbergregionen"}
    assert not registration.takes_first_deployment


def test_any_later_one_is_refused_and_waits_for_the_operator(
    without_deployment: Journey, client: FlaskClient, tool: Tool
) -> None:
    launch_from(without_deployment, client, "first")

    refused = launch_from(without_deployment, client, "second")

    assert "<code>deployment</code>" in refused
    with tool.database.read() as session:
        registration = platforms.get(session, without_deployment.registration.id)
    assert registration is not None
    assert registration.barred == {"second": Standing.WAITING}
    answer = client.post(
        "/lti/login",
        data={
            "iss": registration.issuer,
            "client_id": registration.client_id,
            "login_hint": "42",
            "lti_deployment_id": "second",
        },
    )
    assert "<code>platform_waiting</code>" in answer.text


def test_only_what_the_platform_has_signed_is_noted(
    moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    asked = moodle.log_in(client, lti_deployment_id="forged")
    message = moodle.message(asked, **{LTI + "deployment_id": "forged"})

    page = moodle.launch(client, asked.state, signed(message, key="another"))

    assert "<code>signature</code>" in page.text
    with tool.database.read() as session:
        registration = platforms.get(session, moodle.registration.id)
    assert registration is not None
    assert registration.barred == {}


@pytest.mark.parametrize("deployment", [None, "7"])
def test_a_suspended_one_lets_nobody_in(
    moodle: Journey, client: FlaskClient, tool: Tool, deployment: str | None
) -> None:
    asked = moodle.log_in(client)
    with tool.database.begin() as session:
        platforms.set_standing(session, moodle.registration.id, Standing.SUSPENDED, deployment)

    page = moodle.launch(client, asked.state, signed(moodle.message(asked)))

    assert page.status_code == 403
    assert "<code>platform_suspended</code>" in page.text
