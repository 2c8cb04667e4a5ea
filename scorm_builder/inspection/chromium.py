"""
A Chromium of the author's own, driven over a pipe: it shows a package, and reaches nothing else.

Every request is answered from what it is given; what is not there fails. The network is cut
besides: its proxy is a port that nobody listens on.

Spec: Chrome DevTools Protocol, `--remote-debugging-pipe`.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import selectors
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_ARGUMENTS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--window-size=1280,900",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--block-new-web-contents",
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_FIRST_FREE = 10
"""The browser wants its ends of the pipes as 3 and 4; ours are kept clear of them."""
_SECONDS = 60
_CHUNK_BYTES = 1 << 16

Answer = Callable[[str], tuple[str, bytes] | None]
"""The type and content at an address; None where there is nothing."""


class BrowserFailed(Exception):
    """It did not start, went away, or did not answer in time."""


@dataclass
class Chromium:
    """One page of a running browser. answer: what its requests get."""

    _commands: int
    _told: int
    answer: Answer
    _session: str | None = None
    _numbered: int = 0
    _rest: bytes = b""
    _loaded: bool = False
    _waiting: list[dict[str, Any]] = field(default_factory=list)

    def open(self, address: str) -> None:
        """Show a page, and wait until it is loaded. Raises BrowserFailed."""
        self._loaded = False
        self._call("Page.navigate", url=address)
        until = time.monotonic() + _SECONDS
        while not self._loaded:
            self._hear(until)

    def run(self, script: str) -> Any:
        """What a script in the page, or its promise, comes to as JSON. Raises BrowserFailed."""
        told = self._call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in told:
            raise BrowserFailed(told["exceptionDetails"]["text"])
        return told["result"].get("value")

    def begin(self) -> None:
        """Attach to a page of its own, with all its requests in our hands."""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        told = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = told["sessionId"]
        self._call("Page.enable")
        self._call("Fetch.enable", patterns=[{"urlPattern": "*"}])

    def _call(self, method: str, **parameters: object) -> dict[str, Any]:
        number = self._send(method, parameters)
        until = time.monotonic() + _SECONDS
        while True:
            message = self._hear(until)
            if message.get("id") == number:
                if "error" in message:
                    raise BrowserFailed(f"{method}: {message['error'].get('message')}")
                result: dict[str, Any] = message["result"]
                return result

    def _send(self, method: str, parameters: Mapping[str, object]) -> int:
        self._numbered += 1
        message = {"id": self._numbered, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        rest = memoryview(json.dumps(message).encode() + b"\0")
        try:
            while rest:
                rest = rest[os.write(self._commands, rest) :]
        except OSError as error:
            raise BrowserFailed("it went away") from error
        return self._numbered

    def _hear(self, until: float) -> dict[str, Any]:
        """The next message; what the browser asks is answered on the way."""
        message: dict[str, Any] = json.loads(self._read(until))
        happened, about = message.get("method"), message.get("params", {})
        if happened == "Page.loadEventFired":
            self._loaded = True
        elif happened == "Page.javascriptDialogOpening":
            self._send("Page.handleJavaScriptDialog", {"accept": True})
        elif happened == "Fetch.requestPaused":
            self._serve(about["requestId"], about["request"]["url"])
        return message

    def _serve(self, request: str, address: str) -> None:
        found = self.answer(address)
        if found is None:
            self._send(
                "Fetch.failRequest", {"requestId": request, "errorReason": "AddressUnreachable"}
            )
            return
        kind, content = found
        self._send(
            "Fetch.fulfillRequest",
            {
                "requestId": request,
                "responseCode": 200,
                "responseHeaders": [{"name": "Content-Type", "value": kind}],
                "body": base64.b64encode(content).decode(),
            },
        )

    def _read(self, until: float) -> bytes:
        with selectors.DefaultSelector() as selector:
            selector.register(self._told, selectors.EVENT_READ)
            while b"\0" not in self._rest:
                if not selector.select(max(0.0, until - time.monotonic())):
                    raise BrowserFailed(f"it did not answer within {_SECONDS} seconds")
                piece = os.read(self._told, _CHUNK_BYTES)
                if not piece:
                    raise BrowserFailed("it went away")
                self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        return message


@contextmanager
def chromium(program: Path, answer: Answer) -> Iterator[Chromium]:
    """Start the browser with a profile of its own, and end it. Raises BrowserFailed."""
    with tempfile.TemporaryDirectory(prefix="kurspakke-browser-", ignore_cleanup_errors=True) as at:
        ends = [*os.pipe(), *os.pipe()]
        kept = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE) for end in ends]
        for end in ends:
            os.close(end)
        its_commands, commands, told, its_told = kept
        try:
            try:
                process = _start(program, at, its_commands, its_told)
            except OSError as error:
                raise BrowserFailed(error.strerror or str(error)) from error
            finally:
                os.close(its_commands)
                os.close(its_told)
            try:
                browser = Chromium(commands, told, answer)
                browser.begin()
                yield browser
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process, signal.SIGKILL)
                os.waitpid(process, 0)
        finally:
            os.close(commands)
            os.close(told)


def _start(program: Path, folder: str, commands: int, told: int) -> int:
    """The id of a process that leads a group of its own."""
    words = [str(program), *_ARGUMENTS, f"--user-data-dir={folder}"]
    if os.geteuid() == 0:
        words.append("--no-sandbox")  # Chromium's sandbox needs an unprivileged user
    nothing = os.open(os.devnull, os.O_RDWR)
    try:
        return os.posix_spawn(
            program,
            [*words, "about:blank"],
            os.environ,
            file_actions=[
                *((os.POSIX_SPAWN_DUP2, nothing, each) for each in (0, 1, 2)),
                (os.POSIX_SPAWN_DUP2, commands, 3),
                (os.POSIX_SPAWN_DUP2, told, 4),
            ],
            setpgroup=0,
        )
    finally:
        os.close(nothing)
