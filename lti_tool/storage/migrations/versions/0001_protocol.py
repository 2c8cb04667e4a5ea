"""Platforms, logins, keys and scores on their way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from lti_tool.storage.database import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "registration",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("client_id", sa.String(255), nullable=False),
        sa.Column("auth_url", sa.String(), nullable=False),
        sa.Column("token_url", sa.String(), nullable=False),
        sa.Column("jwks_url", sa.String(), nullable=False),
        sa.Column("token_audience", sa.String()),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("family", sa.String()),
        sa.Column("embed_origins", sa.JSON(), nullable=False),
        sa.Column("sandbox", sa.Boolean(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("issuer", "client_id"),
    )
    op.create_table(
        "deployment",
        sa.Column(
            "registration_id",
            sa.String(32),
            sa.ForeignKey("registration.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("deployment_id", sa.String(255), primary_key=True),
        sa.Column("localization", sa.String()),
        sa.Column("added_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "login",
        sa.Column("state_hash", sa.String(64), primary_key=True),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("registration_id", sa.String(32), nullable=False),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("login_hint", sa.String(), nullable=False),
        sa.Column("client_id", sa.String()),
        sa.Column("deployment_id", sa.String()),
        sa.Column("target_link_uri", sa.String()),
        sa.Column("message_hint", sa.String()),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_login_expires_at", "login", ["expires_at"])
    op.create_table(
        "tool_key",
        sa.Column("kid", sa.String(64), primary_key=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("signs_from", UtcDateTime(), nullable=False),
        sa.Column("published_until", UtcDateTime()),
    )
    op.create_table(
        "outgoing_score",
        sa.Column("tenant", sa.String(300), primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("recipient", sa.String(64), nullable=False),
        sa.Column("line_item", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("timestamp", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("detail", sa.String()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=False),
        sa.Column("lease", sa.String(32)),
        sa.Column("leased_until", UtcDateTime()),
        sa.Column("settled_at", UtcDateTime()),
        sa.UniqueConstraint("tenant", "recipient", "timestamp"),
    )
    op.create_index(
        "ix_outgoing_score_waiting",
        "outgoing_score",
        ["next_try_at"],
        postgresql_where=sa.text("state = 'waiting'"),
        sqlite_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_outgoing_score_queued_at", "outgoing_score", ["queued_at"])


def downgrade() -> None:
    for table in ("outgoing_score", "tool_key", "login", "deployment", "registration"):
        op.drop_table(table)
