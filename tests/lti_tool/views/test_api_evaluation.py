from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from lti_tool.learning.personal_data import erase
from lti_tool.tool import Tool
from tests.lti_tool.classroom import (
    COURSE,
    TEACHER,
    TENANT,
    VIK,
    Browser,
    a_launch,
    launched,
    publish,
)
from tests.lti_tool.clock import START

FIVE = ["anne", "bo", "cato", "dina", "even"]


@pytest.fixture
def liv(app: Flask, tool: Tool, edition: str) -> Browser:
    """The teacher of the same link."""
    return launched(app, tool, a_launch("liv", roles=TEACHER))


def say(app: Flask, tool: Tool, person: str, link: str = "link-1", **chosen: str) -> Browser:
    browser = launched(app, tool, a_launch(person, link=link))
    assert browser.put("evaluation", {"chosen": chosen}).status_code == 204
    return browser


def counts(teacher: Browser, at: int = 0) -> list[int]:
    found = teacher.get("evaluation").json
    return [option["count"] for option in found["opinions"][at]["options"]]


def test_five_answers_are_told_and_four_are_not(app: Flask, tool: Tool, liv: Browser) -> None:
    for person in FIVE[:4]:
        say(app, tool, person, nyttig="ja")
    assert liv.get("evaluation").json["answered"] == 0
    assert counts(liv) == [0, 0, 0]

    say(app, tool, FIVE[4], nyttig="nei", lengde="passe")

    assert liv.get("evaluation").json["answered"] == 5
    assert counts(liv) == [4, 0, 1]
    assert counts(liv, 1) == [1, 0]


def test_the_sixth_answer_is_not_told_until_the_tenth(app: Flask, tool: Tool, liv: Browser) -> None:
    """Else a look before and a look after would tell what one person said."""
    for person in FIVE:
        say(app, tool, person, nyttig="ja")
    for person in ("f", "g", "h", "i"):
        say(app, tool, person, nyttig="nei")
        assert counts(liv) == [5, 0, 0]

    say(app, tool, "j", nyttig="nei")

    assert counts(liv) == [5, 0, 5]


def test_nobody_counts_twice_not_even_from_another_link(
    app: Flask, tool: Tool, liv: Browser
) -> None:
    for link in ("link-1", "link-1", "link-2"):
        anne = say(app, tool, "anne", link=link, nyttig="ja")
    assert anne.get("session").json["evaluated"] is True
    for person in FIVE[1:]:
        say(app, tool, person, nyttig="delvis")

    assert counts(liv) == [1, 4, 0]


def test_a_newcomer_has_not_answered(app: Flask, tool: Tool, edition: str) -> None:
    session = launched(app, tool, a_launch("anne")).get("session").json

    assert session["evaluated"] is False


@pytest.mark.parametrize(
    "chosen",
    [{}, {"nyttig": "kanskje"}, {"vaeret": "ja"}, {"nyttig": "ja", "vaeret": "ja"}],
    ids=["nothing", "no such answer", "no such question", "one of each"],
)
def test_what_the_course_does_not_ask_is_refused_whole(
    app: Flask, tool: Tool, liv: Browser, chosen: dict[str, str]
) -> None:
    anne = launched(app, tool, a_launch("anne"))

    response = anne.put("evaluation", {"chosen": chosen})

    assert response.status_code == 400
    assert response.json["error"]["code"] == "evaluation-not-asked"
    assert anne.get("session").json["evaluated"] is False


@pytest.mark.parametrize("body", [{}, {"chosen": ["ja"]}, {"chosen": {"nyttig": 1}}])
def test_another_shape_is_refused(
    app: Flask, tool: Tool, edition: str, body: dict[str, object]
) -> None:
    anne = launched(app, tool, a_launch("anne"))

    assert anne.put("evaluation", body).status_code == 400


def test_a_teacher_cannot_answer_and_a_learner_cannot_look(
    app: Flask, tool: Tool, liv: Browser
) -> None:
    anne = launched(app, tool, a_launch("anne"))

    assert liv.put("evaluation", {"chosen": {"nyttig": "ja"}}).status_code == 403
    assert anne.get("evaluation").status_code == 403


def test_a_person_who_is_deleted_leaves_a_number(app: Flask, tool: Tool, liv: Browser) -> None:
    for person in FIVE:
        say(app, tool, person, nyttig="ja")

    with tool.database.begin() as session:
        erase(session, TENANT.key, "anne", by="test", now=START)

    assert counts(liv) == [5, 0, 0]


def test_each_workplace_has_its_own_numbers(
    app: Flask, tool: Tool, sample_course: Path, sample_localizations: Path
) -> None:
    publish(tool.database, sample_course, sample_localizations)
    vik = {"kurspakke_course": COURSE, "kurspakke_localization": VIK}
    for person in FIVE:
        launched(app, tool, a_launch(person, link="vik", custom=vik)).put(
            "evaluation", {"chosen": {"nyttig": "ja"}}
        )

    there = launched(app, tool, a_launch("liv", roles=TEACHER, link="vik", custom=vik))
    here = launched(app, tool, a_launch("liv", roles=TEACHER))

    assert counts(there) == [5, 0, 0]
    assert counts(here) == [0, 0, 0]
