from __future__ import annotations

from datetime import timedelta

from lti_tool.learning.sessions import LONGEST, Page, Token, Visit
from lti_tool.protocol.launch import DeepLinkingSettings
from lti_tool.storage.database import Database
from lti_tool.storage.sessions import find_visit, forget_old_visits, open_visit, touch_visit
from tests.lti_tool.clock import START

TOKEN = Token.new("moodle:1")
VISIT = Visit(
    tenant="moodle:1",
    launch="deep-link-x",
    person="liv",
    page=Page.DEEP_LINK,
    is_learner=False,
    is_teacher=True,
    is_administrator=False,
    placement=None,
    language="nn",
    platform_name="Moodle",
    about=None,
    return_url=None,
    deep_linking=DeepLinkingSettings("https://lms.example.no/", ("a", "b"), True, False, "x"),
    opened_at=START,
    used_at=START,
)


def test_a_visit_comes_back_whole_by_its_token_alone(database: Database) -> None:
    with database.begin() as session:
        open_visit(session, TOKEN, VISIT)

    with database.read() as session:
        assert find_visit(session, TOKEN) == VISIT
        assert find_visit(session, Token.new("moodle:1")) is None
        assert find_visit(session, Token("moodle:2", TOKEN.secret)) is None


def test_a_visit_remembers_its_last_use(database: Database) -> None:
    later = START + timedelta(hours=1)
    with database.begin() as session:
        open_visit(session, TOKEN, VISIT)
        touch_visit(session, TOKEN, at=later)

    with database.read() as session:
        found = find_visit(session, TOKEN)
    assert found is not None
    assert found.used_at == later


def test_visits_that_no_token_opens_are_forgotten(database: Database) -> None:
    young = Token.new("moodle:1")
    with database.begin() as session:
        open_visit(session, TOKEN, VISIT)
        open_visit(session, young, VISIT)
        touch_visit(session, young, at=START + timedelta(hours=11))

        forget_old_visits(session, now=START + LONGEST - timedelta(seconds=1))
        assert find_visit(session, TOKEN) is not None
        forget_old_visits(session, now=START + LONGEST)

    with database.read() as session:
        assert find_visit(session, TOKEN) is None
