"""What several of the author's commands take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click


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
