from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from lti_tool.protocol.registration import Tenant
from lti_tool.storage import score_leases
from lti_tool.storage.outbox import State
from lti_tool.tool import Tool
from tests.lti_tool.classroom import TEACHER, Browser, a_launch, launched, take
from tests.lti_tool.clock import FakeClock
from tests.lti_tool.views.test_tenant_queries import statements


@pytest.fixture
def liv(app: Flask, tool: Tool, edition: str) -> Browser:
    """The teacher of the same link."""
    return launched(app, tool, a_launch("liv", roles=TEACHER))


def test_a_new_link_has_nobody_in_it(liv: Browser) -> None:
    results = liv.get("teacher").json

    assert results["people"] == []
    assert results["course"] == {"title": "Eksempelkurs", "version": "1.2.0"}
    assert (results["test"], results["lessons"], results["graded"]) == ("Prøve", 3, True)


def test_the_teacher_sees_how_everybody_stands(
    app: Flask, tool: Tool, liv: Browser, clock: FakeClock
) -> None:
    anne = launched(app, tool, a_launch("anne", name="Anne Eksempel"))
    take(anne, tool, right=1)
    take(anne, tool)
    anne.put("state", {"state": "1!nb!1!0-2!!!"})
    launched(app, tool, a_launch("bo")).start()
    launched(app, tool, a_launch("cato", name="Cato Eksempel"))

    first, second, third = liv.get("teacher").json["people"]

    assert (first["name"], first["percent"], first["passed"]) == ("Anne Eksempel", 100, True)
    assert (first["attempts"], first["lessonsSeen"], first["delivery"]) == (2, 1, "waiting")
    assert (second["name"], second["percent"], second["attempts"]) == ("Cato Eksempel", None, 0)
    assert (third["id"], third["name"], third["inTest"]) == ("bo", None, True)
    assert third["delivery"] == "none"


def test_the_page_costs_as_many_queries_for_many_people_as_for_one(
    app: Flask, tool: Tool, liv: Browser
) -> None:
    counts = []
    for person in ("anne", "bo", "cato"):
        take(launched(app, tool, a_launch(person)), tool)
        with statements(tool) as seen:
            assert liv.get("teacher").status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1] == counts[2]


def test_the_teacher_sees_what_became_of_a_score(
    tool: Tool, liv: Browser, anne: Browser, clock: FakeClock
) -> None:
    take(anne, tool)
    with tool.database.begin() as session:
        leased = score_leases.lease_next(session, clock() + timedelta(seconds=5))
        assert leased is not None
        score_leases.settle(session, leased, State.REFUSED, clock(), "column_gone")

    (person,) = liv.get("teacher").json["people"]

    assert (person["delivery"], person["reason"]) == ("refused", "column_gone")
    assert liv.get("teacher").json["texts"]["reason.column_gone"]


def test_a_test_whose_time_ran_out_is_closed_before_it_is_shown(
    anne: Browser, liv: Browser, clock: FakeClock
) -> None:
    anne.start()
    clock.advance(minutes=61)

    (person,) = liv.get("teacher").json["people"]

    assert (person["inTest"], person["percent"], person["passed"]) == (False, 0, False)


def test_a_name_that_is_no_longer_sent_is_forgotten(app: Flask, tool: Tool, liv: Browser) -> None:
    launched(app, tool, a_launch("anne", name="Anne Eksempel"))
    launched(app, tool, a_launch("anne", name=None))

    (person,) = liv.get("teacher").json["people"]

    assert person["name"] is None


def test_a_teacher_sees_only_the_own_link_and_tenant(app: Flask, tool: Tool, liv: Browser) -> None:
    launched(app, tool, a_launch("anne", link="another"))
    launched(app, tool, a_launch("bo", tenant=Tenant("moodle", "2")))

    assert liv.get("teacher").json["people"] == []


def test_a_learner_sees_nobodys_results(anne: Browser, bo: Browser) -> None:
    refused = anne.get("teacher")

    assert refused.status_code == 403
    assert refused.json["error"]["code"] == "no-results"


def test_a_test_placed_alone_shows_no_lessons(app: Flask, tool: Tool, edition: str) -> None:
    custom = {"kurspakke_course": "eksempel", "kurspakke_assessment": "prove"}
    liv = launched(app, tool, a_launch("liv", roles=TEACHER, link="test", custom=custom))

    results = liv.get("teacher").json

    assert (results["test"], results["lessons"]) == ("Prøve", 0)
