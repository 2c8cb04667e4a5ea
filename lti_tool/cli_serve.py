"""`lti-tool serve | worker | settings`: for the operator."""

from __future__ import annotations

import gc
import os
import signal
import socket
import threading
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from sqlalchemy import make_url

from lti_tool.app import create_app
from lti_tool.background import Background
from lti_tool.cli_tool import pass_upgraded_tool, read_settings
from lti_tool.correlation import configure_logging
from lti_tool.errors import SettingsError
from lti_tool.settings import TABLE, Settings
from lti_tool.storage import platforms
from lti_tool.tool import Tool, current_tool

_THREADS = 8
_HIDDEN = "(set)"


@click.command()
@pass_upgraded_tool
def serve(tool: Tool) -> None:
    """Serve the tool. Brings the database up to date first."""
    settings = tool.settings
    _refuse_sandbox(tool)
    _refuse_taken(settings)
    tool.database.close()  # connections do not survive the fork into web processes
    if settings.development:
        click.echo("Development: this start is not for real people.", err=True)
    click.echo(f"Serving {settings.url} on {settings.listen[0]}:{settings.listen[1]}.", err=True)
    Server(settings).run()


@click.command()
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True)
@pass_upgraded_tool
def worker(tool: Tool, threads: int) -> None:
    """Deliver scores to the platforms until stopped. Any number of workers may run."""
    configure_logging(readable=tool.settings.development)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    background = Background(tool, deliverers=threads)
    background.start()
    click.echo("Delivering scores.", err=True)
    # A wait without an end would not see a signal that comes just before it begins.
    while not stop.wait(timeout=1.0):
        pass
    background.stop()


@click.command("settings")
def show_settings() -> None:
    """All settings, with what is in force, and what each of them decides."""
    for row in TABLE:
        click.echo(f"{row.name} = {_shown(row.name)}")
        click.echo(f"  {row.description} (when unset: {row.default})")
    read_settings()


def spare_the_collector() -> None:
    """What a process has loaded stays: nothing of it has to be looked through for garbage again."""
    gc.collect()
    gc.freeze()


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our settings instead of its command line."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._background: Background | None = None
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
            "graceful_timeout": 30,
            "timeout": 60,
            "worker_exit": lambda arbiter, process: self.stop_background(),
        }
        for name, value in options.items():
            self.cfg.set(name, value)
        if "control_socket_disable" in self.cfg.settings:  # newer ones open it in the home folder
            self.cfg.set("control_socket_disable", True)

    def load(self) -> Flask:
        """Runs in every web process, after the fork."""
        configure_logging(readable=self._settings.development)
        app = create_app(self._settings)
        spare_the_collector()
        with app.app_context():
            tool = current_tool()
        deliverers = 1 if self._settings.delivers_in_web_processes else 0
        self._background = Background(tool, deliverers=deliverers)
        self._background.start()
        return app

    def stop_background(self) -> None:
        """Runs in every web process that ends, after its last request."""
        if self._background is not None:
            self._background.stop()
            self._background.tool.database.close()


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


def _refuse_taken(settings: Settings) -> None:
    host, port = settings.listen
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, port))
    except OSError as error:
        raise SettingsError(
            f"KURSPAKKE_LISTEN is {host}:{port}, which cannot be listened on ({error.strerror}). "
            "Is the tool running already? Stop it, or choose another address or port."
        ) from error


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
