from __future__ import annotations

from dataclasses import replace

from lti_tool.storage import platforms
from lti_tool.storage.database import Database
from lti_tool.storage.platforms import NewRegistration
from tests.lti_tool.clock import START

MOODLE = NewRegistration(
    issuer="https://moodle.example.no",
    client_id="client-1",
    auth_url="https://moodle.example.no/auth",
    token_url="https://moodle.example.no/token",
    jwks_url="https://moodle.example.no/jwks",
    deployments=("1", "2"),
    name="Moodle",
    embed_origins=("https://moodle.example.no", "https://other.example.no"),
    localization="kongsbergregionen/tinn",
)


def test_a_platform_is_found_again_as_it_was_added(database: Database) -> None:
    with database.begin() as session:
        added = platforms.add(session, MOODLE, START)

    with database.read() as session:
        assert platforms.get(session, added.id) == added
        assert platforms.find(session, MOODLE.issuer, "client-1") == added
        assert platforms.everything(session) == [added]
    assert added.embed_origins == MOODLE.embed_origins
    assert added.deployments == {
        "1": "kongsbergregionen/tinn",
        "2": "kongsbergregionen/tinn",
    }
    assert added.id.isalnum()


def test_adding_a_known_platform_keeps_its_id_and_adds_deployments(database: Database) -> None:
    with database.begin() as session:
        added = platforms.add(session, MOODLE, START)
    with database.begin() as session:
        again = platforms.add(
            session, replace(MOODLE, name="Ny", deployments=("2", "3"), localization=None), START
        )

    assert again.id == added.id
    assert again.name == "Ny"
    assert again.deployments == {"1": "kongsbergregionen/tinn", "2": None, "3": None}


def test_one_issuer_may_have_many_customers(database: Database) -> None:
    with database.begin() as session:
        first = platforms.add(session, MOODLE, START)
        second = platforms.add(session, replace(MOODLE, client_id="client-2"), START)

    with database.read() as session:
        found = {item.id for item in platforms.of_issuer(session, MOODLE.issuer)}
        assert found == {first.id, second.id}
        assert platforms.of_issuer(session, "https://another.example") == []


def test_a_removed_platform_is_gone_with_its_deployments(database: Database) -> None:
    with database.begin() as session:
        added = platforms.add(session, MOODLE, START)
    with database.begin() as session:
        assert platforms.remove(session, added.id)
        assert not platforms.remove(session, added.id)

    with database.begin() as session:
        assert platforms.get(session, added.id) is None
        assert platforms.add(session, replace(MOODLE, deployments=("9",)), START).deployments == {
            "9": "kongsbergregionen/tinn"
        }
