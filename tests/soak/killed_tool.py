"""A real `lti-tool serve`, killed at random moments and started again."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests

_ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 120


@dataclass
class KilledTool:
    """
    Runs in a process group of its own, which SIGKILL ends whole, as a power cut would.

    folder: for its clock and its log.
    """

    database_url: str
    folder: Path
    randomness: random.Random
    kills: int = 0
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _ended: threading.Event = field(default_factory=threading.Event)
    _killer: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def clock(self) -> Path:
        return self.folder / "seconds-ahead"

    @property
    def log(self) -> Path:
        return self.folder / "tool.log"

    def start(self, kill_every: tuple[float, float]) -> None:
        """kill_every: the shortest and longest time between two kills, in seconds."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.run_again()
        self._killer = threading.Thread(target=self._kill_again_and_again, args=(kill_every,))
        self._killer.start()

    def stop(self) -> None:
        self._ended.set()
        if self._killer is not None:
            self._killer.join()
        self.kill()

    def _kill_again_and_again(self, every: tuple[float, float]) -> None:
        while not self._ended.wait(self.randomness.uniform(*every)):
            self.kill()
            self.kills += 1
            self.run_again()

    def run_again(self) -> None:
        environ = {
            **os.environ,
            "KURSPAKKE_URL": self.url,
            "KURSPAKKE_LISTEN": f"127.0.0.1:{self.port}",
            "KURSPAKKE_PROCESSES": "2",
            "KURSPAKKE_DEVELOPMENT": "on",
            "KURSPAKKE_INSECURE_PLATFORMS": "loopback",
            "DATABASE_URL": self.database_url,
        }
        command = [sys.executable, "-m", "tests.soak.shifted_tool", str(self.clock), "serve"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=_ROOT, env=environ, stdout=log, stderr=log, start_new_session=True
            )
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        """So that every kill meets a tool at work."""
        ends_at = time.monotonic() + _START_SECONDS
        while time.monotonic() < ends_at:
            try:
                requests.get(f"{self.url}/lti/jwks.json", timeout=5).raise_for_status()
            except requests.RequestException:
                if self._process is not None and self._process.poll() is not None:
                    raise RuntimeError(f"the tool does not start:\n{self.last_words()}") from None
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"the tool does not answer:\n{self.last_words()}")

    def kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]
