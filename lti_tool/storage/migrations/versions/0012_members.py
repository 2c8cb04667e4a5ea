"""The members of LMS courses, as they were last read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from lti_tool.storage.database import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "member",
        sa.Column("tenant", sa.String(300), primary_key=True),
        sa.Column("placement", sa.String(24), primary_key=True),
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("name", sa.String()),
        sa.Column("is_learner", sa.Boolean(), nullable=False),
        sa.Column("is_teacher", sa.Boolean(), nullable=False),
    )
    op.add_column("placement", sa.Column("members_read_at", UtcDateTime()))
    op.add_column("placement", sa.Column("members_whole", sa.Boolean()))
    op.create_index("ix_placement_members_read_at", "placement", ["members_read_at"])


def downgrade() -> None:
    op.drop_index("ix_placement_members_read_at", "placement")
    op.drop_column("placement", "members_whole")
    op.drop_column("placement", "members_read_at")
    op.drop_table("member")
