"""What learners think of a course, as numbers, and who has said so already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evaluation",
        sa.Column("tenant", sa.String(300), primary_key=True),
        sa.Column("course", sa.String(64), primary_key=True),
        sa.Column("localization", sa.String(130), primary_key=True),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
    )
    op.create_table(
        "opinion",
        sa.Column("tenant", sa.String(300), primary_key=True),
        sa.Column("course", sa.String(64), primary_key=True),
        sa.Column("localization", sa.String(130), primary_key=True),
        sa.Column("question", sa.String(64), primary_key=True),
        sa.Column("option", sa.String(64), primary_key=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
    )
    op.add_column(
        "progress",
        sa.Column("evaluated", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("progress", "evaluated")
    op.drop_table("opinion")
    op.drop_table("evaluation")
