from __future__ import annotations

import re

import pytest

from lti_tool.protocol.invitation import State
from lti_tool.storage import invitations
from lti_tool.storage.database import Database
from tests.lti_tool.test_cli import DEVELOPMENT, run


@pytest.fixture
def environ(database_url: str) -> dict[str, str]:
    return {"DATABASE_URL": database_url} | DEVELOPMENT


def test_a_link_is_printed_once_and_only_its_hash_is_kept(
    environ: dict[str, str], database: Database
) -> None:
    result = run(
        environ,
        "invite",
        "--label=Vik kommune",
        "--localization=kongsbergregionen/tinn",
        "--embed-origin=https://vik.example.no",
        "--embed-origin=https://*.instructure.com",
        "--host=moodle.vik.no",
        "--names",
        "--needs-approval",
        "--days=3",
    )

    assert result.exit_code == 0, result.output
    link = result.stdout.strip()
    secret = link.rpartition("/")[2]
    assert re.fullmatch(r"http://localhost:8000/lti/register/[A-Za-z0-9_-]{32}", link)
    with database.read() as session:
        (made,) = invitations.everything(session)
        assert invitations.find(session, secret) == made
        stored = session.connection().exec_driver_sql("SELECT * FROM invitation").all()
    assert secret not in str(stored)
    assert (made.label, made.localization) == ("Vik kommune", "kongsbergregionen/tinn")
    assert made.embed_origins == ("https://vik.example.no", "https://*.instructure.com")
    assert (made.host, made.asks_for_names, made.needs_approval) == ("moodle.vik.no", True, True)
    assert (made.expires_at - made.created_at).days == 3


def test_links_are_listed_and_revoked(environ: dict[str, str], database: Database) -> None:
    assert "There are none" in run(environ, "invite", "list").output
    run(environ, "invite", "--label=Vik")
    with database.read() as session:
        (made,) = invitations.everything(session)

    listed = run(environ, "invite", "list").output
    revoked = run(environ, "invite", "revoke", made.id)
    again = run(environ, "invite", "revoke", made.id)

    assert listed.startswith(f"{made.id}  open ")
    assert listed.endswith("  Vik\n")
    assert revoked.output == f"Revoked {made.id}.\n"
    assert again.exit_code == 1
    with database.read() as session:
        assert invitations.everything(session)[0].state(made.created_at) is State.REVOKED


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("--localization=nowhere", "there is no localization 'nowhere'"),
        ("--embed-origin=https://a.example/path", "is no origin"),
        ("--host=https://a.example", "is no host name"),
        ("--label=two\nlines", "on one line"),
        ("--days=0", "0 is not in the range"),
    ],
)
def test_a_wrong_option_makes_no_link(
    environ: dict[str, str], database: Database, option: str, sentence: str
) -> None:
    result = run(environ, "invite", option)

    assert result.exit_code == 2
    assert sentence in result.output
    with database.read() as session:
        assert invitations.everything(session) == []
