"""What the sandbox remembers from one run to the next, in one SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Final

from lti_tool.sandbox.errors import ServiceRefused
from lti_tool.sandbox.journal import Kind, Message
from lti_tool.sandbox.model import Activity, ContentItem, Grade, LineItem, Tool
from lti_tool.sandbox.registration import Wish

_MESSAGES_KEPT: Final = 200

# AUTOINCREMENT: the id of a deleted column is never given to another.
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL, url TEXT NOT NULL, text TEXT NOT NULL, custom TEXT NOT NULL,
    tool TEXT
);
CREATE TABLE IF NOT EXISTS line_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL, maximum REAL NOT NULL, resource_id TEXT NOT NULL, tag TEXT NOT NULL,
    activity INTEGER REFERENCES activity (id)
);
CREATE TABLE IF NOT EXISTS grade (
    line_item INTEGER NOT NULL REFERENCES line_item (id) ON DELETE CASCADE,
    person TEXT NOT NULL,
    points REAL, comment TEXT NOT NULL, timestamp TEXT NOT NULL, received TEXT NOT NULL,
    activity_progress TEXT NOT NULL, grading_progress TEXT NOT NULL,
    PRIMARY KEY (line_item, person)
);
CREATE TABLE IF NOT EXISTS tool (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    client_id TEXT NOT NULL UNIQUE, registered TEXT NOT NULL, is_active INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL, kind TEXT NOT NULL, ok INTEGER NOT NULL, answer TEXT NOT NULL,
    about TEXT NOT NULL, detail TEXT NOT NULL
);
"""

# Like Moodle, a launch names its line item only where the activity has exactly one.
_ACTIVITIES: Final = """
SELECT id, title, url, text, custom,
    (SELECT CASE count(*) WHEN 1 THEN min(line_item.id) END
     FROM line_item WHERE line_item.activity = activity.id),
    tool
FROM activity
"""
_LINE_ITEMS: Final = "SELECT id, label, maximum, resource_id, tag, activity FROM line_item"
_GRADES: Final = """
SELECT line_item, person, points, comment, timestamp, received, activity_progress, grading_progress
FROM grade
"""


