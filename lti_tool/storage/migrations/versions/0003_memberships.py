"""Where a platform lists the members of the course that a placement lies in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("placement", sa.Column("memberships_url", sa.String()))


def downgrade() -> None:
    op.drop_column("placement", "memberships_url")
