"""Requests straight into an application, what they cost, and the table that says so."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder


@dataclass
class Cost:
    """Milliseconds of one request or several."""

    cpu: float = 0.0
    wall: float = 0.0

    def add(self, other: Cost) -> None:
        self.cpu += other.cpu
        self.wall += other.wall


@dataclass
class Client:
    """
    A browser that costs nothing: only the application is measured, not the test client around it.
    """

    app: Flask
    base_url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, **more: Any) -> tuple[Answer, Cost]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie} if cookie else {}
        headers |= more.pop("headers", {})
        builder = EnvironBuilder(path, self.base_url, method=method, headers=headers, **more)
        environ = builder.get_environ()
        answer = Answer()
        cpu, wall = time.process_time_ns(), time.perf_counter_ns()
        chunks = self.app.wsgi_app(environ, answer.start)
        answer.body = b"".join(chunks)
        close = getattr(chunks, "close", None)
        if close:
            close()
        cost = Cost((time.process_time_ns() - cpu) / 1e6, (time.perf_counter_ns() - wall) / 1e6)
        builder.close()
        for name, value in answer.headers:
            if name == "Set-Cookie":
                for key, morsel in SimpleCookie(value.replace("Partitioned", "")).items():
                    self.cookies[key] = morsel.value
        return answer, cost


@dataclass
class Answer:
    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def start(self, status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        self.status, self.headers = int(status.split()[0]), headers
        return lambda data: None

    @property
    def location(self) -> str:
        return dict(self.headers)["Location"]


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True)
class Row:
    """budget: the most that the value may be; None where there is none."""

    what: str
    value: float
    unit: str
    budget: float | None = None
    detail: str = ""

    def __str__(self) -> str:
        held = ""
        if self.budget is not None:
            held = f"≤ {self.budget:g}  {'held' if self.value <= self.budget else 'NOT HELD'}"
        return f"{self.what:44} {self.value:10.2f} {self.unit:8} {held:18} {self.detail}".rstrip()
