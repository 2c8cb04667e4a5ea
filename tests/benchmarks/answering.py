"""Saving one answer of a pass test, beside a bare Flask view that inserts a row."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Flask, jsonify, request

from tests.benchmarks.handshake import URL, Ours, handshake, our_tool
from tests.benchmarks.measuring import Client, Cost, Row, percentile
from tests.lti_tool.classroom import TEST, right_answers

BUDGET = 5


class Visitor:
    """One person's page after a launch."""

    def __init__(self, ours: Ours, person: str, *, teacher: bool = False) -> None:
        page = handshake(ours.app, person, teacher=teacher).page
        token = re.search(r'"token": ?"([^"]+)"', page)
        assert token is not None
        self._headers = {"Authorization": f"Bearer {token[1]}"}
        self._client = Client(ours.app, URL)

    def call(self, method: str, path: str, body: Any = None) -> tuple[Any, Cost]:
        more = {} if body is None else {"json": body}
        answer, cost = self._client.send(
            method, f"/api/{path}", headers=dict(self._headers), **more
        )
        assert answer.status == 200, (answer.status, answer.body)
        return answer.body, cost


def bare_tool(folder: Path) -> tuple[Flask, sqlite3.Connection]:
    """As durable as ours: every insert is on the disk before it is answered."""
    app = Flask("bare")
    connection = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    for statement in (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "CREATE TABLE answer (attempt TEXT, position INTEGER, response TEXT, saved_at TEXT)",
    ):
        connection.execute(statement)

    @app.put("/answers/<int:position>")
    def answer(position: int) -> Any:
        sent = request.get_json()
        connection.execute(
            "INSERT INTO answer VALUES (?, ?, ?, datetime())", ("a", position, sent["response"])
        )
        return jsonify(saved=True)

    return app, connection


def compare(folder: Path, rounds: int) -> list[Row]:
    bare, connection = bare_tool(folder)
    plain = Client(bare, URL)
    ours_took: list[float] = []
    bare_took: list[float] = []
    with closing(connection), our_tool(folder) as ours:
        anne = Visitor(ours, "anne")
        attempt = begin_test(anne)
        keys = right_answers(ours.tool, attempt)
        commits = 0
        for number in range(rounds + 10):
            position = number % len(keys)
            body = {"response": keys[position]}
            before = ours.commits
            _, cost = anne.call("PUT", f"attempts/{attempt}/answers/{position}", body)
            _, bare_cost = plain.send("PUT", f"/answers/{position}", json=body)
            if number >= 10:  # the first ones do not count
                ours_took.append(cost.wall)
                bare_took.append(bare_cost.wall)
                commits += ours.commits - before
    ratio = percentile(ours_took, 0.95) / percentile(bare_took, 0.95)
    rows = [Row("answer, wall p95: ours / bare insert", ratio, "×", BUDGET)]
    for name, took in (("ours", ours_took), ("bare insert", bare_took)):
        rows += [
            Row(f"answer, wall of {name}, p{share}", percentile(took, share / 100), "ms")
            for share in (50, 95, 99)
        ]
    return [*rows, Row("commits in an answer", commits / rounds, "", 1)]


def begin_test(visitor: Visitor) -> str:
    body, _ = visitor.call("POST", f"tests/{TEST}")
    attempt: str = json.loads(body)["attempt"]
    return attempt
