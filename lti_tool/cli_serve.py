"""`lti-tool serve | worker | db | settings`: for the operator."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from sqlalchemy import make_url

from lti_tool.app import create_app
from lti_tool.cli_tool import pass_tool, read_settings
from lti_tool.correlation import configure_logging
from lti_tool.errors import SettingsError
from lti_tool.outbox import ScoreDelivery
from lti_tool.settings import TABLE, Settings
from lti_tool.storage import platforms
from lti_tool.storage.upgrade import revisions
from lti_tool.tool import Tool, current_tool

_THREADS = 8
_HIDDEN = "(set)"


@click.command()
@pass_tool
def serve(tool: Tool) -> None:
    """Serve the tool. Brings the database up to date first."""
    settings = tool.settings
    _refuse_sandbox(tool)
    tool.database.close()  # connections do not survive the fork into web processes
    if settings.development:
        click.echo("Development: this start is not for real people.", err=True)
    click.echo(f"Serving {settings.url} on {settings.listen[0]}:{settings.listen[1]}.", err=True)
    Server(settings).run()


@click.command()
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True)
@pass_tool
def worker(tool: Tool, threads: int) -> None:
    """Deliver scores to the platforms until stopped. Any number of workers may run."""
    configure_logging(readable=tool.settings.development)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    crew = [
        threading.Thread(target=ScoreDelivery(tool).run, args=(stop,), name=f"delivery-{index}")
        for index in range(threads)
    ]
    for member in crew:
        member.start()
    click.echo("Delivering scores.", err=True)
    for member in crew:
        # A wait without an end would not see a signal that comes just before it begins.
        while member.is_alive():
            member.join(timeout=1.0)


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@pass_tool
def upgrade_database(tool: Tool) -> None:
    """Bring the tables up to date, and make the tool's first key. Safe to repeat."""
    current, _ = revisions(tool.database)
    click.echo(f"The database is up to date ({current}).")


@click.command("settings")
def show_settings() -> None:
    """All settings, with what is in force, and what each of them decides."""
    for row in TABLE:
        click.echo(f"{row.name} = {_shown(row.name)}")
        click.echo(f"  {row.description} (when unset: {row.default})")
    read_settings()


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our settings instead of its command line."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        host, port = self._settings.listen
        options: dict[str, Any] = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": self._settings.processes,
            "worker_class": "gthread",
            "threads": _THREADS,
            "forwarded_allow_ips": "",  # `forwarded.TrustedProxies` decides, nobody else
            # The most that it allows; a platform with longer hints posts its login.
            "limit_request_line": 8190,
            "limit_request_field_size": 8190,
            "graceful_timeout": 20,
            "timeout": 60,
        }
        for name, value in options.items():
            self.cfg.set(name, value)
        if "control_socket_disable" in self.cfg.settings:  # newer ones open it in the home folder
            self.cfg.set("control_socket_disable", True)

    def load(self) -> Flask:
        """Runs in every web process, after the fork."""
        configure_logging(readable=self._settings.development)
        app = create_app(self._settings)
        if self._settings.delivers_in_web_processes:
            with app.app_context():
                start_delivery(current_tool())
        return app


def start_delivery(tool: Tool) -> Callable[[], None]:
    """Deliver scores beside the web work. Returns what stops it."""
    stop = threading.Event()
    thread = threading.Thread(target=ScoreDelivery(tool).run, args=(stop,), name="delivery")
    thread.daemon = True  # a kill loses nothing: what was being sent is due again
    thread.start()

    def stop_and_wait() -> None:
        stop.set()
        thread.join()

    return stop_and_wait


def _refuse_sandbox(tool: Tool) -> None:
    """The built-in platform lets everybody be anybody."""
    if tool.settings.development:
        return
    with tool.database.read() as session:
        found = [each for each in platforms.everything(session) if each.sandbox]
    if found:
        listed = ", ".join(registration.id for registration in found)
        raise SettingsError(
            f"The database knows the sandbox platform ({listed}), in which everybody may be "
            f"anybody. Take it out with `lti-tool platform remove {found[0].id}`, or choose "
            "another database with DATABASE_URL."
        )


def _shown(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        return "(unset)"
    if name == "KURSPAKKE_SECRET":
        return _HIDDEN
    if name == "DATABASE_URL":
        try:
            return make_url(value).render_as_string(hide_password=True)
        except ValueError:
            return _HIDDEN
    return value
