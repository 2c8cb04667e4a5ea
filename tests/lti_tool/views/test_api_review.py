from __future__ import annotations

import pytest
from flask import Flask

from lti_tool.learning.errors import NotAllowed
from lti_tool.protocol.launch import SUBMISSION_REVIEW, Launch
from lti_tool.protocol.roles import Roles
from lti_tool.tool import Tool
from tests.lti_tool.classroom import TEACHER, Browser, a_launch, launched, take


def a_review(about: str = "anne", **more: object) -> Launch:
    settings = {"roles": TEACHER, "message_type": SUBMISSION_REVIEW, "about": about}
    return a_launch("liv", **{**settings, **more})  # type: ignore[arg-type]


def test_a_teacher_sees_the_learners_result_and_every_try(
    app: Flask, tool: Tool, edition: str
) -> None:
    anne = launched(app, tool, a_launch("anne", name="Anne Ås"))
    take(anne, tool, right=0)
    take(anne, tool)

    shown = launched(app, tool, a_review()).get("review").json

    assert shown["person"]["name"] == "Anne Ås"
    assert [(each["number"], each["passed"]) for each in shown["tries"]] == [(2, True), (1, False)]


def test_nobody_elses_result_is_in_it(anne: Browser, bo: Browser, app: Flask, tool: Tool) -> None:
    take(anne, tool)

    shown = launched(app, tool, a_review("bo")).get("review")

    assert shown.json["about"] == "bo"
    assert shown.json["tries"] == []


def test_somebody_who_has_not_been_here_has_no_result(app: Flask, tool: Tool, edition: str) -> None:
    shown = launched(app, tool, a_review("stranger")).get("review").json

    assert shown["person"] is None
    assert shown["tries"] == []


def test_the_result_is_of_this_placement_only(anne: Browser, app: Flask, tool: Tool) -> None:
    take(anne, tool)

    shown = launched(app, tool, a_review(link="link-2")).get("review").json

    assert shown["person"] is None


def test_a_learner_sees_her_own_result_from_her_own_report(
    anne: Browser, bo: Browser, app: Flask, tool: Tool
) -> None:
    take(anne, tool)
    asked = {"roles": Roles(learner=True), "message_type": SUBMISSION_REVIEW, "about": "anne"}
    own = launched(app, tool, a_launch("anne", **asked))

    shown = own.get("review").json

    assert (shown["own"], shown["about"]) == (True, "anne")
    assert [each["passed"] for each in shown["tries"]] == [True]


def test_a_test_that_stands_alone_has_no_lessons_to_count(
    app: Flask, tool: Tool, edition: str
) -> None:
    alone = {"custom": {"kurspakke_course": "eksempel", "kurspakke_assessment": "prove"}}
    launched(app, tool, a_launch("anne", link="link-2", **alone))

    shown = launched(app, tool, a_review(link="link-2", **alone)).get("review").json

    assert shown["lessonsHere"] is False
    assert shown["own"] is False


@pytest.mark.parametrize("who", ["learner", "teacher without a review"])
def test_nobody_else_sees_it(who: str, anne: Browser, app: Flask, tool: Tool) -> None:
    roles = {"roles": TEACHER} if who == "teacher without a review" else {}
    other = launched(app, tool, a_launch("eve", about="anne", **roles))

    assert other.get("review").status_code == 403


@pytest.mark.parametrize("roles", [Roles(learner=True), Roles(administrator=True), Roles()])
def test_a_review_needs_the_role_of_a_teacher_here(
    roles: Roles, app: Flask, tool: Tool, edition: str
) -> None:
    with pytest.raises(NotAllowed, match="review-is-for-teachers"):
        launched(app, tool, a_review(roles=roles))
