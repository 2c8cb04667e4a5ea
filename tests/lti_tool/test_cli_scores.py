from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from lti_tool.protocol.grades import RESULT_SCOPE, SCORE_SCOPE, Score
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import outbox, score_leases
from lti_tool.storage.database import Database
from lti_tool.storage.outbox import ScoreToSend, State
from lti_tool.storage.platforms import RegistrationRow
from tests.lti_tool.clock import START
from tests.lti_tool.platform_side import FakePlatform, Received, as_json, fake_platform
from tests.lti_tool.test_cli import ADD, DEVELOPMENT, platform_id, run


class Gradebook:
    """shown: what a question for a result is answered with."""

    shown: tuple[int, dict[str, str], bytes] = as_json([])

    def __call__(self, request: Received) -> tuple[int, dict[str, str], bytes]:
        if request.path == "/token":
            return as_json({"access_token": "token", "expires_in": 3600})
        return self.shown


@pytest.fixture
def gradebook() -> Gradebook:
    return Gradebook()


@pytest.fixture
def platform(gradebook: Gradebook) -> Iterator[FakePlatform]:
    with fake_platform(gradebook) as platform:
        yield platform


@pytest.fixture
def environ(database_url: str) -> dict[str, str]:
    return {"DATABASE_URL": database_url, "KURSPAKKE_LOOPBACK_PLATFORMS": "1"} | DEVELOPMENT


@pytest.fixture
def tenant(environ: dict[str, str], database: Database, platform: FakePlatform) -> Tenant:
    assert run(environ, *ADD).exit_code == 0
    known = platform_id(database)
    with database.begin() as session:
        row = session.get_one(RegistrationRow, known)
        row.token_url, row.issuer = f"{platform.url}/token", platform.url
    return Tenant(known, "7")


def queue(database: Database, tenant: Tenant, person: str, line_item: str) -> str:
    scopes = frozenset({SCORE_SCOPE, RESULT_SCOPE})
    score = ScoreToSend(tenant, line_item, person, Score(8, 10), START, scopes)
    with database.begin() as session:
        return outbox.enqueue(session, score, START)


def settle_next(database: Database, state: State) -> None:
    now = START + timedelta(minutes=1)
    with database.begin() as session:
        leased = score_leases.lease_next(session, now)
        assert leased is not None
        score_leases.settle(session, leased, state, now, "column_gone")


def states(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(row.state for row in outbox.listed(session, None, 50))


def test_every_refused_score_is_sent_again(
    environ: dict[str, str], database: Database, tenant: Tenant
) -> None:
    for person in ("anne", "bo"):
        queue(database, tenant, person, "https://m.example.no/1")
        settle_next(database, State.REFUSED)
    queue(database, tenant, "cato", "https://m.example.no/1")
    settle_next(database, State.SENT)

    resent = run(environ, "scores", "resend-refused")

    assert (resent.exit_code, resent.output) == (0, "2 waiting.\n")
    assert states(database) == ["refused", "refused", "sent", "waiting", "waiting"]
    assert run(environ, "scores", "resend-refused").output == "There are none.\n"


def test_a_refused_score_that_a_later_one_took_the_place_of_is_left(
    environ: dict[str, str], database: Database, tenant: Tenant
) -> None:
    queue(database, tenant, "anne", "https://m.example.no/1")
    settle_next(database, State.REFUSED)
    queue(database, tenant, "anne", "https://m.example.no/1")
    settle_next(database, State.SENT)

    assert run(environ, "scores", "resend-refused").output == "There are none.\n"
    assert states(database) == ["refused", "sent"]


def test_refused_scores_of_one_platform_alone_are_sent_again(
    environ: dict[str, str], database: Database, tenant: Tenant
) -> None:
    queue(database, tenant, "anne", "https://m.example.no/1")
    settle_next(database, State.REFUSED)

    unknown = run(environ, "scores", "resend-refused", "--registration=none")
    known = run(environ, "scores", "resend-refused", f"--registration={tenant.registration_id}")

    assert unknown.exit_code == 2
    assert "There is no platform none; see `platform list`." in unknown.output
    assert known.output == "1 waiting.\n"


@pytest.mark.parametrize(
    ("results", "says"),
    [
        ([], "Sent: 80 %. The gradebook shows nothing.\n"),
        (
            [{"userId": "anne", "resultScore": 80, "resultMaximum": 100}],
            "Sent: 80 %. The gradebook shows the same: 80 %.\n",
        ),
        (
            [{"userId": "anne", "resultScore": 3, "resultMaximum": 10}],
            "Sent: 80 %. The gradebook shows something else: 30 %.\n",
        ),
    ],
)
def test_the_gradebook_is_asked_what_stands_there(
    environ: dict[str, str],
    database: Database,
    tenant: Tenant,
    platform: FakePlatform,
    gradebook: Gradebook,
    results: list[dict[str, object]],
    says: str,
) -> None:
    gradebook.shown = as_json(results)
    score_id = queue(database, tenant, "anne", f"{platform.url}/item")

    checked = run(environ, "scores", "check", tenant.key, score_id)

    assert (checked.exit_code, checked.output) == (0, says)


@pytest.mark.parametrize("answer", [(403, {}, b""), (500, {}, b"")])
def test_a_gradebook_that_does_not_show_it_is_said_to_be_so(
    environ: dict[str, str],
    database: Database,
    tenant: Tenant,
    platform: FakePlatform,
    gradebook: Gradebook,
    answer: tuple[int, dict[str, str], bytes],
) -> None:
    gradebook.shown = answer
    score_id = queue(database, tenant, "anne", f"{platform.url}/item")

    checked = run(environ, "scores", "check", tenant.key, score_id)

    assert checked.exit_code == 1
    assert checked.output.startswith("Error: ")
    assert str(answer[0]) in checked.output


def test_a_score_that_is_not_there_cannot_be_asked_for(
    environ: dict[str, str], tenant: Tenant
) -> None:
    checked = run(environ, "scores", "check", tenant.key, "nothing")

    assert checked.exit_code == 1
    assert "There is no score 'nothing'" in checked.output
