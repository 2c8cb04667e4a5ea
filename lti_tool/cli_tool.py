"""What commands share: the tool from the environment, and errors as sentences."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

import click
from sqlalchemy import make_url
from sqlalchemy.exc import DatabaseError

from lti_tool.errors import LtiToolError
from lti_tool.settings import Settings
from lti_tool.storage.tool_keys import ensure_one
from lti_tool.storage.upgrade import is_empty, prepare, require_current
from lti_tool.tool import Tool, build_tool

P = ParamSpec("P")
R = TypeVar("R")


def read_settings() -> Settings:
    try:
        return Settings.from_environ(os.environ)
    except LtiToolError as error:
        raise click.ClickException(str(error)) from error


def pass_tool(command: Callable[Concatenate[Tool, P], R]) -> Callable[P, R]:
    """Give the command a tool whose database is up to date; close it afterwards."""
    return _with_tool(command, _open_current)


def pass_upgraded_tool(command: Callable[Concatenate[Tool, P], R]) -> Callable[P, R]:
    """The same for what starts to serve: an older database is brought up to date first."""
    return _with_tool(command, _upgrade)


def pass_tool_as_it_is(command: Callable[Concatenate[Tool, P], R]) -> Callable[P, R]:
    """The same for what looks at the database without changing anything of it first."""
    return _with_tool(command, lambda tool: None)


def _with_tool(
    command: Callable[Concatenate[Tool, P], R], prepare_database: Callable[[Tool], None]
) -> Callable[P, R]:
    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        settings = read_settings()
        try:
            tool = build_tool(settings)
        except OSError as error:
            raise click.ClickException(
                f"{_database(settings)} cannot be opened: {error}"
            ) from error
        try:
            prepare_database(tool)
            return command(tool, *args, **kwargs)
        except LtiToolError as error:
            raise click.ClickException(str(error)) from error
        except DatabaseError as error:
            reason = " ".join(str(error.orig).split())
            raise click.ClickException(f"{_database(settings)} cannot be used: {reason}") from error
        finally:
            tool.database.close()

    return run


def _open_current(tool: Tool) -> None:
    if is_empty(tool.database):
        _upgrade(tool)
    require_current(tool.database)
    with tool.database.begin() as session:
        ensure_one(session, tool.settings.secret, tool.clock())


def _upgrade(tool: Tool) -> None:
    kept = prepare(tool.database, tool.settings.secret, tool.clock())
    if kept is not None:
        click.echo(f"Upgraded the database; the copy from before is {kept}.", err=True)


def _database(settings: Settings) -> str:
    address = make_url(settings.database_url).render_as_string(hide_password=True)
    return f"The database {address}"
