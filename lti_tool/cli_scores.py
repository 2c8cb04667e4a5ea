"""`lti-tool scores`: what became of the scores that platforms should have."""

from __future__ import annotations

from datetime import datetime

import click
from sqlalchemy.orm import Session

from lti_tool.cli_tool import pass_tool
from lti_tool.protocol.grades import is_share
from lti_tool.protocol.registration import Tenant
from lti_tool.score_service import read_result
from lti_tool.storage import audit, outbox, platforms, progress
from lti_tool.storage.audit import OPERATOR
from lti_tool.storage.outbox import State
from lti_tool.tool import Tool


@click.group()
def scores() -> None:
    """The scores that go to the platforms' gradebooks."""


@scores.command("list")
@click.option("--state", type=click.Choice([state.value for state in State]))
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@pass_tool
def list_scores(tool: Tool, state: str | None, limit: int) -> None:
    """The newest first: time, state, tries, reason; then platform and id, for `resend`."""
    with tool.database.read() as session:
        rows = outbox.listed(session, State(state) if state else None, limit)
    for row in rows:
        reason = f" ({row.reason}: {row.detail})" if row.reason else ""
        time = f"{row.queued_at:%Y-%m-%d %H:%M:%S}"
        click.echo(f"{time}  {row.state:8}{row.tries:3}  {row.tenant}  {row.id}{reason}")
    if not rows:
        click.echo("There are none.")


@scores.command()
@click.argument("tenant")
@click.argument("score_id")
@pass_tool
def resend(tool: Tool, tenant: str, score_id: str) -> None:
    """
    Send the newest score of the same person and column once more, as a new one.

    TENANT and SCORE_ID as `list` shows them. Naming an older score never sends a worse result.
    """
    with tool.database.begin() as session:
        new = _resend(session, Tenant.from_key(tenant), score_id, tool.clock())
    if new is None:
        raise click.ClickException(f"There is no score {score_id!r} of {tenant!r}.")
    click.echo(f"Waiting as {new}.")


@scores.command("resend-refused")
@click.option("--registration", help="Only this platform's, as `platform list` shows it.")
@pass_tool
def resend_refused(tool: Tool, registration: str | None) -> None:
    """Send every refused score once more, unless a later one of the same person was taken."""
    with tool.database.begin() as session:
        if registration is not None and platforms.get(session, registration) is None:
            raise click.UsageError(f"There is no platform {registration}; see `platform list`.")
        found = outbox.refused(session, registration)
        for tenant, score_id in found:
            _resend(session, tenant, score_id, tool.clock())
    click.echo(f"{len(found)} waiting." if found else "There are none.")


@scores.command()
@click.argument("tenant")
@click.argument("score_id")
@pass_tool
def check(tool: Tool, tenant: str, score_id: str) -> None:
    """Ask the platform what stands in its gradebook for a score. Arguments as for `resend`."""
    whose = Tenant.from_key(tenant)
    with tool.database.read() as session:
        sent = outbox.sent_score(session, whose, score_id)
        registration = platforms.get(session, whose.registration_id)
    if sent is None or registration is None:
        raise click.ClickException(f"There is no score {score_id!r} of {tenant!r}.")
    shown = read_result(tool.access_tokens, registration, sent.line_item, sent.user_id)
    ours = f"{100 * sent.score.given / sent.score.maximum:g} %"
    if shown.share is None:
        click.echo(f"Sent: {ours}. The gradebook shows nothing.")
    else:
        word = "the same" if is_share(shown.share, sent.score) else "something else"
        click.echo(f"Sent: {ours}. The gradebook shows {word}: {100 * shown.share:g} %.")


def _resend(session: Session, tenant: Tenant, score_id: str, now: datetime) -> str | None:
    """The new score's id; None where there is no such score."""
    old = outbox.sent_score(session, tenant, score_id)
    new = outbox.resend(session, tenant, score_id, now)
    if old is None or new is None:
        return None
    progress.follow_resent(session, tenant.key, score_id, new)
    whose = old.user_id
    audit.record(session, "score.resend", whose, at=now, by=OPERATOR, tenant=tenant.key, score=new)
    return new
