from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from lti_tool.protocol.roles import Roles
from lti_tool.storage.members import KEPT, MemberRow, forget_old_members
from lti_tool.storage.platforms import RegistrationRow
from lti_tool.tool import Tool
from tests.lti_tool.classroom import TEACHER, Browser, a_launch, launched
from tests.lti_tool.clock import FakeClock
from tests.lti_tool.platform_side import FakePlatform, Received, as_json, fake_platform

Response = tuple[int, dict[str, str], bytes]
ANNE = {"user_id": "anne", "roles": ["Learner"], "name": "Anne Eksempel"}
BO = {"user_id": "bo", "roles": ["Learner"], "name": "Bo Eksempel", "email": "bo@example.org"}
LIV = {"user_id": "liv", "roles": ["Instructor"], "name": "Liv Eksempel"}


class Members:
    answer: Response = as_json({"members": [ANNE, BO, LIV]})

    def __call__(self, request: Received) -> Response:
        if request.path == "/token":
            return as_json({"access_token": "token", "expires_in": 3600})
        return self.answer


@pytest.fixture
def members() -> Members:
    return Members()


@pytest.fixture
def platform(members: Members) -> Iterator[FakePlatform]:
    with fake_platform(members) as platform:
        yield platform


@pytest.fixture
def liv(app: Flask, tool: Tool, edition: str, platform: FakePlatform) -> Browser:
    url = f"{platform.url}/members"
    browser = launched(app, tool, a_launch("liv", roles=TEACHER, memberships_url=url))
    launched(app, tool, a_launch("anne", memberships_url=url))
    with tool.database.begin() as session:
        row = session.get_one(RegistrationRow, "moodle")
        row.token_url, row.issuer = f"{platform.url}/token", platform.url
    return browser


def test_who_has_not_opened_the_course_is_listed_once_the_members_are_read(liv: Browser) -> None:
    before = liv.get("teacher").json
    assert before["members"] == {"offered": True, "readAt": None, "whole": False}
    assert before["unopened"] == []

    assert liv.post("teacher/members").json == {"count": 3}

    after = liv.get("teacher").json
    assert after["unopened"] == [{"id": "bo", "name": "Bo Eksempel"}]
    assert [person["name"] for person in after["people"]] == ["Anne Eksempel"]
    assert after["members"]["readAt"]
    assert after["members"]["whole"]
    assert "bo@example.org" not in liv.get("teacher").text


def test_who_has_left_the_lms_course_is_marked_and_stays(
    liv: Browser, members: Members, clock: FakeClock
) -> None:
    clock.advance(minutes=1)
    members.answer = as_json({"members": [BO]})
    liv.post("teacher/members")

    (anne,) = liv.get("teacher").json["people"]

    assert (anne["id"], anne["hasLeft"]) == ("anne", True)


def test_a_list_is_forgotten_after_a_month(liv: Browser, tool: Tool, clock: FakeClock) -> None:
    liv.post("teacher/members")
    with tool.database.begin() as session:
        forget_old_members(session, now=clock() + KEPT - timedelta(seconds=1))
        assert session.query(MemberRow).count() == 3
        forget_old_members(session, now=clock() + KEPT)
        assert session.query(MemberRow).count() == 0

    assert liv.get("teacher").json["members"]["readAt"] is None


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((403, {}, b""), "platform-said-no"),
        ((503, {}, b""), "platform-silent"),
        ((200, {}, b"<html>Log in</html>"), "platform-silent"),
    ],
)
def test_what_the_platform_does_not_tell_is_said_and_the_list_from_before_stays(
    answer: Response, code: str, liv: Browser, members: Members
) -> None:
    liv.post("teacher/members")
    members.answer = answer

    refused = liv.post("teacher/members")

    assert (refused.status_code, refused.json["error"]["code"]) == (424, code)
    assert len(liv.get("teacher").json["unopened"]) == 1


def test_a_platform_without_the_service_is_said_plainly(
    app: Flask, tool: Tool, edition: str
) -> None:
    liv = launched(app, tool, a_launch("liv", roles=TEACHER))

    assert not liv.get("teacher").json["members"]["offered"]
    refused = liv.post("teacher/members")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "members-not-offered")


def test_a_learner_reads_no_members(app: Flask, tool: Tool, liv: Browser) -> None:
    for roles in (Roles(learner=True), Roles()):
        other = launched(app, tool, a_launch("cato", roles=roles))
        assert other.post("teacher/members").status_code == 403


def test_the_lists_of_two_links_and_tenants_are_apart(app: Flask, tool: Tool, liv: Browser) -> None:
    liv.post("teacher/members")
    other = launched(app, tool, a_launch("liv", roles=TEACHER, link="link-2"))

    assert other.get("teacher").json["unopened"] == []
