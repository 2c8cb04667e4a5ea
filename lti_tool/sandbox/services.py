"""
The services for the tool: line items, scores, results and members.

Spec: https://www.imsglobal.org/spec/lti-ags/v2p0 and https://www.imsglobal.org/spec/lti-nrps/v2p0
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, g, request

from lti_tool.sandbox import claims
from lti_tool.sandbox.current import current_sandbox
from lti_tool.sandbox.errors import ServiceRefused
from lti_tool.sandbox.gradebook import take_score
from lti_tool.sandbox.journal import Kind
from lti_tool.sandbox.model import Grade, LineItem
from lti_tool.sandbox.platform import Platform

LINE_ITEM_TYPE: Final = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS_TYPE: Final = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE_TYPE: Final = "application/vnd.ims.lis.v1.score+json"
RESULTS_TYPE: Final = "application/vnd.ims.lis.v2.resultcontainer+json"
MEMBERS_TYPE: Final = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"

_ITEM = "/ags/<course_id>/lineitems/<line_item_id>/lineitem"
_SHORT_ROLES: Final = {True: "Learner", False: "Instructor"}
_KINDS: Final = {"post_score": Kind.SCORE, "results": Kind.RESULTS, "members": Kind.MEMBERS}

bp = Blueprint("services", __name__)


@bp.before_request
def address_is_ours() -> None:
    """The course, and `type_id`: a tool that builds addresses by itself tends to lose it."""
    sandbox = current_sandbox()
    g.platform = platform = sandbox.tools.platform_of_bearer(
        request.headers.get("Authorization", "")
    )
    if (request.view_args or {}).get("course_id") != platform.course.id:
        raise ServiceRefused(404, "There is no such course.")
    is_grade_service = request.endpoint != "services.members"
    if is_grade_service and request.args.get("type_id") != platform.tool.deployment_id:
        raise ServiceRefused(404, "The address has lost its `type_id`.")


@bp.errorhandler(ServiceRefused)
def refused(error: ServiceRefused) -> Response:
    response = _json({"status": error.status, "reason": str(error)}, error.status)
    if error.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


@bp.after_request
def note(response: Response) -> Response:
    """Write the call into the journal, whatever came of it."""
    kind = _KINDS.get((request.endpoint or "").removeprefix("services."), Kind.LINE_ITEMS)
    ok = response.status_code < HTTPStatus.BAD_REQUEST
    reason = "" if ok else f": {_reason(response)}"
    detail = {
        "request": f"{request.method} {request.full_path.rstrip('?')}",
        "body": request.get_json(force=True, silent=True),
    }
    current_sandbox().note(
        kind, f"{response.status_code}{reason}", g.get("about", ""), detail, ok=ok
    )
    return response


@bp.get("/ags/<course_id>/lineitems")
def line_items(course_id: str) -> Response:
    _needs(claims.LINE_ITEM, claims.LINE_ITEM_READ)
    _accepts(LINE_ITEMS_TYPE)
    found = [
        item
        for item in current_sandbox().store.line_items()
        if request.args.get("resource_id", item.resource_id) == item.resource_id
        and request.args.get("tag", item.tag) == item.tag
        and request.args.get("resource_link_id", item.activity) == item.activity
    ]
    return _json([_line_item_json(item) for item in found], media_type=LINE_ITEMS_TYPE)


@bp.post("/ags/<course_id>/lineitems")
def add_line_item(course_id: str) -> Response:
    _needs(claims.LINE_ITEM)
    store = current_sandbox().store
    line_item = _sent_line_item(LineItem("", "", 0))
    if line_item.activity is not None and store.activity(line_item.activity) is None:
        raise ServiceRefused(404, "There is no such resource link.")
    added = store.add_line_item(line_item)
    return _json(_line_item_json(added), HTTPStatus.CREATED, LINE_ITEM_TYPE)


@bp.get(_ITEM)
def line_item(course_id: str, line_item_id: str) -> Response:
    _needs(claims.LINE_ITEM, claims.LINE_ITEM_READ)
    _accepts(LINE_ITEM_TYPE)
    return _json(_line_item_json(_existing(line_item_id)), media_type=LINE_ITEM_TYPE)


@bp.put(_ITEM)
def change_line_item(course_id: str, line_item_id: str) -> Response:
    _needs(claims.LINE_ITEM)
    changed = _sent_line_item(_existing(line_item_id))
    current_sandbox().store.change_line_item(changed)
    return _json(_line_item_json(changed), media_type=LINE_ITEM_TYPE)


@bp.delete(_ITEM)
def delete_line_item(course_id: str, line_item_id: str) -> Response:
    _needs(claims.LINE_ITEM)
    current_sandbox().store.delete_line_item(_existing(line_item_id).id)
    return Response(status=HTTPStatus.NO_CONTENT)


@bp.post(f"{_ITEM}/scores")
def post_score(course_id: str, line_item_id: str) -> Response:
    sandbox = current_sandbox()
    fault = sandbox.faults.next_score()
    time.sleep(fault.delay_seconds)
    if fault.status is None or fault.takes_score:
        _take_score(line_item_id)
    if fault.status is None:
        return _json({})
    response = refused(ServiceRefused(fault.status, "A fault that a test asked for."))
    if fault.retry_after_seconds is not None:
        response.headers["Retry-After"] = str(fault.retry_after_seconds)
    return response


@bp.get(f"{_ITEM}/results")
def results(course_id: str, line_item_id: str) -> Response:
    _needs(claims.RESULT_READ)
    _accepts(RESULTS_TYPE)
    line_item = _existing(line_item_id)
    user_id = request.args.get("user_id")
    grades = current_sandbox().store.grades(line_item.id)
    shown = [_result_json(line_item, each) for each in grades if user_id in (None, each.person)]
    return _json(shown, media_type=RESULTS_TYPE)


@bp.get("/nrps/<course_id>/members")
def members(course_id: str) -> Response:
    """
    Everyone in the course, with the short role names that Moodle 4.5 uses here.

    `limit` and `from`: that many from there on, and the address of the next page in `Link`.
    `rlid`: also what a launch of that link would carry. `role`: only those who have it.
    """
    _needs(claims.MEMBERS)
    _accepts(MEMBERS_TYPE)
    platform: Platform = g.platform
    course = platform.course
    message = _link_message(request.args.get("rlid"))
    role = request.args.get("role", "").rpartition("#")[2]
    listed = [
        {
            "status": "Active",
            "user_id": person.id,
            "roles": [_SHORT_ROLES[person.is_learner]],
            **platform.shared_names(person),
            **message,
        }
        for person in platform.people
        if role in ("", _SHORT_ROLES[person.is_learner])
    ]
    first = max(request.args.get("from", 0, type=int), 0)
    limit = max(request.args.get("limit", 0, type=int), 0)
    after = first + limit if limit else len(listed)
    context = {"id": course.id, "label": course.label, "title": course.title}
    body = {"id": request.base_url, "context": context, "members": listed[first:after]}
    response = _json(body, media_type=MEMBERS_TYPE)
    if after < len(listed):
        query = urlencode({**request.args, "from": after})
        response.headers["Link"] = f'<{request.base_url}?{query}>; rel="next"'
    return response


def _link_message(link: str | None) -> dict[str, Any]:
    if link is None:
        return {}
    activity = current_sandbox().store.activity(link)
    if activity is None:
        raise ServiceRefused(404, "There is no such resource link.")
    sent = {
        claims.SHORT_NAMES["message_type"]: "LtiResourceLinkRequest",
        claims.SHORT_NAMES["custom"]: dict(activity.custom),
    }
    return {"message": [sent]}


def _take_score(line_item_id: str) -> None:
    _needs(claims.SCORE)
    # Exactly this type, a charset aside; Moodle answers "No handler found" to anything else.
    if request.mimetype != SCORE_TYPE:
        raise ServiceRefused(400, f"No handler found: the content type must be {SCORE_TYPE}.")
    sandbox, score = current_sandbox(), _body()
    people, now = sandbox.platform.people, sandbox.platform.clock()
    person_id = str(score.get("userId"))
    person = sandbox.platform.person(person_id)
    g.about = f"{person.name if person else person_id}: {_existing(line_item_id).label}"
    sandbox.store.put_grade(
        line_item_id,
        person_id,
        lambda line_item, before: take_score(line_item, before, score, people, now),
    )


def _needs(*one_of: str) -> None:
    platform: Platform = g.platform
    platform.access.check(request.headers.get("Authorization", ""), *one_of)


def _accepts(media_type: str) -> None:
    # Moodle takes exactly one type or `*/*`; two are refused.
    if request.headers.get("Accept", "*/*") not in ("*/*", media_type):
        raise ServiceRefused(400, f"No handler found: `Accept` must be {media_type} or */*.")


def _existing(line_item_id: str) -> LineItem:
    line_item = current_sandbox().store.line_item(line_item_id)
    g.about = line_item.label
    return line_item


def _body() -> dict[str, Any]:
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise ServiceRefused(400, "The body is no JSON object.")
    return body


def _sent_line_item(before: LineItem) -> LineItem:
    """The line item in the body, laid over `before`."""
    if request.mimetype != LINE_ITEM_TYPE:
        raise ServiceRefused(400, f"No handler found: the content type must be {LINE_ITEM_TYPE}.")
    body = _body()
    label = str(body.get("label") or "").strip()
    maximum = body.get("scoreMaximum")
    if not label:
        raise ServiceRefused(400, "`label` is missing.")
    if isinstance(maximum, bool) or not isinstance(maximum, int | float) or maximum <= 0:
        raise ServiceRefused(400, "`scoreMaximum` is not a number above zero.")
    g.about = label
    activity = body.get("resourceLinkId", before.activity)
    return replace(
        before,
        label=label,
        maximum=float(maximum),
        resource_id=str(body.get("resourceId") or ""),
        tag=str(body.get("tag") or ""),
        activity=None if activity is None else str(activity),
    )


def _line_item_json(line_item: LineItem) -> dict[str, Any]:
    entry = {
        "id": g.platform.line_item_url(line_item.id),
        "label": line_item.label,
        "scoreMaximum": line_item.maximum,
        "resourceId": line_item.resource_id,
        "tag": line_item.tag,
    }
    return entry if line_item.activity is None else entry | {"resourceLinkId": line_item.activity}


def _result_json(line_item: LineItem, grade: Grade) -> dict[str, Any]:
    url = g.platform.line_item_url(line_item.id)
    path, _, query = url.partition("?")
    entry = {
        "id": f"{path}/results/{grade.person}?{query}",
        "scoreOf": url,
        "userId": grade.person,
        "resultMaximum": line_item.maximum,
        "comment": grade.comment,
        "timestamp": grade.timestamp.isoformat(),
    }
    return entry if grade.points is None else entry | {"resultScore": grade.points}


def _json(
    body: object, status: int = HTTPStatus.OK, media_type: str = "application/json"
) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status, content_type=media_type)


def _reason(response: Response) -> str:
    body = response.get_json(silent=True)
    return str(body["reason"]) if isinstance(body, dict) else response.status
