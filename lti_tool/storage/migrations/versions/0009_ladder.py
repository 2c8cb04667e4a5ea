"""Logins that go on without a cookie, and launches that are about somebody else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("login", sa.Column("storage_target", sa.String()))
    op.add_column("login", sa.Column("rung", sa.String(16)))
    op.add_column("visit", sa.Column("about", sa.String(255)))


def downgrade() -> None:
    op.drop_column("visit", "about")
    op.drop_column("login", "rung")
    op.drop_column("login", "storage_target")
