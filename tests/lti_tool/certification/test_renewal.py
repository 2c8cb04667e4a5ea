"""The shorter test of whoever renews a certificate that still holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from lti_tool.tool import Tool
from tests.lti_tool.certification.ward import Ward, certified, decide, mark, sign
from tests.lti_tool.classroom import Browser, publish, queued_scores, right_answers
from tests.lti_tool.clock import FakeClock
from tests.sample_course import swap, write_course, write_localizations
from tests.sample_plans import add_renewal

IN_WINDOW, PAST_THE_END = 740, 850


@pytest.fixture
def ward(app: Flask, tool: Tool, clock: FakeClock, tmp_path: Path) -> Ward:
    course = write_course(tmp_path / "course")
    add_renewal(course)
    swap(course / "questions" / "prove.yaml", "example: true\n", "")
    publish(tool.database, course, write_localizations(tmp_path / "course"))
    return Ward(app, tool, clock)


def refusal(browser: Browser) -> str:
    code: str = browser.post("tests/fornyelse").json["error"]["code"]
    return code


def take_shorter(browser: Browser, tool: Tool, *, right: bool = True) -> bool:
    view = browser.start("fornyelse")
    (key,) = right_answers(tool, view["attempt"])
    browser.answer(view["attempt"], 0, key if right else "")
    passed: bool = browser.submit(view["attempt"]).json["passed"]
    return passed


def test_it_is_closed_to_whoever_has_nothing_to_renew(ward: Ward) -> None:
    anne = ward.employee()

    assert refusal(anne) == "not-renewing"
    assert anne.get("session").json["renews"] is False


def test_it_is_closed_until_the_window_and_the_employees_own_start(
    ward: Ward, clock: FakeClock
) -> None:
    anne, _, _ = certified(ward)
    assert refusal(anne) == "not-renewing"

    clock.advance(days=IN_WINDOW)
    anne = ward.employee()
    assert refusal(anne) == "not-renewing"
    started = anne.post("certification/renewal").json

    assert started["renewalTest"] == {"id": "fornyelse", "title": "Fornyelse"}
    assert anne.get("session").json["renews"] is True
    clock.advance(minutes=1)
    assert len(anne.start("fornyelse")["items"]) == 1


def test_passing_it_renews_the_certificate(ward: Ward, clock: FakeClock) -> None:
    certified(ward)
    clock.advance(days=IN_WINDOW)
    anne = ward.employee()
    anne.post("certification/renewal")
    clock.advance(minutes=1)

    assert take_shorter(anne, ward.tool)

    assert anne.get("certification/mine").json["next"] == "needs-sign-off"
    assert refusal(anne) == "not-renewing"
    sign(ward.open("nina"))
    renewed = decide(ward.open("leif"), until="2030-01-01").json
    assert (renewed["state"], renewed["decision"]["until"]) == ("valid", "2030-01-01")
    first, second = queued_scores(ward.tool)
    assert (first["scoreGiven"], second["scoreGiven"]) == (100, 100)


def test_who_fails_it_may_take_the_whole_test_and_keeps_the_old_score_meanwhile(
    ward: Ward, clock: FakeClock
) -> None:
    certified(ward)
    clock.advance(days=IN_WINDOW)
    anne = ward.employee()
    anne.post("certification/renewal")
    for _ in range(2):
        clock.advance(minutes=1)
        assert not take_shorter(anne, ward.tool, right=False)

    assert refusal(anne) == "attempts-used"
    assert len(queued_scores(ward.tool)) == 1
    assert len(anne.start("prove")["items"]) == 3


def test_a_certificate_that_has_run_out_takes_the_whole_test(ward: Ward, clock: FakeClock) -> None:
    certified(ward)
    clock.advance(days=PAST_THE_END)
    anne = ward.employee()

    started = anne.post("certification/renewal").json

    assert (started["state"], started["renewalTest"]) == ("expired", None)
    assert refusal(anne) == "not-renewing"


def test_a_round_that_a_leader_opened_takes_the_whole_test(ward: Ward, clock: FakeClock) -> None:
    certified(ward)
    clock.advance(days=IN_WINDOW)
    leif = ward.open("leif")
    reset = {"person": "anne", "reason": "Feil på avdelingen", "name": "Leif", "title": "leder"}
    leif.post("certification/rounds", reset | {"seen": mark(leif)})

    assert refusal(ward.employee()) == "not-renewing"


def test_a_link_to_the_test_alone_renews_too(ward: Ward, clock: FakeClock) -> None:
    alone = {
        "kurspakke_course": "eksempel",
        "kurspakke_localization": "fjellregionen/vik",
        "kurspakke_unit": "Vikheimen",
        "kurspakke_assessment": "prove",
    }
    certified(ward)
    clock.advance(days=IN_WINDOW)
    anne = ward.open("anne", name="Anne Eksempel", custom=alone)
    anne.post("certification/renewal")
    clock.advance(minutes=1)

    assert take_shorter(anne, ward.tool)
