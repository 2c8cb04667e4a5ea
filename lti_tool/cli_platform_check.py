"""`lti-tool platform check`: how the connection to a platform is doing."""

from __future__ import annotations

import click

from lti_tool import self_test
from lti_tool.cli_platform_standing import existing
from lti_tool.cli_tool import pass_tool
from lti_tool.connection_lines import WAITING, lines
from lti_tool.storage import connection_checks
from lti_tool.tool import Tool

_MARKS = {"ok": "ok     ", "warning": "look   ", "failed": "FAILED ", WAITING: "not yet"}


@click.command()
@click.argument("platform_id")
@click.option("--deployment", help="Of this one only.")
@click.option("--language", type=click.Choice(["nb", "nn", "en"]), default="en", show_default=True)
@pass_tool
def check(tool: Tool, platform_id: str, deployment: str | None, language: str) -> None:
    """
    Test the connection now, and print all three stages of the test.

    Keys, clock and access token are tested anew; what launches and scores have shown is printed as
    it was found. Nothing is written to the platform. Exits with 1 where something does not work.
    """
    with tool.database.read() as session:
        registration = existing(session, platform_id)
    self_test.at_registration(tool, registration)
    with tool.database.read() as session:
        found = connection_checks.of_registration(session, platform_id, deployment)
    shown = lines(found, language)
    for line in shown:
        click.echo(f"{_MARKS[line.outcome]}  {line.title}. {line.what}")
        if line.mend is not None:
            click.echo(f"         {line.mend}")
    if any(line.outcome == "failed" for line in shown):
        raise click.exceptions.Exit(1)
