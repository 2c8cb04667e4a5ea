from __future__ import annotations

import pytest

from lti_tool.errors import SecretDoesNotFit
from lti_tool.storage import evidence_keys
from lti_tool.storage.database import Database
from tests.lti_tool.clock import START, FakeClock

SECRET = "a secret of at least thirty-two characters"
OTHER = SECRET[::-1]


def test_the_first_signature_makes_the_key_and_the_next_uses_it(database: Database) -> None:
    with database.begin() as session:
        first = evidence_keys.signing(session, SECRET, START).kid
        second = evidence_keys.signing(session, SECRET, START).kid

        assert first == second
        assert [key["kid"] for key in evidence_keys.published(session)] == [first]
        assert all("d" not in key for key in evidence_keys.published(session))


def test_a_replaced_key_is_published_for_ever_and_signs_never_again(database: Database) -> None:
    clock = FakeClock()
    with database.begin() as session:
        old = evidence_keys.signing(session, SECRET, clock()).kid
        clock.advance(days=1)
        new = evidence_keys.rotate(session, SECRET, clock()).kid
        clock.advance(days=3650)

        assert evidence_keys.signing(session, SECRET, clock()).kid == new
        assert [key["kid"] for key in evidence_keys.published(session)] == [new, old]
        row = session.get(evidence_keys.EvidenceKeyRow, old)
        assert row is not None
        session.refresh(row)
        assert row.sealed is None


def test_another_secret_opens_the_key_only_after_it_was_resealed(database: Database) -> None:
    with database.begin() as session:
        assert evidence_keys.reseal(session, SECRET, OTHER) == 0
        kid = evidence_keys.signing(session, SECRET, START).kid
        with pytest.raises(SecretDoesNotFit):
            evidence_keys.signing(session, OTHER, START)

        assert evidence_keys.reseal(session, SECRET, OTHER) == 1

        assert evidence_keys.signing(session, OTHER, START).kid == kid


def test_where_the_secret_is_lost_a_new_key_signs(database: Database) -> None:
    with database.begin() as session:
        lost = evidence_keys.signing(session, SECRET, START).kid
        evidence_keys.retire(session, START)

        assert evidence_keys.signing(session, OTHER, START).kid != lost
        assert len(evidence_keys.published(session)) == 2
