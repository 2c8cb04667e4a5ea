from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from lti_tool.protocol.invitation import SHOWS_RESULT, Invitation, State, new_id, new_secret
from lti_tool.storage import invitations
from lti_tool.storage.database import Database
from tests.lti_tool.clock import START

INVITATION = Invitation(
    id=new_id(),
    label="Vik kommune",
    localization=None,
    embed_origins=("https://vik.example.no",),
    host=None,
    asks_for_names=False,
    needs_approval=False,
    created_at=START,
    expires_at=START + timedelta(days=14),
)
LATER = START + invitations.CLAIM


@pytest.fixture
def kept(database: Database) -> Invitation:
    with database.begin() as session:
        invitations.add(session, INVITATION, new_secret())
        return invitations.everything(session)[0]


def test_it_is_found_by_its_secret_alone(database: Database) -> None:
    secret = new_secret()
    with database.begin() as session:
        invitations.add(session, INVITATION, secret)

        assert invitations.find(session, secret) == INVITATION
        assert invitations.find(session, INVITATION.id) is None
        assert invitations.find(session, "") is None


def test_only_one_may_use_it_at_a_time(database: Database, kept: Invitation) -> None:
    with database.begin() as session:
        assert invitations.claim(session, kept, START) is not None
    with database.begin() as session:
        assert invitations.claim(session, kept, START) is None


def test_a_claim_that_was_given_back_may_be_taken_again(
    database: Database, kept: Invitation
) -> None:
    with database.begin() as session:
        key = invitations.claim(session, kept, START)
        assert key is not None
        invitations.release(session, kept, "another's")
        assert invitations.claim(session, kept, START) is None
        invitations.release(session, kept, key)

        assert invitations.claim(session, kept, START) is not None


def test_the_claim_of_a_process_that_died_ends_by_itself(
    database: Database, kept: Invitation
) -> None:
    with database.begin() as session:
        dead = invitations.claim(session, kept, START)
        living = invitations.claim(session, kept, LATER)

        assert dead is not None
        assert living is not None
        assert not invitations.spend(session, kept, dead, "one", LATER)
        assert invitations.spend(session, kept, living, "two", LATER)


def test_it_is_spent_once(database: Database, kept: Invitation) -> None:
    with database.begin() as session:
        key = invitations.claim(session, kept, START)
        assert key is not None
        assert invitations.spend(session, kept, key, "moodle", START)
        assert not invitations.spend(session, kept, key, "moodle", START)
        assert invitations.claim(session, kept, LATER) is None
        (spent,) = invitations.everything(session)

    assert spent.state(START) is State.USED
    assert spent.registration_id == "moodle"
    assert spent.shows_result(START + SHOWS_RESULT - timedelta(seconds=1))
    assert not spent.shows_result(START + SHOWS_RESULT)


def test_one_that_is_revoked_or_expired_is_not_to_be_claimed(
    database: Database, kept: Invitation
) -> None:
    with database.begin() as session:
        assert invitations.claim(session, kept, kept.expires_at) is None
        assert invitations.revoke(session, kept.id, START)
        assert not invitations.revoke(session, kept.id, START)
        assert invitations.claim(session, kept, START) is None
        (revoked,) = invitations.everything(session)

    assert revoked.state(START) is State.REVOKED
    assert kept.state(kept.expires_at) is State.EXPIRED
    assert not replace(revoked, used_at=START).shows_result(START)


def test_revoking_in_the_middle_of_a_registration_wins(
    database: Database, kept: Invitation
) -> None:
    with database.begin() as session:
        key = invitations.claim(session, kept, START)
        assert key is not None
        invitations.revoke(session, kept.id, START)

        assert not invitations.spend(session, kept, key, "moodle", START)
