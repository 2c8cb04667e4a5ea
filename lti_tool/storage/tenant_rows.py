"""Everything that belongs to a tenant, whatever table it is in: counted, or deleted for good."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Table, delete, func, select
from sqlalchemy.orm import Session

from lti_tool.storage.tables import metadata

_KEPT = frozenset({"audit_entry"})
"""Who did what with rights that others do not have is kept, whoever leaves."""


def count(
    session: Session, registration_id: str, deployment_id: str | None = None
) -> dict[str, int]:
    """How many rows of each kind there are, such as `attempt` or `outgoing score`."""
    found = {}
    for table, condition in _tables(registration_id, deployment_id):
        rows = session.scalar(select(func.count()).select_from(table).where(condition)) or 0
        if rows:
            found[table.name.replace("_", " ")] = rows
    return found


def remove(session: Session, registration_id: str, deployment_id: str | None = None) -> None:
    """Delete all of it; nothing brings it back."""
    for table, condition in _tables(registration_id, deployment_id):
        session.execute(delete(table).where(condition))


def _tables(
    registration_id: str, deployment_id: str | None
) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """What depends on others comes first."""
    for table in reversed(metadata().sorted_tables):
        tenant = table.columns.get("tenant")
        if tenant is None or table.name in _KEPT:
            continue
        if deployment_id is not None:
            yield table, tenant == f"{registration_id}:{deployment_id}"
        else:
            yield table, tenant.startswith(f"{registration_id}:", autoescape=True)
