"""Giving and withdrawing roles inside the tool: each act in the audit log, with who did it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from lti_tool.learning.errors import BadRequest, Conflict, NotAllowed, NotThere
from lti_tool.learning.grants import Grant, Rights, Role, Scope
from lti_tool.learning.placements import Seat
from lti_tool.storage import audit, grants, progress
from lti_tool.storage.members import members_of

_ID_BYTES = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be given a role: seen here, or on the platform's list. By name."""

    id: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A grant that reaches this placement, and whether the visitor may take it back."""

    grant: Grant
    name: str | None
    may_withdraw: bool


def end_of(last_day: date) -> datetime:
    """The moment when a grant ends that holds through a day (UTC)."""
    return datetime.combine(last_day + timedelta(days=1), time(), UTC)


def add(
    session: Session,
    tenant: str,
    person: str,
    role: Role,
    scope: Scope,
    scope_id: str,
    *,
    by: str,
    at: datetime,
    until: datetime | None,
) -> Grant:
    """Keep the grant, and who gave it. Whether that was allowed is for the caller to ask."""
    given = Grant(
        tenant=tenant,
        id=secrets.token_hex(_ID_BYTES),
        person=person,
        role=role,
        scope=scope,
        scope_id=scope_id,
        given_by=by,
        given_at=at,
        until=until,
    )
    grants.add_grant(session, given)
    audit.record(
        session,
        "grant.add",
        given.id,
        at=at,
        by=by,
        tenant=tenant,
        person=person,
        role=role.value,
        scope=scope.value,
        scope_id=scope_id,
        until=until.isoformat() if until else None,
    )
    return given


def revoke(session: Session, tenant: str, id_: str, *, by: str, at: datetime) -> bool:
    """Whether there was one in force."""
    if not grants.revoke_grant(session, tenant, id_, at=at):
        return False
    audit.record(session, "grant.revoke", id_, at=at, by=by, tenant=tenant)
    return True


def candidates(session: Session, seat: Seat, *, now: datetime) -> list[Candidate]:
    whose = seat.whose
    found = {
        member.id: member.name
        for member in members_of(session, whose.tenant, whose.placement, now=now).members.people
    }
    for kept in progress.progress_in(session, whose.tenant, whose.placement, whose.course):
        found[kept.whose.person] = kept.name or found.get(kept.whose.person)
    people = [Candidate(id_, name) for id_, name in found.items() if id_ != seat.person]
    return sorted(people, key=lambda each: (each.name is None, each.name or "", each.id))


def listed(session: Session, seat: Seat, rights: Rights, *, now: datetime) -> list[Listed]:
    """The grants in force that reach this placement."""
    names = {each.id: each.name for each in candidates(session, seat, now=now)}
    place = seat.placement
    return [
        Listed(grant, names.get(grant.person), rights.may_give(grant.role, grant.scope))
        for grant in grants.grants_of_tenant(session, place.tenant)
        if grant.is_valid(now) and grant.covers(place.id, place.choice.unit)
    ]


def give(
    session: Session,
    seat: Seat,
    rights: Rights,
    person: str,
    role: Role,
    scope: Scope,
    *,
    last_day: date | None,
    now: datetime,
) -> Grant:
    """
    Raises NotAllowed for what the visitor may not give, also not to themselves, NotThere for
    somebody whom neither we nor the platform have here, BadRequest for a day that is over.
    """
    place = seat.placement
    if not rights.may_give(role, scope):
        raise NotAllowed("may-not-give")
    if person == seat.person:
        raise NotAllowed("not-to-oneself")
    if person not in {each.id for each in candidates(session, seat, now=now)}:
        raise NotThere
    until = end_of(last_day) if last_day else None
    if until is not None and until <= now:
        raise BadRequest("day-is-over")
    reach = {
        Scope.PLACEMENT: place.id,
        Scope.UNIT: place.choice.unit,
        Scope.TENANT: "",
    }[scope]
    if reach is None:
        raise BadRequest("no-unit-here")
    held = grants.grants_of_person(session, place.tenant, person)
    if any(
        each.role is role and each.is_valid(now) and (each.scope, each.scope_id) == (scope, reach)
        for each in held
    ):
        raise Conflict("role-held-already")
    return add(
        session, place.tenant, person, role, scope, reach, by=seat.person, at=now, until=until
    )


def withdraw(session: Session, seat: Seat, rights: Rights, id_: str, *, now: datetime) -> None:
    """Raises NotThere for a grant that does not reach here, NotAllowed for one of a wider reach."""
    found = [each for each in listed(session, seat, rights, now=now) if each.grant.id == id_]
    if not found:
        raise NotThere
    if not found[0].may_withdraw:
        raise NotAllowed("may-not-withdraw")
    revoke(session, seat.placement.tenant, id_, by=seat.person, at=now)
