"""Everybody's case in one placement: the records about them, and how they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from courseware.model import CertificateRules, Course
from lti_tool.certification.errors import ActRefused
from lti_tool.certification.records import TestPassed
from lti_tool.certification.standing import Records, Standing, standing
from lti_tool.learning.attempts import Attempt
from lti_tool.learning.placements import Choice, Seat, Whose, certifies_at
from lti_tool.learning.shelf import Served, Shelf
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import attempts as stored_attempts
from lti_tool.storage import certification as stored
from lti_tool.storage import identity, platforms, progress


@dataclass(frozen=True, slots=True)
class Case:
    """
    name: the platform's, or else what the employee wrote; None before anybody has said.
    name_given: whether it is the platform's.
    attempts: the ended ones of the certifying test and of its renewal, oldest first.
    """

    whose: Whose
    name: str | None
    name_given: bool
    records: Records
    standing: Standing
    attempts: tuple[Attempt, ...]


def rules_at(course: Course, choice: Choice) -> CertificateRules:
    """The rules where the placement shows the certifying test. Raises ActRefused."""
    rules = course.certificate
    if rules is None or not certifies_at(course, choice):
        raise ActRefused("no-certificate-here", status=404)
    return rules


def case_of(session: Session, shelf: Shelf, seat: Seat, served: Served, *, now: datetime) -> Case:
    """The case of the seat's own person. Raises ActRefused where the placement certifies nobody."""
    kept = progress.progress_of(session, seat.whose)
    tried = stored_attempts.attempts_of(session, seat.whose)
    return _cases(session, shelf, seat, served, seat.whose, [kept] if kept else [], tried, now)[0]


def renews_now(
    session: Session, shelf: Shelf, seat: Seat, served: Served, *, now: datetime
) -> bool:
    """Whether the seat's person may take the shorter test of the course's certificate now."""
    rules = served.course.certificate
    if rules is None or rules.renewal_test is None or not certifies_at(served.course, seat.choice):
        return False
    return case_of(session, shelf, seat, served, now=now).standing.may_take_renewal_test


def cases(
    session: Session, shelf: Shelf, seat: Seat, served: Served, *, now: datetime
) -> list[Case]:
    """Of every learner who has opened the course here."""
    everybody = replace(seat.whose, person="")
    kept = progress.progress_in(session, everybody.tenant, everybody.placement, everybody.course)
    tried = stored_attempts.attempts_in(
        session, everybody.tenant, everybody.placement, everybody.course
    )
    return _cases(session, shelf, seat, served, everybody, kept, tried, now)


def _cases(
    session: Session,
    shelf: Shelf,
    seat: Seat,
    served: Served,
    whose: Whose,
    kept: list[progress.Progress],
    tried: list[Attempt],
    now: datetime,
) -> list[Case]:
    rules = rules_at(served.course, seat.choice)
    sandbox = is_sandbox(session, whose.tenant)
    tests = {rules.test, rules.renewal_test}
    ended = [each for each in tried if each.assessment in tests and each.ended is not None]
    sign_offs = stored.sign_offs(session, whose)
    decisions = stored.decisions(session, whose)
    rounds = stored.rounds(session, whose)
    decided = [each.id for made in decisions.values() for each in made]
    revoked = stored.revocations(session, whose.tenant, decided)
    written = identity.written_names(session, whose)
    names = {each.whose.person: each.name for each in kept}
    people = [whose.person] if whose.person else list(names)
    found = []
    for person in people:
        own = tuple(each for each in ended if each.person == person)
        records = Records(
            tests=tuple(_passed(own, shelf, sandbox=sandbox)),
            sign_offs=tuple(sign_offs.get(person, ())),
            decisions=tuple(decisions.get(person, ())),
            revocations=tuple(revoked),
            rounds=tuple(rounds.get(person, ())),
        )
        given = names.get(person)
        found.append(
            Case(
                whose=replace(whose, person=person),
                name=given or written.get(person),
                name_given=given is not None,
                records=records,
                standing=standing(records, renewal_days=rules.renewal_days, now=now),
                attempts=own,
            )
        )
    return found


def is_sandbox(session: Session, tenant: str) -> bool:
    registration = platforms.get(session, Tenant.from_key(tenant).registration_id)
    return registration is not None and registration.sandbox


def _passed(ended: Iterable[Attempt], shelf: Shelf, *, sandbox: bool) -> Iterable[TestPassed]:
    for each in ended:
        if each.ended is None or not each.ended.points.passed:
            continue
        course = shelf.get(each.edition, each.localization).course
        example = each.draft or course.is_example(course.assessment(each.assessment))
        yield TestPassed(
            each.id,
            each.started_at,
            each.ended.at,
            counts=sandbox or not example,
            example=example,
            group=each.group,
        )
