"""Every value to copy for registering by hand, one section for each LMS; and Canvas's own JSON."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template

from lti_tool.manual_values import FORMS, canvas_configuration, filled
from lti_tool.registering import addresses
from lti_tool.texts import entries, text
from lti_tool.tool import current_tool
from lti_tool.views.errors import page_language

bp = Blueprint("setup", __name__)


@bp.get("/lti/setup")
def values() -> str:
    language = page_language()
    own = addresses(current_tool().settings)
    return render_template(
        "setup.html",
        language=language,
        texts=entries("setup", language),
        forms=[(id_, form, filled(form, own)) for id_, form in FORMS.items()],
    )


@bp.get("/lti/canvas.json")
def canvas() -> Response:
    description = text("registration", "nb", "tool.description")
    return jsonify(canvas_configuration(addresses(current_tool().settings), description))
