"""May this visitor do that here? The platform's roles and our own grants in one answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.learning.grants import Rights, roles_held
from lti_tool.learning.placements import Placement
from lti_tool.protocol.roles import Roles
from lti_tool.storage.grants import grants_of_person


def rights_of(
    session: Session, roles: Roles, place: Placement, person: str, *, now: datetime
) -> Rights:
    """Read anew for each request: a role that was withdrawn a moment ago opens nothing."""
    held = grants_of_person(session, place.tenant, person)
    return Rights(
        roles=roles_held(held, placement=place.id, unit=place.choice.unit, now=now),
        is_teacher=roles.instructor,
        is_administrator=roles.administrator,
    )
