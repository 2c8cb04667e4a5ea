"""Alembic runs this for every command. The connection comes from `storage.upgrade`."""

from __future__ import annotations

from alembic import context

from lti_tool.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    transactional_ddl=True,  # on SQLite, too: `Database` opens its transactions itself
    render_as_batch=True,  # SQLite changes a column by copying the table
)
context.run_migrations()
