from __future__ import annotations

from tests.lti_tool.fixtures import (
    app,
    client,
    clock,
    database,
    database_url,
    moodle,
    postgresql,
    settings,
    tool,
    upgraded_postgresql,
    upgraded_sqlite,
)

__all__ = [
    "app",
    "client",
    "clock",
    "database",
    "database_url",
    "moodle",
    "postgresql",
    "settings",
    "tool",
    "upgraded_postgresql",
    "upgraded_sqlite",
]
