"""A production start has nothing to do with the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from lti_tool.cli import main
from lti_tool.sandbox.furnishing import register
from lti_tool.sandbox.platform import Platform
from lti_tool.settings import Settings
from lti_tool.storage import platforms
from lti_tool.storage.platforms import NewRegistration
from lti_tool.storage.upgrade import prepare
from lti_tool.tool import build_tool

SECRET = "a secret of the tests, long enough for anybody"


@pytest.fixture
def environ(tmp_path: Path, platform: Platform) -> dict[str, str]:
    """A production's environment, on a database in which the sandbox was registered."""
    environ = {
        "KURSPAKKE_URL": "https://kurs.example.no",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'kurspakke.sqlite3'}",
        "KURSPAKKE_SECRET": SECRET,
    }
    tool = build_tool(Settings.from_environ(environ))
    prepare(tool.database, SECRET, tool.clock())
    register(tool, platform)
    tool.database.close()
    return environ


def test_serve_refuses_a_database_with_the_sandbox(environ: dict[str, str]) -> None:
    answer = CliRunner().invoke(main, ["serve"], env=environ)

    assert answer.exit_code == 1
    assert "sandbox platform" in answer.output
    assert "lti-tool platform remove" in answer.output


def test_registering_it_by_hand_does_not_hide_it(
    environ: dict[str, str], platform: Platform
) -> None:
    tool = build_tool(Settings.from_environ(environ))
    by_hand = NewRegistration(
        issuer=platform.issuer,
        client_id=platform.tool.client_id,
        auth_url=platform.addresses.auth,
        token_url=platform.addresses.token,
        jwks_url=platform.addresses.jwks,
        deployments=("1",),
        name="LMS",
        embed_origins=(platform.issuer,),
    )

    with tool.database.begin() as session:
        registration = platforms.add(session, by_hand, tool.clock())

    assert registration.sandbox
    tool.database.close()
