"""How the connection to the platform does: tested by whoever teaches, for administrators to see."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lti_tool import self_test
from lti_tool.connection_lines import lines
from lti_tool.learning.errors import NotAllowed
from lti_tool.protocol.registration import Registration, Tenant
from lti_tool.self_test import Services
from lti_tool.storage import connection_checks, platforms
from lti_tool.storage.connection_checks import Check
from lti_tool.texts import entries
from lti_tool.views.bearer import Visitor, visitor

bp = Blueprint("connection", __name__)


@bp.get("/connection")
def shown() -> ResponseReturnValue:
    who = visitor()
    _, _, found = _known(who)
    return jsonify(_answer(who, found))


@bp.post("/connection")
def tested() -> ResponseReturnValue:
    """Runs the second stage, and the first one too where an administrator asks for all of it."""
    who = visitor()
    registration, services, found = _known(who)
    if self_test.may_run_at_launch(found, who.now):
        if who.visit.is_administrator:
            self_test.at_registration(who.tool, registration)
        self_test.at_launch(who.tool, registration, services)
        _, _, found = _known(who)
    return jsonify(_answer(who, found))


def _known(who: Visitor) -> tuple[Registration, Services, list[Check]]:
    """Raises NotAllowed for everybody who does not teach here."""
    visit = who.visit
    if not (visit.is_teacher or visit.is_administrator):
        raise NotAllowed("no-right")
    tenant = Tenant.from_key(visit.tenant)
    with who.reading() as asked:
        seat = asked.seat()
        registration = platforms.get(asked.session, tenant.registration_id)
        found = connection_checks.of_registration(
            asked.session, tenant.registration_id, tenant.deployment_id
        )
    if registration is None:
        raise NotAllowed("no-right")
    services = Services(tenant, visit.ags_scopes, visit.line_item, seat.placement.memberships_url)
    return registration, services, found


def _answer(who: Visitor, found: list[Check]) -> dict[str, Any]:
    """Lines only for administrators: others can mend nothing of it."""
    language = who.visit.language
    answer: dict[str, Any] = {"due": self_test.is_due_at_launch(found, who.now), "lines": None}
    if who.visit.is_administrator:
        answer |= {
            "language": language,
            "platform": who.visit.platform_name,
            "texts": {
                key: value
                for key, value in entries("connection", language).items()
                if key.startswith(("page.", "stages."))
            },
            "lines": [asdict(line) for line in lines(found, language)],
        }
    return answer
