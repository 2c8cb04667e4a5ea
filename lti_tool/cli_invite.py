"""`lti-tool invite`: one-time links by which administrators register their platforms."""

from __future__ import annotations

import re
from datetime import timedelta

import click

from lti_tool.cli_platform import check_localization, check_origin
from lti_tool.cli_tool import pass_tool
from lti_tool.clock import system_clock
from lti_tool.protocol import invitation as links
from lti_tool.protocol.invitation import Invitation
from lti_tool.storage import audit, invitations
from lti_tool.storage.audit import OPERATOR
from lti_tool.tool import Tool

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


@click.group(invoke_without_command=True)
@click.option("--label", default="", help="Whom it is for; the platform gets this name.")
@click.option("--localization", help="The localization that links of the platform get by default.")
@click.option(
    "--embed-origin",
    "embed_origins",
    multiple=True,
    help="Whose pages may frame the courses, beside the platform's own. May be repeated.",
)
@click.option("--host", help="The only host whose platform may use it, such as moodle.vik.no.")
@click.option("--names", is_flag=True, help="Ask the platform to tell people's names.")
@click.option(
    "--needs-approval",
    is_flag=True,
    help="Let nobody in before `lti-tool platform approve`.",
)
@click.option(
    "--days",
    type=click.IntRange(1, 90),
    default=links.LIFE.days,
    show_default=True,
    help="How long the link is good for.",
)
@click.pass_context
def invite(
    context: click.Context,
    label: str,
    localization: str | None,
    embed_origins: tuple[str, ...],
    host: str | None,
    names: bool,
    needs_approval: bool,
    days: int,
) -> None:
    """
    Print a link that an administrator pastes into the LMS to register it here.

    It works once. The database keeps only its hash, so it cannot be printed again.
    """
    if context.invoked_subcommand is not None:
        return
    check_localization(localization)
    for origin in embed_origins:
        check_origin(origin)
    if host is not None and not _HOST.fullmatch(host):
        raise click.BadParameter(
            f"{host!r} is no host name; write it in small letters, such as moodle.vik.no",
            param_hint="--host",
        )
    if len(label) > 100 or not label.isprintable():
        raise click.BadParameter("write at most 100 characters on one line", param_hint="--label")
    draft = Invitation(
        id=links.new_id(),
        label=label.strip(),
        localization=localization,
        embed_origins=embed_origins,
        host=host,
        asks_for_names=names,
        needs_approval=needs_approval,
        created_at=system_clock(),
        expires_at=system_clock() + timedelta(days=days),
    )
    _keep_and_print(draft)


@pass_tool
def _keep_and_print(tool: Tool, made: Invitation) -> None:
    secret = links.new_secret()
    with tool.database.begin() as session:
        invitations.add(session, made, secret)
        audit.record(session, "invite", made.id, at=made.created_at, by=OPERATOR, label=made.label)
    click.echo(f"{tool.settings.url}/lti/register/{secret}")
    click.echo(
        f"Good once, until {made.expires_at:%Y-%m-%d %H:%M} UTC (invitation {made.id}). "
        "In Moodle it goes into “Tool URL” under Manage tools.",
        err=True,
    )


@invite.command("list")
@pass_tool
def list_invitations(tool: Tool) -> None:
    """One line for each invitation: id, state, until when, label."""
    now = tool.clock()
    with tool.database.read() as session:
        made = invitations.everything(session)
    for each in made:
        became = f"  platform {each.registration_id}" if each.registration_id else ""
        until = f"{each.expires_at:%Y-%m-%d %H:%M} UTC"
        click.echo(f"{each.id}  {each.state(now):8}  {until}  {each.label}{became}".rstrip())
    if not made:
        click.echo("There are none. `lti-tool invite` makes one.")


@invite.command()
@click.argument("invitation_id")
@pass_tool
def revoke(tool: Tool, invitation_id: str) -> None:
    """Make a link useless. A platform that was registered by it stays."""
    with tool.database.begin() as session:
        if not invitations.revoke(session, invitation_id, tool.clock()):
            raise click.ClickException(
                f"There is no invitation {invitation_id!r} to revoke; "
                "`lti-tool invite list` shows them."
            )
        audit.record(session, "revoke invitation", invitation_id, at=tool.clock(), by=OPERATOR)
    click.echo(f"Revoked {invitation_id}.")
