from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from sqlalchemy import select, text

from lti_tool.errors import SecretDoesNotFit
from lti_tool.protocol.tool_keys import key_set, signing_key
from lti_tool.settings import DEVELOPMENT_SECRET as SECRET
from lti_tool.storage import tool_keys
from lti_tool.storage.database import Database
from lti_tool.storage.tool_keys import ToolKeyRow
from tests.lti_tool.clock import START

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_the_first_key_is_made_once(database: Database) -> None:
    with database.begin() as session:
        before = tool_keys.all_keys(session, SECRET)
        tool_keys.ensure_one(session, SECRET, START)

        assert [key.kid for key in tool_keys.all_keys(session, SECRET)] == [before[0].kid]


def test_a_rotation_publishes_a_day_before_it_signs_and_keeps_the_old_key_a_week(
    database: Database,
) -> None:
    with database.begin() as session:
        old = tool_keys.all_keys(session, SECRET)[0]
        new = tool_keys.rotate(session, SECRET, START)
        keys = tool_keys.all_keys(session, SECRET)

    def published(after: timedelta) -> list[str]:
        return [entry["kid"] for entry in key_set(keys, START + after)["keys"]]

    assert published(timedelta(0)) == [old.kid, new.kid]
    assert signing_key(keys, START).kid == old.kid
    assert signing_key(keys, START + DAY - HOUR).kid == old.kid
    assert signing_key(keys, START + DAY).kid == new.kid
    assert published(8 * DAY - HOUR) == [old.kid, new.kid]
    assert published(8 * DAY) == [new.kid]


def test_a_schedule_rotates_a_day_before_ninety_are_over(database: Database) -> None:
    with database.begin() as session:
        assert tool_keys.rotate_if_due(session, SECRET, START + 89 * DAY - HOUR) is None
        made = tool_keys.rotate_if_due(session, SECRET, START + 89 * DAY)

        assert made is not None
        assert made.signs_from == START + 90 * DAY
        assert tool_keys.rotate_if_due(session, SECRET, START + 89 * DAY) is None


def test_over_a_year_every_signature_can_be_checked_with_a_key_set_fetched_a_day_before(
    database: Database,
) -> None:
    seen: list[set[str]] = []
    # The days around each change; in between nothing happens.
    for day in (day for day in range(400) if (day + 3) % 90 < 6):
        now = START + day * DAY
        with database.begin() as session:
            tool_keys.rotate_if_due(session, SECRET, now)
            keys = tool_keys.all_keys(session, SECRET)
        signing = signing_key(keys, now).kid
        seen.append({entry["kid"] for entry in key_set(keys, now)["keys"]})

        assert len(keys) <= 2
        assert all(signing in published for published in seen[-2:])
    assert len(set.union(*seen)) == 5


def test_many_processes_that_find_the_keys_due_make_one_new_key(database: Database) -> None:
    due = START + 89 * DAY

    def tend(_: int) -> bool:
        with database.begin() as session:
            return tool_keys.rotate_if_due(session, SECRET, due) is not None

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(tend, range(4)))

    assert sorted(made) == [False, False, False, True]
    with database.read() as session:
        assert len(tool_keys.all_keys(session, SECRET)) == 2


def test_a_withdrawn_key_is_forgotten_and_the_schedule_needs_the_right_secret(
    database: Database,
) -> None:
    with database.begin() as session:
        new = tool_keys.rotate(session, SECRET, START, at_once=True)
        tool_keys.rotate_if_due(session, SECRET, START)
        assert [key.kid for key in tool_keys.all_keys(session, SECRET)] == [new.kid]

        with pytest.raises(SecretDoesNotFit):
            tool_keys.rotate_if_due(session, "another secret", START + 100 * DAY)


def test_the_secret_is_changed_without_changing_the_keys(database: Database) -> None:
    another = "another secret of more than 32 characters"
    with database.begin() as session:
        before = [key.public_jwk() for key in tool_keys.all_keys(session, SECRET)]

        assert tool_keys.reseal(session, SECRET, another) == 1

        session.expire_all()
        assert [key.public_jwk() for key in tool_keys.all_keys(session, another)] == before
        with pytest.raises(SecretDoesNotFit):
            tool_keys.reseal(session, SECRET, another)


def test_a_leaked_key_is_withdrawn_at_once(database: Database) -> None:
    with database.begin() as session:
        new = tool_keys.rotate(session, SECRET, START, at_once=True)
        keys = tool_keys.all_keys(session, SECRET)

    assert signing_key(keys, START).kid == new.kid
    assert [entry["kid"] for entry in key_set(keys, START)["keys"]] == [new.kid]


def test_private_keys_are_sealed_and_cannot_be_exchanged(database: Database) -> None:
    with database.begin() as session:
        key = tool_keys.all_keys(session, SECRET)[0]
        other = tool_keys.rotate(session, SECRET, START)
        plain = key.private_key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        stored = {row.kid: row.sealed for row in session.scalars(select(ToolKeyRow))}
        session.execute(
            text("UPDATE tool_key SET sealed = :sealed WHERE kid = :kid"),
            {"sealed": stored[other.kid], "kid": key.kid},
        )
        session.expire_all()

        assert plain[40:80] not in stored[key.kid]
        with pytest.raises(SecretDoesNotFit):
            tool_keys.all_keys(session, SECRET)


def test_a_lost_secret_needs_a_new_start(database: Database) -> None:
    another = "another secret of more than 32 characters"
    with database.begin() as session:
        with pytest.raises(SecretDoesNotFit, match="lti-tool keys renew"):
            tool_keys.all_keys(session, another)

        made = tool_keys.renew(session, another, START)

        assert [key.kid for key in tool_keys.all_keys(session, another)] == [made.kid]
