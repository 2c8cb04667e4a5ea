"""Deletes results that have been kept for as long as they should be. The worker does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from lti_tool.learning.placements import Whose
from lti_tool.learning.retention import Rule, rule_for
from lti_tool.storage import audit, retention
from lti_tool.storage.database import Database

BY = "retention"
"""Who the audit log says it was."""
AT_A_TIME = 100
"""People's results in one transaction: on SQLite everybody else waits for it."""
AT_ONCE = 5_000
"""In one round of the worker, which has scores to deliver, too; the rest go in the next."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """
    What a rule takes of one course in one deployment.

    people: how many go. unfinished: how many stay, although their time is over.
    """

    tenant: str
    course: str
    rule: Rule
    people: int
    unfinished: int


def due(session: Session, rules: Sequence[Rule], now: datetime) -> list[Due]:
    """What these rules would take now."""
    found = []
    for tenant, course, rule in _ruled(session, rules):
        counts = retention.count_over(session, tenant, course, rule.keeps_since(now))
        if any(counts):
            found.append(Due(tenant, course, rule, *counts))
    return found


def forget_old_results(
    database: Database, now: datetime, stopped: Callable[[], bool] = lambda: False
) -> int:
    """
    How many people's results in a course went, at most AT_ONCE. What certificates rest on stays.

    The audit log says how many, in which deployment and course, and not whose.
    """
    gone = 0
    with database.read() as session:
        rules = retention.rules(session)
        ruled = list(_ruled(session, rules)) if rules else []
    for tenant, course, rule in ruled:
        before = rule.keeps_since(now)
        with database.read() as session:
            over = retention.over(session, tenant, course, before, AT_ONCE - gone)
        for start in range(0, len(over), AT_A_TIME):
            if stopped():
                return gone
            gone += _forget(database, over[start : start + AT_A_TIME], rule, before, now)
    if gone:
        log.info("old results deleted", people=gone)
    return gone


def _forget(
    database: Database, people: Sequence[Whose], rule: Rule, before: datetime, now: datetime
) -> int:
    """All of one tenant and course; whole, and with its line in the log, or not at all."""
    with database.begin() as session:
        went = sum(retention.forget(session, whose, before) for whose in people)
        if went:
            audit.record(
                session,
                "results.forget",
                people[0].course,
                at=now,
                by=BY,
                tenant=people[0].tenant,
                people=went,
                months=rule.months,
            )
    return went


def _ruled(session: Session, rules: Sequence[Rule]) -> Iterator[tuple[str, str, Rule]]:
    for tenant, course in retention.kept_in(session):
        rule = rule_for(rules, tenant, course)
        if rule is not None:
            yield tenant, course, rule
