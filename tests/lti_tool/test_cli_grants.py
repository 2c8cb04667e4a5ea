from __future__ import annotations

import re

import pytest
from click.testing import CliRunner, Result

from lti_tool.cli import main
from lti_tool.learning.placements import Choice
from lti_tool.settings import TABLE
from lti_tool.storage import audit, platforms
from lti_tool.storage.database import Database
from lti_tool.storage.placements import keep_placement
from lti_tool.storage.platforms import NewRegistration
from tests.lti_tool.clock import START


@pytest.fixture
def environ(database_url: str) -> dict[str, str | None]:
    unset: dict[str, str | None] = {row.name: None for row in TABLE}
    return unset | {"DATABASE_URL": database_url, "KURSPAKKE_DEVELOPMENT": "on"}


@pytest.fixture
def registration(database: Database) -> str:
    new = NewRegistration(
        issuer="https://moodle.example.no",
        client_id="qT8s0f3k",
        auth_url="https://moodle.example.no/auth",
        token_url="https://moodle.example.no/token",
        jwks_url="https://moodle.example.no/jwks",
        deployments=("7",),
        name="Moodle",
        embed_origins=("https://moodle.example.no",),
    )
    with database.begin() as session:
        return platforms.add(session, new, START).id


def run(environ: dict[str, str | None], registration: str, command: str, *arguments: str) -> Result:
    where = [f"--registration={registration}", "--deployment=7"]
    return CliRunner().invoke(main, ["grant", command, *where, *arguments], env=environ)


def grant(environ: dict[str, str | None], registration: str, *arguments: str) -> Result:
    return run(environ, registration, "add", "--person=42", "--role=leader", *arguments)


def test_a_grant_is_given_listed_revoked_and_audited(
    environ: dict[str, str | None], registration: str, database: Database
) -> None:
    given = grant(environ, registration, "--unit=Hjemmetjenesten", "--until=2099-12-31")
    listed = run(environ, registration, "list")
    grant_id = given.output.split()[0]
    revoked = run(environ, registration, "revoke", grant_id)

    assert re.fullmatch(
        r"[0-9a-f]{8}  42  leader  unit Hjemmetjenesten  until 2099-12-31\n", given.output
    )
    assert listed.output == given.output
    assert revoked.output == f"{grant_id} is revoked.\n"
    assert run(environ, registration, "list").output == ""
    assert "revoked 20" in run(environ, registration, "list", "--all").output
    with database.read() as session:
        acts = [entry.act for entry in audit.entries(session, f"{registration}:7")]
    assert acts == ["grant.add", "grant.revoke"]


def test_a_grant_may_be_for_one_placement(
    environ: dict[str, str | None], registration: str, database: Database
) -> None:
    with database.begin() as session:
        tenant = f"{registration}:7"
        place = keep_placement(session, tenant, "link-1", Choice("eksempel"), at=START)

    assert f"placement {place.id}" in grant(environ, registration, f"--placement={place.id}").output
    assert grant(environ, registration, "--placement=other").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--until=2020-01-01"], "2020-01-01 is over"),
        (["--until=tomorrow"], "does not match the format"),
        (["--unit=A", "--placement=B"], "not for both"),
        (["--role=king"], "is not one of"),
        (["--deployment=8"], "Moodle has no deployment 8: 7."),
        (["--registration=other"], "There is no platform other"),
    ],
)
def test_what_cannot_be_granted_is_refused_with_a_sentence(
    environ: dict[str, str | None], registration: str, arguments: list[str], said: str
) -> None:
    result = grant(environ, registration, *arguments)

    assert result.exit_code == 2
    assert said in result.output


def test_an_unknown_grant_cannot_be_revoked(
    environ: dict[str, str | None], registration: str
) -> None:
    assert "There is no grant x in force" in run(environ, registration, "revoke", "x").output
