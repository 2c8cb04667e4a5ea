"""`lti-tool check`: how the tool is doing, for a person and for a monitor."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
from sqlalchemy import make_url

from lti_tool.checkup import Finding, Level, examine
from lti_tool.errors import LtiToolError
from lti_tool.settings import Settings
from lti_tool.tool import build_tool

_WORDS = {Level.OK: "ok", Level.WARNING: "warning", Level.FAILED: "FAILED"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for a monitor.")
@click.option(
    "--platforms",
    "ask_platforms",
    is_flag=True,
    help="Ask every platform for its keys, too, and compare its clock with ours.",
)
@click.pass_context
def check(context: click.Context, as_json: bool, ask_platforms: bool) -> None:
    """
    Say how the tool is doing, one line each. Changes nothing.

    Exit code 0: all is well; 1: something will need you; 2: something does not work.
    """
    findings = _findings(ask_platforms)
    worst = max(finding.level for finding in findings)
    if as_json:
        listed = [
            {"check": each.subject, "level": _WORDS[each.level].lower(), "says": each.says}
            for each in findings
        ]
        click.echo(json.dumps({"level": _WORDS[worst].lower(), "checks": listed}))
    else:
        width = max(len(each.subject) for each in findings)
        for each in findings:
            click.echo(f"{_WORDS[each.level]:7}  {each.subject:{width}}  {each.says}")
    context.exit(worst)


def _findings(ask_platforms: bool) -> list[Finding]:
    try:
        settings = Settings.from_environ(os.environ)
    except LtiToolError as error:
        mistakes = str(error).splitlines()
        return [Finding("settings", Level.FAILED, mistake) for mistake in mistakes]
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        says = f"there is no file {url.database}: run `lti-tool upgrade`, or mend DATABASE_URL"
        return [Finding("database", Level.FAILED, says)]
    tool = build_tool(settings)
    try:
        return list(examine(tool, ask_platforms=ask_platforms))
    finally:
        tool.database.close()
