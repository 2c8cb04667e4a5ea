"""What several of the author's commands take."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import click

from scorm_builder.errors import WrongUse


def localized(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say which municipality a command is about."""
    command = click.option(
        "--localization",
        metavar="REGION[/MUNICIPALITY]",
        help="Lay this region's or municipality's own words on the course.",
    )(command)
    return click.option(
        "--localizations",
        type=click.Path(path_type=Path, file_okay=False),
        help=(
            "Where the localizations lie, if neither beside the course's folder, nor one folder up,"
            " nor the shipped ones."
        ),
    )(command)


FOLDER = click.argument("folder", type=click.Path(path_type=Path))

BROWSER_VARIABLE = "KURSPAKKE_BROWSER"


def in_browser(command: Callable[..., None]) -> Callable[..., None]:
    """The option that names a browser, for what only a browser can show."""
    return click.option(
        "--browser",
        envvar=BROWSER_VARIABLE,
        type=click.Path(path_type=Path),
        help="A Chromium that shows the package's pages to axe-core, for the report.",
    )(command)


def browser_at(wanted: Path | None) -> Path | None:
    """Where the program lies, which may be named alone. Raises WrongUse where there is none."""
    if wanted is None:
        return None
    found = shutil.which(wanted)
    if found is None or not hasattr(os, "posix_spawn"):
        raise WrongUse("not-a-browser", path=str(wanted))
    return Path(found)
