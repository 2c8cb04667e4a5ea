"""The members of the LMS course, read from the platform when somebody asks for them."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lti_tool.learning.errors import Conflict
from lti_tool.learning.grants import Act
from lti_tool.protocol.memberships import read_members
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import platforms
from lti_tool.storage.members import keep_members
from lti_tool.views.bearer import visitor
from lti_tool.views.platform_calls import asking_the_platform

bp = Blueprint("members", __name__)


@bp.post("/teacher/members")
def refresh() -> ResponseReturnValue:
    """Where it fails, the list from before stays."""
    who = visitor()
    with who.reading() as asked:
        place = asked.seat_for(Act.SEE_RESULTS).placement
        registration = platforms.get(asked.session, Tenant.from_key(place.tenant).registration_id)
    if place.memberships_url is None or registration is None:
        raise Conflict("members-not-offered")
    with asking_the_platform():
        found = read_members(
            who.tool.access_tokens,
            registration,
            place.memberships_url,
            who.tool.clock,
            resource_link=place.resource_link,
        )
    with who.writing() as asked:
        keep_members(asked.session, place.tenant, place.id, found, at=asked.now)
    return jsonify(count=len(found.people))
