"""A small server of files on loopback, for pages that a test makes."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from scorm_builder.package import checked, write_package
from scorm_builder.profiles import PROFILES
from scorm_builder.source import open_source

TODAY = date(2026, 11, 21)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: the test's output is the report."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the folder; yields its address, without a slash at the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def web_package(course: Path, folder: Path) -> Iterator[str]:
    """Build the course as a web package in the folder and serve it; yields its page's address."""
    source = open_source(course, localization=None, localizations=None, today=TODAY)
    profile = PROFILES["web"]
    write_package(checked(profile.members(source), first=profile.first), folder / "package.zip")
    with zipfile.ZipFile(folder / "package.zip") as archive:
        archive.extractall(folder / "package")
    with served(folder / "package") as at:
        yield f"{at}/index.html"
