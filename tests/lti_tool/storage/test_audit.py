from __future__ import annotations

from datetime import timedelta

import pytest

from lti_tool.storage import audit
from lti_tool.storage.database import Database
from tests.lti_tool.clock import START


def test_entries_come_back_in_the_order_of_their_acts(database: Database) -> None:
    with database.begin() as session:
        for minute in (2, 0, 1):
            at = START + timedelta(minutes=minute)
            audit.record(session, "grant.add", str(minute), at=at, by="admin", tenant="moodle:1")
        audit.record(session, "course.add", "eksempel 1.0.0", at=START, by="test", draft=True)

    with database.read() as session:
        assert [entry.subject for entry in audit.entries(session, "moodle:1")] == ["0", "1", "2"]
        (entry,) = audit.entries(session)
    assert (entry.actor, entry.act, entry.details) == ("test", "course.add", {"draft": True})


def test_an_act_that_fails_leaves_no_entry(database: Database) -> None:
    with pytest.raises(RuntimeError), database.begin() as session:  # noqa: PT012
        audit.record(session, "grant.add", "1", at=START, by="admin")
        raise RuntimeError

    with database.read() as session:
        assert audit.entries(session) == []
