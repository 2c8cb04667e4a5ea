"""What the platform says that a visitor is, beside what grants in the tool say."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ROLES = ("is_teacher", "is_administrator")


def upgrade() -> None:
    for role in _ROLES:
        op.add_column(
            "visit", sa.Column(role, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    # Visits that are under way: until now only teachers had this page.
    op.execute(sa.text("UPDATE visit SET is_teacher = (1 = 1) WHERE page = 'teacher'"))


def downgrade() -> None:
    for role in _ROLES:
        op.drop_column("visit", role)
