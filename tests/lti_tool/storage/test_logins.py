from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from lti_tool.protocol.login import Login, read_login_request, start_login
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import logins, platforms
from lti_tool.storage.database import Database
from tests.lti_tool.classroom import know
from tests.lti_tool.clock import START
from tests.lti_tool.platform_side import ISSUER, registration

LATER = START + timedelta(minutes=1)


@pytest.fixture
def login(database: Database) -> Login:
    asked = {"iss": ISSUER, "login_hint": "42", "lti_message_hint": "{}", "client_id": "client-1"}
    login, _ = start_login(read_login_request(asked), registration(), START)
    with database.begin() as session:
        know(session, Tenant("moodle", "7"))
        logins.start(session, login)
    return login


def test_a_login_is_found_as_it_was_started(database: Database, login: Login) -> None:
    with database.read() as session:
        found = logins.find(session, login.state, LATER)
        assert logins.find(session, "another state", LATER) is None

    assert found is not None
    assert found[0] == login
    assert (found[1].id, found[1].deployments) == ("moodle", {"7": None})


def test_a_login_of_a_platform_that_is_gone_is_not_found(database: Database, login: Login) -> None:
    with database.begin() as session:
        platforms.remove(session, "moodle")

        assert logins.find(session, login.state, LATER) is None


def test_a_login_is_taken_once(database: Database, login: Login) -> None:
    with database.begin() as session:
        assert logins.take(session, login, LATER)
    with database.begin() as session:
        assert not logins.take(session, login, LATER)
        assert logins.find(session, login.state, LATER) is None


def test_many_at_once_take_a_login_once(database: Database, login: Login) -> None:
    def take(_: int) -> bool:
        with database.begin() as session:
            return logins.take(session, login, LATER)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 1


def test_a_login_of_another_browser_or_nonce_is_not_taken(database: Database, login: Login) -> None:
    with database.begin() as session:
        assert not logins.take(session, replace(login, browser="another"), LATER)
        assert not logins.take(session, replace(login, nonce="another"), LATER)
        assert logins.take(session, login, LATER)


def test_a_login_ends_after_ten_minutes(database: Database, login: Login) -> None:
    end = START + timedelta(minutes=10)
    with database.begin() as session:
        assert logins.find(session, login.state, end - timedelta(seconds=1)) is not None
        assert logins.find(session, login.state, end) is None
        assert not logins.take(session, login, end)

        assert logins.forget_expired(session, end - timedelta(seconds=1)) == 0
        assert logins.forget_expired(session, end) == 1


def test_the_state_itself_is_not_in_the_database(database: Database, login: Login) -> None:
    with database.read() as session:
        row = session.execute(text("SELECT * FROM login")).one()

    assert login.state not in [str(value) for value in row]


def begun(database: Database, asker: str, seconds: int, client: str = "moodle") -> Login:
    asked = read_login_request({"iss": ISSUER, "login_hint": "42"})
    now = START + timedelta(seconds=seconds)
    login, _ = start_login(asked, replace(registration(), id=client), now)
    with database.begin() as session:
        logins.start(session, login, asker)
    return login


def test_a_flood_from_one_network_crowds_out_its_own_logins_first(database: Database) -> None:
    with database.begin() as session:
        know(session, Tenant("moodle", "7"))
    patient = begun(database, "school", 0)
    flood = [begun(database, "flood", second) for second in range(1, 11)]

    with database.begin() as session:
        assert logins.forget_surplus(session, "moodle", 4) == 7
        left = {
            login.state
            for login in (patient, *flood)
            if logins.find(session, login.state, LATER) is not None
        }

    assert left == {patient.state, *(login.state for login in flood[-3:])}


def test_another_platforms_logins_are_not_crowded_out(database: Database) -> None:
    with database.begin() as session:
        know(session, Tenant("moodle", "7"))
        know(session, Tenant("canvas", "1"))
    for second in range(3):
        begun(database, "flood", second)
    theirs = begun(database, "flood", 0, client="canvas")

    with database.begin() as session:
        assert logins.forget_surplus(session, "moodle", 0) == 3
        assert logins.find(session, theirs.state, LATER) is not None
