from __future__ import annotations

from flask import Flask

from lti_tool.protocol.roles import Roles
from lti_tool.tool import Tool
from tests.lti_tool.classroom import TEACHER, Browser, a_launch, launched

ADMINISTRATOR = Roles(instructor=True, administrator=True)


def open_as(app: Flask, tool: Tool, roles: Roles) -> Browser:
    return launched(app, tool, a_launch("liv", roles=roles))


def test_an_administrator_sees_every_line(app: Flask, tool: Tool, edition: str) -> None:
    astrid = open_as(app, tool, ADMINISTRATOR)

    before = astrid.get("connection").json
    tested = astrid.post("connection").json
    after = astrid.get("connection").json

    assert before["due"]
    assert {line["outcome"] for line in before["lines"]} == {"waiting"}
    assert before["platform"] == "Moodle"
    assert "page.title" in before["texts"]
    assert not tested["due"]
    assert tested["lines"] == after["lines"]
    outcomes = {line["title"]: line["outcome"] for line in tested["lines"]}
    assert outcomes["Deltakerlisten"] == "warning"
    assert outcomes["Plattformens nøkler"] == "failed"


def test_a_teacher_has_it_tested_and_is_shown_nothing(app: Flask, tool: Tool, edition: str) -> None:
    liv = open_as(app, tool, TEACHER)

    assert liv.get("connection").json == {"due": True, "lines": None}
    assert liv.post("connection").json == {"due": False, "lines": None}
    seen = open_as(app, tool, ADMINISTRATOR).get("connection").json
    assert any(line["outcome"] == "warning" for line in seen["lines"])


def test_a_learner_may_neither_see_nor_test_it(app: Flask, tool: Tool, edition: str) -> None:
    anne = launched(app, tool, a_launch("anne"))

    assert anne.get("connection").status_code == 403
    assert anne.post("connection").status_code == 403