class Store:
    """One connection, shared by the server's threads under one lock."""

    def __init__(self, file: Path | None = None) -> None:
        """file: None to keep everything in memory."""
        self._lock = RLock()
        self._connection = sqlite3.connect(
            file or ":memory:", isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA foreign_keys = ON")
        if file is not None:
            self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.executescript(_SCHEMA)
        columns = self._connection.execute("PRAGMA table_info(activity)").fetchall()
        if "tool" not in {column[1] for column in columns}:  # kept from before there were several
            self._connection.execute("ALTER TABLE activity ADD COLUMN tool TEXT")

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def activities(self) -> list[Activity]:
        with self._lock:
            rows = self._connection.execute(f"{_ACTIVITIES} ORDER BY id").fetchall()
        return [_activity(*row) for row in rows]

    def activity(self, activity_id: str) -> Activity | None:
        return next((each for each in self.activities() if each.id == activity_id), None)

    def add_activities(
        self, items: tuple[ContentItem, ...], *, tool: str | None = None
    ) -> list[Activity]:
        """Place picked items in the course, each with its column where it wants a grade."""
        with self._writing() as connection:
            added = {str(_insert_activity(connection, item, tool)) for item in items}
        return [activity for activity in self.activities() if activity.id in added]

    def point_activities_to(self, url: str) -> None:
        """Let every activity of the built-in tool open at this address."""
        with self._writing() as connection:
            connection.execute("UPDATE activity SET url = ? WHERE tool IS NULL", (url,))

    def tools(self) -> list[Tool]:
        """Those that were registered, the oldest first."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT id, client_id, registered, is_active FROM tool ORDER BY id"
            ).fetchall()
        return [_tool(*row) for row in rows]

    def add_tool(self, wish: Wish) -> Tool:
        """Registered, and waiting for an administrator."""
        with self._writing() as connection:
            (highest,) = connection.execute("SELECT coalesce(max(id), 1) FROM tool").fetchone()
            tool = wish.granted(highest + 1)
            kept = json.dumps(asdict(tool), ensure_ascii=False)
            connection.execute(
                "INSERT INTO tool (id, client_id, registered, is_active) VALUES (?, ?, ?, 0)",
                (highest + 1, tool.client_id, kept),
            )
        return tool

    def activate_tool(self, client_id: str) -> None:
        with self._writing() as connection:
            connection.execute("UPDATE tool SET is_active = 1 WHERE client_id = ?", (client_id,))

    def line_items(self) -> list[LineItem]:
        with self._lock:
            rows = self._connection.execute(f"{_LINE_ITEMS} ORDER BY id").fetchall()
        return [_line_item(*row) for row in rows]

    def line_item(self, line_item_id: str) -> LineItem:
        """Raises ServiceRefused (404)."""
        for line_item in self.line_items():
            if line_item.id == line_item_id:
                return line_item
        raise ServiceRefused(404, "There is no such line item.")

    def add_line_item(self, line_item: LineItem) -> LineItem:
        """The same with the id that it got here."""
        with self._writing() as connection:
            new_id = _insert_line_item(connection, line_item)
        return self.line_item(str(new_id))

    def change_line_item(self, line_item: LineItem) -> None:
        """Its grades are carried over to the new maximum."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE grade SET points = points * ?1"
                " / (SELECT maximum FROM line_item WHERE id = ?2) WHERE line_item = ?2",
                (line_item.maximum, line_item.id),
            )
            connection.execute(
                "UPDATE line_item SET label = ?, maximum = ?, resource_id = ?, tag = ?"
                " WHERE id = ?",
                (
                    line_item.label,
                    line_item.maximum,
                    line_item.resource_id,
                    line_item.tag,
                    line_item.id,
                ),
            )

    def delete_line_item(self, line_item_id: str) -> None:
        """The column and every grade in it."""
        with self._writing() as connection:
            connection.execute("DELETE FROM line_item WHERE id = ?", (line_item_id,))

    def grades(self, line_item_id: str | None = None) -> list[Grade]:
        """Of one column, or of all."""
        with self._lock:
            rows = self._connection.execute(
                f"{_GRADES} WHERE ?1 IS NULL OR line_item = ?1 ORDER BY line_item, person",
                (line_item_id,),
            ).fetchall()
        return [_grade(*row) for row in rows]

    def put_grade(
        self, line_item_id: str, person_id: str, decide: Callable[[LineItem, Grade | None], Grade]
    ) -> Grade:
        """Replace a person's grade by what `decide` makes of it; nothing changes if it raises."""
        with self._writing() as connection:
            line_item = self.line_item(line_item_id)
            before = next(
                (grade for grade in self.grades(line_item_id) if grade.person == person_id), None
            )
            grade = decide(line_item, before)
            connection.execute(
                "INSERT OR REPLACE INTO grade VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    grade.line_item,
                    grade.person,
                    grade.points,
                    grade.comment,
                    grade.timestamp.isoformat(),
                    grade.received.isoformat(),
                    grade.activity_progress,
                    grade.grading_progress,
                ),
            )
        return grade

    def write(self, message: Message) -> None:
        """Note a message; the oldest are forgotten."""
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO message (at, kind, ok, answer, about, detail)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    message.at.isoformat(),
                    message.kind,
                    message.ok,
                    message.answer,
                    message.about,
                    json.dumps(message.detail, ensure_ascii=False),
                ),
            )
            connection.execute(
                "DELETE FROM message WHERE id <= (SELECT max(id) FROM message) - ?",
                (_MESSAGES_KEPT,),
            )

    def messages(self) -> list[Message]:
        """The newest first."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT at, kind, ok, answer, about, detail FROM message ORDER BY id DESC"
            ).fetchall()
        return [
            Message(
                datetime.fromisoformat(at), Kind(kind), bool(ok), answer, about, json.loads(detail)
            )
            for at, kind, ok, answer, about, detail in rows
        ]

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


def _insert_activity(
    connection: sqlite3.Connection, item: ContentItem, tool: str | None
) -> int | None:
    custom = json.dumps(dict(item.custom), ensure_ascii=False)
    activity_id = connection.execute(
        "INSERT INTO activity (title, url, text, custom, tool) VALUES (?, ?, ?, ?, ?)",
        (item.title, item.url, item.text, custom, tool),
    ).lastrowid
    if item.maximum is not None:
        # Moodle gives the column the activity's name; `lineItem.label` is not heeded.
        _insert_line_item(
            connection,
            LineItem("", item.title, item.maximum, item.resource_id, item.tag, str(activity_id)),
        )
    return activity_id


def _insert_line_item(connection: sqlite3.Connection, line_item: LineItem) -> int | None:
    return connection.execute(
        "INSERT INTO line_item (label, maximum, resource_id, tag, activity) VALUES (?, ?, ?, ?, ?)",
        (
            line_item.label,
            line_item.maximum,
            line_item.resource_id,
            line_item.tag,
            line_item.activity,
        ),
    ).lastrowid


def _activity(
    number: int,
    title: str,
    url: str,
    text: str,
    custom: str,
    line_item: int | None,
    tool: str | None,
) -> Activity:
    coupled = None if line_item is None else str(line_item)
    return Activity(str(number), title, url, text, json.loads(custom), coupled, tool)


def _line_item(
    number: int, label: str, maximum: float, resource_id: str, tag: str, activity: int | None
) -> LineItem:
    owner = None if activity is None else str(activity)
    return LineItem(str(number), label, maximum, resource_id, tag, owner)


def _tool(number: int, client_id: str, registered: str, is_active: int) -> Tool:
    kept = json.loads(registered)
    lists = {name: tuple(kept[name]) for name in ("redirect_uris", "scopes")}
    return Tool(**{**kept, **lists, "is_active": bool(is_active)})


def _grade(
    line_item: int,
    person: str,
    points: float | None,
    comment: str,
    timestamp: str,
    received: str,
    activity_progress: str,
    grading_progress: str,
) -> Grade:
    return Grade(
        str(line_item),
        person,
        points,
        comment,
        datetime.fromisoformat(timestamp),
        datetime.fromisoformat(received),
        activity_progress,
        grading_progress,
    )
