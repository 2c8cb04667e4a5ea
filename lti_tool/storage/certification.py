"""
Sign-offs, decisions, revocations and rounds. Rows are added, never changed and never removed.

Whoever made a mistake adds a new row; the newest counts. See `certification.records`.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Index, Select, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.certification.records import (
    Cause,
    Decision,
    Revocation,
    RoundOpened,
    Scope,
    Signatory,
    SignOff,
    Ticked,
    Way,
)
from lti_tool.learning.placements import Whose
from lti_tool.storage.database import Base, lock

_WHOSE = ("tenant", "placement", "course", "person")


class SignOffRow(Base):
    __tablename__ = "sign_off"
    __table_args__ = (Index("ix_sign_off_whose", *_WHOSE),)

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    placement: Mapped[str] = mapped_column(String(24))
    course: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(String(255))
    round: Mapped[int]
    at: Mapped[datetime]
    by_person: Mapped[str] = mapped_column(String(255))
    by_name: Mapped[str]
    by_title: Mapped[str]
    subject: Mapped[str]
    approved: Mapped[bool]
    observations: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text)
    way: Mapped[str] = mapped_column(String(16))


class DecisionRow(Base):
    __tablename__ = "certificate_decision"
    __table_args__ = (
        Index("ix_certificate_decision_whose", *_WHOSE),
        Index("ix_certificate_decision_person", "tenant", "person"),
        Index("uq_certificate_decision_code", "code", unique=True),
    )

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    placement: Mapped[str] = mapped_column(String(24))
    course: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(String(255))
    round: Mapped[int]
    at: Mapped[datetime]
    by_person: Mapped[str] = mapped_column(String(255))
    by_name: Mapped[str]
    by_title: Mapped[str]
    scopes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    sign_off: Mapped[str] = mapped_column(String(32))
    attempt: Mapped[str] = mapped_column(String(32))
    code: Mapped[str] = mapped_column(String(16))
    example: Mapped[bool]
    evidence: Mapped[str] = mapped_column(Text)
    """The signed record, as it was on the day."""


class RevocationRow(Base):
    __tablename__ = "certificate_revocation"
    __table_args__ = (Index("ix_certificate_revocation_decision", "tenant", "decision"),)

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    decision: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    by_person: Mapped[str] = mapped_column(String(255))
    by_name: Mapped[str]
    by_title: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)


class RoundRow(Base):
    __tablename__ = "certification_round"

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    placement: Mapped[str] = mapped_column(String(24), primary_key=True)
    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(255), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    cause: Mapped[str] = mapped_column(String(16))
    by_person: Mapped[str] = mapped_column(String(255))
    reason: Mapped[str] = mapped_column(Text)


def lock_person(session: Session, whose: Whose) -> None:
    """One act at a time about one person: two leaders cannot decide past each other."""
    lock(session, " ".join(("certification", *whose.key)))


def add_sign_off(session: Session, whose: Whose, made: SignOff) -> None:
    session.add(
        SignOffRow(
            **_of(whose),
            **_by(made.by),
            id=made.id,
            round=made.round,
            at=made.at,
            subject=made.subject,
            approved=made.approved,
            observations=[asdict(each) for each in made.observations],
            note=made.note,
            way=made.way.value,
        )
    )
    session.flush()


def add_decision(session: Session, whose: Whose, made: Decision, evidence: str) -> None:
    session.add(
        DecisionRow(
            **_of(whose),
            **_by(made.by),
            id=made.id,
            round=made.round,
            at=made.at,
            scopes=[asdict(each) for each in made.scopes],
            since=made.since,
            until=made.until,
            reason=made.reason,
            sign_off=made.sign_off,
            attempt=made.attempt,
            code=made.code,
            example=made.example,
            evidence=evidence,
        )
    )
    session.flush()


def add_revocation(session: Session, tenant: str, made: Revocation) -> None:
    session.add(
        RevocationRow(
            tenant=tenant,
            **_by(made.by),
            id=made.id,
            decision=made.decision,
            at=made.at,
            reason=made.reason,
        )
    )
    session.flush()


def add_round(session: Session, whose: Whose, opened: RoundOpened) -> None:
    session.add(
        RoundRow(
            **_of(whose),
            number=opened.number,
            at=opened.at,
            cause=opened.cause.value,
            by_person=opened.by,
            reason=opened.reason,
        )
    )
    session.flush()


def sign_offs(session: Session, whose: Whose) -> dict[str, list[SignOff]]:
    """Of everybody in the placement, or of one where `whose.person` is not empty; by person."""
    found: dict[str, list[SignOff]] = {}
    for row in session.scalars(_at(SignOffRow, whose).order_by(SignOffRow.at, SignOffRow.id)):
        found.setdefault(row.person, []).append(_sign_off(row))
    return found


def decisions(session: Session, whose: Whose) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = {}
    for row in session.scalars(_at(DecisionRow, whose).order_by(DecisionRow.at, DecisionRow.id)):
        found.setdefault(row.person, []).append(_decision(row))
    return found


def rounds(session: Session, whose: Whose) -> dict[str, list[RoundOpened]]:
    found: dict[str, list[RoundOpened]] = {}
    for row in session.scalars(_at(RoundRow, whose).order_by(RoundRow.number)):
        opened = RoundOpened(row.number, row.at, Cause(row.cause), row.by_person, row.reason)
        found.setdefault(row.person, []).append(opened)
    return found


def rounds_of(session: Session, whose: Whose) -> list[RoundOpened]:
    return rounds(session, whose).get(whose.person, [])


def revocations(session: Session, tenant: str, decided: list[str]) -> list[Revocation]:
    """Of those decisions, oldest first."""
    query = select(RevocationRow).where(
        RevocationRow.tenant == tenant, RevocationRow.decision.in_(decided)
    )
    return [
        _revocation(row)
        for row in session.scalars(query.order_by(RevocationRow.at, RevocationRow.id))
    ]


def evidence_of(session: Session, tenant: str, decision: str) -> str | None:
    """The signed record of a decision, as it was on the day."""
    row = session.get(DecisionRow, (tenant, decision))
    return None if row is None else row.evidence


def decision_by_code(session: Session, code: str) -> tuple[Whose, Decision, str] | None:
    """Whose it is, the decision, and its signed record; of whatever tenant."""
    row = session.scalar(select(DecisionRow).where(DecisionRow.code == code))
    if row is None:
        return None
    return Whose(row.tenant, row.placement, row.course, row.person), _decision(row), row.evidence


def decision_of_id(session: Session, tenant: str, id_: str) -> Decision | None:
    row = session.get(DecisionRow, (tenant, id_))
    return None if row is None else _decision(row)


def whose_decision(session: Session, tenant: str, id_: str) -> Whose | None:
    row = session.get(DecisionRow, (tenant, id_))
    return None if row is None else Whose(row.tenant, row.placement, row.course, row.person)


def is_superseded(session: Session, tenant: str, id_: str) -> bool:
    """Whether a newer decision about the same person in the same place took over."""
    whose = whose_decision(session, tenant, id_)
    made = decisions(session, whose).get(whose.person, []) if whose else []
    return bool(made) and made[-1].id != id_


def decisions_of_person(session: Session, tenant: str, person: str) -> list[tuple[Decision, str]]:
    """All that were ever made about a person in any course of the tenant, newest first."""
    query = select(DecisionRow).where(DecisionRow.tenant == tenant, DecisionRow.person == person)
    rows = session.scalars(query.order_by(DecisionRow.at.desc(), DecisionRow.id))
    return [(_decision(row), row.evidence) for row in rows]


def _at(table: Any, whose: Whose) -> Select[Any]:
    query = select(table).where(
        table.tenant == whose.tenant,
        table.placement == whose.placement,
        table.course == whose.course,
    )
    return query.where(table.person == whose.person) if whose.person else query


def _of(whose: Whose) -> dict[str, str]:
    return dict(zip(_WHOSE, whose.key, strict=True))


def _by(who: Signatory) -> dict[str, str]:
    return {"by_person": who.person, "by_name": who.name, "by_title": who.title}


def _signatory(row: SignOffRow | DecisionRow | RevocationRow) -> Signatory:
    return Signatory(row.by_person, row.by_name, row.by_title)


def _sign_off(row: SignOffRow) -> SignOff:
    return SignOff(
        id=row.id,
        round=row.round,
        at=row.at,
        by=_signatory(row),
        subject=row.subject,
        approved=row.approved,
        observations=tuple(Ticked(**each) for each in row.observations),
        note=row.note,
        way=Way(row.way),
    )


def _decision(row: DecisionRow) -> Decision:
    return Decision(
        id=row.id,
        round=row.round,
        at=row.at,
        by=_signatory(row),
        scopes=tuple(Scope(**each) for each in row.scopes),
        since=row.since,
        until=row.until,
        reason=row.reason,
        sign_off=row.sign_off,
        attempt=row.attempt,
        code=row.code,
        example=row.example,
    )


def _revocation(row: RevocationRow) -> Revocation:
    return Revocation(row.id, row.decision, row.at, _signatory(row), row.reason)
