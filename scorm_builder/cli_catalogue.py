"""`scorm-builder catalogue` and `pull`: courses between regions."""

from __future__ import annotations

from pathlib import Path

import click

from scorm_builder.terminal import Terminal, speaking

_OUT = click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="A new folder."
)


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@_OUT
@click.option(
    "--packages",
    type=click.Path(path_type=Path),
    help="A folder of finished packages of these courses, as `build --all` leaves it.",
)
@speaking
def catalogue(
    terminal: Terminal, folders: tuple[Path, ...], out: Path, packages: Path | None
) -> None:
    """Write a catalogue of the courses in FOLDERS: a page, the same as data, and their sources."""
    from scorm_builder.sharing.catalogue import write_catalogue

    entries = write_catalogue(
        folders, out, packages=packages, language=terminal.language, today=terminal.today()
    )
    terminal.result(ok=True, out=str(out), courses=entries)
    for entry in entries:
        encoding = entry["encoding"]
        terminal.line(f"{encoding['contentUrl']}  SHA-256 {encoding['sha256']}")
        for medium in entry["associatedMedia"]:
            terminal.line(f"{medium['contentUrl']}  SHA-256 {medium['sha256']}")
    terminal.say("catalogued", out=str(out), count=len(entries))


@click.command()
@click.argument("source", metavar="CATALOGUE")
@click.argument("course_id", metavar="COURSE")
@_OUT
@click.option("--sha256", help="What the course's file must hash to, as its owner told you.")
@speaking
def pull(terminal: Terminal, source: str, course_id: str, out: Path, sha256: str | None) -> None:
    """Take COURSE out of CATALOGUE, an address or a folder, as the base of your own."""
    from scorm_builder.sharing import pulling
    from scorm_builder.source import localizations_of

    entry = pulling.pull(
        source,
        course_id,
        out,
        sha256=sha256,
        localizations=localizations_of(out),
        today=terminal.today(),
    )
    terminal.result(ok=True, folder=str(out), course=entry)
    terminal.say(
        "pulled",
        folder=str(out),
        course=course_id,
        version=str(entry["version"]),
        sha256=entry["encoding"]["sha256"],
    )
