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
from lti_tool.protocol.login import Login, authentication_url
from lti_tool.protocol.platform_urls import origin_of
from lti_tool.protocol.registration import Registration
from lti_tool.storage import logins, platforms
from lti_tool.texts import text
from lti_tool.tool import current_tool
from lti_tool.views.errors import page_language

bp = Blueprint("check", __name__)

_MAX_STATE = 200


@bp.get("/lti/check")
def check() -> ResponseReturnValue:
    tool = current_tool()
    state = request.args.get("state", "")[:_MAX_STATE]
    with tool.database.read() as session:
        login = logins.find(session, state, tool.clock())
        registration = platforms.get(session, login.registration_id) if login else None
    # Without a login of ours this address leads nowhere: no open redirect.
    if login is None or registration is None:
        raise LoginRejected("login_unknown", status=403)
    if login.is_of_browser(request.cookies.get(login.cookie_name)):
        return redirect(authentication_url(login, registration, tool.settings.launch_url), 302)
    return _cookie_page(login, registration)


def _cookie_page(login: Login, registration: Registration) -> ResponseReturnValue:
    """In a frame: offer a window of its own. In a window: the browser keeps no cookies at all."""
    language = page_language()
    security_headers.framed_by(registration.embed_origins)
    in_own_window = request.headers.get("Sec-Fetch-Dest") == "document"
    kind = "window" if in_own_window else "frame"
    # The same login once more, from the start: the platform's hints have not been used yet.
    # Posted, because no server takes an address as long as hints may be.
    again = None if in_own_window else login.request.parameters()
    if again is not None:
        # Browsers hold the redirects after a form to this, too, and where the platform sends a
        # person to log in is for it to say.
        security_headers.posts_to(*filter(None, [origin_of(registration.auth_url)]), "https:")
    keys = ("title", "what", "mend") if in_own_window else ("title", "what", "mend", "button")
    texts = {key: text("launch", language, f"cookie.{kind}.{key}") for key in keys}
    return render_template("cookie.html", language=language, again=again, texts=texts)
