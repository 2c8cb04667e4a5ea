"""Visits of people who pick content, by what stands in their page's address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    picking = sa.text("deep_linking IS NOT NULL")
    op.create_index(
        "ix_visit_picking", "visit", ["launch"], sqlite_where=picking, postgresql_where=picking
    )


def downgrade() -> None:
    op.drop_index("ix_visit_picking", "visit")
