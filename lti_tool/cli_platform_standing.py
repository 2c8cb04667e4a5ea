"""`lti-tool platform approve | suspend | resume | remove`: who is let in."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from lti_tool.cli_tool import pass_tool
from lti_tool.protocol.registration import Registration, Standing
from lti_tool.storage import audit, outbox, platforms, tenant_rows
from lti_tool.storage.audit import OPERATOR
from lti_tool.tool import Tool

_ID = click.argument("platform_id")
_DEPLOYMENT = click.option("--deployment", help="Only this one; the platform's others go on.")


@click.command()
@_ID
@click.option("--deployment", help="Only this one, also where it has not launched yet.")
@pass_tool
def approve(tool: Tool, platform_id: str, deployment: str | None) -> None:
    """
    Let a platform in that waits, with the deployments of it that wait.

    `lti-tool platform list` shows what waits.
    """
    now = tool.clock()
    with tool.database.begin() as session:
        registration = existing(session, platform_id)
        if registration.standing is Standing.SUSPENDED:
            raise click.ClickException(
                f"{platform_id} is suspended; `lti-tool platform resume {platform_id}` opens it."
            )
        wanted = [deployment] if deployment is not None else _waiting(registration)
        if not wanted and registration.standing is Standing.ACTIVE:
            click.echo(f"Nothing of {platform_id} waits for approval.")
            return
        platforms.set_standing(session, platform_id, Standing.ACTIVE)
        for each in wanted:
            platforms.approve_deployment(session, platform_id, each, now)
        audit.record(
            session, "approve platform", platform_id, at=now, by=OPERATOR, deployments=len(wanted)
        )
    listed = f", deployment {', '.join(wanted)}" if wanted else ""
    click.echo(f"Approved {platform_id}{listed}.")


@click.command()
@_ID
@_DEPLOYMENT
@pass_tool
def suspend(tool: Tool, platform_id: str, deployment: str | None) -> None:
    """
    Let nobody in for a while. Nothing is deleted.

    Whoever has a course open is let out at once, what they did is kept, and scores wait here until
    `lti-tool platform resume`.
    """
    _set(tool, platform_id, deployment, Standing.SUSPENDED)
    click.echo(f"Suspended {_what(platform_id, deployment)}. Nobody is let in; scores wait here.")


@click.command()
@_ID
@_DEPLOYMENT
@pass_tool
def resume(tool: Tool, platform_id: str, deployment: str | None) -> None:
    """Let a suspended platform in again, and send the scores that waited."""
    held = _set(tool, platform_id, deployment, Standing.ACTIVE)
    click.echo(f"Resumed {_what(platform_id, deployment)}. {held} scores that waited go out now.")


@click.command()
@_ID
@_DEPLOYMENT
@click.option(
    "--with-data", is_flag=True, help="Delete what its people did, too: results and certificates."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_tool
def remove(
    tool: Tool, platform_id: str, deployment: str | None, with_data: bool, yes: bool
) -> None:
    """
    Forget a platform, after saying what goes and what stays.

    Nobody can open courses from it any more, and whoever has one open is let out at once; scores
    that wait are not sent. What its people did is kept, unless --with-data.
    """
    with tool.database.read() as session:
        registration = existing(session, platform_id)
        _check_deployment(registration, deployment)
        rows = tenant_rows.count(session, platform_id, deployment)
    _tell(registration, deployment, rows, with_data=with_data)
    if not yes:
        click.confirm("Remove it?", abort=True)
    with tool.database.begin() as session:
        if deployment is None:
            platforms.remove(session, platform_id)
        else:
            platforms.remove_deployment(session, platform_id, deployment)
        if with_data:
            tenant_rows.remove(session, platform_id, deployment)
        audit.record(
            session,
            "remove platform",
            platform_id,
            at=tool.clock(),
            by=OPERATOR,
            deployment=deployment,
            with_data=with_data,
            rows=sum(rows.values()),
        )
    click.echo(f"Removed {_what(platform_id, deployment)}.")


def existing(session: Session, platform_id: str) -> Registration:
    registration = platforms.get(session, platform_id)
    if registration is None:
        raise click.ClickException(
            f"There is no platform {platform_id!r}; `lti-tool platform list` shows the ids."
        )
    return registration


def _set(tool: Tool, platform_id: str, deployment: str | None, standing: Standing) -> int:
    """Returns how many scores that had been held back are due now."""
    held = 0
    with tool.database.begin() as session:
        registration = existing(session, platform_id)
        _check_deployment(registration, deployment)
        current = registration.standing
        if deployment is not None:
            current = registration.barred.get(deployment, Standing.ACTIVE)
        if current is Standing.WAITING:
            raise click.ClickException(
                f"{_what(platform_id, deployment)} waits for approval and is not let in yet: "
                f"`lti-tool platform approve {platform_id}`, or `remove` it."
            )
        platforms.set_standing(session, platform_id, standing, deployment)
        if standing is Standing.ACTIVE:
            held = outbox.release_held(session, platform_id, tool.clock(), deployment)
        act = "suspend platform" if standing is Standing.SUSPENDED else "resume platform"
        audit.record(session, act, platform_id, at=tool.clock(), by=OPERATOR, deployment=deployment)
    return held


def _tell(
    registration: Registration, deployment: str | None, rows: dict[str, int], *, with_data: bool
) -> None:
    deployments = len(registration.deployments) + len(registration.barred)
    whole = f"{registration.name} ({registration.issuer}), deployments: {deployments}"
    click.echo(f"Goes:  {whole if deployment is None else f'deployment {deployment}'}")
    counted = ", ".join(f"{name}: {number}" for name, number in rows.items()) or "nothing"
    click.echo(f"{'Goes:' if with_data else 'Stays:':7}{counted}")
    if not with_data and rows:
        click.echo("       (rows of its people; --with-data deletes them, too)")


def _check_deployment(registration: Registration, deployment: str | None) -> None:
    known = (*registration.deployments, *registration.barred)
    if deployment is not None and deployment not in known:
        listed = ", ".join(known) or "none"
        raise click.BadParameter(
            f"{registration.id} has no deployment {deployment!r}; there are: {listed}",
            param_hint="--deployment",
        )


def _waiting(registration: Registration) -> list[str]:
    return [each for each, standing in registration.barred.items() if standing is Standing.WAITING]


def _what(platform_id: str, deployment: str | None) -> str:
    return platform_id if deployment is None else f"deployment {deployment} of {platform_id}"
