"""
A database as an earlier version of the tool left it: tables by its migrations, rows kept.

`kept/revision-0002.json` was written by that version: a published course, Anne in the middle of her
test, Bo's result on its way to the gradebook.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, DateTime, MetaData, Table, event, insert

from lti_tool.storage.database import Database, UtcDateTime
from lti_tool.storage.upgrade import upgrade_in

REVISION = "0002"
_ORDER = (
    "registration",
    "deployment",
    "tool_key",
    "course_edition",
    "course_version",
    "placement",
    "progress",
    "attempt",
    "answer",
    "outgoing_score",
    "audit_entry",
)


def lay_out(database: Database) -> None:
    """Make the kept database in an empty one."""
    file = Path(__file__).parent / "kept" / f"revision-{REVISION}.json"
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert set(kept) == set(_ORDER)
    with database.begin() as session:
        upgrade_in(session, to=REVISION)
        for name in _ORDER:
            table = Table(name, metadata := MetaData())
            event.listen(metadata, "column_reflect", _utc)
            table = Table(name, metadata, autoload_with=session.connection(), extend_existing=True)
            for row in kept[name]:
                session.execute(insert(table), {c: _value(table, c, v) for c, v in row.items()})


def _utc(inspector: object, table: object, column: dict[str, Any]) -> None:
    if isinstance(column["type"], DateTime):
        column["type"] = UtcDateTime()


def _value(table: Table, column: str, value: Any) -> Any:
    type_ = table.columns[column].type
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    if value is not None and isinstance(type_, UtcDateTime):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    if value is not None and isinstance(type_, Boolean):
        return bool(value)
    if isinstance(value, str) and type_.__class__.__name__ == "JSON":
        return json.loads(value)
    return value
