"""
The launches that a tool must take, as teacher and as student, in the certification suite's words.

LTI 1.3 core, 5.3 (required claims) and 5.4 (optional claims): roles may be unknown or empty, and
name, e-mail and context are the platform's to send or not. Each row becomes a real launch.
"""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from lti_tool.storage.platforms import DeploymentRow
from lti_tool.storage.progress import ProgressRow
from lti_tool.storage.sessions import VisitRow
from lti_tool.tool import Tool
from tests.lti_tool.classroom import publish
from tests.lti_tool.journey import Journey
from tests.lti_tool.platform_side import LTI, MEMBERSHIP, signed

INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
FULL = {
    "name": "Kari Nordmann",
    "given_name": "Kari",
    "family_name": "Nordmann",
    "email": "kari@example.no",
}

STUDENT: dict[str, list[str]] = {
    "full": [MEMBERSHIP + "Learner"],
    "several roles": [MEMBERSHIP + "Learner", INSTITUTION + "Student", MEMBERSHIP + "Mentor"],
    "short role": ["Learner"],
    "a learner's sub-role": [
        "http://purl.imsglobal.org/vocab/lis/v2/membership/Learner#GuestLearner"
    ],
}
TEACHER: dict[str, list[str]] = {
    "full": [MEMBERSHIP + "Instructor"],
    "several roles": [
        MEMBERSHIP + "Instructor",
        INSTITUTION + "Administrator",
        SYSTEM + "Administrator",
    ],
    "short role": ["Instructor"],
    "an administrator of the course": [MEMBERSHIP + "Administrator"],
}
NOBODY: dict[str, list[str]] = {
    "unknown role": ["http://purl.imsglobal.org/vocab/lis/v2/uknownrole/unknown#Helper"],
    "an unknown short role": ["Helper"],
    "no role": [""],
    "an empty list": [],
}
SENT: dict[str, dict[str, Any]] = {
    "everything": FULL,
    "only email": {"email": "kari@example.no"},
    "only names": {"name": "Kari Nordmann", "given_name": "Kari", "family_name": "Nordmann"},
    "nothing about the person": {},
    "email without context": {"email": "kari@example.no", LTI + "context": None},
    "only the resource link": {
        LTI + name: None for name in ("context", "launch_presentation", "tool_platform", "custom")
    }
    | {"https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": None},
    "unresolved variables": {
        LTI + "custom": {
            "person": "$Person.name.full",
            "history": "$ResourceLink.id.history",
            "kurspakke_localization": "$CourseSection.sourcedId",
            "nothing": None,
        }
    },
    "several audiences": {"aud": ["client-1", "another"], "azp": "client-1"},
    "an audience in a list": {"aud": ["client-1"]},
    "us as authorized party": {"azp": "client-1"},
}


@pytest.fixture(autouse=True)
def only_course(tool: Tool, sample_course: Any, sample_localizations: Any) -> str:
    """A link without a choice of its own opens the only course that there is."""
    return publish(tool.database, sample_course, sample_localizations)


def opened(
    moodle: Journey, client: FlaskClient, tool: Tool, **changes: Any
) -> tuple[VisitRow, list[ProgressRow]]:
    asked = moodle.log_in(client)
    claims = moodle.message(asked, **{LTI + "custom": {}} | changes)
    message = {name: value for name, value in claims.items() if value is not None}

    response = moodle.launch(client, asked.state, signed(message))

    assert response.status_code == 200, response.text
    assert 'id="runtime"' in response.text
    with tool.database.read() as session:
        visit = session.query(VisitRow).one()
        kept = session.query(ProgressRow).all()
        session.expunge_all()
    return visit, kept


