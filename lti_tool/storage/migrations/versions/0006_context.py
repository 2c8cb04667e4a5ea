"""The LMS course that a placement lies in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("placement", sa.Column("context", sa.String(255)))


def downgrade() -> None:
    op.drop_column("placement", "context")
