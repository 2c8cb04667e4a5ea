"""The hashes of papers that were handed out, so that a file can be checked years later."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.storage.database import Base, lock


class ProofRow(Base):
    """Another version of the program may write other bytes: then both stand here."""

    __tablename__ = "proof"
    __table_args__ = (Index("ix_proof_sha256", "sha256"),)

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    decision: Mapped[str] = mapped_column(String(32), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]


def keep(
    session: Session,
    tenant: str,
    decision: str,
    *,
    kind: str,
    language: str,
    sha256: str,
    at: datetime,
) -> None:
    """Once for each paper, however often it is handed out."""
    key = (tenant, decision, sha256)
    if session.get(ProofRow, key) is not None:
        return
    lock(session, f"proof {tenant} {decision}")
    if session.get(ProofRow, key, populate_existing=True) is None:
        row = ProofRow(tenant=tenant, decision=decision, sha256=sha256, kind=kind)
        row.language, row.at = language, at
        session.add(row)
        session.flush()


def decision_of(session: Session, sha256: str) -> tuple[str, str] | None:
    """Tenant and decision of the paper with this hash."""
    row = session.scalar(select(ProofRow).where(ProofRow.sha256 == sha256).limit(1))
    return None if row is None else (row.tenant, row.decision)
