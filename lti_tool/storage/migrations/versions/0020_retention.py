"""How long results are kept, and a person's rows found without reading those of all others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention",
        sa.Column("tenant", sa.String(300), primary_key=True),
        sa.Column("course", sa.String(64), primary_key=True),
        sa.Column("months", sa.Integer(), nullable=False),
    )
    op.create_index("ix_progress_person", "progress", ["tenant", "person"])
    op.create_index("ix_outgoing_score_user_id", "outgoing_score", ["tenant", "user_id"])


def downgrade() -> None:
    op.drop_index("ix_outgoing_score_user_id", "outgoing_score")
    op.drop_index("ix_progress_person", "progress")
    op.drop_table("retention")
