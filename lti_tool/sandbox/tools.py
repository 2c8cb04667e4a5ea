"""The administrator's pages about tools, and what a tool calls to be registered."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, abort, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.sandbox.current import current_sandbox, editor
from lti_tool.sandbox.errors import RegistrationRefused
from lti_tool.sandbox.journal import Kind
from lti_tool.sandbox.registration import answer, configuration, read_wish

bp = Blueprint("tools", __name__)


@bp.get("/tools")
def tools() -> str:
    return render_template(
        "sandbox/tools.html", person=editor(), tools=current_sandbox().tools.registered()
    )


@bp.get("/tools/add")
def add() -> str:
    """The tool's own page in a frame, as Moodle shows it after "Add LTI Advantage"."""
    person, sandbox = editor(), current_sandbox()
    url = request.args.get("url", "").strip()
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        abort(400)
    g.framed_origin = f"{parts.scheme}://{parts.netloc}"
    query = urlencode(
        {
            "openid_configuration": f"{sandbox.platform.issuer}/openid-configuration",
            "registration_token": sandbox.registration_tokens.new(sandbox.platform.clock()),
        }
    )
    joint = "&" if parts.query else "?"
    return render_template("sandbox/tool_add.html", person=person, src=f"{url}{joint}{query}")


@bp.post("/tools/<client_id>/activate")
def activate(client_id: str) -> ResponseReturnValue:
    editor()
    current_sandbox().store.activate_tool(client_id)
    return redirect(url_for("tools.tools"), 303)


@bp.get("/openid-configuration")
def openid_configuration() -> ResponseReturnValue:
    return jsonify(configuration(current_sandbox().platform.addresses))


@bp.post("/register")
def register() -> ResponseReturnValue:
    sandbox = current_sandbox()
    document: Any = request.get_json(force=True, silent=True)
    try:
        sandbox.registration_tokens.use(
            request.headers.get("Authorization", ""), sandbox.platform.clock()
        )
        wish = read_wish(document)
    except RegistrationRefused as error:
        sandbox.note(Kind.REGISTRATION, error, "", {"asked": document}, ok=False)
        return {"error": str(error)}, error.status
    tool = sandbox.store.add_tool(wish)
    sandbox.note(Kind.REGISTRATION, tool.client_id, tool.title, {"asked": document})
    return jsonify(answer(document, tool))
