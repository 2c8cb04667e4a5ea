from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Column, select
from sqlalchemy.sql import visitors

from lti_tool.learning import personal_data
from lti_tool.learning.grants import Grant, Role, Scope
from lti_tool.storage import audit
from lti_tool.storage.attempts import AttemptRow
from lti_tool.storage.certification import DecisionRow
from lti_tool.storage.grants import add_grant
from lti_tool.storage.personal_data import HOLDINGS
from lti_tool.storage.tables import metadata
from lti_tool.texts import LANGUAGES, entries
from lti_tool.tool import Tool
from tests.lti_tool.certification.ward import Ward, certified, publish_certifying
from tests.lti_tool.classroom import TENANT, Browser, a_launch, launched, take
from tests.lti_tool.clock import START, FakeClock

OF_PEOPLE = frozenset(
    {"person", "user_id", "actor", "sub", "by_person", "learner", "given_by", "about"}
)
MINUTES_LONG = {("visit", "about")}
"""Whom a teacher has open, by id: it goes with the teacher's own visit, within hours."""
DOC = Path("docs/lms-admin/personal-data.md")
DELETED = ("answers", "attempts", "progress", "scores", "visits")


def counts(tool: Tool, person: str, tenant: str = TENANT.key) -> dict[str, int]:
    with tool.database.read() as session:
        return {each.name: each.count for each in personal_data.held(session, tenant, person)}


def test_every_column_with_a_person_in_it_is_accounted_for() -> None:
    """A new one: add it to HOLDINGS, and say with its text whether it is deleted or kept."""
    with_people = {
        (table.name, column.name)
        for table in metadata().sorted_tables
        for column in table.columns
        if column.name in OF_PEOPLE
    }

    asked = {
        (column.table.name, column.name)
        for each in HOLDINGS
        for column in visitors.iterate(each.rows_of("tenant", "person"))
        if isinstance(column, Column)
    }
    assert with_people - asked == MINUTES_LONG


