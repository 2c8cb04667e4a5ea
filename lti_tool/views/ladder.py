"""
The pages below the login's cookie: platform storage, Storage Access, a window of its own.

The browser proves that it is the one that started by a secret that only it was given. The cookie
carries it on the first rung. Where none came back, the check answers with a page that begins a
login of its own: state, nonce and secret are handed out together, in that one answer, so whoever
has one has them all. After the platform's answer the page brings the secret back by a request that
no other site can make.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug import Response

from lti_tool import correlation, security_headers
from lti_tool.errors import LaunchRejected
from lti_tool.protocol.login import RUNG, Login, Rung, authentication_url
from lti_tool.protocol.platform_urls import origin_of
from lti_tool.protocol.registration import Registration
from lti_tool.texts import text
from lti_tool.tool import Tool
from lti_tool.views.beginning import begin
from lti_tool.views.content import static_files
from lti_tool.views.errors import page_language

_API = "/api"


def before_platform(tool: Tool, login: Login, registration: Registration) -> ResponseReturnValue:
    """In a frame whose cookie did not come back; the platform's hints have not been used yet."""
    now = tool.clock()
    with tool.database.begin() as session:
        started, secret = begin(tool, session, login.request, registration, now)
    place = _place(started, registration)
    data = {
        "step": "before",
        "storage": {**place, "secret": secret} if place else None,
        "onward": authentication_url(started, registration, tool.settings.launch_url),
        "askable": login.rung is not Rung.ACCESS,
    }
    # Posted, because no server takes an address as long as hints may be. Browsers hold the
    # redirects after a form to this, too, and where the platform sends a person to log in is for
    # it to say.
    security_headers.posts_to(*filter(None, [origin_of(registration.auth_url)]), "https:")
    return _page(login, registration, data)


def after_platform(
    login: Login, registration: Registration, state: str, id_token: str
) -> ResponseReturnValue:
    """The platform has answered, and the proof is where only a script of ours can fetch it."""
    data = {
        "step": "after",
        "storage": _place(login, registration),
        "api": _API,
        "state": state,
        "idToken": id_token,
    }
    return _page(login, registration, data)


def may_prove_later(login: Login) -> bool:
    """Whether a launch without its cookie may still be that of the browser that started."""
    return login.rung is Rung.ACCESS or login.request.storage_target is not None


def refuse_foreign() -> None:
    """Only our own page: no form can send this type, and no other site may without asking us."""
    ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if not ours or request.mimetype != "application/json":
        raise LaunchRejected("browser")


def keep_in_browser(response: Response, login: Login, secret: str, *, life: timedelta) -> None:
    """
    Partitioned: browsers that block third-party cookies keep it for this site's frames in that
    site. Not so on the Storage Access rung: what the person has allowed is the ordinary cookie.
    Chromium takes a Secure cookie on http://localhost, too.
    """
    response.set_cookie(
        login.cookie_name,
        secret,
        max_age=life,
        path="/",
        secure=True,
        httponly=True,
        samesite="None",
        partitioned=login.rung is not Rung.ACCESS,
    )


def forget_in_browser(response: Response, login: Login) -> None:
    keep_in_browser(response, login, "", life=timedelta(0))


def _place(login: Login, registration: Registration) -> dict[str, str] | None:
    target, origin = login.request.storage_target, origin_of(registration.auth_url)
    if target is None or origin is None:
        return None
    return {"target": target, "origin": origin, "key": login.cookie_name.removeprefix("__Host-")}


def _page(login: Login, registration: Registration, data: Mapping[str, object]) -> Response:
    language = page_language()
    security_headers.framed_by(registration.embed_origins)
    return make_response(
        render_template(
            "ladder.html",
            language=language,
            say=lambda key: text("launch", language, f"cookie.{key}"),
            labels={
                key: text("refusals", language, f"page.{key}")
                for key in ("mend", "check", "number")
            },
            number=correlation.current_id(),
            again=login.request.parameters(),
            rung=RUNG,
            data=data,
            script=static_files()["ladder.js"].address,
        )
    )
