from __future__ import annotations

from dataclasses import replace

from lti_tool.learning.grants import Grant, Role, Scope
from lti_tool.storage.database import Database
from lti_tool.storage.grants import add_grant, grants_of_person, grants_of_tenant, revoke_grant
from tests.lti_tool.clock import START

GRANT = Grant("moodle:1", "g1", "liv", Role.ASSESSOR, Scope.UNIT, "Sykehjemmet", "admin", START)


def test_a_grant_comes_back_as_it_was_given(database: Database) -> None:
    with database.begin() as session:
        add_grant(session, GRANT)

    with database.read() as session:
        assert grants_of_person(session, "moodle:1", "liv") == [GRANT]
        assert grants_of_tenant(session, "moodle:1") == [GRANT]


def test_a_grant_counts_in_its_own_tenant_only(database: Database) -> None:
    with database.begin() as session:
        add_grant(session, GRANT)
        add_grant(session, replace(GRANT, tenant="moodle:2"))

        assert not revoke_grant(session, "moodle:3", "g1", at=START)
        assert revoke_grant(session, "moodle:2", "g1", at=START)
        assert not revoke_grant(session, "moodle:2", "g1", at=START)

    with database.read() as session:
        assert grants_of_person(session, "moodle:1", "liv") == [GRANT]
        (revoked,) = grants_of_person(session, "moodle:2", "liv")
        assert revoked.revoked_at == START
        assert grants_of_person(session, "moodle:3", "liv") == []
