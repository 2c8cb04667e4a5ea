"""`lti-tool backup | restore | upgrade`: the database, for the operator."""

from __future__ import annotations

from pathlib import Path

import click

from lti_tool.cli_tool import pass_tool_as_it_is, pass_upgraded_tool
from lti_tool.restoring import restore as restore_database
from lti_tool.storage.backup import write_backup
from lti_tool.storage.upgrade import require_current, revisions
from lti_tool.tool import Tool

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--replace", is_flag=True, help="Take the place of a file of that name.")
@pass_tool_as_it_is
def backup(tool: Tool, file: Path, replace: bool) -> None:
    """
    Copy the whole database into FILE, while the tool runs.

    The same kind of file from SQLite and from PostgreSQL; each can be restored into the other.
    The secret is not in it: keep that elsewhere.
    """
    require_current(tool.database)
    made = write_backup(tool.database, file, tool.clock(), replace=replace)
    size = file.stat().st_size / 1_000_000
    click.echo(f"Backed up {made.rows} rows into {file} ({size:.1f} MB, revision {made.revision}).")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--overwrite", is_flag=True, help="Replace all that the database holds.")
@pass_tool_as_it_is
def restore(tool: Tool, file: Path, overwrite: bool) -> None:
    """
    Put the backup FILE in the place of the database. Stop the tool first.

    The file is checked before anything is touched, and everything is put back or nothing.
    """
    now, secret = tool.clock(), tool.settings.secret
    restored = restore_database(tool.database, file, secret, now, overwrite=overwrite)
    made = restored.backup
    click.echo(f"Restored {made.rows} rows from {made.taken_at:%Y-%m-%d %H:%M} UTC.")
    if restored.waiting:
        click.echo(
            f"{restored.waiting} scores wait; each is compared with the gradebook before it goes."
        )
    if not restored.opens_keys:
        click.echo(
            "KURSPAKKE_SECRET does not open the tool's keys in it. Set the secret of that time, or "
            "run `lti-tool keys renew`.",
            err=True,
        )


@click.command()
@pass_upgraded_tool
def upgrade(tool: Tool) -> None:
    """
    Bring the tables up to date, and make the tool's first key. Safe to repeat, anywhere at once.

    An SQLite database is copied beside itself before it is changed.
    """
    current, _ = revisions(tool.database)
    click.echo(f"The database is up to date ({current}).")
