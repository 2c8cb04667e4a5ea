"""
The page that a launch is answered with, and the same page on a reload.

It holds no data. The answer to the launch carries a bearer token in a JSON element; its script puts
the token into the tab's session storage and replaces the address by `/p/<registration>/<launch>`,
where a reload finds it. Any other tab, and Back to an earlier person's page, finds none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from flask import Blueprint, abort, g, render_template
from flask.typing import ResponseReturnValue
from jinja2.utils import htmlsafe_json_dumps
from sqlalchemy.orm import Session

from lti_tool import security_headers
from lti_tool.learning.sessions import Page, Token, Visit
from lti_tool.learning.visits import open_visit
from lti_tool.protocol.launch import Launch
from lti_tool.protocol.platform_urls import origin_of
from lti_tool.storage import platforms, sessions
from lti_tool.texts import entries, language_for
from lti_tool.tool import Tool, current_tool
from lti_tool.views.content import static_files
from lti_tool.views.errors import page_language

bp = Blueprint("shell", __name__)

_API = "/api"
_DATA = "{data}"
"""Where the data goes in the page that is rendered once."""
_LAUNCH = re.compile(r"(?P<page>course|teacher|deep-link|review|privacy)-[A-Za-z0-9_-]{8,40}")
_SCRIPTS = {
    Page.COURSE: ("pages.js", "player.js"),
    Page.TEACHER: ("pages.js", "player.js"),
    Page.DEEP_LINK: ("picker.js",),
    Page.REVIEW: ("review.js",),
    Page.PRIVACY: ("privacy.js",),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A visit that has just begun: its page, and the token that only this answer holds."""

    registration_id: str
    visit: Visit
    token: Token

    @property
    def address(self) -> str:
        return f"/p/{self.registration_id}/{self.visit.launch}"

    def page(self) -> str:
        data = {"runtime": "lti", "api": _API, "address": self.address, "token": str(self.token)}
        return _render(self.visit.page, data)


def answer_launch(tool: Tool, session: Session, launch: Launch) -> Opened:
    """Open the visit in the launch's own transaction, and answer with its page."""
    g.language = language_for(launch.locale)
    token, visit = open_visit(session, launch, now=tool.clock())
    g.language = visit.language
    _let_post_back(visit)
    return Opened(launch.tenant.registration_id, visit, token)


@bp.get("/p/<registration:registration_id>/<launch>")
def shell(registration_id: str, launch: str) -> ResponseReturnValue:
    """The same for everybody: only the tab that was launched holds the token."""
    match = _LAUNCH.fullmatch(launch)
    tool = current_tool()
    with tool.database.read() as session:
        registration = platforms.get(session, registration_id) if match else None
        if match is None or registration is None:
            abort(404)
        page = Page(match["page"])
        picking = None
        if page is Page.DEEP_LINK:
            picking = sessions.picking_visit(session, registration_id, launch)
    security_headers.framed_by(registration.embed_origins)
    if picking is not None and not picking.is_over(tool.clock()):
        _let_post_back(picking)
    return _render(
        page, {"runtime": "lti", "api": _API, "address": f"/p/{registration_id}/{launch}"}
    )


def _let_post_back(visit: Visit) -> None:
    """What was picked goes where the platform's message says, perhaps another host of its own."""
    if visit.deep_linking is not None:
        origin = origin_of(visit.deep_linking.return_url)
        security_headers.posts_to(*([origin] if origin else ()))


def _render(page: Page, data: dict[str, str]) -> str:
    before, after = _around_data(page, page_language())
    return f"{before}{htmlsafe_json_dumps(data)}{after}"


@cache
def _around_data(page: Page, language: str) -> tuple[str, str]:
    """Of all that the page says, only the data differs from one launch to the next."""
    files = static_files()
    before, _, after = render_template(
        "shell.html",
        language=language,
        page=page.value,
        data=_DATA,
        texts=entries("shell", language),
        styles=[files[name].address for name in ("player.css", "pages.css")],
        scripts=[files[name].address for name in _SCRIPTS[page]],
    ).partition(_DATA)
    return before, after
