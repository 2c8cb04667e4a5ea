"""Invitations, platforms that wait or are suspended, and what their connection was tested to be."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from lti_tool.storage.database import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("registration", "deployment"):
        op.add_column(
            table, sa.Column("standing", sa.String(16), nullable=False, server_default="active")
        )
    op.add_column(
        "registration",
        sa.Column(
            "takes_first_deployment", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
    op.add_column("registration", sa.Column("localization", sa.String()))
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("localization", sa.String()),
        sa.Column("embed_origins", sa.JSON(), nullable=False),
        sa.Column("host", sa.String(255)),
        sa.Column("asks_for_names", sa.Boolean(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime()),
        sa.Column("claim", sa.String(32)),
        sa.Column("claimed_until", UtcDateTime()),
        sa.Column("used_at", UtcDateTime()),
        sa.Column("registration_id", sa.String(32)),
        sa.UniqueConstraint("secret_hash"),
    )
    op.create_table(
        "connection_check",
        sa.Column(
            "registration_id",
            sa.String(32),
            sa.ForeignKey("registration.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("deployment_id", sa.String(255), primary_key=True),
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("finding", sa.String(32), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("connection_check")
    op.drop_table("invitation")
    for name in ("localization", "takes_first_deployment", "standing"):
        op.drop_column("registration", name)
    op.drop_column("deployment", "standing")
