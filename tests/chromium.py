"""
Finds the Chromium that the browser tests drive, or fetches one.

The system's own comes first, then Debian's package where we are root, else Playwright's download.
Run as a program it makes sure that there is one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # All frames in one process. When a frame goes to another site's process and back, as a login
    # does, Playwright now and then loses it and waits for a page that stands there. What sites may
    # know of each other, cookies, storage and headers, is decided elsewhere and stays as it is.
    "--disable-site-isolation-trials",
]
"""A browser that looks nothing up by itself: the tests talk to loopback only."""


def arguments() -> list[str]:
    """Chromium's sandbox needs an unprivileged user; as root it must be off."""
    return [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS


def on_this_machine() -> str | None:
    """The system's Chromium; None where Playwright's own is to be used."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def downloaded() -> bool:
    """Whether Playwright has its own browser in its folder."""
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", ""))
    return folder.is_dir() and any(folder.glob("chromium*"))


def program() -> Path:
    """Where the browser's own program lies, for those who start it themselves."""
    if found := on_this_machine():
        return Path(found)
    folder = Path(os.environ["PLAYWRIGHT_BROWSERS_PATH"])
    return next(each for each in sorted(folder.glob("chromium-*/*/chrome")))


def provide() -> str:
    """Make sure there is a Chromium and say where it comes from; SystemExit where none is had."""
    if found := on_this_machine():
        return found
    if downloaded():
        return "Playwright's own"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False)
        if found := on_this_machine():
            return found
    fetched = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], check=False
    )
    if fetched.returncode == 0:
        return "Playwright's own"
    raise SystemExit(
        "The browser tests need Chromium, and none could be fetched. Install your system's "
        "`chromium` package and run `make test` again."
    )


if __name__ == "__main__":
    sys.stdout.write(f"Chromium: {provide()}\n")
