"""`lti-tool sandbox`: the tool and a small LMS of our own, for development."""

from __future__ import annotations

import signal
from pathlib import Path
from threading import Event

import click

from courseware.errors import CourseError
from lti_tool.errors import LtiToolError

_PORT = click.IntRange(0, 65_535)


@click.command()
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".data"),
    show_default=True,
    help="The folder for everything that is kept from one run to the next.",
)
@click.option(
    "--tool-port", type=_PORT, default=8400, show_default=True, help="Where the tool listens."
)
@click.option(
    "--platform-port",
    type=_PORT,
    default=8401,
    show_default=True,
    help="Where the sandbox LMS listens.",
)
@click.option(
    "--private-content",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="KURSPAKKE_PRIVATE_CONTENT",
    help="A folder with certifying question banks, laid out like content/courses.",
)
def sandbox(data: Path, tool_port: int, platform_port: int, private_content: Path | None) -> None:
    """
    Serve the tool and a sandbox LMS on this machine, and print one URL.

    For development only: everybody who reaches the ports may be anybody.
    """
    from lti_tool.correlation import configure_logging
    from lti_tool.sandbox.run import running

    stop = Event()
    for signal_ in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_, lambda *_: stop.set())
    try:
        with running(
            data.resolve(),
            tool_port=tool_port,
            platform_port=platform_port,
            private_content=private_content,
            say=click.echo,
        ) as sandbox_:
            configure_logging(readable=True)
            click.echo(f"Sandbox: {sandbox_.url}  (Ctrl-C stops it)")
            stop.wait()
    except (LtiToolError, CourseError) as error:
        raise click.ClickException(str(error)) from error
