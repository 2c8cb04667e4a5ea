"""Which staff group a test was drawn for, where groups are asked different questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempt", sa.Column("staff_group", sa.String(64)))


def downgrade() -> None:
    op.drop_column("attempt", "staff_group")
