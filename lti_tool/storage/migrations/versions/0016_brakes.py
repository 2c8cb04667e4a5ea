"""Tries at codes, counted for all processes, and which network a login came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from lti_tool.storage.database import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tries",
        sa.Column("brake", sa.String(16), primary_key=True),
        sa.Column("asker", sa.String(64), primary_key=True),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.create_index("ix_tries_begun_at", "tries", ["begun_at"])
    op.add_column("login", sa.Column("asker", sa.String(16), nullable=False, server_default=""))
    op.create_index("ix_login_registration_id", "login", ["registration_id"])


def downgrade() -> None:
    op.drop_index("ix_login_registration_id", "login")
    op.drop_column("login", "asker")
    op.drop_index("ix_tries_begun_at", "tries")
    op.drop_table("tries")
