from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from lti_tool.storage.outbox import OutgoingScoreRow
from lti_tool.tool import Tool
from tests.lti_tool.classroom import a_launch, launched, publish, take
from tests.lti_tool.clock import FakeClock

ONE, OTHER = "https://lms.example.no/lineitem/1", "https://lms.example.no/lineitem/2"


def told(tool: Tool) -> list[str]:
    """The columns that were told something, in the order of time."""
    with tool.database.read() as session:
        row = OutgoingScoreRow
        return list(session.scalars(select(row.line_item).order_by(row.timestamp, row.queued_at)))


def test_columns_that_a_platform_names_in_turn_are_told_once_each(
    app: Flask, tool: Tool, clock: FakeClock, sample_course: Path
) -> None:
    publish(tool.database, sample_course)
    take(launched(app, tool, a_launch("anne", line_item=ONE)), tool, right=1)

    for column in (OTHER, ONE, OTHER, ONE):
        clock.advance(minutes=1)
        launched(app, tool, a_launch("anne", line_item=column)).get("session")
    assert told(tool) == [ONE, OTHER]

    take(launched(app, tool, a_launch("anne", line_item=OTHER)), tool)
    clock.advance(minutes=1)
    launched(app, tool, a_launch("anne", line_item=ONE)).get("session")
    assert told(tool)[2:] == [OTHER, ONE]
