"""The tool and the sandbox platform together in one process, on one machine, for development."""

from __future__ import annotations

import errno
import logging
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, Final

from flask import Flask
from werkzeug.serving import make_server

from courseware import locate
from lti_tool.app import create_app
from lti_tool.background import Background
from lti_tool.clock import Clock, system_clock
from lti_tool.errors import LtiToolError
from lti_tool.outgoing import Outgoing
from lti_tool.sandbox import furnishing
from lti_tool.sandbox.app import create_platform
from lti_tool.sandbox.faults import Faults
from lti_tool.sandbox.files import write_private
from lti_tool.sandbox.model import Tool as RegisteredTool
from lti_tool.sandbox.platform import Platform
from lti_tool.sandbox.signing import kept_key
from lti_tool.sandbox.store import Store
from lti_tool.settings import Settings
from lti_tool.storage.upgrade import prepare
from lti_tool.tool import Tool, current_tool

# Two names for one machine are two sites to a browser, so the tool in the platform's frame is a
# third party there, as it is in a real LMS.
_LISTEN: Final = "127.0.0.1"
_TOOL_HOST: Final = "localhost"
_LOOKS_FOR_STOP_SECONDS: Final = 0.05


class PortTaken(LtiToolError):
    """Another program listens there; the message names the option that chooses another port."""


@dataclass(frozen=True, slots=True)
class Running:
    """
    A sandbox that answers. `url` is where a person begins.

    The rest is for tests: the parts, and what may be made to go wrong.
    """

    url: str
    tool: Tool
    platform: Platform
    store: Store
    faults: Faults


@contextmanager
def running(
    data: Path,
    *,
    tool_port: int = 8400,
    platform_port: int = 8401,
    private_content: Path | None = None,
    clock: Clock = system_clock,
    say: Callable[[str], None] = lambda line: None,
) -> Iterator[Running]:
    """
    Serve both until the block ends.

    data: the folder for everything that is kept; made where there is none.
    tool_port, platform_port: 0 for any that is free.
    say: takes a line for the terminal about what is prepared.
    Raises PortTaken, and LtiToolError where the data is not ours to use.
    """
    with ExitStack() as stack:
        tool_socket = stack.enter_context(_listening(tool_port, "--tool-port"))
        platform_socket = stack.enter_context(_listening(platform_port, "--platform-port"))
        tool_url = f"http://{_TOOL_HOST}:{tool_socket.getsockname()[1]}"
        issuer = f"http://{_LISTEN}:{platform_socket.getsockname()[1]}"
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings = _settings(data, tool_url, private_content)
        app = create_app(settings, clock=clock)
        with app.app_context():
            tool = current_tool()
        stack.callback(tool.database.close)
        store = Store(data / "sandbox.sqlite3")
        stack.callback(store.close)
        platform = Platform(
            issuer,
            kept_key(data / "sandbox-key.pem"),
            clock,
            RegisteredTool.at(tool_url),
            fetch_json=_json_fetcher(Outgoing(allow_loopback=True)),
        )
        _furnish(tool, platform, store, say)
        faults = Faults()
        secret = _kept_secret(data / "sandbox-secret")
        platform_app = create_platform(platform, store, secret=secret, faults=faults)
        stack.enter_context(_serving(app, tool_socket))
        stack.enter_context(_serving(platform_app, platform_socket))
        stack.enter_context(_delivering(tool))
        yield Running(f"{issuer}/", tool, platform, store, faults)


def _settings(data: Path, tool_url: str, private_content: Path | None) -> Settings:
    environ = {
        "KURSPAKKE_URL": tool_url,
        "DATABASE_URL": f"sqlite:///{data / 'kurspakke.sqlite3'}",
        "KURSPAKKE_DEVELOPMENT": "on",
        "KURSPAKKE_INSECURE_PLATFORMS": "loopback",
        "KURSPAKKE_PRIVATE_CONTENT": str(private_content or ""),
    }
    return Settings.from_environ(environ)


def _furnish(tool: Tool, platform: Platform, store: Store, say: Callable[[str], None]) -> None:
    prepare(tool.database, tool.settings.secret, tool.clock())
    furnishing.register(tool, platform)
    for line in furnishing.publish(tool, locate.content()):
        say(line)
    furnishing.place(tool, store)


def _json_fetcher(outgoing: Outgoing) -> Callable[[str], Mapping[str, Any]]:
    def fetch(url: str) -> Mapping[str, Any]:
        try:
            answer: Mapping[str, Any] = outgoing.get(url).json()
        except LtiToolError as error:
            raise OSError(str(error)) from error
        return answer

    return fetch


def _kept_secret(file: Path) -> bytes:
    """So that a person is still logged in after a restart."""
    if not file.exists():
        write_private(file, secrets.token_bytes(32))
    return file.read_bytes()


@contextmanager
def _listening(port: int, option: str) -> Iterator[socket.socket]:
    with socket.socket() as listening:
        # A port that was in use a moment ago, by the sandbox before this one, is free.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((_LISTEN, port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise PortTaken(
                f"Port {port} cannot be used ({error.strerror}). Is a sandbox running already? "
                f"Stop it, or choose another port with {option}."
            ) from error
        listening.listen()
        yield listening


@contextmanager
def _serving(app: Flask, listening: socket.socket) -> Iterator[None]:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    host, port = listening.getsockname()
    server = make_server(host, port, app, threaded=True, fd=listening.fileno())
    thread = Thread(
        target=server.serve_forever,
        args=(_LOOKS_FOR_STOP_SECONDS,),
        name=f"server {port}",
        daemon=True,
    )
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def _delivering(tool: Tool) -> Iterator[None]:
    background = Background(tool, deliverers=1)
    background.start()
    try:
        yield
    finally:
        background.stop()
