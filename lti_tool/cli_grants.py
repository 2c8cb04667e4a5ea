"""`lti-tool grant`: who leads, signs off, watches tests, writes and approves."""

from __future__ import annotations

from datetime import datetime, timedelta

import click
from sqlalchemy.orm import Session

from lti_tool.cli_tool import pass_tool
from lti_tool.learning import granting
from lti_tool.learning.grants import Grant, Role, Scope
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import grants, platforms
from lti_tool.storage.audit import OPERATOR
from lti_tool.storage.placements import placement_of
from lti_tool.tool import Tool

_registration = click.option(
    "--registration", required=True, help="As `lti-tool platform list` shows it."
)
_deployment = click.option("--deployment", required=True, help="The platform's deployment id.")


@click.group()
def grant() -> None:
    """Roles inside the tool. Platforms send only learner, instructor and administrator."""


@grant.command()
@_registration
@_deployment
@click.option("--person", required=True, help="The platform's id of the person (`sub`).")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--placement", help="Only in this placement. [default: in the whole deployment]")
@click.option("--unit", help="Only for the people of this unit.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last day (UTC). [default: until it is revoked]",
)
@pass_tool
def add(
    tool: Tool,
    registration: str,
    deployment: str,
    person: str,
    role: str,
    placement: str | None,
    unit: str | None,
    until: datetime | None,
) -> None:
    """Give a person a role."""
    if placement and unit:
        raise click.UsageError("A grant is for a placement or for a unit, not for both.")
    now = tool.clock()
    ends = granting.end_of(until.date()) if until else None
    if ends is not None and ends <= now:
        raise click.UsageError(f"{until:%Y-%m-%d} is over; write a later day.")
    with tool.database.begin() as session:
        tenant = _tenant(session, registration, deployment)
        if placement and placement_of(session, tenant, placement) is None:
            raise click.UsageError(f"There is no placement {placement} in this deployment.")
        scope = Scope.PLACEMENT if placement else Scope.UNIT if unit else Scope.TENANT
        given = granting.add(
            session,
            tenant,
            person,
            Role(role),
            scope,
            placement or unit or "",
            by=OPERATOR,
            at=now,
            until=ends,
        )
    click.echo(f"{given.id}  {_line(given, now)}")


@grant.command("list")
@_registration
@_deployment
@click.option("--all", "everything", is_flag=True, help="Also those that have ended.")
@pass_tool
def list_grants(tool: Tool, registration: str, deployment: str, everything: bool) -> None:
    """The grants of a deployment, oldest first."""
    now = tool.clock()
    with tool.database.read() as session:
        found = grants.grants_of_tenant(session, _tenant(session, registration, deployment))
    for each in found:
        if everything or each.is_valid(now):
            click.echo(f"{each.id}  {_line(each, now)}")


@grant.command()
@_registration
@_deployment
@click.argument("grant_id", metavar="GRANT")
@pass_tool
def revoke(tool: Tool, registration: str, deployment: str, grant_id: str) -> None:
    """End a GRANT now. It stays on record."""
    now = tool.clock()
    with tool.database.begin() as session:
        tenant = _tenant(session, registration, deployment)
        if not granting.revoke(session, tenant, grant_id, by=OPERATOR, at=now):
            raise click.UsageError(f"There is no grant {grant_id} in force in this deployment.")
    click.echo(f"{grant_id} is revoked.")


def _tenant(session: Session, registration_id: str, deployment_id: str) -> str:
    registration = platforms.get(session, registration_id)
    if registration is None:
        raise click.UsageError(f"There is no platform {registration_id}; see `platform list`.")
    if deployment_id not in registration.deployments:
        known = ", ".join(registration.deployments)
        raise click.UsageError(f"{registration.name} has no deployment {deployment_id}: {known}.")
    return Tenant(registration_id, deployment_id).key


def _line(each: Grant, now: datetime) -> str:
    where = "" if each.scope is Scope.TENANT else f"  {each.scope.value} {each.scope_id}"
    until = "until revoked"
    if each.until is not None:
        last_day = each.until - timedelta(seconds=1)
        until = f"until {last_day:%Y-%m-%d}"
    if each.revoked_at is not None:
        until = f"revoked {each.revoked_at:%Y-%m-%d}"
    elif not each.is_valid(now):
        until = until.replace("until", "ended")
    return f"{each.person}  {each.role.value}{where}  {until}"
