"""What a browser sends, before anything is done with it."""

from __future__ import annotations

import pytest
from flask import Flask

from lti_tool.protocol.launch import DATA_PRIVACY
from lti_tool.protocol.roles import Roles
from lti_tool.tool import Tool
from tests.lti_tool.classroom import TEACHER, a_launch, a_picking, launched

GRANT = {"role": "leader", "scope": "placement"}
TIME = {"assessment": "prove", "percent": 25, "reason": "Avtalt"}


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"], ids=["NUL", "half a character"])
def test_a_text_that_no_database_can_keep_is_refused(
    app: Flask, tool: Tool, edition: str, text: str
) -> None:
    liv = launched(app, tool, a_launch("liv", roles=TEACHER))
    administrator = a_launch(
        "ola", roles=Roles(administrator=True), message_type=DATA_PRIVACY, resource_link_id=None
    )

    answers = [
        liv.post("room/session", {"name": text, "title": "vakt", "hours": 2}),
        liv.post("room/extra-time", TIME | {"person": text}),
        liv.post("grants", GRANT | {"person": text}),
        liv.post("teacher/scores/check", {"person": text}),
        launched(app, tool, a_picking("liv")).post("deep-link", {"items": [], "unit": text}),
        launched(app, tool, administrator).post("privacy/person", {"person": text}),
    ]

    assert [answer.status_code for answer in answers] == [400] * len(answers)


def test_a_localization_that_can_be_none_is_refused(app: Flask, tool: Tool, edition: str) -> None:
    liv = launched(app, tool, a_picking("liv"))

    assert liv.get("deep-link?localization=a%00b").status_code == 400
