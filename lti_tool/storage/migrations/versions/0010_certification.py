"""Sign-offs, decisions, revocations, rounds, and what the proof of them needs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from lti_tool.storage.database import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_WHOSE = ("tenant", "placement", "course", "person")
_TABLES = (
    "proof",
    "evidence_key",
    "bedside_code",
    "written_name",
    "certification_round",
    "certificate_revocation",
    "certificate_decision",
    "sign_off",
)


def upgrade() -> None:
    _records()
    _identity()
    _proof()
    with op.batch_alter_table("progress") as batch:
        batch.add_column(
            sa.Column("reported_round", sa.Integer(), nullable=False, server_default="1")
        )


def downgrade() -> None:
    with op.batch_alter_table("progress") as batch:
        batch.drop_column("reported_round")
    for table in _TABLES:
        op.drop_table(table)


def _tenant() -> sa.Column[str]:
    return sa.Column("tenant", sa.String(300), primary_key=True)


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(32), primary_key=True)


def _whose() -> list[sa.Column[str]]:
    return [
        sa.Column("placement", sa.String(24), nullable=False),
        sa.Column("course", sa.String(64), nullable=False),
        sa.Column("person", sa.String(255), nullable=False),
    ]


def _by() -> list[sa.Column[str]]:
    return [
        sa.Column("by_person", sa.String(255), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("by_title", sa.String(), nullable=False),
    ]


def _at(name: str = "at") -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(), nullable=False)


def _records() -> None:
    op.create_table(
        "sign_off",
        _tenant(),
        _id(),
        *_whose(),
        sa.Column("round", sa.Integer(), nullable=False),
        _at(),
        *_by(),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("observations", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
    )
    op.create_index("ix_sign_off_whose", "sign_off", list(_WHOSE))
    op.create_table(
        "certificate_decision",
        _tenant(),
        _id(),
        *_whose(),
        sa.Column("round", sa.Integer(), nullable=False),
        _at(),
        *_by(),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sign_off", sa.String(32), nullable=False),
        sa.Column("attempt", sa.String(32), nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
    )
    op.create_index("ix_certificate_decision_whose", "certificate_decision", list(_WHOSE))
    op.create_index("ix_certificate_decision_person", "certificate_decision", ["tenant", "person"])
    op.create_index("uq_certificate_decision_code", "certificate_decision", ["code"], unique=True)
    op.create_table(
        "certificate_revocation",
        _tenant(),
        _id(),
        sa.Column("decision", sa.String(32), nullable=False),
        _at(),
        *_by(),
        sa.Column("reason", sa.Text(), nullable=False),
    )
    op.create_index(
        "ix_certificate_revocation_decision", "certificate_revocation", ["tenant", "decision"]
    )
    op.create_table(
        "certification_round",
        _tenant(),
        sa.Column("placement", sa.String(24), primary_key=True),
        sa.Column("course", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        _at(),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("by_person", sa.String(255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )


def _identity() -> None:
    op.create_table(
        "written_name",
        _tenant(),
        _id(),
        sa.Column("placement", sa.String(24), nullable=False),
        sa.Column("person", sa.String(255), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        _at(),
    )
    op.create_index("ix_written_name_person", "written_name", ["tenant", "placement", "person"])
    op.create_table(
        "bedside_code",
        _tenant(),
        sa.Column("code", sa.String(8), primary_key=True),
        *_whose(),
        _at("until"),
    )
    op.create_index("ix_bedside_code_until", "bedside_code", ["until"])


def _proof() -> None:
    op.create_table(
        "proof",
        _tenant(),
        sa.Column("decision", sa.String(32), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        _at(),
    )
    op.create_index("ix_proof_sha256", "proof", ["sha256"])
    op.create_table(
        "evidence_key",
        sa.Column("kid", sa.String(64), primary_key=True),
        sa.Column("public", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        _at("made_at"),
        sa.Column("retired_at", UtcDateTime()),
    )
