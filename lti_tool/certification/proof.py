"""Handing out proof of a decision, and looking at proof that somebody holds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.certification.badge import badge
from lti_tool.certification.calendar import oslo_day
from lti_tool.certification.paper import certificate_pdf, evidence_pdf
from lti_tool.certification.records import Decision
from lti_tool.certification.signing import flattened, holds, kid_of, said_in
from lti_tool.certification.standing import State, decision_state
from lti_tool.storage import certification as stored
from lti_tool.storage import evidence_keys, proofs
from lti_tool.texts import text


class Kind(StrEnum):
    """What can be handed out."""

    CERTIFICATE = "certificate"
    BADGE = "badge"
    EVIDENCE = "evidence"
    RECORD = "record"


FOR_EMPLOYEE = frozenset({Kind.CERTIFICATE, Kind.BADGE})
"""The others tell what was drawn, and so are for the file and not for who takes the test again."""

_TYPES = {
    Kind.CERTIFICATE: ("pdf", "application/pdf"),
    Kind.EVIDENCE: ("pdf", "application/pdf"),
    Kind.RECORD: ("json", "application/json"),
    Kind.BADGE: ("jwt", "application/jwt"),
}


@dataclass(frozen=True, slots=True)
class Proof:
    name: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """
    What a certificate is worth today.

    state: valid, expired or revoked. superseded: valid, had not a newer one taken its place.
    record: the signed evidence, of which only what stands on the paper may be shown; None where
        what is stored is not what was signed, and nobody can answer for it.
    """

    state: State
    superseded: bool
    decision: Decision
    record: dict[str, Any] | None


def made(
    session: Session,
    tenant: str,
    decision: str,
    kind: Kind,
    language: str,
    *,
    secret: str,
    now: datetime,
) -> Proof | None:
    """The file, whose hash is kept so that it can be checked; None for an unknown decision."""
    signed = stored.evidence_of(session, tenant, decision)
    if signed is None:
        return None
    record, kid = said_in(signed), kid_of(signed)
    match kind:
        case Kind.CERTIFICATE:
            data = certificate_pdf(record, language, kid=kid)
        case Kind.EVIDENCE:
            data = evidence_pdf(signed, language, kid=kid)
        case Kind.RECORD:
            data = flattened(signed).encode()
        case Kind.BADGE:
            key = evidence_keys.signing(session, secret, now)
            criteria = text("paper", language, "limits")
            data = badge(record, language, criteria=criteria, key=key).encode()
    ending, mimetype = _TYPES[kind]
    sha256 = hashlib.sha256(data).hexdigest()
    proofs.keep(
        session, tenant, decision, kind=kind.value, language=language, sha256=sha256, at=now
    )
    return Proof(f"{kind.value}-{record['code']}.{ending}", mimetype, data)


def by_code(session: Session, code: str, *, now: datetime) -> Found | None:
    found = stored.decision_by_code(session, code)
    if found is None:
        return None
    whose, decision, signed = found
    return _found(session, whose.tenant, decision, signed, now)


def by_file(session: Session, data: bytes, *, now: datetime) -> Found | None:
    """By the hash alone: nothing of the file is read."""
    kept = proofs.decision_of(session, hashlib.sha256(data).hexdigest())
    if kept is None:
        return None
    tenant, decision_id = kept
    decision = stored.decision_of_id(session, tenant, decision_id)
    signed = stored.evidence_of(session, tenant, decision_id)
    if decision is None or signed is None:
        return None
    return _found(session, tenant, decision, signed, now)


def _found(session: Session, tenant: str, decision: Decision, signed: str, now: datetime) -> Found:
    revoked = stored.revocations(session, tenant, [decision.id])
    state = decision_state(decision, revoked[0] if revoked else None, decision.until, oslo_day(now))
    if state is State.EXPIRING:
        state = State.VALID
    superseded = state is State.VALID and stored.is_superseded(session, tenant, decision.id)
    record = _genuine(decision, signed, evidence_keys.published(session))
    return Found(state, superseded, decision, record)


def _genuine(
    decision: Decision, signed: str, keys: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """The record, if it is signed and says what the register says."""
    if not holds(signed, keys):
        return None
    record = said_in(signed)
    valid = {"from": decision.since.isoformat(), "until": decision.until.isoformat()}
    return record if (record["code"], record["valid"]) == (decision.code, valid) else None
