"""
Where people are kept: every table that holds something of one person, and what deletion does to it.

A new table with a person in it belongs in HOLDINGS; a test fails until somebody has said whether it
is deleted or kept, and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    not_,
    null,
    select,
    union,
)
from sqlalchemy.orm import Session

from lti_tool.storage.attempts import AttemptRow
from lti_tool.storage.certification import DecisionRow
from lti_tool.storage.database import Base
from lti_tool.storage.grants import GrantRow
from lti_tool.storage.progress import ProgressRow

_SECRETS = frozenset({"token_digest", "launch", "seed", "form", "course_hash", "lease", "scopes"})
"""Keys to a visit, and what a test was drawn from: nothing that a person has said or done."""
_OF_ANOTHER = frozenset(
    {
        "person",
        "subject",
        "details",
        "approved",
        "observations",
        "note",
        "reason",
        "evidence",
        "code",
    }
    | {"percent", "sign_off", "attempt", "decision"}
)
"""What somebody decided about another is that person's to be told, not the decider's."""


@dataclass(frozen=True, slots=True)
class Holding:
    """
    name: of its texts, `holdings.<name>`.
    kept: not deleted with the person; the text of the same name says why.
    about_another: something that the person did with rights, to somebody else.
    """

    name: str
    table: str
    whose: Callable[[Table, str], ColumnElement[bool]]
    kept: bool = False
    about_another: bool = False

    def rows_of(self, tenant: str, person: str) -> ColumnElement[bool]:
        table = self.of()
        return and_(table.c.tenant == tenant, self.whose(table, person))

    def tenants_of(self, registration_id: str, person: str) -> Select[tuple[str]]:
        table = self.of()
        of_platform = _of_platform(table.c.tenant, registration_id)
        return select(table.c.tenant).where(of_platform, self.whose(table, person)).distinct()

    def of(self) -> Table:
        return Base.metadata.tables[self.table]


def _of_platform(tenant: Column[str], registration_id: str) -> ColumnElement[bool]:
    return tenant.startswith(f"{registration_id}:", autoescape=True)


def _person(table: Table, person: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = table.c.person == person
    return found


def _by_person(table: Table, person: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = table.c.by_person == person
    return found


def _given_by(table: Table, person: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = table.c.given_by == person
    return found


def _user_id(table: Table, person: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = table.c.user_id == person
    return found


def _decided_on(tenant: Column[str], attempt: Column[str]) -> ColumnElement[bool]:
    """Whether a certificate rests on the attempt."""
    return exists().where(DecisionRow.tenant == tenant, DecisionRow.attempt == attempt)


def _attempt(table: Table, person: str) -> ColumnElement[bool]:
    return and_(table.c.person == person, not_(_decided_on(table.c.tenant, table.c.id)))


def _certified_attempt(table: Table, person: str) -> ColumnElement[bool]:
    return and_(table.c.person == person, _decided_on(table.c.tenant, table.c.id))


def _answer(table: Table, person: str) -> ColumnElement[bool]:
    return and_(_answered_by(table, person), not_(_decided_on(table.c.tenant, table.c.attempt)))


def _certified_answer(table: Table, person: str) -> ColumnElement[bool]:
    return and_(_answered_by(table, person), _decided_on(table.c.tenant, table.c.attempt))


def _answered_by(table: Table, person: str) -> ColumnElement[bool]:
    return exists().where(
        AttemptRow.tenant == table.c.tenant,
        AttemptRow.id == table.c.attempt,
        AttemptRow.person == person,
    )


def _of_decision(table: Table, person: str) -> ColumnElement[bool]:
    return exists().where(
        DecisionRow.tenant == table.c.tenant,
        DecisionRow.id == table.c.decision,
        DecisionRow.person == person,
    )


def _subject(table: Table, person: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = table.c.subject == person
    return found


def _actor(table: Table, person: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = table.c.actor == person
    return found


HOLDINGS = (
    Holding("answers", "answer", _answer),
    Holding("attempts", "attempt", _attempt),
    Holding("progress", "progress", _person),
    Holding("scores", "outgoing_score", _user_id),
    Holding("roles", "role_grant", _person),
    Holding("memberships", "member", _person),
    Holding("visits", "visit", _person),
    Holding("codes", "bedside_code", _person),
    Holding("names", "written_name", _person),
    Holding("extra-times", "extra_time", _person),
    Holding("unlocks", "test_unlock", _person),
    # What somebody was allowed to do at work, and on what grounds, must stand for an inspection.
    Holding("certificates", "certificate_decision", _person, kept=True),
    Holding("revocations", "certificate_revocation", _of_decision, kept=True),
    Holding("sign-offs", "sign_off", _person, kept=True),
    Holding("rounds", "certification_round", _person, kept=True),
    Holding("test-sessions", "test_session", _by_person, kept=True),
    Holding("proofs", "proof", _of_decision, kept=True),
    Holding("certified-attempts", "attempt", _certified_attempt, kept=True),
    Holding("certified-answers", "answer", _certified_answer, kept=True),
    Holding("audit", "audit_entry", _subject, kept=True),
    Holding("acts", "audit_entry", _actor, kept=True, about_another=True),
    # Done to somebody else, whose record it is: it goes with that person, if at all.
    Holding("sign-offs-made", "sign_off", _by_person, kept=True, about_another=True),
    Holding("decisions", "certificate_decision", _by_person, kept=True, about_another=True),
    Holding("revoking", "certificate_revocation", _by_person, kept=True, about_another=True),
    Holding("rounds-started", "certification_round", _by_person, kept=True, about_another=True),
    Holding("unlocks-given", "test_unlock", _by_person, kept=True, about_another=True),
    Holding("extra-times-given", "extra_time", _by_person, kept=True, about_another=True),
    Holding("roles-given", "role_grant", _given_by, kept=True, about_another=True),
)
"""In the order of deletion: what refers to another row goes first."""


@dataclass(frozen=True, slots=True)
class Known:
    """
    Somebody who has something here.

    placements: how many links in the LMS the person has opened as a learner.
    """

    id: str
    name: str | None
    last_at: datetime | None
    placements: int


def people(session: Session, tenant: str, limit: int) -> list[Known]:
    """Those who have opened a course, the latest first, and then those who only hold a role."""
    query = (
        select(
            ProgressRow.person,
            func.max(ProgressRow.name).label("name"),
            func.max(ProgressRow.last_at).label("last_at"),
            func.count().label("placements"),
        )
        .where(ProgressRow.tenant == tenant)
        .group_by(ProgressRow.person)
        .order_by(func.max(ProgressRow.last_at).desc(), ProgressRow.person)
        .limit(limit)
    )
    found = [
        Known(row.person, row.name, row.last_at, row.placements) for row in session.execute(query)
    ]
    seen = {each.id for each in found}
    holders = select(GrantRow.person).where(GrantRow.tenant == tenant).distinct().limit(limit)
    found += [
        Known(id_, None, None, 0) for id_ in sorted(session.scalars(holders)) if id_ not in seen
    ]
    return found[:limit]


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody of whom something is kept, under one of the names that we have."""

    tenant: str
    id: str
    name: str | None


