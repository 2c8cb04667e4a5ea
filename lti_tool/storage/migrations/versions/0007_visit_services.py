"""What a teacher's launch says of the gradebook, to test the connection with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visit", sa.Column("line_item", sa.String()))
    op.add_column("visit", sa.Column("ags_scopes", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("visit", "ags_scopes")
    op.drop_column("visit", "line_item")
