"""The command line of the tool. Commands lie beside this module, one subject in each."""

from __future__ import annotations

import click

from lti_tool.cli_audit import audit
from lti_tool.cli_backup import backup, restore, upgrade
from lti_tool.cli_check import check
from lti_tool.cli_courses import course
from lti_tool.cli_grants import grant
from lti_tool.cli_invite import invite
from lti_tool.cli_keys import keys
from lti_tool.cli_person import person
from lti_tool.cli_platform import platform
from lti_tool.cli_retention import retention
from lti_tool.cli_sandbox import sandbox
from lti_tool.cli_scores import scores
from lti_tool.cli_serve import serve, show_settings, worker


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kurspakke")
def main() -> None:
    """Kurspakke's LTI 1.3 tool: serves courses inside any LMS."""


for command in (
    invite,
    platform,
    course,
    grant,
    person,
    retention,
    audit,
    keys,
    scores,
    serve,
    worker,
    check,
    backup,
    restore,
    upgrade,
    show_settings,
    sandbox,
):
    main.add_command(command)
