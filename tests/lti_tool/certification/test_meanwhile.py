"""What others do meanwhile: another leader, another nurse, the author of a new version."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask

from lti_tool.certification.signing import said_in
from lti_tool.learning.grants import Role
from lti_tool.storage.certification import decisions_of_person
from lti_tool.tool import Tool
from tests.lti_tool.certification.ward import LEIF, Ward, certified, decide, mark, sign
from tests.lti_tool.classroom import TENANT, Browser, publish, take
from tests.lti_tool.clock import FakeClock
from tests.sample_course import COURSE as COURSE_FILE
from tests.sample_course import swap


def another(app: Flask, browser: Browser) -> Browser:
    """The same person's page, for a thread of its own."""
    return replace(browser, client=app.test_client(), heard=[])


def second_leader(ward: Ward) -> Browser:
    ward.name("lise", Role.LEADER)
    return ward.open("lise")


def told(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json["error"]["code"]


def next_version(tool: Tool, folder: Path, *changes: tuple[str, str]) -> None:
    """Of the ward's course."""
    course = folder / "course" / "eksempel"
    for old, new in [("version: 1.2.0", "version: 2.0.0"), *changes]:
        swap(course / "course.yaml", old, new)
    publish(tool.database, course, folder / "course" / "localizations")


def title(browser: Browser, code: str) -> str:
    page = browser.client.get(f"/bevis/{code}", headers={"Accept-Language": "nb"}).text
    return page.partition("<h1>")[2].partition("</h1>")[0]


def test_a_leader_who_has_not_read_the_others_decision_does_not_replace_it(ward: Ward) -> None:
    anne, nina = ward.employee(), ward.nurse()
    leif, lise = ward.leader(), second_leader(ward)
    take(anne, ward.tool)
    sign(nina)
    as_lise_saw_it = mark(lise)

    assert decide(leif).status_code == 201
    ward.clock.advance(minutes=1)
    late = decide(lise, seen=as_lise_saw_it, until="2027-01-01")

    assert told(late) == (409, "changed-meanwhile")
    assert "Gå tilbake til lista" in late.json["error"]["mend"]
    assert anne.get("certification/mine").json["decision"]["until"] == "2028-06-01"
    assert decide(lise, until="2027-01-01").status_code == 201


def test_a_decision_written_before_a_revocation_does_not_undo_it(ward: Ward) -> None:
    anne, _, leif = certified(ward)
    lise = second_leader(ward)
    as_lise_saw_it = mark(lise)
    decision = anne.get("certification/mine").json["decision"]["id"]
    taken_back = {"person": "anne", "decision": decision, "reason": "Flere avvik", **LEIF}
    assert leif.post("certification/revocations", taken_back).status_code == 201

    ward.clock.advance(minutes=1)

    assert told(decide(lise, seen=as_lise_saw_it)) == (409, "changed-meanwhile")
    assert anne.get("certification/mine").json["state"] == "revoked"


def test_two_leaders_at_once_make_one_decision(ward: Ward, app: Flask) -> None:
    anne, nina = ward.employee(), ward.nurse()
    leaders = [ward.leader(), second_leader(ward)]
    take(anne, ward.tool)
    sign(nina)
    seen = mark(leaders[0])

    def post(leader: Browser) -> int:
        return int(decide(another(app, leader), seen=seen).status_code)

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(post, leaders * 2))

    assert answers == [201, 409, 409, 409]
    assert len(anne.get("certification/mine").json["history"]) == 1


def test_two_leaders_who_start_over_at_once_open_one_round(ward: Ward, app: Flask) -> None:
    anne = ward.employee()
    leaders = [ward.leader(), second_leader(ward)]
    take(anne, ward.tool)
    ward.clock.advance(minutes=1)
    form = {"person": "anne", "reason": "Ny avdeling", "seen": mark(leaders[0]), **LEIF}

    def post(leader: Browser) -> int:
        return another(app, leader).post("certification/rounds", form).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(post, leaders * 2))

    assert answers == [201, 409, 409, 409]
    assert anne.get("certification/mine").json["round"] == 2


def test_a_code_that_is_used_many_times_at_once_signs_once(ward: Ward, app: Flask) -> None:
    anne, nina = ward.employee(), ward.nurse()
    take(anne, ward.tool)
    code = anne.post("certification/code").json["code"]

    def post(_: int) -> int:
        return int(sign(another(app, nina), code=f"{code[:3]} {code[3:]}").status_code)

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(post, range(4)))

    assert answers == [201, 404, 404, 404]


def test_a_code_that_was_replaced_by_a_newer_signs_nothing(ward: Ward) -> None:
    anne, nina = ward.employee(), ward.nurse()
    take(anne, ward.tool)
    old = anne.post("certification/code").json["code"]
    new = anne.post("certification/code").json["code"]

    assert told(sign(nina, code=old)) == (404, "no-such-code")
    assert sign(nina, code=new).status_code == 201


def test_revoked_is_the_end_until_a_leader_starts_over(ward: Ward, clock: FakeClock) -> None:
    anne, _, leif = certified(ward)
    old = anne.get("certification/mine").json["decision"]
    taken_back = {"person": "anne", "decision": old["id"], "reason": "Flere avvik", **LEIF}
    leif.post("certification/revocations", taken_back)
    clock.advance(days=740)
    anne, nina, leif = ward.employee(), ward.open("nina"), ward.open("leif")

    assert told(anne.post("certification/renewal")) == (409, "not-yet")
    form = {"person": "anne", "reason": "Har øvd", "seen": mark(leif), **LEIF}
    assert leif.post("certification/rounds", form).status_code == 201
    clock.advance(minutes=1)
    take(anne, ward.tool)
    sign(nina)
    assert decide(leif, until="2030-01-01").json["state"] == "valid"

    new = anne.get("certification/mine").json["decision"]
    assert title(anne, new["code"]) == "Beviset er ekte og gyldig"
    assert title(anne, old["code"]) == "Beviset er trukket tilbake"
    states = [each["state"] for each in anne.get("certification/mine").json["history"]]
    assert states == ["valid", "revoked"]


def test_a_new_version_after_the_test_leaves_the_evidence_with_the_old(
    ward: Ward, tool: Tool, tmp_path: Path
) -> None:
    anne, nina, leif = ward.employee(), ward.nurse(), ward.leader()
    take(anne, tool)
    next_version(
        tool,
        tmp_path,
        ("Dele ut tabletter", "Dele ut faste tabletter"),
        ("months: 36", "months: 12"),
    )

    signed = sign(nina)
    refused = decide(leif, until="2028-06-01")
    decided = decide(leif, until="2027-03-01")

    assert signed.status_code == 201
    assert told(refused) == (400, "until-out-of-reach")
    assert decided.status_code == 201, decided.text
    with tool.database.read() as session:
        ((_, document),) = decisions_of_person(session, TENANT.key, "anne")
    record = said_in(document)
    assert record["course"]["version"] == "1.2.0"
    assert record["scopes"] == [
        {"id": "dele-ut", "title": {"nb": "Dele ut faste tabletter", "nn": "Dele ut tablettar"}}
    ]


def test_a_new_version_that_certifies_nobody_says_so(
    ward: Ward, tool: Tool, tmp_path: Path
) -> None:
    anne, nina, leif = ward.employee(), ward.nurse(), ward.leader()
    take(anne, tool)
    sign(nina)
    certificate = COURSE_FILE.partition("certificate:\n")[2].partition("evaluation:\n")[0]
    next_version(tool, tmp_path, ("certificate:\n" + certificate, ""))

    assert told(decide(leif, until="2027-01-01")) == (404, "no-certificate-here")