def test_the_administrators_page_lists_what_is_kept_and_no_more() -> None:
    words = entries("privacy", "en")
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \| (.+) \|$", DOC.read_text("utf-8"), re.MULTILINE)

    assert rows == [
        (
            each.name,
            words[f"holdings.{each.name}.other"].removeprefix("{count} ").partition(". ")[0],
            "stays" if each.kept else "deleted",
        )
        for each in HOLDINGS
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_words(language: str) -> None:
    words = entries("privacy", language)

    for each in HOLDINGS:
        assert f"holdings.{each.name}.one" in words
        assert f"holdings.{each.name}.other" in words


def test_a_person_is_deleted_whole_and_nobody_else_is_touched(
    anne: Browser, bo: Browser, tool: Tool
) -> None:
    take(anne, tool)
    take(bo, tool)
    before = counts(tool, "bo")
    assert set(counts(tool, "anne")) == set(DELETED)

    with tool.database.begin() as session:
        gone = personal_data.erase(session, TENANT.key, "anne", by="admin", now=START)

    assert {each.name for each in gone} == set(DELETED)
    assert counts(tool, "anne") == {"audit": 1}
    assert counts(tool, "bo") == before
    assert anne.get("session").status_code == 401
    assert bo.get("session").status_code == 200


def test_what_a_deletion_took_stands_in_the_log_without_a_name(anne: Browser, tool: Tool) -> None:
    with tool.database.begin() as session:
        personal_data.erase(session, TENANT.key, "anne", by="admin", now=START)
        assert personal_data.erase(session, TENANT.key, "nobody", by="admin", now=START) == []

    with tool.database.read() as session:
        [entry] = audit.entries(session, TENANT.key)
    assert (entry.act, entry.actor, entry.subject) == ("person.erase", "admin", "anne")
    assert entry.details == {"progress": 1, "visits": 1}


def test_the_same_id_in_another_tenant_is_another_person(
    anne: Browser, app: Flask, tool: Tool
) -> None:
    other = replace(TENANT, deployment_id="2")
    launched(app, tool, a_launch("anne", tenant=other))

    with tool.database.begin() as session:
        personal_data.erase(session, TENANT.key, "anne", by="admin", now=START)

    assert counts(tool, "anne", other.key) == {"progress": 1, "visits": 1}


def test_a_certificate_stays_with_the_test_that_it_rests_on(anne: Browser, tool: Tool) -> None:
    take(anne, tool, right=0)
    take(anne, tool)
    with tool.database.begin() as session:
        first, second = session.query(AttemptRow).order_by(AttemptRow.number)
        second_id = second.id
        session.add(
            DecisionRow(
                tenant=TENANT.key,
                id="d1",
                placement=first.placement,
                course=first.course,
                person="anne",
                round=1,
                at=START,
                by_person="leader",
                by_name="Liv Leder",
                by_title="Avdelingsleder",
                scopes=[],
                since=START.date(),
                until=START.date(),
                reason="",
                sign_off="s1",
                attempt=second.id,
                code="ABCD",
                example=False,
                evidence="{}",
            )
        )

    with tool.database.begin() as session:
        personal_data.erase(session, TENANT.key, "anne", by="admin", now=START)

    left = counts(tool, "anne")
    assert left.pop("certified-answers") > 0
    assert left == {"certificates": 1, "certified-attempts": 1, "audit": 1}
    with tool.database.read() as session:
        assert session.scalars(select(AttemptRow.id)).all() == [second_id]


def test_a_role_goes_with_its_holder(anne: Browser, tool: Tool) -> None:
    with tool.database.begin() as session:
        grant = Grant(TENANT.key, "g1", "anne", Role.LEADER, Scope.TENANT, "", "admin", START)
        add_grant(session, grant)
        personal_data.erase(session, TENANT.key, "anne", by="admin", now=START)

    assert "roles" not in counts(tool, "anne")


def test_all_that_is_kept_is_handed_out_as_json_without_keys_or_secrets(
    app: Flask, tool: Tool, edition: str
) -> None:
    anne = launched(app, tool, a_launch("anne", name="Anne Ås"))
    take(anne, tool, right=2)

    with tool.database.begin() as session:
        document = personal_data.exported(session, TENANT.key, "anne", by="admin", now=START)

    text = json.dumps(document, ensure_ascii=False)
    assert document["progress"][0]["name"] == "Anne Ås"
    assert document["attempts"][0]["percent"] is not None
    assert len([each for each in document["answers"] if each["response"]]) == 2
    for secret in ("token_digest", "seed", '"form"', anne.token.partition(".")[2]):
        assert secret not in text


def test_what_somebody_did_to_others_is_handed_out_without_the_others(
    app: Flask, tool: Tool, clock: FakeClock, tmp_path: Path
) -> None:
    publish_certifying(tool, tmp_path)
    ward = Ward(app, tool, clock)
    certified(ward)

    with tool.database.begin() as session:
        nurse = personal_data.exported(session, TENANT.key, "nina", by="admin", now=clock())
        leader = personal_data.exported(session, TENANT.key, "leif", by="admin", now=clock())

    [made], [decided] = nurse["sign-offs-made"], leader["decisions"]
    assert (made["by_name"], made["by_title"]) == ("Nina Eksempel", "sykepleier")
    assert decided["by_name"] == "Leif Eksempel"
    for document in (nurse, leader):
        assert "anne" not in json.dumps(document).lower()


def test_a_sign_off_stays_when_the_one_who_made_it_is_deleted(
    app: Flask, tool: Tool, clock: FakeClock, tmp_path: Path
) -> None:
    publish_certifying(tool, tmp_path)
    certified(Ward(app, tool, clock))

    with tool.database.begin() as session:
        gone = personal_data.erase(session, TENANT.key, "nina", by="admin", now=clock())

    assert {each.name for each in gone if not each.kept} == {"roles", "progress", "visits"}
    assert counts(tool, "nina") == {"sign-offs-made": 1, "acts": 1, "audit": 1}
    assert counts(tool, "anne")["sign-offs"] == 1


def test_a_deletion_that_breaks_off_takes_nothing(anne: Browser, tool: Tool) -> None:
    take(anne, tool)
    before = counts(tool, "anne")

    def broken_off() -> None:
        with tool.database.begin() as session:
            personal_data.erase(session, TENANT.key, "anne", by="admin", now=START)
            raise RuntimeError("the machine stops")

    with pytest.raises(RuntimeError):
        broken_off()

    assert counts(tool, "anne") == before
    with tool.database.read() as session:
        assert audit.entries(session, TENANT.key) == []
