"""Which chapter was completed, where a link opens one: it may be given another later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("progress", sa.Column("completed_chapter", sa.String(64)))
    progress = sa.table(
        "progress",
        *map(sa.column, ("tenant", "placement", "course", "completed_at", "completed_chapter")),
    )
    placement = sa.table("placement", *map(sa.column, ("tenant", "id", "course", "chapter")))
    opened = (
        sa.select(placement.c.chapter)
        .where(
            placement.c.tenant == progress.c.tenant,
            placement.c.id == progress.c.placement,
            placement.c.course == progress.c.course,
        )
        .scalar_subquery()
    )
    op.execute(
        progress.update()
        .where(progress.c.completed_at.is_not(None))
        .values(completed_chapter=opened)
    )


def downgrade() -> None:
    op.drop_column("progress", "completed_chapter")
