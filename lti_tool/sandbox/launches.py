"""The browser's part of the protocol: login initiation, authentication, deep linking, keys."""

from __future__ import annotations

from typing import Any

import jwt
from flask import Blueprint, abort, jsonify, render_template, request, session
from flask.typing import ResponseReturnValue

from lti_tool.sandbox.access import token_response
from lti_tool.sandbox.claims import SHORT_NAMES, changed
from lti_tool.sandbox.current import Sandbox, current_person, current_sandbox, editor
from lti_tool.sandbox.errors import AuthRefused, TokenRefused, UntrustedToolJwt
from lti_tool.sandbox.faults import TokenFault
from lti_tool.sandbox.journal import Kind
from lti_tool.sandbox.login import AuthRequest, FormPost, Opening
from lti_tool.sandbox.model import Activity, Person
from lti_tool.sandbox.platform import Platform

bp = Blueprint("launches", __name__)


@bp.get("/launch/<activity_id>")
def launch(activity_id: str) -> str:
    """Begin a launch: a page that posts itself to the tool."""
    activity = current_sandbox().store.activity(activity_id)
    person = current_person()
    if activity is None or person is None:
        abort(404)
    return _initiate(person, activity)


@bp.get("/pick")
def pick() -> str:
    """Begin a request to pick content, in the same way."""
    return _initiate(editor(), None)


@bp.route("/auth", methods=["GET", "POST"])
def authenticate() -> str:
    """
    Answer the tool's authentication request with a page that posts the ID token.

    A request that another site's page made, in the frame, comes without our cookie
    (SameSite=Lax). Like Moodle we then serve a page that posts the same request to ourselves.
    """
    sandbox, person = current_sandbox(), current_person()
    asked = AuthRequest.from_form(request.values)
    if person is None and "repost" not in request.values:
        return _autosubmit(FormPost(request.path, {**request.values.to_dict(), "repost": "1"}))
    about = "" if person is None else person.name
    detail = request.values.to_dict()
    try:
        platform = sandbox.tools.platform(asked.client_id)
        answer = platform.authenticate(asked, person)
    except AuthRefused as error:
        sandbox.note(Kind.AUTHENTICATION, error, about, detail, ok=False)
        raise
    if isinstance(answer, FormPost):
        reason = f"{answer.fields['error']}: {answer.fields['error_description']}"
        sandbox.note(Kind.AUTHENTICATION, reason, about, detail, ok=False)
        return _autosubmit(answer)
    sandbox.note(Kind.AUTHENTICATION, "id_token", about, detail)
    id_token = _id_token(sandbox, platform, answer, asked.nonce)
    return _autosubmit(FormPost(asked.redirect_uri, {"id_token": id_token, "state": asked.state}))


@bp.post("/deep-link/return")
def deep_link_return() -> str:
    """Place what was picked in the course; the page then leaves the frame."""
    sandbox = current_sandbox()
    token = request.form.get("JWT", "")
    try:
        platform = sandbox.tools.platform_of_jwt(token)
        response = platform.take_deep_link(token)
    except UntrustedToolJwt as error:
        sandbox.note(Kind.PICKED, error, "", _decoded(token), ok=False)
        raise
    added = sandbox.store.add_activities(response.items, tool=sandbox.tools.registered_id(platform))
    titles = ", ".join(activity.title for activity in added)
    sandbox.note(Kind.PICKED, len(added), titles or response.person.name, _decoded(token))
    return render_template("sandbox/picked.html", count=len(added), message=response.message)


@bp.get("/jwks.json")
def jwks() -> ResponseReturnValue:
    return jsonify(current_sandbox().platform.jwks())


@bp.post("/token")
def token() -> ResponseReturnValue:
    """The OAuth 2 token endpoint: client credentials with a signed assertion."""
    sandbox, form = current_sandbox(), request.form
    detail = {
        "grant_type": form.get("grant_type", ""),
        "scope": form.get("scope", "").split(),
        "client_assertion": _decoded(form.get("client_assertion", "")),
    }
    try:
        platform = sandbox.tools.platform_of_jwt(form.get("client_assertion", ""))
        given = platform.access.grant(form)
    except TokenRefused as error:
        sandbox.note(Kind.TOKEN, f"{error.status} {error.code}: {error}", "", detail, ok=False)
        return {"error": error.code, "error_description": str(error)}, error.status
    sandbox.note(Kind.TOKEN, 200, "", detail)
    return token_response(given)


def _initiate(person: Person, activity: Activity | None) -> str:
    sandbox = current_sandbox()
    client_id = request.args.get("tool") if activity is None else activity.tool
    platform = sandbox.tools.platform(client_id)
    form = platform.login_initiation(person, activity, session.get("locale", "nb"))
    about = person.name if activity is None else f"{person.name}: {activity.title}"
    sandbox.note(Kind.LOGIN, "", about, {"url": form.url, **form.fields})
    return _autosubmit(form)


def _id_token(sandbox: Sandbox, platform: Platform, opening: Opening, nonce: str) -> str:
    """The signed token of an opening, spoilt where a test asks for it."""
    person, activity = opening.person, opening.activity
    fault = sandbox.faults.id_token or TokenFault()
    if activity is None:
        claims = platform.deep_linking_claims(person, nonce, opening.locale)
    else:
        claims = platform.launch_claims(person, activity, nonce, opening.locale)
    claims = changed(claims, fault.changes)
    token = platform.sign(claims, key=fault.key, algorithm=fault.algorithm, header=fault.header)
    kind = Kind.PICKER if activity is None else Kind.LAUNCH
    about = person.name if activity is None else f"{person.name}: {activity.title}"
    sandbox.note(kind, claims.get(SHORT_NAMES["message_type"], ""), about, _decoded(token))
    return token


def _decoded(token: str) -> dict[str, Any]:
    """Header and claims of any JWT, for the eye; the signature is left out."""
    try:
        return {
            "header": jwt.get_unverified_header(token),
            "claims": jwt.decode(token, options={"verify_signature": False}),
        }
    except jwt.InvalidTokenError as error:
        return {"unreadable": str(error)}


def _autosubmit(form: FormPost) -> str:
    return render_template("sandbox/autosubmit.html", form=form)
