"""
What is kept about one person of a tenant: told, handed out, deleted.

Deletion is said before it is done, done whole in one transaction, and entered in the audit log.
What the platform keeps, such as a grade in its gradebook, is the platform's to delete.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.storage import audit
from lti_tool.storage import personal_data as stored
from lti_tool.storage.personal_data import HOLDINGS, Known, Named

MOST_PEOPLE = 500
"""On the page; anybody else is found by the platform's id."""


@dataclass(frozen=True, slots=True)
class Held:
    """
    name: which kind of thing; its texts are `holdings.<name>`.
    kept: stays when the person is deleted.
    """

    name: str
    count: int
    kept: bool


def people(session: Session, tenant: str) -> list[Known]:
    return stored.people(session, tenant, MOST_PEOPLE)


def found(session: Session, registration_id: str, text: str, limit: int) -> list[Named]:
    """People of a platform whose name or id holds the text, whatever its case."""
    wanted = text.casefold()
    matching: dict[tuple[str, str], Named] = {}
    for each in stored.named(session, registration_id):
        if wanted in each.id.casefold() or wanted in (each.name or "").casefold():
            whose = (each.tenant, each.id)
            if whose not in matching or matching[whose].name is None:
                matching[whose] = each
    return sorted(matching.values(), key=lambda each: (each.name or "", each.id))[:limit]


def tenants_with(session: Session, registration_id: str, person: str) -> list[str]:
    """In which tenants of a platform, also of one that was removed, there is anything of them."""
    return sorted(
        {
            tenant
            for each in HOLDINGS
            for tenant in stored.tenants_with(session, each, registration_id, person)
        }
    )


def held(session: Session, tenant: str, person: str) -> list[Held]:
    """Only kinds of which there is something."""
    found = [
        Held(each.name, stored.count(session, each, tenant, person), each.kept) for each in HOLDINGS
    ]
    return [each for each in found if each.count]


def exported(
    session: Session, tenant: str, person: str, *, by: str, now: datetime
) -> Mapping[str, Any]:
    """Everything about the person, as JSON can say it: kind -> rows."""
    document = {
        "person": person,
        "exported_at": now.isoformat(),
        **{
            each.name: [
                {name: _plain(value) for name, value in row.items()}
                for row in stored.rows(session, each, tenant, person)
            ]
            for each in HOLDINGS
        },
    }
    audit.record(session, "person.export", person, at=now, by=by, tenant=tenant)
    return document


def erase(session: Session, tenant: str, person: str, *, by: str, now: datetime) -> list[Held]:
    """Delete everything that is not kept. Returns what there was; an empty list changes nothing."""
    found = held(session, tenant, person)
    going = [each for each in found if not each.kept]
    if not going:
        return []
    for holding in HOLDINGS:
        if not holding.kept:
            stored.erase(session, holding, tenant, person)
    counts = {each.name: each.count for each in going}
    audit.record(session, "person.erase", person, at=now, by=by, tenant=tenant, **counts)
    return found


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
