"""Step three: the platform's signed message, answered with the page that it asks for."""

from __future__ import annotations

import structlog
from flask import Blueprint, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from lti_tool import security_headers
from lti_tool.errors import LaunchRejected
from lti_tool.protocol.id_token import ExpectedLogin
from lti_tool.protocol.launch import DEEP_LINKING, Launch, UnknownDeployment, verify_launch
from lti_tool.protocol.login import Login, Rung
from lti_tool.protocol.registration import Registration, Standing
from lti_tool.storage import logins, platforms
from lti_tool.tool import Tool, current_tool
from lti_tool.views import ladder
from lti_tool.views.shell import Opened, answer_launch
from lti_tool.views.wire import sent, sent_optional, sent_text

log = structlog.get_logger(__name__)

bp = Blueprint("launch", __name__)

_MAX_STATE = 200
_PLATFORM_ERRORS = frozenset(
    {
        "access_denied",
        "account_selection_required",
        "consent_required",
        "interaction_required",
        "invalid_request",
        "invalid_scope",
        "login_required",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_response_type",
    }
)


@bp.post("/lti/launch")
def launch() -> ResponseReturnValue:
    """The one redirect URI. What page to answer with is decided after everything is verified."""
    tool = current_tool()
    _refuse_platform_error()
    state, id_token = request.form.get("state", ""), request.form.get("id_token", "")
    if not id_token:
        raise LaunchRejected("token_missing")
    login, registration = _login_of(tool, state)
    proof = request.cookies.get(login.cookie_name)
    if proof is None and ladder.may_prove_later(login):
        return ladder.after_platform(login, registration, state, id_token)
    opened = _opened(tool, login, registration, id_token, proof)
    response = make_response(opened.page())
    ladder.forget_in_browser(response, login)
    return response


@bp.post("/api/launch")
def launch_by_proof() -> ResponseReturnValue:
    """The same from our own page, where no cookie could come with the platform's form."""
    ladder.refuse_foreign()
    tool = current_tool()
    body = sent()
    login, registration = _login_of(tool, sent_text(body, "state"))
    proof = sent_optional(body, "proof") or request.cookies.get(login.cookie_name)
    opened = _opened(tool, login, registration, sent_text(body, "id_token"), proof)
    response = jsonify(address=opened.address, token=str(opened.token))
    ladder.forget_in_browser(response, login)
    return response


def _opened(
    tool: Tool, login: Login, registration: Registration, id_token: str, proof: str | None
) -> Opened:
    # A browser other than the one that started: the launch of somebody else, forced on this one.
    if not login.is_of_browser(proof):
        raise LaunchRejected("browser")
    expected = ExpectedLogin(login.nonce, login.started_at, login.request.deployment_id)
    try:
        verified = verify_launch(id_token, registration, expected, tool.platform_keys, tool.clock())
    except UnknownDeployment as unknown:
        registration = _meet(tool, unknown)
        verified = verify_launch(id_token, registration, expected, tool.platform_keys, tool.clock())
    if verified.message_type == DEEP_LINKING and login.rung is Rung.WINDOW:
        # Moodle's page that takes the choice speaks to the frame around it.
        raise LaunchRejected("picking_in_window")
    security_headers.framed_by(registration.embed_origins)
    return _open(tool, login, verified)


def _refuse_platform_error() -> None:
    """The platform may answer with an error instead of a token (OpenID Connect Core 3.1.2.6)."""
    error = request.form.get("error")
    if error is not None:
        known = error if error in _PLATFORM_ERRORS else "unknown"
        raise LaunchRejected("platform_error", error=known)


def _login_of(tool: Tool, state: str) -> tuple[Login, Registration]:
    with tool.database.read() as session:
        found = logins.find(session, state[: _MAX_STATE + 1], tool.clock())
    if found is None:
        raise LaunchRejected("login_unknown")
    return found


def _meet(tool: Tool, unknown: UnknownDeployment) -> Registration:
    """The platform with the deployment in it, where it may be taken; else raises `unknown`."""
    tenant = unknown.tenant
    with tool.database.begin() as session:
        standing = platforms.meet_deployment(
            session, tenant.registration_id, tenant.deployment_id, tool.clock()
        )
        registration = platforms.get(session, tenant.registration_id)
    log.warning("new deployment", tenant=tenant.key, standing=standing)
    if registration is None or standing is not Standing.ACTIVE:
        raise unknown
    return registration


def _open(tool: Tool, login: Login, verified: Launch) -> Opened:
    """Use the login up and open the page in one transaction: both happen, or neither."""
    try:
        with tool.database.begin() as session:
            if not logins.take(session, login, tool.clock()):
                raise LaunchRejected("login_unknown")
            return answer_launch(tool, session, verified)
    except Exception:
        # The page could not be opened; the token is used up all the same.
        with tool.database.begin() as session:
            logins.take(session, login, tool.clock())
        raise
