"""What commands share: the tool from the environment, and errors as sentences."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

import click

from lti_tool.errors import LtiToolError
from lti_tool.settings import Settings
from lti_tool.storage.upgrade import prepare
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

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        tool = build_tool(read_settings())
        try:
            prepare(tool.database, tool.settings.secret, tool.clock())
            return command(tool, *args, **kwargs)
        except LtiToolError as error:
            raise click.ClickException(str(error)) from error
        finally:
            tool.database.close()

    return run