_NAMES = (
    ("progress", "person", "name"),
    ("member", "person", "name"),
    ("written_name", "person", "name"),
    ("sign_off", "person", "subject"),
    ("sign_off", "by_person", "by_name"),
    ("certificate_decision", "by_person", "by_name"),
    ("certificate_revocation", "by_person", "by_name"),
    ("test_session", "by_person", "by_name"),
    ("role_grant", "person", None),
)
"""Table, whose column, and that of the name."""


def named(session: Session, registration_id: str) -> Iterator[Named]:
    """Everybody of a platform, once for each name."""
    parts = []
    for table_name, person, name in _NAMES:
        columns = Base.metadata.tables[table_name].c
        shown = columns[name] if name is not None else null()
        parts.append(
            select(columns.tenant, columns[person].label("id"), shown.label("name")).where(
                _of_platform(columns.tenant, registration_id)
            )
        )
    for row in session.execute(union(*parts)):
        yield Named(row.tenant, row.id, row.name)


def tenants_with(
    session: Session, holding: Holding, registration_id: str, person: str
) -> list[str]:
    return list(session.scalars(holding.tenants_of(registration_id, person)))


def count(session: Session, holding: Holding, tenant: str, person: str) -> int:
    query = select(func.count()).select_from(holding.of()).where(holding.rows_of(tenant, person))
    return session.scalar(query) or 0


def rows(session: Session, holding: Holding, tenant: str, person: str) -> list[Mapping[str, Any]]:
    """As they are stored, without keys and secrets of ours, and without what is another's."""
    table = holding.of()
    hidden = _SECRETS | _OF_ANOTHER if holding.about_another else _SECRETS
    columns = [column for column in table.columns if column.name not in hidden]
    query = select(*columns).where(holding.rows_of(tenant, person)).order_by(*table.primary_key)
    return [dict(row._mapping) for row in session.execute(query)]


def erase(session: Session, holding: Holding, tenant: str, person: str) -> None:
    session.execute(delete(holding.of()).where(holding.rows_of(tenant, person)))