@pytest.mark.parametrize("roles", STUDENT.values(), ids=STUDENT)
def test_a_student_is_let_in_with_every_form_of_the_role(
    roles: list[str], moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    visit, kept = opened(moodle, client, tool, **{LTI + "roles": roles, **FULL})

    assert (visit.page, visit.is_learner) == ("course", True)
    assert [row.name for row in kept] == ["Kari Nordmann"]


@pytest.mark.parametrize("roles", TEACHER.values(), ids=TEACHER)
def test_a_teacher_is_let_in_with_every_form_of_the_role(
    roles: list[str], moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    visit, kept = opened(moodle, client, tool, **{LTI + "roles": roles, **FULL})

    assert (visit.page, visit.is_learner) == ("teacher", False)
    assert kept == []


@pytest.mark.parametrize("roles", NOBODY.values(), ids=NOBODY)
def test_somebody_of_no_role_that_we_know_may_read_and_leaves_nothing(
    roles: list[str], moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    visit, kept = opened(moodle, client, tool, **{LTI + "roles": roles, **FULL})

    assert (visit.page, visit.is_learner) == ("course", False)
    assert kept == []


@pytest.mark.parametrize("role", ["Learner", "Instructor"])
@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
def test_what_a_platform_keeps_to_itself_stops_nobody(
    sent: dict[str, Any], role: str, moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    visit, kept = opened(moodle, client, tool, **{LTI + "roles": [MEMBERSHIP + role], **sent})

    assert visit.page == {"Learner": "course", "Instructor": "teacher"}[role]
    assert [row.name for row in kept] == ([sent.get("name")] if role == "Learner" else [])


def test_a_teacher_reviews_a_learner_by_the_platforms_own_message(
    moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    """Submission Review 1.0: the line item and whom it is about (Moodle sends `user_id` alone)."""
    visit, kept = opened(
        moodle,
        client,
        tool,
        **{
            LTI + "message_type": "LtiSubmissionReviewRequest",
            LTI + "roles": [MEMBERSHIP + "Instructor"],
            LTI + "for_user": {"user_id": "57"},
        },
    )

    assert (visit.page, visit.about, visit.person) == ("review", "57", "42")
    assert kept == []


@pytest.mark.parametrize("about", [None, {"user_id": "57"}, {"person_sourcedid": "x"}])
def test_an_administrator_opens_the_privacy_page_without_a_course(
    about: dict[str, str] | None, moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    """DataPrivacyLaunchRequest: neither link nor context; `for_user` may be there."""
    visit, kept = opened(
        moodle,
        client,
        tool,
        **{
            LTI + "message_type": "DataPrivacyLaunchRequest",
            LTI + "roles": [INSTITUTION + "Administrator"],
            LTI + "for_user": about,
            LTI + "resource_link": None,
            LTI + "context": None,
        },
    )

    assert (visit.page, visit.placement) == ("privacy", None)
    assert visit.about == (about or {}).get("user_id")
    assert kept == []


@pytest.mark.parametrize(
    ("message", "role", "check"),
    [
        ("LtiSubmissionReviewRequest", MEMBERSHIP + "Learner", "review-is-for-teachers"),
        ("LtiSubmissionReviewRequest", SYSTEM + "Administrator", "review-is-for-teachers"),
        ("DataPrivacyLaunchRequest", MEMBERSHIP + "Instructor", "privacy-is-for-administrators"),
        ("DataPrivacyLaunchRequest", MEMBERSHIP + "Administrator", "privacy-is-for-administrators"),
        ("DataPrivacyLaunchRequest", MEMBERSHIP + "Learner", "privacy-is-for-administrators"),
    ],
)
def test_what_is_about_others_needs_the_role_for_it(
    message: str, role: str, check: str, moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    asked = moodle.log_in(client)
    claims = moodle.message(
        asked,
        **{
            LTI + "message_type": message,
            LTI + "roles": [role],
            LTI + "for_user": {"user_id": "57"},
            LTI + "custom": {},
        },
    )

    response = moodle.launch(client, asked.state, signed(claims))

    assert response.status_code == 403
    assert f"<code>{check}</code>" in response.text
    with tool.database.read() as session:
        assert session.query(VisitRow).count() == 0


@pytest.mark.parametrize("fraction", [0, 0.25])
def test_times_may_be_whole_or_broken_numbers(
    fraction: float, moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    at = tool.clock().timestamp()

    opened(moodle, client, tool, iat=at + fraction, exp=at + 60 + fraction)


def test_deep_linking_comes_without_a_target_link(moodle: Journey, client: FlaskClient) -> None:
    """The certification suite sends none; a login need not have one either."""
    response = moodle.deep_link(client, **{LTI + "target_link_uri": None})

    assert response.status_code == 200
    assert 'data-page="deep-link"' in response.text


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("nb", "nb"),
        ("nb_NO.UTF-8", "nb"),
        ("nn", "nn"),
        ("nn-NO", "nn"),
        ("en", "en"),
        ("en_us", "en"),
        ("no", "nn"),
        ("de", "nn"),
        ("", "nn"),
        (None, "nn"),
    ],
)
def test_a_language_that_we_lack_becomes_that_of_the_deployment(
    locale: str | None, language: str, moodle: Journey, client: FlaskClient, app: Flask, tool: Tool
) -> None:
    """Vik writes nynorsk; also where the link opens the shared course."""
    with tool.database.begin() as session:
        session.execute(update(DeploymentRow).values(localization="fjellregionen/vik"))
    presentation = {"locale": locale} if locale is not None else {}
    shared = {"kurspakke_course": "eksempel", "kurspakke_localization": "-"}

    visit, _ = opened(
        moodle,
        client,
        tool,
        **{LTI + "launch_presentation": presentation, LTI + "custom": shared},
    )

    assert visit.language == language
