"""`lti-tool person`: what is kept about one person, where the platform has no page for it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
from sqlalchemy.orm import Session

from lti_tool.cli_tool import pass_tool
from lti_tool.learning import personal_data
from lti_tool.learning.personal_data import Held
from lti_tool.protocol.registration import Tenant
from lti_tool.storage.audit import OPERATOR
from lti_tool.texts import entries
from lti_tool.tool import Tool

_registration = click.option(
    "--registration", required=True, help="As `lti-tool platform list` shows it."
)
_deployment = click.option("--deployment", help="Only this one. [default: all of the platform's]")
_person = click.argument("person")
_MOST_FOUND = 50


@click.group()
def person() -> None:
    """What is kept about one person: found, shown, handed out, deleted."""


@person.command()
@_registration
@click.argument("text")
@pass_tool
def find(tool: Tool, registration: str, text: str) -> None:
    """People of a platform whose name or id holds TEXT: deployment, id, name."""
    with tool.database.read() as session:
        found = personal_data.found(session, registration, text, _MOST_FOUND + 1)
    for each in found[:_MOST_FOUND]:
        deployment = Tenant.from_key(each.tenant).deployment_id
        click.echo(f"{deployment}  {each.id}  {each.name or '(no name)'}")
    if not found:
        click.echo("Nobody is found.")
    elif len(found) > _MOST_FOUND:
        click.echo(f"Only the first {_MOST_FOUND} are shown; write more of the name.")


@person.command()
@_registration
@_deployment
@_person
@pass_tool
def show(tool: Tool, registration: str, deployment: str | None, person: str) -> None:
    """What is kept about PERSON (the platform's id, `sub`), and what a deletion would take."""
    with tool.database.read() as session:
        for tenant in _tenants(session, registration, deployment, person):
            _tell(tenant, personal_data.held(session, tenant, person))


@person.command()
@_registration
@_deployment
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write, readable by you alone. It must not exist yet.",
)
@_person
@pass_tool
def export(
    tool: Tool, registration: str, deployment: str | None, output: Path, person: str
) -> None:
    """Write everything about PERSON to a JSON file, by deployment. It is entered in the log."""
    with tool.database.begin() as session:
        documents = {
            Tenant.from_key(tenant).deployment_id: personal_data.exported(
                session, tenant, person, by=OPERATOR, now=tool.clock()
            )
            for tenant in _tenants(session, registration, deployment, person)
        }
        try:
            _write_new(output, json.dumps(documents, ensure_ascii=False, indent=2))
        except OSError as error:
            raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error
    click.echo(f"Wrote {output}.")


@person.command()
@_registration
@_deployment
@click.option("--yes", is_flag=True, help="Do not ask.")
@_person
@pass_tool
def erase(tool: Tool, registration: str, deployment: str | None, yes: bool, person: str) -> None:
    """
    Delete what is kept about PERSON, after saying what goes and what stays.

    All of it goes or nothing, and it is entered in the log. What stands in the platform, such as
    grades, is deleted there.
    """
    with tool.database.read() as session:
        tenants = _tenants(session, registration, deployment, person)
        held = {tenant: personal_data.held(session, tenant, person) for tenant in tenants}
    for tenant, found in held.items():
        _tell(tenant, found)
    if all(each.kept for found in held.values() for each in found):
        click.echo("There is nothing to delete.")
        return
    if not yes:
        click.confirm("Delete it? It cannot be undone.", abort=True)
    with tool.database.begin() as session:
        for tenant in tenants:
            personal_data.erase(session, tenant, person, by=OPERATOR, now=tool.clock())
    click.echo(f"Deleted everything about {person} that does not have to stay.")


def _write_new(file: Path, text: str) -> None:
    """Whole or not at all, and for nobody else on the machine to read."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        try:
            opened.write(text.encode())
        except OSError:
            file.unlink()
            raise


def _tenants(session: Session, registration: str, deployment: str | None, person: str) -> list[str]:
    found = personal_data.tenants_with(session, registration, person)
    if deployment is not None:
        found = [each for each in found if each == Tenant(registration, deployment).key]
    if not found:
        raise click.ClickException(
            f"Nothing is kept about {person!r} there; `lti-tool person find` searches by name."
        )
    return found


def _tell(tenant: str, found: list[Held]) -> None:
    words = entries("privacy", "en")
    click.echo(f"Deployment {Tenant.from_key(tenant).deployment_id}:")
    for each in found:
        form = "one" if each.count == 1 else "other"
        line = words[f"holdings.{each.name}.{form}"].format(count=each.count)
        click.echo(f"  {'Stays:' if each.kept else 'Goes:':7}{line}")
