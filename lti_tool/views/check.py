"""
Step two: did the cookie come back? Only then the platform is asked.

It has to be known before: Moodle's message hint works once, and nothing can be repaired after it
has been used.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool import security_headers
from lti_tool.errors import LoginRejected
from lti_tool.protocol.login import authentication_url
from lti_tool.protocol.registration import Registration
from lti_tool.storage import logins
from lti_tool.texts import text
from lti_tool.tool import current_tool
from lti_tool.views import ladder
from lti_tool.views.errors import page_language

bp = Blueprint("check", __name__)

_MAX_STATE = 200


@bp.get("/lti/check")
def check() -> ResponseReturnValue:
    tool = current_tool()
    state = request.args.get("state", "")[:_MAX_STATE]
    with tool.database.read() as session:
        found = logins.find(session, state, tool.clock())
    # Without a login of ours this address leads nowhere: no open redirect.
    if found is None:
        raise LoginRejected("login_unknown", status=403)
    login, registration = found
    if login.is_of_browser(request.cookies.get(login.cookie_name)):
        return redirect(authentication_url(login, registration, tool.settings.launch_url), 302)
    if request.headers.get("Sec-Fetch-Dest") == "document":
        return _no_cookies_at_all(registration)
    return ladder.before_platform(tool, login, registration)


def _no_cookies_at_all(registration: Registration) -> ResponseReturnValue:
    """In a window of its own, where every browser keeps a cookie unless it is told not to."""
    language = page_language()
    security_headers.framed_by(registration.embed_origins)
    texts = {
        key: text("launch", language, f"cookie.window.{key}") for key in ("title", "what", "mend")
    }
    return render_template("cookie.html", language=language, texts=texts)
