"""Courses, placements, visits, progress, attempts, grants, and the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from lti_tool.storage.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _courses()
    _people()
    _attempts()
    _rights()


def _courses() -> None:
    op.create_table(
        "course_edition",
        sa.Column("edition", sa.String(64), primary_key=True),
        sa.Column("course", sa.String(64), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("localizations", sa.JSON(), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
    )
    op.create_table(
        "course_version",
        sa.Column("course", sa.String(64), primary_key=True),
        sa.Column("version", sa.String(32), primary_key=True),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column(
            "edition", sa.String(64), sa.ForeignKey("course_edition.edition"), nullable=False
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("activated_at", UtcDateTime()),
        sa.Column("retired_at", UtcDateTime()),
    )
    op.create_index(
        "uq_course_version_active",
        "course_version",
        ["course"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "placement",
        sa.Column("tenant", sa.String(300), primary_key=True),
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("resource_link", sa.String(255), nullable=False),
        sa.Column("course", sa.String(64), nullable=False),
        sa.Column("localization", sa.String(300)),
        sa.Column("chapter", sa.String(64)),
        sa.Column("assessment", sa.String(64)),
        sa.Column("unit", sa.String(64)),
        sa.Column("picked_version", sa.String(32)),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("tenant", "resource_link"),
    )


def _people() -> None:
    op.create_table(
        "visit",
        sa.Column("tenant", sa.String(300), primary_key=True),
        sa.Column("token_digest", sa.String(64), primary_key=True),
        sa.Column("launch", sa.String(64), nullable=False),
        sa.Column("person", sa.String(255), nullable=False),
        sa.Column("page", sa.String(16), nullable=False),
        sa.Column("is_learner", sa.Boolean(), nullable=False),
        sa.Column("placement", sa.String(24)),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("platform_name", sa.String(), nullable=False),
        sa.Column("return_url", sa.String()),
        sa.Column("deep_linking", sa.JSON()),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_visit_opened_at", "visit", ["opened_at"])
    op.create_table(
        "progress",
        sa.Column("tenant", sa.String(300), primary_key=True),
        sa.Column("placement", sa.String(24), primary_key=True),
        sa.Column("course", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("name", sa.String()),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("state", sa.String(4096)),
        sa.Column("lessons_seen", sa.Integer(), nullable=False),
        sa.Column("completed_at", UtcDateTime()),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("line_item", sa.String()),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("reported_to", sa.String()),
        sa.Column("reported_score", sa.Integer()),
        sa.Column("reported_as", sa.String(32)),
    )


def _attempts() -> None:
    op.create_table(
        "attempt",
        sa.Column("tenant", sa.String(300), primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("placement", sa.String(24), nullable=False),
        sa.Column("person", sa.String(255), nullable=False),
        sa.Column("course", sa.String(64), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column(
            "edition", sa.String(64), sa.ForeignKey("course_edition.edition"), nullable=False
        ),
        sa.Column("localization", sa.String(300)),
        sa.Column("course_hash", sa.String(64), nullable=False),
        sa.Column("assessment", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("deadline", UtcDateTime()),
        sa.Column("ended_at", UtcDateTime()),
        sa.Column("by_clock", sa.Boolean()),
        sa.Column("earned", sa.Float()),
        sa.Column("possible", sa.Integer()),
        sa.Column("percent", sa.Integer()),
        sa.Column("passed", sa.Boolean()),
        sa.Column("topics", sa.JSON()),
        sa.Column("incomplete_topics", sa.JSON()),
        sa.Column("critical_wrong", sa.Integer()),
        sa.UniqueConstraint("tenant", "placement", "course", "person", "assessment", "number"),
    )
    op.create_index(
        "ix_attempt_deadline",
        "attempt",
        ["deadline"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "answer",
        sa.Column("tenant", sa.String(300), primary_key=True),
        sa.Column("attempt", sa.String(32), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("response", sa.String(64), nullable=False),
        sa.Column("marked", sa.Boolean(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "attempt"], ["attempt.tenant", "attempt.id"]),
    )


def _rights() -> None:
    op.create_table(
        "role_grant",
        sa.Column("tenant", sa.String(300), primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("person", sa.String(255), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("scope_id", sa.String(64), nullable=False),
        sa.Column("given_by", sa.String(255), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime()),
        sa.Column("revoked_at", UtcDateTime()),
    )
    op.create_index("ix_role_grant_person", "role_grant", ["tenant", "person"])
    op.create_table(
        "audit_entry",
        sa.Column("tenant", sa.String(300), primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(255), nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
    )


def downgrade() -> None:
    for table in (
        "audit_entry",
        "role_grant",
        "answer",
        "attempt",
        "progress",
        "visit",
        "placement",
        "course_version",
        "course_edition",
    ):
        op.drop_table(table)
