"""
The acts: sign off, decide, revoke, open a new round.

Each runs in its caller's transaction, takes the time from it, holds the person's case while it
looks, adds its rows and leaves a line in the audit log. Who may do it has been asked before; that
nobody does it for themselves is asked here.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lti_tool.certification.calendar import oslo_day
from lti_tool.certification.casework import Case, case_of, rules_at
from lti_tool.certification.errors import ActRefused
from lti_tool.certification.evidence import Grounds, Subject, evidence, observed
from lti_tool.certification.records import (
    Cause,
    Decision,
    Revocation,
    RoundOpened,
    Scope,
    Signatory,
    SignOff,
    Way,
)
from lti_tool.certification.standing import longest, round_at
from lti_tool.learning.placements import Seat
from lti_tool.learning.shelf import Served, Shelf
from lti_tool.storage import audit, evidence_keys
from lti_tool.storage import certification as stored
from lti_tool.storage.invigilation import invigilator_of

MAX_NAME = 100
MAX_TEXT = 1000
_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that is read as another or as a figure."""
_CODE_LENGTH = 12
_ID_BYTES = 15


@dataclass(frozen=True, slots=True)
class Office:
    """
    One act's surroundings.

    seat: the employee's. served: what the placement shows.
    """

    session: Session
    shelf: Shelf
    seat: Seat
    served: Served
    now: datetime

    def case(self) -> Case:
        """Held until the transaction ends."""
        stored.lock_person(self.session, self.seat.whose)
        return case_of(self.session, self.shelf, self.seat, self.served, now=self.now)

    def note(self, act: str, by: str, **details: str | int | bool | None) -> None:
        whose = self.seat.whose
        audit.record(
            self.session,
            act,
            whose.person,
            at=self.now,
            by=by,
            tenant=whose.tenant,
            placement=whose.placement,
            course=whose.course,
            **details,
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """
    What an assessor hands in.

    subject: the employee's name, made sure of by the assessor.
    observations: ids of what was seen.
    """

    subject: str
    approved: bool
    observations: Sequence[str]
    note: str
    way: Way


@dataclass(frozen=True, slots=True)
class Allowed:
    """
    What a leader hands in. scopes: ids.

    seen: how the person stood when the leader began (`Standing.mark`).
    """

    scopes: Sequence[str]
    until: date
    reason: str
    seen: str


def sign(office: Office, seen: Seen, by: Signatory) -> SignOff:
    """Raises ActRefused where there is nothing to sign, or something is missing."""
    _check_signatory(office, by)
    subject = person_name(seen.subject, "name-missing")
    case = office.case()
    current = case.standing.current
    if current.test is None:
        raise ActRefused("no-test-yet")
    ticked = observed(office.served.course, seen.observations)
    rules = rules_at(office.served.course, office.seat.choice)
    if seen.approved and len(ticked) < len(rules.observations):
        raise ActRefused("not-all-seen")
    if not seen.approved:
        _required(seen.note, "note-missing")
    made = SignOff(
        id=_new_id(),
        round=current.number,
        at=office.now,
        by=by,
        subject=subject,
        approved=seen.approved,
        observations=ticked,
        note=seen.note.strip(),
        way=seen.way,
    )
    stored.add_sign_off(office.session, office.seat.whose, made)
    office.note(
        "sign-off", by.person, id=made.id, round=made.round, approved=made.approved, way=made.way
    )
    return made


def last_day(case: Case, months: int) -> date | None:
    """The last day that a decision on the round's test may last to; None before it is passed."""
    test = case.standing.current.test
    return None if test is None else longest(oslo_day(test.at), months)


def decide(
    office: Office, allowed: Allowed, by: Signatory, *, platform: str, url: str, secret: str
) -> Decision:
    """
    The leader's decision, with its evidence signed. Raises ActRefused.

    A second one in the same round corrects the first: both stay, the newest holds.
    """
    _check_signatory(office, by)
    case = office.case()
    _check_unchanged(case, allowed.seen)
    current = case.standing.current
    test, signed = current.test, current.sign_off
    if test is None or signed is None or not signed.approved:
        raise ActRefused("no-sign-off-yet")
    rules = rules_at(office.served.course, office.seat.choice)
    chosen = [each for each in rules.scopes if each.id in allowed.scopes]
    if not chosen or len(chosen) != len(set(allowed.scopes)):
        raise ActRefused("no-scope", status=400)
    attempt = next(each for each in case.attempts if each.id == test.attempt)
    if any(each.groups and attempt.group not in each.groups for each in chosen):
        raise ActRefused("scope-of-another-group")
    scopes = tuple(Scope(each.id, dict(each.title)) for each in chosen)
    today = oslo_day(office.now)
    last = longest(oslo_day(test.at), rules.months)
    if last < today:
        raise ActRefused("test-too-old")
    if not today <= allowed.until <= last:
        raise ActRefused("until-out-of-reach", status=400, last=last.isoformat())
    before = case.standing.decision
    made = Decision(
        id=_new_id(),
        round=current.number,
        at=office.now,
        by=by,
        scopes=scopes,
        since=today,
        until=allowed.until,
        reason=_text(allowed.reason),
        sign_off=signed.id,
        attempt=test.attempt,
        code=new_code(),
        example=test.example,
    )
    tried = [
        each
        for each in case.attempts
        if round_at(case.records.rounds, each.started_at) == current.number
    ]
    place = office.seat.placement
    grounds = Grounds(
        attempt=attempt,
        attempts=tried,
        taught=office.shelf.get(attempt.edition, attempt.localization).course,
        sign_off=signed,
        invigilator=invigilator_of(office.session, place.tenant, attempt.test_session),
        supersedes=before.code if before else None,
    )
    subject = Subject(
        tenant=place.tenant,
        platform=platform,
        placement=place.id,
        person=office.seat.person,
        name=signed.subject,
        unit=place.choice.unit,
    )
    record = evidence(subject, grounds, made, url=url)
    key = evidence_keys.signing(office.session, secret, office.now)
    stored.add_decision(office.session, office.seat.whose, made, key.sign(record, typ="JWT"))
    office.note("decide", by.person, id=made.id, round=made.round, until=made.until.isoformat())
    return made


def revoke(office: Office, decision_id: str, reason: str, by: Signatory) -> Revocation:
    """Take the decision in force back. Raises ActRefused."""
    _check_signatory(office, by)
    said = _required(reason, "reason-missing")
    found = office.case().standing
    if found.decision is None or found.decision.id != decision_id:
        raise ActRefused("not-in-force")
    if found.revocation is not None:
        raise ActRefused("revoked-already")
    made = Revocation(_new_id(), decision_id, office.now, by, said)
    stored.add_revocation(office.session, office.seat.whose.tenant, made)
    office.note("revoke", by.person, id=made.id, decision=decision_id)
    return made


def renew(office: Office) -> RoundOpened:
    """By the employee, in the renewal window or after it. Raises ActRefused."""
    case = office.case()
    if not case.standing.may_renew:
        raise ActRefused("not-yet")
    return _open(office, case, Cause.RENEWAL, office.seat.person, "")


def reset(office: Office, reason: str, by: Signatory, *, seen: str) -> RoundOpened:
    """By a leader, when the test is to be taken anew; what was won is kept. Raises ActRefused."""
    _check_signatory(office, by)
    said = _required(reason, "reason-missing")
    case = office.case()
    _check_unchanged(case, seen)
    return _open(office, case, Cause.RESET, by.person, said)


def new_code() -> str:
    """60 random bits: nobody finds a certificate by guessing."""
    return "".join(secrets.choice(_CODE_ALPHABET) for _ in range(_CODE_LENGTH))


def signatory(person: str, name: str, title: str) -> Signatory:
    """Raises ActRefused where a name or a title is missing."""
    written = person_name(name, "own-name-missing")
    return Signatory(person, written, _required(title, "title-missing")[:MAX_NAME])


def person_name(text: str, missing: str) -> str:
    """A name as papers have it, in Latin letters. Raises ActRefused."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if len(name) < 2:
        raise ActRefused(missing, status=400)
    if len(name) > MAX_NAME or not all(map(_is_of_a_name, name)):
        raise ActRefused("name-not-latin", status=400, most=MAX_NAME)
    return name


def _is_of_a_name(character: str) -> bool:
    return character in " -.’'" or unicodedata.name(character, "").startswith("LATIN ")


def _open(office: Office, case: Case, cause: Cause, by: str, reason: str) -> RoundOpened:
    opened = RoundOpened(case.standing.current.number + 1, office.now, cause, by, reason)
    stored.add_round(office.session, office.seat.whose, opened)
    office.note("open-round", by, number=opened.number, cause=cause.value)
    return opened


def _check_signatory(office: Office, by: Signatory) -> None:
    if by.person == office.seat.person:
        raise ActRefused("not-for-yourself", status=403)


def _check_unchanged(case: Case, seen: str) -> None:
    """What another leader said meanwhile is not replaced by somebody who has not read it."""
    if seen != case.standing.mark:
        raise ActRefused("changed-meanwhile")


def _required(text: str, check: str) -> str:
    if not text.strip():
        raise ActRefused(check, status=400)
    return _text(text)


def _text(text: str) -> str:
    stripped = text.strip()
    if len(stripped) > MAX_TEXT or not all(c.isprintable() or c == "\n" for c in stripped):
        raise ActRefused("text-too-long", status=400, most=MAX_TEXT)
    return stripped


def _new_id() -> str:
    return secrets.token_urlsafe(_ID_BYTES)
