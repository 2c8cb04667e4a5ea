from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_tool.learning.sessions import IDLE
from lti_tool.tool import Tool
from tests.lti_tool.classroom import VIK
from tests.lti_tool.clock import FakeClock
from tests.lti_tool.journey import Journey
from tests.lti_tool.platform_side import DL, ISSUER, LTI, MEMBERSHIP, signed

INSTRUCTOR = [MEMBERSHIP + "Instructor"]


def launch(moodle: Journey, client: FlaskClient, **changes: Any) -> TestResponse:
    """A whole launch of the sample course, from the login on."""
    asked = moodle.log_in(client)
    custom = {LTI + "custom": {"kurspakke_course": "eksempel"}}
    return moodle.launch(client, asked.state, signed(moodle.message(asked, **custom | changes)))


def page_data(response: TestResponse) -> dict[str, str]:
    element = re.search(
        r'<script type="application/json" id="runtime">(.+?)</script>', response.text
    )
    assert element is not None
    data: dict[str, str] = json.loads(element[1])
    return data


def policy(response: TestResponse) -> dict[str, str]:
    directives = response.headers["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


def returning_to(return_url: str) -> dict[str, Any]:
    return {
        DL + "deep_linking_settings": {
            "deep_link_return_url": return_url,
            "accept_types": ["ltiResourceLink"],
        }
    }


def scripts(response: TestResponse) -> list[str]:
    return re.findall(r'<script src="/static/[0-9a-f]+/([a-z.]+)"', response.text)


def test_a_launch_is_answered_with_a_page_that_holds_only_a_token(
    moodle: Journey, client: FlaskClient, edition: str
) -> None:
    response = launch(moodle, client)

    data = page_data(response)
    assert response.status_code == 200
    assert data["address"].startswith(f"/p/{moodle.registration.id}/course-")
    assert data["runtime"] == "lti"
    assert scripts(response) == ["pages.js", "player.js"]
    assert "Eksempelkurs" not in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert policy(response)["frame-ancestors"] == ISSUER
    opened = client.get("/api/session", headers={"Authorization": f"Bearer {data['token']}"})
    assert opened.status_code == 200


def test_after_a_launch_the_browser_keeps_no_cookie(
    moodle: Journey, client: FlaskClient, edition: str
) -> None:
    response = launch(moodle, client)

    for cookie in response.headers.getlist("Set-Cookie"):
        assert "Max-Age=0" in cookie


def test_the_address_alone_shows_nothing_and_is_the_same_for_everybody(
    moodle: Journey, client: FlaskClient, edition: str
) -> None:
    data = page_data(launch(moodle, client))

    again = client.get(data["address"])

    assert again.status_code == 200
    assert page_data(again) == {name: data[name] for name in ("runtime", "api", "address")}
    assert again.headers["Cache-Control"] == "no-store"
    assert policy(again)["frame-ancestors"] == ISSUER
    assert scripts(again) == ["pages.js", "player.js"]


def test_two_launches_have_different_tokens_and_addresses(
    moodle: Journey, client: FlaskClient, edition: str
) -> None:
    first, second = (page_data(launch(moodle, client)) for _ in range(2))

    assert first["token"] != second["token"]
    assert first["address"] != second["address"]


def test_a_teacher_gets_the_course_and_the_results(
    moodle: Journey, client: FlaskClient, edition: str
) -> None:
    response = launch(moodle, client, **{LTI + "roles": INSTRUCTOR})

    assert scripts(response) == ["pages.js", "player.js"]
    assert scripts(client.get(page_data(response)["address"])) == ["pages.js", "player.js"]


def test_the_picker_may_post_to_the_platform_and_nothing_else_may(
    moodle: Journey, client: FlaskClient, edition: str
) -> None:
    picker = moodle.deep_link(client)
    course = launch(moodle, client)

    assert policy(picker)["form-action"] == f"'self' {ISSUER}"
    assert policy(client.get(page_data(picker)["address"]))["form-action"] == f"'self' {ISSUER}"
    assert policy(course)["form-action"] == "'self'"
    assert scripts(picker) == ["picker.js"]


def test_a_picker_that_is_over_or_anothers_posts_nowhere(
    moodle: Journey, client: FlaskClient, clock: FakeClock
) -> None:
    address = page_data(moodle.deep_link(client))["address"]
    other = moodle.register("client-2", "9")
    elsewhere = f"/p/{other.id}/{address.rpartition('/')[2]}"

    assert policy(client.get(elsewhere))["form-action"] == "'self'"
    clock.advance(seconds=IDLE.total_seconds())
    assert policy(client.get(address))["form-action"] == "'self'"


@pytest.mark.parametrize(
    "address",
    [
        "/p/nowhere/course-abcdefghijk",
        "/p/%00/course-abcdefghijk",
        "/p/{id}%00/course-abcdefghijk",
        "/p/%ED%A0%80/course-abcdefghijk",
        "/p/{id}/x",
        "/p/{id}/course-",
        "/p/{id}/course-abcdefghijk%00",
        "/p/{id}/other-abcdefghijk",
    ],
)
def test_an_address_that_no_launch_made_is_not_found(
    moodle: Journey, client: FlaskClient, address: str
) -> None:
    assert client.get(address.format(id=moodle.registration.id)).status_code == 404


@pytest.mark.parametrize(
    ("return_url", "target"),
    [
        ("https://other.example.no:8443/x?a=1", "https://other.example.no:8443"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]"),
        ("https://OTHER.example.no/;frame-ancestors", "https://other.example.no"),
    ],
)
def test_a_form_may_go_to_the_host_of_the_return_address(
    moodle: Journey, client: FlaskClient, return_url: str, target: str
) -> None:
    picker = moodle.deep_link(client, **returning_to(return_url))

    assert picker.status_code == 200
    assert policy(picker)["form-action"] == f"'self' {target}"
    reloaded = client.get(page_data(picker)["address"])
    assert policy(reloaded)["form-action"] == f"'self' {target}"
    assert policy(picker)["frame-ancestors"] == ISSUER


@pytest.mark.parametrize(
    "return_url", ["https://[x", "https://例え.jp/x", "https://a;frame-ancestors *;/x"]
)
def test_a_return_address_that_is_none_gets_a_page_that_says_so(
    moodle: Journey, client: FlaskClient, return_url: str
) -> None:
    refused = moodle.deep_link(client, **returning_to(return_url))

    assert refused.status_code == 403
    assert "Meldingen sier ikke hvor valget skal sendes." in refused.text


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        (INSTRUCTOR, "trykk «Velg innhold» og velg kurset"),
        ([MEMBERSHIP + "Learner"], "Si fra til den som har ansvar for kurset"),
    ],
)
def test_a_link_that_opens_nothing_says_what_to_do(
    moodle: Journey, client: FlaskClient, roles: list[str], said: str
) -> None:
    response = launch(moodle, client, **{LTI + "roles": roles, LTI + "custom": None})

    assert response.status_code == 404
    assert said in response.text
    assert "<script" not in response.text


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        (INSTRUCTOR, "«kurspakke_course» er ikke slik"),
        ([MEMBERSHIP + "Learner"], "Si fra til den som har ansvar for kurset"),
    ],
)
def test_a_broken_link_does_not_open_the_only_course_there_is(
    moodle: Journey, client: FlaskClient, edition: str, roles: list[str], said: str
) -> None:
    custom = {LTI + "custom": {"kurspakke_course": "Eksempel"}}

    response = launch(moodle, client, **{LTI + "roles": roles}, **custom)

    assert response.status_code == 404
    assert "Lenken er ødelagt." in response.text
    assert said in response.text


def test_a_learner_cannot_pick_content(moodle: Journey, client: FlaskClient, edition: str) -> None:
    response = moodle.deep_link(client, **{LTI + "roles": [MEMBERSHIP + "Learner"]})

    assert response.status_code == 403
    assert "Bare lærere kan velge innhold." in response.text


def test_the_deployments_localization_is_the_default(
    moodle: Journey, client: FlaskClient, edition: str, tool: Tool
) -> None:
    from lti_tool.storage.platforms import DeploymentRow

    with tool.database.begin() as session:
        session.query(DeploymentRow).update({"localization": VIK})

    data = page_data(launch(moodle, client))

    headers = {"Authorization": f"Bearer {data['token']}"}
    session_data = client.get("/api/session", headers=headers).json
    assert session_data is not None
    assert "~fjellregionen~vik/" in session_data["bundle"]
