"""
No query without its tenant.

Every statement that the tool sends is looked at while people take tests, teachers look on and
workers deliver: where it reads or changes a table of tenants' rows, it must name the tenant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from lti_tool.learning.retention import ANY, Rule
from lti_tool.score_delivery import ScoreDelivery
from lti_tool.storage import retention
from lti_tool.storage.tables import metadata
from lti_tool.tool import Tool
from tests.lti_tool.classroom import TEACHER, a_launch, launched, take
from tests.lti_tool.clock import FakeClock

ACROSS_TENANTS = {
    "outgoing_score": "a worker asks what is due for anybody",
    "visit": "old visits are deleted, whoever they were of",
    "attempt": "a worker asks whose time has run out",
    "placement": "a worker asks whose member lists are old",
    "progress": "a worker asks where anybody has results that may be over",
    "retention": "a worker asks how long results are kept",
}
"""Tables that workers look at across tenants; a person's request never does."""

TABLES = {table.name for table in metadata().tables.values() if "tenant" in table.columns}


@contextmanager
def statements(tool: Tool) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(tool.database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(tool.database.engine, "before_cursor_execute", note)


def without_tenant(statement: str) -> set[str]:
    """The tenants' tables that the statement touches without saying whose rows."""
    text = " ".join(statement.split())
    if text.upper().startswith("INSERT"):
        return set() if "tenant" in text else TABLES & set(re.findall(r"INTO (\w+)", text))
    named = set(re.findall(r"(?:FROM|JOIN|UPDATE) (\w+)", text)) & TABLES
    condition = text.partition(" WHERE ")[2]
    return set() if re.search(r"\btenant\b\s*(=|IN|LIKE)", condition) else named


def test_the_primary_key_of_every_table_of_people_begins_with_the_tenant() -> None:
    for table in metadata().tables.values():
        if "tenant" in table.columns and table.name not in {"connection_check"}:
            assert table.primary_key.columns.keys()[0] == "tenant", table.name


def test_a_persons_requests_never_ask_without_the_tenant(
    app: Flask, tool: Tool, edition: str
) -> None:
    with statements(tool) as seen:
        anne = launched(app, tool, a_launch("anne"))
        take(anne, tool)
        anne.put("state", {"state": "1!nb!1!0-2!!!"})
        anne.get("session")
        liv = launched(app, tool, a_launch("liv", roles=TEACHER))
        liv.get("teacher")
        liv.post("teacher/scores", {"person": "anne"})
        liv.post("teacher/scores/check", {"person": "anne"})
        liv.get("grants")
        liv.post("grants", {"person": "anne", "role": "leader", "scope": "placement"})

    assert len(seen) > 40
    asked_by_the_test = "attempt.id = "  # `right_answers` looks into the database by itself
    loose = {
        statement: found
        for statement in seen
        if (found := without_tenant(statement)) and asked_by_the_test not in statement
    }
    assert loose == {}


def test_workers_look_across_tenants_only_where_they_must(
    app: Flask, tool: Tool, clock: FakeClock, edition: str
) -> None:
    take(launched(app, tool, a_launch("anne")), tool)
    with tool.database.begin() as session:
        retention.set_rule(session, Rule(ANY, ANY, 1))
    worker = ScoreDelivery(tool)
    with statements(tool) as seen:
        worker.deliver_due()
        worker._forget_expired()
        worker._hand_in_overdue()
        clock.advance(days=90)
        worker._forget_old_results()

    touched = {name for statement in seen for name in without_tenant(statement)}
    assert touched <= set(ACROSS_TENANTS)


def test_the_look_at_statements_finds_a_loose_one() -> None:
    assert without_tenant("SELECT attempt.id FROM attempt WHERE attempt.person = ?") == {"attempt"}
    assert without_tenant("UPDATE progress SET name=? WHERE progress.person = ?") == {"progress"}
    assert without_tenant("SELECT id FROM attempt WHERE attempt.tenant = ? AND id = ?") == set()
