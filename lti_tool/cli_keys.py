"""`lti-tool keys`: what the tool signs with."""

from __future__ import annotations

from datetime import datetime
from typing import IO

import click

from lti_tool.cli_tool import pass_tool, pass_tool_as_it_is
from lti_tool.errors import SecretDoesNotFit
from lti_tool.protocol.tool_keys import ToolKey, signing_key
from lti_tool.storage import audit, evidence_keys, tool_keys
from lti_tool.storage.audit import OPERATOR
from lti_tool.storage.upgrade import require_current
from lti_tool.tool import Tool


@click.group()
def keys() -> None:
    """The keys that the tool signs with; platforms fetch their public halves."""


@keys.command("list")
@pass_tool
def list_keys(tool: Tool) -> None:
    """One line for each key: id, what it does now, until when."""
    now = tool.clock()
    with tool.database.read() as session:
        stored = tool_keys.all_keys(session, tool.settings.secret)
        evidence = evidence_keys.listed(session)
    signing = signing_key(stored, now)
    for key in stored:
        click.echo(f"{key.kid}  {_state(key, signing, now)}")
    for kid, _, retired_at in evidence:
        state = f"retired {retired_at:%Y-%m-%d %H:%M} UTC" if retired_at else "signs"
        click.echo(f"{kid}  evidence: {state}, published for ever")


@keys.command()
@click.option(
    "--at-once",
    is_flag=True,
    help="The new key signs now and the old ones are withdrawn: for a key that has leaked.",
)
@pass_tool
def rotate(tool: Tool, at_once: bool) -> None:
    """
    Make a new key.

    It is published at once, signs a day later, and the old one stays published for a week. The tool
    does the same by itself every 90 days.
    """
    with tool.database.begin() as session:
        key = tool_keys.rotate(session, tool.settings.secret, tool.clock(), at_once=at_once)
        audit.record(session, "rotate key", key.kid, at=tool.clock(), by=OPERATOR, at_once=at_once)
    click.echo(f"Made {key.kid}; it signs from {key.signs_from:%Y-%m-%d %H:%M} UTC.")


@keys.command("rotate-evidence")
@pass_tool
def rotate_evidence(tool: Tool) -> None:
    """
    Make a new key for certificates and their evidence.

    The old one signs no more and its private half is destroyed. Its public half stays published for
    ever, so that what it signed can still be checked.
    """
    with tool.database.begin() as session:
        key = evidence_keys.rotate(session, tool.settings.secret, tool.clock())
        audit.record(session, "rotate evidence key", key.kid, at=tool.clock(), by=OPERATOR)
    click.echo(f"Made {key.kid}; it signs evidence from now on.")


@keys.command()
@click.option(
    "--old-secret-file",
    type=click.File("r", encoding="utf-8"),
    required=True,
    help="The file with the secret that the keys are sealed with now; `-` reads it from the input.",
)
@pass_tool_as_it_is
def reseal(tool: Tool, old_secret_file: IO[str]) -> None:
    """
    Change the secret: seal the keys with the one that is set now.

    Set the new one as KURSPAKKE_SECRET or KURSPAKKE_SECRET_FILE first. Platforms notice nothing.
    """
    require_current(tool.database)
    old_secret, new_secret = old_secret_file.read().strip(), tool.settings.secret
    with tool.database.begin() as session:
        try:
            count = tool_keys.reseal(session, old_secret, new_secret)
            count += evidence_keys.reseal(session, old_secret, new_secret)
        except SecretDoesNotFit as error:
            raise click.ClickException(
                "The old secret does not open the tool's keys; nothing has been changed. "
                "If it is lost, run `lti-tool keys renew`."
            ) from error
        audit.record(session, "reseal keys", "", at=tool.clock(), by=OPERATOR, keys=count)
    click.echo(f"Sealed {count} keys with the new secret. Restart the tool on every machine.")


@keys.command()
@click.confirmation_option(prompt="All keys are dropped, also those that still work. Go on?")
@pass_tool_as_it_is
def renew(tool: Tool) -> None:
    """Start over with one new key: for when the secret that sealed the old ones is lost."""
    require_current(tool.database)
    with tool.database.begin() as session:
        key = tool_keys.renew(session, tool.settings.secret, tool.clock())
        evidence_keys.retire(session, tool.clock())
        audit.record(session, "renew keys", key.kid, at=tool.clock(), by=OPERATOR)
    click.echo(f"Made {key.kid}; it signs from now on. Restart the tool on every machine.")


def _state(key: ToolKey, signing: ToolKey, now: datetime) -> str:
    if not key.is_published(now):
        return f"withdrawn since {key.published_until:%Y-%m-%d %H:%M} UTC"
    if key.signs_from > now:
        return f"published, signs from {key.signs_from:%Y-%m-%d %H:%M} UTC"
    state = "signs" if key is signing else "published"
    until = key.published_until
    return state if until is None else f"{state}, published until {until:%Y-%m-%d %H:%M} UTC"
