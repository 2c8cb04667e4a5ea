"""Supervised sessions, unlocked tests, extra time, and when a placement's tests can be started."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from lti_tool.storage.database import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "test_session",
        sa.Column("tenant", sa.String(300), primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("placement", sa.String(24), nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.Column("by_person", sa.String(255), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("by_title", sa.String(), nullable=False),
    )
    op.create_index("ix_test_session_placement", "test_session", ["tenant", "placement"])
    op.create_table(
        "test_unlock",
        sa.Column("tenant", sa.String(300), primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("placement", sa.String(24), nullable=False),
        sa.Column("course", sa.String(64), nullable=False),
        sa.Column("person", sa.String(255), nullable=False),
        sa.Column("assessment", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_person", sa.String(255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )
    op.create_index(
        "ix_test_unlock_whose", "test_unlock", ["tenant", "placement", "course", "person"]
    )
    op.create_table(
        "extra_time",
        sa.Column("tenant", sa.String(300), primary_key=True),
        sa.Column("placement", sa.String(24), primary_key=True),
        sa.Column("course", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("assessment", sa.String(64), primary_key=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_person", sa.String(255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )
    op.create_table(
        "test_window",
        sa.Column("tenant", sa.String(300), primary_key=True),
        sa.Column("placement", sa.String(24), primary_key=True),
        sa.Column("first_day", sa.Date()),
        sa.Column("last_day", sa.Date()),
    )
    op.add_column("attempt", sa.Column("test_session", sa.String(32)))
    op.create_index("ix_visit_placement", "visit", ["tenant", "placement"])


def downgrade() -> None:
    op.drop_index("ix_visit_placement", "visit")
    op.drop_column("attempt", "test_session")
    op.drop_table("test_window")
    op.drop_table("extra_time")
    op.drop_table("test_unlock")
    op.drop_table("test_session")
