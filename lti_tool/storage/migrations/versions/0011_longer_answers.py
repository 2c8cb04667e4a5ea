"""Room for the answer to a case of several parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("answer") as table:
        table.alter_column(
            "response",
            existing_type=sa.String(64),
            type_=sa.String(255),
            existing_nullable=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("answer") as table:
        table.alter_column(
            "response",
            existing_type=sa.String(255),
            type_=sa.String(64),
            existing_nullable=False,
        )
