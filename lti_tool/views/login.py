"""Step one of a launch: the platform sends the browser here, we send it on to our check."""

from __future__ import annotations

from urllib.parse import urlencode

import structlog
from flask import Blueprint, redirect, request
from werkzeug import Response

from lti_tool.errors import LoginRejected
from lti_tool.protocol.login import (
    LIFE,
    LoginRequest,
    choose_registration,
    read_login_request,
    refuse_barred,
)
from lti_tool.protocol.registration import Registration
from lti_tool.storage import platforms
from lti_tool.tool import Tool, current_tool
from lti_tool.views import ladder
from lti_tool.views.beginning import begin

log = structlog.get_logger(__name__)

bp = Blueprint("login", __name__)


@bp.route("/lti/login", methods=["GET", "POST"])
def login() -> Response:
    """
    Third-party initiated login: Moodle posts a form, others send a link.

    Spec: https://www.imsglobal.org/spec/security/v1p0/#step-1-third-party-initiated-login
    """
    tool = current_tool()
    asked = read_login_request(request.form if request.method == "POST" else request.args)
    now = tool.clock()
    with tool.database.begin() as session:
        registration = _registration_for(asked, platforms.of_issuer(session, asked.issuer))
        _refuse_insecure(tool, asked, registration)
        refuse_barred(asked, registration)
        started, secret = begin(tool, session, asked, registration, now)
    response = redirect(f"/lti/check?{urlencode({'state': started.state})}", 302)
    ladder.keep_in_browser(response, started, secret, life=LIFE)
    return response


def _registration_for(asked: LoginRequest, known: list[Registration]) -> Registration:
    try:
        return choose_registration(asked, known)
    except LoginRejected:
        # Not on the page, where anybody could make us say anything; the operator needs them.
        log.warning("login", issuer=asked.issuer, client_id=asked.client_id)
        raise


def _refuse_insecure(tool: Tool, asked: LoginRequest, registration: Registration) -> None:
    """A platform of the development database must not open a tool that serves real people."""
    addresses = (registration.auth_url, registration.jwks_url, registration.token_url)
    if tool.settings.loopback_platforms:
        return
    if not all(address.startswith("https://") for address in (asked.issuer, *addresses)):
        raise LoginRejected("platform_insecure", status=403)
