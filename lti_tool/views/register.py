"""
The administrator's link: `/lti/register/<secret>`.

The platform opens it in a frame with the address of its configuration. Looking changes nothing;
the one button posts. The secret in the path is the right to register, and whoever has it could do
all of it without a browser, so a page that frames or posts to ours gains nothing it has not got.
All the same only the platform's pages may frame it, and no other site's form may post to it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import structlog
from babel.dates import format_date
from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool import registering, security_headers, self_test
from lti_tool.connection_lines import Line, lines
from lti_tool.errors import RegistrationRefused
from lti_tool.protocol.families import OTHER, family_of
from lti_tool.protocol.invitation import Invitation, State
from lti_tool.protocol.registration import Registration, Standing
from lti_tool.registering import Initiation
from lti_tool.storage import connection_checks, invitations, platforms
from lti_tool.texts import entries
from lti_tool.tool import Tool, current_tool
from lti_tool.views.content import static_files
from lti_tool.views.errors import page_language

log = structlog.get_logger(__name__)

bp = Blueprint("register", __name__, url_prefix="/lti/register/<invitation:secret>")


@bp.get("")
def page(secret: str) -> ResponseReturnValue:
    """What the link shows: the question, where to paste it, or what came of it."""
    tool = current_tool()
    invitation = _invitation(tool, secret)
    now = tool.clock()
    initiation = _initiation(tool, request.args.get("openid_configuration", ""))
    if invitation.shows_result(now) and initiation is None:
        return _result(tool, invitation)
    registering.refuse_unusable(invitation, invitation.state(now))
    if initiation is None:
        link = f"{tool.settings.url}/lti/register/{secret}"
        last = format_date(invitation.expires_at, "long", locale=page_language())
        return _render("paste", link=link, expires_at=last)
    platform = registering.look(tool, invitation, initiation)
    origins = registering.embed_origins(invitation, initiation)
    security_headers.framed_by(origins)
    return _render(
        "question",
        platform=platform,
        family=family_of(platform.family),
        invitation=invitation,
        initiation=initiation,
        origins=origins,
        tool_host=urlsplit(tool.settings.url).netloc,
    )


@bp.post("")
def register(secret: str) -> ResponseReturnValue:
    """The one button."""
    _refuse_foreign_form()
    tool = current_tool()
    invitation = _invitation(tool, secret)
    registering.refuse_unusable(invitation, invitation.state(tool.clock()))
    initiation = _initiation(tool, request.form.get("openid_configuration", ""))
    if initiation is None:
        raise RegistrationRefused("configuration_address")
    registration = registering.register(tool, invitation, initiation)
    self_test.at_registration(tool, registration)
    return redirect(f"/lti/register/{secret}", 303)


@bp.post("/test")
def test_again(secret: str) -> ResponseReturnValue:
    """The connection once more, for whoever has just switched something on in the platform."""
    _refuse_foreign_form()
    tool = current_tool()
    invitation = _invitation(tool, secret)
    if not invitation.shows_result(tool.clock()):
        registering.refuse_unusable(invitation, invitation.state(tool.clock()))
        raise RegistrationRefused("configuration_address")
    registration = _registration(tool, invitation)
    self_test.again(tool, registration)
    return redirect(f"/lti/register/{secret}", 303)


def _invitation(tool: Tool, secret: str) -> Invitation:
    with tool.database.read() as session:
        invitation = invitations.find(session, secret)
    if invitation is None:
        raise RegistrationRefused("invitation_unknown", status=404)
    structlog.contextvars.bind_contextvars(invitation=invitation.id)
    return invitation


def _registration(tool: Tool, invitation: Invitation) -> Registration:
    with tool.database.read() as session:
        registration = platforms.get(session, invitation.registration_id or "")
    if registration is None:
        raise RegistrationRefused("platform_gone", status=410)
    return registration


def _initiation(tool: Tool, configuration_url: str) -> Initiation | None:
    if not configuration_url:
        return None
    values = request.form if request.method == "POST" else request.args
    insecure = tool.settings.loopback_platforms
    framing = request.form.get("embedder") if request.method == "POST" else request.referrer
    embedder = registering.embedder_of(framing, insecure=insecure)
    ours = embedder == tool.settings.url
    return Initiation(
        configuration_url, values.get("registration_token") or None, None if ours else embedder
    )


def _refuse_foreign_form() -> None:
    """Browsers say where a form was posted from; our own pages post to themselves."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise RegistrationRefused("foreign_form", status=403)


def _result(tool: Tool, invitation: Invitation) -> ResponseReturnValue:
    registration = _registration(tool, invitation)
    security_headers.framed_by(registration.embed_origins)
    language = page_language()
    with tool.database.read() as session:
        found = connection_checks.of_registration(session, registration.id)
    shown: list[Line] = lines(found, language)
    return _render(
        "result",
        registration=registration,
        left=_left(language, registration),
        lines=shown,
        waiting=registration.standing is Standing.WAITING,
        script=static_files()["registration.js"].address,
    )


def _left(language: str, registration: Registration) -> list[str]:
    """What the administrator still has to do in this very product, step by step."""
    catalogue = entries("registration", language)
    family = family_of(registration.family)
    for kind in (family, OTHER):
        prefix = f"left.{kind}."
        steps = [value for key, value in catalogue.items() if key.startswith(prefix)]
        if steps:
            return steps
    return []


def _render(name: str, **values: object) -> str:
    language = page_language()
    texts = entries("registration", language)

    def say(key: str, **filled: str | int) -> str:
        return texts[key].format_map(filled)

    return render_template(
        f"register_{name}.html", language=language, say=say, State=State, **values
    )
