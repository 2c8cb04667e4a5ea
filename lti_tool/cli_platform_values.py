"""`lti-tool platform values`: what to enter in an LMS that takes no link."""

from __future__ import annotations

import click

from lti_tool.cli_tool import read_settings
from lti_tool.manual_values import FORMS, filled
from lti_tool.registering import addresses


@click.command()
@click.option("--lms", type=click.Choice(list(FORMS)), help="Only this one. [default: all]")
def values(lms: str | None) -> None:
    """
    Print every value to copy for registering by hand, in the words of each LMS's form.

    The same stands on the tool's own page `/lti/setup`.
    """
    own = addresses(read_settings())
    chosen = FORMS if lms is None else {lms: FORMS[lms]}
    for number, form in enumerate(chosen.values()):
        click.echo("\n" * bool(number) + form.name)
        click.echo(f"  {form.where}")
        _table(filled(form, own))
        click.echo("  Then `lti-tool platform add` with:")
        _table(list(form.back))


def _table(rows: list[tuple[str, str]]) -> None:
    width = max(len(label) for label, _ in rows)
    for label, value in rows:
        click.echo(f"    {label:{width}}  {value}")
