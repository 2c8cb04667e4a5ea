"""What people did long ago, put into the database as if the days had passed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from lti_tool.certification.calendar import oslo_day
from lti_tool.learning.placements import Whose
from lti_tool.protocol.grades import Score
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import outbox, progress
from lti_tool.storage.attempts import AnswerRow, AttemptRow
from lti_tool.storage.certification import DecisionRow, RoundRow, SignOffRow
from lti_tool.storage.database import Database
from lti_tool.storage.identity import WrittenNameRow
from lti_tool.storage.outbox import OutgoingScoreRow, ScoreToSend, State
from lti_tool.storage.progress import Column
from lti_tool.storage.tables import metadata
from tests.lti_tool.clock import START

NOW = START
DAYS = 365
"""From NOW back to the day that a rule of twelve months keeps."""
OF_PEOPLE = (
    "answer",
    "attempt",
    "progress",
    "outgoing_score",
    "written_name",
    "sign_off",
    "certificate_decision",
    "certification_round",
)


@dataclass(frozen=True)
class Past:
    """What somebody has done in one course of one link, and how long ago they were last there."""

    tenant: str
    placement: str
    course: str
    person: str
    days_ago: int
    is_in_test: bool = False
    waits: bool = False
    signed: int | None = None
    """Days ago, and without a decision."""
    certificate: int | None = None
    """Its last day: how many days ago, or to come where negative."""
    renewed: int | None = None

    @property
    def whose(self) -> Whose:
        return Whose(self.tenant, self.placement, self.course, self.person)

    @property
    def name(self) -> str:
        return "-".join(self.whose.key)

    @property
    def is_over(self) -> bool:
        """By a rule of twelve months, but for what waits in any course of the person."""
        ends = [self.days_ago, self.signed, self.certificate, self.renewed]
        return not self.is_in_test and all(end is None or end > DAYS for end in ends)


def at(days_ago: int) -> datetime:
    return NOW - timedelta(days=days_ago)


def happen(database: Database, edition: str, pasts: Iterable[Past]) -> None:
    with database.begin() as session:
        for past in pasts:
            column = Column(f"https://lms.example.no/{past.placement}/{past.course}", frozenset())
            when = at(past.days_ago)
            progress.arrive(session, past.whose, name=None, language="nb", column=column, at=when)
            for number in (1, 2):
                session.add(
                    attempt(past, number, edition, ended=number == 1 or not past.is_in_test)
                )
                session.flush()
                session.add(answer(past, number))
            for line_item in (column.line_item, f"{column.line_item}/before"):
                tenant = Tenant.from_key(past.tenant)
                score = ScoreToSend(tenant, line_item, past.person, Score(8, 10), when)
                row = session.get_one(
                    OutgoingScoreRow, (past.tenant, outbox.enqueue(session, score, when))
                )
                if not past.waits:
                    row.state = State.SENT
            if session.get(WrittenNameRow, (past.tenant, name_id(past))) is None:
                session.add(written(past))
            if past.signed is not None:
                session.add(sign_off(past, past.signed))
            if past.certificate is not None:
                session.add(decision(past, past.certificate))
            if past.renewed is not None:
                session.add(new_round(past, past.renewed))


def attempt(past: Past, number: int, edition: str, *, ended: bool) -> AttemptRow:
    when = at(past.days_ago)
    return AttemptRow(
        **of(past),
        id=attempt_id(past, number),
        version="1.0.0",
        edition=edition,
        course_hash="0",
        assessment="prove",
        number=number,
        seed=1,
        form=[],
        draft=False,
        started_at=when,
        ended_at=when if ended else None,
    )


def attempt_id(past: Past, number: int) -> str:
    return f"{sha256(past.name.encode()).hexdigest()[:12]}-{number}"


def answer(past: Past, number: int) -> AnswerRow:
    return AnswerRow(
        tenant=past.tenant,
        attempt=attempt_id(past, number),
        position=0,
        response="a",
        marked=False,
        saved_at=at(past.days_ago),
    )


def name_id(past: Past) -> str:
    return f"{past.placement}{past.person}"


def written(past: Past) -> WrittenNameRow:
    return WrittenNameRow(
        tenant=past.tenant,
        id=name_id(past),
        placement=past.placement,
        person=past.person,
        name="Anne Eksempel",
        at=at(past.days_ago),
    )


SIGNED = {"by_person": "nina", "by_name": "Nina Eksempel", "by_title": "sykepleier"}


def sign_off(past: Past, days_ago: int) -> SignOffRow:
    return SignOffRow(
        **of(past),
        **SIGNED,
        id=attempt_id(past, 1),
        round=1,
        at=at(days_ago),
        subject="Anne Eksempel",
        approved=True,
        observations=[],
        note="",
        way="list",
    )


def decision(past: Past, lapsed_ago: int) -> DecisionRow:
    return DecisionRow(
        **of(past),
        **SIGNED,
        id=attempt_id(past, 1),
        round=1,
        at=at(past.days_ago),
        scopes=[],
        since=oslo_day(at(past.days_ago)),
        until=oslo_day(at(lapsed_ago)),
        reason="",
        sign_off="s",
        attempt=attempt_id(past, 1),
        code=attempt_id(past, 1)[-16:],
        example=False,
        evidence="{}",
    )


def new_round(past: Past, days_ago: int) -> RoundRow:
    return RoundRow(
        **of(past), number=2, at=at(days_ago), cause="renewal", by_person=past.person, reason=""
    )


def of(past: Past) -> dict[str, str]:
    return dict(zip(("tenant", "placement", "course", "person"), past.whose.key, strict=True))


Rows = dict[tuple[Any, ...], tuple[Any, ...]]


def everything(database: Database) -> dict[str, Rows]:
    """Every row about people: table -> key -> row."""
    with database.read() as session:
        return {
            name: {
                tuple(row._mapping[column] for column in table.primary_key): tuple(row)
                for row in session.execute(select(table))
            }
            for name in OF_PEOPLE
            for table in [metadata().tables[name]]
        }
