from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from lti_tool.learning.placements import Choice, Placement
from lti_tool.storage.database import Database
from lti_tool.storage.placements import PlacementRow, keep_placement, placement_of
from tests.lti_tool.clock import START

CHOICE = Choice("eksempel", "fjellregionen/vik", chapter="regning", picked_version="1.2.0")


def keep(database: Database, choice: Choice = CHOICE, tenant: str = "moodle:1") -> Placement:
    with database.begin() as session:
        return keep_placement(session, tenant, "link-1", choice, at=START)


def test_a_link_is_one_placement_from_its_first_launch_on(database: Database) -> None:
    first, second = keep(database), keep(database)

    assert first == second
    assert first.choice == CHOICE
    with database.read() as session:
        assert placement_of(session, "moodle:1", first.id) == first


def test_many_first_launches_at_once_make_one_placement(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(lambda _: keep(database), range(8)))

    assert len(kept) == 1


def test_a_link_follows_what_its_teacher_picks_anew(database: Database) -> None:
    first = keep(database)
    other = Choice("eksempel", assessment="prove")

    second = keep(database, other)

    assert (second.id, second.choice) == (first.id, other)


def test_an_unchanged_link_is_not_written_again(database: Database) -> None:
    kept = keep(database)
    with database.begin() as session:
        keep_placement(session, "moodle:1", "link-1", CHOICE, at=START + timedelta(days=1))

    with database.read() as session:
        row = session.get_one(PlacementRow, ("moodle:1", kept.id))
        assert row.changed_at == START


def test_the_same_link_id_in_another_tenant_is_another_placement(database: Database) -> None:
    keep(database)
    keep(database, Choice("eksempel"), tenant="moodle:2")

    assert keep(database).choice == CHOICE


def test_a_placement_knows_where_its_members_are_listed_now(database: Database) -> None:
    def opened(url: str | None) -> Placement:
        with database.begin() as session:
            return keep_placement(
                session, "moodle:1", "link-1", CHOICE, memberships_url=url, at=START
            )

    assert opened("https://lms.example.no/members").memberships_url
    assert opened(None).memberships_url is None
