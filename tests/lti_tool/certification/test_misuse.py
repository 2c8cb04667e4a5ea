"""What people might try, to be certified by other ways than the one there is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from lti_tool.certification.signing import said_in
from lti_tool.storage import certification as stored
from lti_tool.storage.grants import revoke_grant
from lti_tool.tool import Tool
from tests.lti_tool.certification.ward import CUSTOM, LEIF, Ward, certified, decide, mark, sign
from tests.lti_tool.classroom import TENANT, a_launch, launched, publish, take
from tests.lti_tool.clock import START, FakeClock
from tests.sample_course import swap, write_course, write_localizations


def test_times_and_grounds_are_the_servers_whatever_a_page_sends(ward: Ward, tool: Tool) -> None:
    anne = ward.employee()
    nina, leif = ward.nurse(), ward.leader()
    take(anne, tool)
    ward.clock.advance(minutes=1)
    early = "2020-01-01T08:00:00+00:00"

    sign(nina, at=early, round=9, by="kari", way="bedside")
    decide(leif, at=early, since="2020-01-01", attempt="x", sign_off="x", code="0" * 12, round=9)

    with tool.database.read() as session:
        [(decision, signed)] = stored.decisions_of_person(session, TENANT.key, "anne")
    said = said_in(signed)
    assert (decision.since, decision.round) == (START.date(), 1)
    assert decision.code != "0" * 12
    assert said["sign_off"]["at"].startswith("2026-03-02T08:01")
    assert (said["sign_off"]["way"], said["sign_off"]["by"]["person"]) == ("list", "nina")
    assert said["valid"]["from"] == START.date().isoformat()
    assert said["test"]["ended"] == START.isoformat(timespec="seconds")


def test_a_role_that_ended_while_the_page_stood_open_signs_and_decides_nothing(
    ward: Ward, tool: Tool
) -> None:
    anne = ward.employee()
    nina, leif = ward.nurse(), ward.leader()
    take(anne, tool)
    seen = mark(leif)
    with tool.database.begin() as session:
        for grant in ("nina-assessor", "leif-leader"):
            revoke_grant(session, TENANT.key, grant, at=ward.clock())

    assert sign(nina).status_code == 403
    assert decide(leif, seen=seen).status_code == 403
    assert anne.get("certification/mine").json["state"] == "needs-sign-off"


def test_what_a_round_before_had_carries_no_decision_in_the_next(ward: Ward) -> None:
    anne, _, leif = certified(ward)
    ward.clock.advance(minutes=1)
    again = {"person": "anne", "reason": "Avvik", "seen": mark(leif), **LEIF}
    leif.post("certification/rounds", again)
    untested = decide(leif)
    take(anne, ward.tool)

    unsigned = decide(leif)

    assert untested.json["error"]["code"] == unsigned.json["error"]["code"] == "no-sign-off-yet"
    assert len(anne.get("certification/mine").json["history"]) == 1


def test_a_colleagues_decision_is_nobody_elses_to_fetch_or_to_revoke(ward: Ward) -> None:
    anne, nina, leif = certified(ward)
    decision = anne.get("certification/mine").json["decision"]["id"]
    wanted = {"decision": decision, "kind": "certificate", "language": "nb"}
    taking_back = {"person": "bo", "decision": decision, "reason": "Nei", **LEIF}
    bo = ward.employee("bo")

    assert bo.post("certification/proofs", wanted).status_code == 403
    assert nina.post("certification/proofs", wanted).status_code == 403
    assert bo.post("certification/revocations", taking_back).status_code == 403
    assert leif.post("certification/revocations", taking_back).json["error"]["code"] == (
        "not-in-force"
    )
    assert anne.get("certification/mine").json["state"] == "valid"


@pytest.mark.parametrize(
    ("months", "last"), [(12, date(2027, 3, 1)), (36, date(2029, 3, 1)), (60, date(2031, 3, 1))]
)
def test_a_certificate_lasts_as_long_as_the_course_lets_and_no_day_more(
    app: Flask, tool: Tool, clock: FakeClock, tmp_path: Path, months: int, last: date
) -> None:
    course = write_course(tmp_path)
    swap(course / "questions" / "prove.yaml", "example: true\n", "")
    swap(course / "course.yaml", "  months: 36\n", f"  months: {months}\n")
    publish(tool.database, course, write_localizations(tmp_path))
    ward = Ward(app, tool, clock)
    anne, nina, leif = ward.employee(), ward.nurse(), ward.leader()
    take(anne, tool)
    sign(nina)

    beyond = decide(leif, until=date.fromordinal(last.toordinal() + 1).isoformat())
    within = decide(leif, until=last.isoformat())

    assert beyond.json["error"]["code"] == "until-out-of-reach"
    assert within.status_code == 201
    clock.now = START.replace(year=last.year, month=last.month, day=last.day)
    assert ward.employee().get("certification/mine").json["state"] == "expiring"
    clock.advance(days=1)
    assert ward.employee().get("certification/mine").json["state"] == "expired"


def test_what_was_won_is_kept_when_the_lms_forgets_the_learner(ward: Ward) -> None:
    """The LMS has emptied its course, and the learner comes by a link that is new."""
    certified(ward)

    anew = launched(ward.app, ward.tool, a_launch("anne", custom=CUSTOM, link="link-after-reset"))
    mine = anew.get("certification/mine").json

    assert mine["state"] == "missing"
    [kept] = mine["history"]
    wanted = {"decision": kept["id"], "kind": "certificate", "language": "nb"}
    address = anew.post("certification/proofs", wanted).json["address"]
    assert anew.client.get(address).data.startswith(b"%PDF-")
