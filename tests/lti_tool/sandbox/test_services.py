"""Tokens, line items, scores, results and members, over HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from lti_tool.sandbox import claims, services
from lti_tool.sandbox.faults import Faults, ScoreFault
from lti_tool.sandbox.journal import Kind
from lti_tool.sandbox.model import EMPLOYEE, Activity
from lti_tool.sandbox.platform import Platform
from lti_tool.sandbox.store import Store
from tests.lti_tool.clock import FakeClock
from tests.lti_tool.sandbox.tool_side import ToolSide

Bearer = Callable[..., dict[str, str]]
NEXT_PAGE = re.compile(r'<(.+)>; rel="next"')
LINE_ITEMS = "/ags/7/lineitems?type_id=1"
SCORE = {
    "userId": EMPLOYEE.id,
    "scoreGiven": 8,
    "scoreMaximum": 10,
    "timestamp": "2026-11-20T11:00:05Z",
    "activityProgress": "Completed",
    "gradingProgress": "FullyGraded",
}


def test_a_score_comes_into_the_gradebook_and_can_be_read_back(
    client: FlaskClient, bearer: Bearer, activity: Activity
) -> None:
    answer = post_score(client, bearer(claims.SCORE), activity, SCORE | {"comment": "Bra"})

    results = client.get(
        f"/ags/7/lineitems/{activity.line_item}/lineitem/results?type_id=1&user_id=3",
        headers=bearer(claims.RESULT_READ),
    )
    assert answer == (200, {})
    (result,) = results.json
    assert result["resultScore"] == 8
    assert result["resultMaximum"] == 10
    assert result["userId"] == EMPLOYEE.id
    assert result["comment"] == "Bra"
    assert results.content_type == services.RESULTS_TYPE


def test_a_refused_score_says_why_and_is_noted(
    client: FlaskClient, bearer: Bearer, activity: Activity, store: Store
) -> None:
    header = bearer(claims.SCORE)
    post_score(client, header, activity, SCORE)

    status, body = post_score(client, header, activity, SCORE)

    assert status == 409
    assert body["reason"].startswith("Refusing score with an earlier timestamp")
    newest = store.messages()[0]
    assert (newest.kind, newest.ok, newest.answer[:4]) == (Kind.SCORE, False, "409:")
    assert newest.about == "Anne Eksempel: Medikamentregning"
    assert newest.detail["body"] == SCORE


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        (services.SCORE_TYPE, 200),
        (f"{services.SCORE_TYPE}; charset=utf-8", 200),
        ("application/json", 400),
        ("application/vnd.ims.lis.v2.score+json", 400),
    ],
)
def test_the_media_type_of_a_score_is_exact(
    client: FlaskClient, bearer: Bearer, activity: Activity, content_type: str, status: int
) -> None:
    answer = post_score(client, bearer(claims.SCORE), activity, SCORE, content_type)

    assert answer[0] == status


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/ags/7/lineitems/1/lineitem/scores", "type_id"),
        ("/ags/7/lineitems/1/lineitem/scores?type_id=2", "type_id"),
        ("/ags/8/lineitems/1/lineitem/scores?type_id=1", "no such course"),
        ("/ags/7/lineitems/9/lineitem/scores?type_id=1", "no such line item"),
    ],
)
def test_an_address_that_is_not_ours_is_not_found(
    client: FlaskClient, bearer: Bearer, activity: Activity, path: str, reason: str
) -> None:
    answer = client.post(
        path,
        data=json.dumps(SCORE),
        content_type=services.SCORE_TYPE,
        headers=bearer(claims.SCORE),
    )

    assert answer.status_code == 404
    assert reason in answer.json["reason"]


def test_a_body_that_is_not_json_is_refused(
    client: FlaskClient, bearer: Bearer, activity: Activity
) -> None:
    answer = client.post(
        score_path(activity),
        data="{",
        content_type=services.SCORE_TYPE,
        headers=bearer(claims.SCORE),
    )

    assert answer.status_code == 400


def test_a_token_must_be_valid_and_have_the_scope(
    client: FlaskClient, bearer: Bearer, activity: Activity, clock: FakeClock
) -> None:
    read_only = bearer(claims.RESULT_READ)
    header = bearer(claims.SCORE)

    without = post_score(client, {}, activity, SCORE)
    unknown = post_score(client, {"Authorization": "Bearer x"}, activity, SCORE)
    other_scope = post_score(client, read_only, activity, SCORE)
    clock.advance(hours=1)
    expired = post_score(client, header, activity, SCORE)

    assert [answer[0] for answer in (without, unknown, other_scope, expired)] == [
        401,
        401,
        403,
        401,
    ]


@pytest.mark.parametrize(
    ("assertion", "form", "error"),
    [
        ({}, {"grant_type": "password"}, "unsupported_grant_type"),
        ({}, {"client_assertion_type": "jwt"}, "invalid_request"),
        ({}, {"client_assertion": "x.y.z"}, "invalid_client"),
        ({"aud": "http://127.0.0.1:8401"}, {}, "invalid_client"),
        ({"sub": "another"}, {}, "invalid_client"),
        ({"iss": "another"}, {}, "invalid_client"),
        ({"exp": 1}, {}, "invalid_client"),
        ({"jti": None}, {}, "invalid_client"),
        ({}, {"scope": ""}, "invalid_scope"),
        ({}, {"scope": "openid"}, "invalid_scope"),
        ({}, {}, None),
        ({"aud": ["http://127.0.0.1:8401/token", "other"]}, {}, None),
    ],
)
def test_tokens_are_given_for_right_assertions_only(
    client: FlaskClient,
    platform: Platform,
    tool_side: ToolSide,
    assertion: dict[str, Any],
    form: dict[str, str],
    error: str | None,
) -> None:
    signed = tool_side.assertion(platform.addresses.token) | assertion
    answer = client.post("/token", data=token_form(tool_side, signed) | form)

    assert answer.json.get("error") == error
    assert answer.status_code == (
        200 if error is None else 401 if error == "invalid_client" else 400
    )
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_assertion_counts_once(
    client: FlaskClient, platform: Platform, tool_side: ToolSide
) -> None:
    form = token_form(tool_side, tool_side.assertion(platform.addresses.token))
    assert client.post("/token", data=form).status_code == 200

    assert client.post("/token", data=form).json["error"] == "invalid_client"


def test_the_journal_keeps_no_access_token(bearer: Bearer, store: Store) -> None:
    token = bearer(claims.SCORE)["Authorization"].removeprefix("Bearer ")

    (message,) = store.messages()

    assert message.kind is Kind.TOKEN
    assert token not in json.dumps(dict(message.detail))


def test_line_items_can_be_made_read_changed_and_deleted(
    client: FlaskClient, bearer: Bearer, activity: Activity
) -> None:
    header = bearer(claims.LINE_ITEM)
    made = client.post(
        LINE_ITEMS,
        data=json.dumps({"label": "Praktisk", "scoreMaximum": 5, "resourceId": "r", "tag": "t"}),
        content_type=services.LINE_ITEM_TYPE,
        headers=header,
    )
    url = made.json["id"]

    changed = client.put(
        url,
        data=json.dumps({"label": "Praktisk prøve", "scoreMaximum": 6}),
        content_type=services.LINE_ITEM_TYPE,
        headers=header,
    )
    read = client.get(url, headers=header)
    listed = client.get(LINE_ITEMS, headers=header)
    deleted = client.delete(url, headers=header)
    gone = client.get(url, headers=header)

    assert made.status_code == 201
    assert changed.status_code == 200
    assert read.json["label"] == "Praktisk prøve"
    assert [item["label"] for item in listed.json] == ["Medikamentregning", "Praktisk prøve"]
    assert listed.content_type == services.LINE_ITEMS_TYPE
    assert (deleted.status_code, gone.status_code) == (204, 404)


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("&resource_link_id=1", ["Medikamentregning"]),
        ("&resource_link_id=9", []),
        ("&tag=t", ["Praktisk"]),
        ("&resource_id=r", ["Praktisk"]),
        ("&resource_id=other", []),
    ],
)
def test_line_items_can_be_filtered(
    client: FlaskClient, bearer: Bearer, activity: Activity, query: str, labels: list[str]
) -> None:
    header = bearer(claims.LINE_ITEM)
    client.post(
        LINE_ITEMS,
        data=json.dumps({"label": "Praktisk", "scoreMaximum": 5, "resourceId": "r", "tag": "t"}),
        content_type=services.LINE_ITEM_TYPE,
        headers=header,
    )

    found = client.get(LINE_ITEMS + query, headers=header)

    assert [item["label"] for item in found.json] == labels


@pytest.mark.parametrize(
    "body",
    [
        {"scoreMaximum": 5},
        {"label": "  ", "scoreMaximum": 5},
        {"label": "Praktisk"},
        {"label": "Praktisk", "scoreMaximum": 0},
        {"label": "Praktisk", "scoreMaximum": "5"},
        {"label": "Praktisk", "scoreMaximum": True},
    ],
)
def test_a_line_item_needs_a_label_and_a_maximum(
    client: FlaskClient, bearer: Bearer, body: dict[str, Any]
) -> None:
    answer = client.post(
        LINE_ITEMS,
        data=json.dumps(body),
        content_type=services.LINE_ITEM_TYPE,
        headers=bearer(claims.LINE_ITEM),
    )

    assert answer.status_code == 400


def test_a_line_item_cannot_be_coupled_with_an_unknown_link(
    client: FlaskClient, bearer: Bearer
) -> None:
    answer = client.post(
        LINE_ITEMS,
        data=json.dumps({"label": "Praktisk", "scoreMaximum": 5, "resourceLinkId": "99"}),
        content_type=services.LINE_ITEM_TYPE,
        headers=bearer(claims.LINE_ITEM),
    )

    assert answer.status_code == 404


def test_two_types_in_accept_are_refused(client: FlaskClient, bearer: Bearer) -> None:
    header = bearer(claims.LINE_ITEM_READ)

    one = client.get(LINE_ITEMS, headers=header | {"Accept": services.LINE_ITEMS_TYPE})
    two = client.get(
        LINE_ITEMS, headers=header | {"Accept": f"{services.LINE_ITEMS_TYPE}, application/json"}
    )

    assert (one.status_code, two.status_code) == (200, 400)


def test_members_have_short_roles_and_no_names(client: FlaskClient, bearer: Bearer) -> None:
    answer = client.get("/nrps/7/members", headers=bearer(claims.MEMBERS))

    roles = {member["user_id"]: member["roles"] for member in answer.json["members"]}
    assert roles == {"3": ["Learner"], "4": ["Instructor"], "2": ["Instructor"]}
    assert "name" not in answer.json["members"][0]
    assert answer.json["context"]["id"] == "7"


def test_members_come_in_pages_where_a_limit_is_asked_for(
    client: FlaskClient, bearer: Bearer
) -> None:
    """Names and Role Provisioning Services 2.0, "Limit query parameter"."""
    header = bearer(claims.MEMBERS)

    first = client.get("/nrps/7/members?limit=2&role=", headers=header)
    found = NEXT_PAGE.fullmatch(first.headers["Link"])
    assert found is not None
    second = client.get(found[1], headers=header)

    pages = [[each["user_id"] for each in page.json["members"]] for page in (first, second)]
    assert pages == [["3", "4"], ["2"]]
    assert "Link" not in second.headers
    assert "Link" not in client.get("/nrps/7/members?limit=3", headers=header).headers


def test_members_of_a_link_carry_what_its_launch_would(
    client: FlaskClient, bearer: Bearer, activity: Activity
) -> None:
    """Names and Role Provisioning Services 2.0, "Resource link membership service"."""
    header = bearer(claims.MEMBERS)

    known = client.get(f"/nrps/7/members?rlid={activity.id}", headers=header)
    unknown = client.get("/nrps/7/members?rlid=999", headers=header)

    (message,) = known.json["members"][0]["message"]
    assert message[claims.SHORT_NAMES["custom"]] == {"Course": "medication"}
    assert message[claims.SHORT_NAMES["message_type"]] == "LtiResourceLinkRequest"
    assert unknown.status_code == 404


def test_members_of_one_role_alone(client: FlaskClient, bearer: Bearer) -> None:
    learner = "http%3A%2F%2Fpurl.imsglobal.org%2Fvocab%2Flis%2Fv2%2Fmembership%23Learner"

    answer = client.get(f"/nrps/7/members?role={learner}", headers=bearer(claims.MEMBERS))

    assert [each["user_id"] for each in answer.json["members"]] == ["3"]


def test_score_faults_come_in_order_and_then_stop(
    client: FlaskClient, bearer: Bearer, activity: Activity, faults: Faults, store: Store
) -> None:
    header = bearer(claims.SCORE)
    faults.scores.extend(
        [ScoreFault(500), ScoreFault(429, retry_after_seconds=7), ScoreFault(502, takes_score=True)]
    )

    answers = [post_score(client, header, activity, SCORE)[0] for _ in range(3)]

    assert answers == [500, 429, 502]
    assert [grade.points for grade in store.grades()] == [8]
    later = SCORE | {"timestamp": "2026-11-20T11:00:06Z"}
    assert post_score(client, header, activity, later)[0] == 200


def test_a_fault_can_name_the_time_to_wait(
    client: FlaskClient, bearer: Bearer, activity: Activity, faults: Faults
) -> None:
    faults.scores.append(ScoreFault(429, retry_after_seconds=7))

    answer = client.post(score_path(activity), headers=bearer(claims.SCORE))

    assert answer.headers["Retry-After"] == "7"


def test_revoked_tokens_are_refused(
    client: FlaskClient, bearer: Bearer, activity: Activity, platform: Platform
) -> None:
    header = bearer(claims.SCORE)
    platform.access.revoke_all()

    assert post_score(client, header, activity, SCORE)[0] == 401


def post_score(
    client: FlaskClient,
    header: dict[str, str],
    activity: Activity,
    score: dict[str, Any],
    content_type: str = services.SCORE_TYPE,
) -> tuple[int, Any]:
    answer = client.post(
        score_path(activity), data=json.dumps(score), content_type=content_type, headers=header
    )
    return answer.status_code, answer.json


def score_path(activity: Activity) -> str:
    return f"/ags/7/lineitems/{activity.line_item}/lineitem/scores?type_id=1"


def token_form(tool_side: ToolSide, assertion: dict[str, Any]) -> dict[str, str]:
    claims_ = {name: value for name, value in assertion.items() if value is not None}
    return {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": tool_side.sign(claims_),
        "scope": claims.SCORE,
    }
