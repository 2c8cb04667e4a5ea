"""`lti-tool audit`: who did what, when, and about whom."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import click

from lti_tool.cli_tool import pass_tool
from lti_tool.protocol.registration import Tenant
from lti_tool.storage.audit import AuditEntry, Sought, search
from lti_tool.tool import Tool

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--since", type=_DAY, help="The first day (UTC).")
@click.option("--until", type=_DAY, help="The last day (UTC).")
@click.option(
    "--registration",
    help="Only this platform, as `lti-tool platform list` shows it, what was done to it included.",
)
@click.option("--deployment", help="Only this one of the platform's; goes with --registration.")
@click.option("--actor", help="Only what this one did: the platform's id, or 'command line'.")
@click.option("--act", help="Only this act, as a line shows it, such as 'grant.add'.")
@click.option("--person", help="Only what was done to or by this one: the platform's id (`sub`).")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one list of objects instead.")
@pass_tool
def audit(
    tool: Tool,
    since: datetime | None,
    until: datetime | None,
    registration: str | None,
    deployment: str | None,
    actor: str | None,
    act: str | None,
    person: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """The audit log, the newest first: time, platform and deployment, actor, act, about what."""
    if deployment is not None and registration is None:
        raise click.UsageError("--deployment goes with --registration.")
    if since and until and until < since:
        raise click.UsageError("--until is before --since.")
    sought = Sought(
        since=since.replace(tzinfo=UTC) if since else None,
        before=until.replace(tzinfo=UTC) + timedelta(days=1) if until else None,
        registration=registration,
        deployment=deployment,
        actor=actor,
        act=act,
        person=person,
    )
    with tool.database.read() as session:
        found = search(session, sought, limit + 1)
    if as_json:
        documents = [_document(entry) for entry in found[:limit]]
        click.echo(json.dumps(documents, ensure_ascii=False, indent=2))
    else:
        for entry in found[:limit]:
            click.echo(_line(entry))
        if not found:
            click.echo("There are none.")
    if len(found) > limit:
        click.echo(f"Only the newest {limit} are shown; --limit shows more.", err=True)


def _line(entry: AuditEntry) -> str:
    details = "".join(f"  {name}={json.dumps(value)}" for name, value in entry.details.items())
    whose = entry.tenant or "-"
    time = f"{entry.at:%Y-%m-%d %H:%M:%S}"
    return f"{time}  {whose}  {entry.actor}  {entry.act}  {entry.subject or '-'}{details}"


def _document(entry: AuditEntry) -> dict[str, object]:
    tenant = Tenant.from_key(entry.tenant) if entry.tenant else None
    return {
        "at": entry.at.isoformat(),
        "registration": tenant.registration_id if tenant else None,
        "deployment": tenant.deployment_id if tenant else None,
        "actor": entry.actor,
        "act": entry.act,
        "subject": entry.subject,
        "details": dict(entry.details),
    }
