"""A platform whose score service fails in every way that we know, and keeps account of it."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lti_tool.sandbox.errors import ServiceRefused
from lti_tool.sandbox.gradebook import take_score
from lti_tool.sandbox.model import Grade, LineItem, Person, Role
from tests.lti_tool.platform_side import public_jwk

COLUMN = LineItem("5", "Prøve", 100)
_SILENT_SECONDS = 11
"""Longer than the tool waits for a byte."""

FAULTS = {
    "none": (),
    "500 x 20": ("500",) * 20,
    "503 with Retry-After": ("503",) * 3,
    "429 with Retry-After": ("429",) * 3,
    "401, then a fresh token": ("401",),
    "401 for long": ("401",) * 5,
    "answer lost after the score was taken": ("lost",) * 2,
    "connection broken": ("broken",) * 3,
    "timeout": ("silent",),
    "a web page with 200": ("page",) * 2,
    "gone, then sent again by the teacher": ("gone",),
}
"""What happens to one person's scores, one word for each call."""


@dataclass
class Account:
    """What one person's column went through. effects: every score that was taken, in order."""

    plan: str
    faults: deque[str]
    effects: list[Grade] = field(default_factory=list)
    conflicts: int = 0


@dataclass
class FaultyPlatform:
    url: str = ""
    accounts: dict[str, Account] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    in_flight: int = 0

    @property
    def line_item(self) -> str:
        return f"{self.url}/lineitems/5/lineitem?type_id=7"

    def open_account(self, person: str, plan: str, randomness: random.Random) -> Account:
        faults = list(FAULTS[plan])
        if plan != "none" and randomness.random() < 0.5:
            faults.insert(0, "fine")  # the first score arrives, what comes after it does not
        account = Account(plan, deque(faults))
        self.accounts[person] = account
        return account

    def answer(self, path: str, query: dict[str, list[str]], body: bytes) -> tuple[int, Any]:
        """Status and JSON; a status of 0 stands for no answer."""
        if path == "/jwks":
            return 200, {"keys": [public_jwk()]}
        if path == "/token":
            return 200, {"access_token": "token", "expires_in": 3600}
        if path.endswith("/results"):
            return 200, self._results(query["user_id"][0])
        score = json.loads(body)
        return self._score(str(score.get("userId")), score)

    def _score(self, person: str, score: dict[str, Any]) -> tuple[int, Any]:
        with self.lock:
            account = self.accounts[person]
            fault = account.faults.popleft() if account.faults else "fine"
            self.met[fault] += 1
        match fault:
            case "500" | "503" | "429" | "401":
                return int(fault), {}
            case "gone":
                return 404, {}
            case "broken":
                return 0, None
            case "page":
                return 200, "<html>Log in</html>"
            case "silent":
                time.sleep(_SILENT_SECONDS)
                return 0, None
        status = self._take(person, account, score)
        return (0, None) if fault == "lost" else (status, {})

    def _take(self, person: str, account: Account, score: dict[str, Any]) -> int:
        """Moodle's rules, from the sandbox platform."""
        learner = Person(person, "A", "B", Role.EMPLOYEE)
        with self.lock:
            before = account.effects[-1] if account.effects else None
            try:
                grade = take_score(COLUMN, before, score, [learner], datetime.now(UTC))
            except ServiceRefused as refused:
                if refused.status == 409:
                    account.conflicts += 1
                return refused.status
            account.effects.append(grade)
            return 200

    def _results(self, person: str) -> list[dict[str, Any]]:
        with self.lock:
            effects = self.accounts[person].effects[-1:]
        return [
            {"userId": person, "resultScore": each.points, "resultMaximum": COLUMN.maximum}
            for each in effects
        ]


@contextmanager
def faulty_platform() -> Iterator[FaultyPlatform]:
    platform = FaultyPlatform()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with platform.lock:
                platform.in_flight += 1
            try:
                status, content = platform.answer(parts.path, parse_qs(parts.query), body)
            finally:
                with platform.lock:
                    platform.in_flight -= 1
            if status == 0:
                self.close_connection = True
                return
            sent = (content if isinstance(content, str) else json.dumps(content)).encode()
            self.send_response(status)
            if status in (429, 503):
                self.send_header("Retry-After", "120")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = _serve  # noqa: N815 - named by http.server

        def log_message(self, *arguments: object) -> None:
            pass

        def handle(self) -> None:
            with suppress(ConnectionError):  # the tool was killed in the middle of a call
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    platform.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
