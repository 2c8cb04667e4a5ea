"""From the test to the leader's decision and back, by three people's own pages."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import update

from lti_tool.learning.grants import Role, Scope
from lti_tool.storage import audit
from lti_tool.storage.platforms import RegistrationRow
from lti_tool.tool import Tool
from tests.lti_tool.certification.ward import (
    CUSTOM,
    LEIF,
    NINA,
    SEEN,
    Ward,
    certified,
    decide,
    mark,
    sign,
)
from tests.lti_tool.classroom import TEACHER, TENANT, publish, queued_scores, take
from tests.lti_tool.clock import FakeClock
from tests.sample_course import swap, write_course, write_localizations


def test_three_people_make_a_certificate(ward: Ward) -> None:
    anne = ward.employee()
    nina, leif = ward.nurse(), ward.leader()
    assert anne.get("certification/mine").json["state"] == "missing"

    take(anne, ward.tool)
    assert anne.get("certification/mine").json["state"] == "needs-sign-off"

    signed = sign(nina)
    assert (signed.status_code, signed.json["state"]) == (201, "needs-decision")

    decided = decide(leif)
    assert decided.status_code == 201, decided.text
    mine = anne.get("certification/mine").json
    assert (mine["state"], mine["decision"]["until"]) == ("valid", "2028-06-01")
    assert mine["decision"]["scopes"] == ["Dele ut tabletter"]
    assert mine["signOff"]["title"] == "sykepleier"
    assert [each["state"] for each in mine["history"]] == ["valid"]


def test_nobody_skips_a_step(ward: Ward) -> None:
    anne = ward.employee()
    nina, leif = ward.nurse(), ward.leader()

    assert sign(nina).json["error"]["code"] == "no-test-yet"
    assert decide(leif).json["error"]["code"] == "no-sign-off-yet"

    take(anne, ward.tool, right=1)
    assert sign(nina).json["error"]["code"] == "no-test-yet"


def test_nobody_signs_or_decides_for_themselves(ward: Ward) -> None:
    ward.name("anne", Role.ASSESSOR)
    ward.name("anne", Role.LEADER)
    anne = ward.employee()
    take(anne, ward.tool)

    assert sign(anne).json["error"]["code"] == "not-for-yourself"
    sign(ward.nurse())
    refused = decide(anne)
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "not-for-yourself")


def test_a_role_opens_its_own_act_and_no_other(ward: Ward) -> None:
    anne, nina, leif = ward.employee(), ward.nurse(), ward.leader()
    teacher = ward.open("liv", roles=TEACHER)
    take(anne, ward.tool)

    assert sign(leif).json["error"]["code"] == "no-right"
    assert sign(teacher).json["error"]["code"] == "no-right"
    assert sign(anne, "bo").json["error"]["code"] == "no-right"
    sign(nina)
    assert decide(nina).json["error"]["code"] == "no-right"
    assert decide(teacher).json["error"]["code"] == "no-right"
    assert anne.get("certification/people").status_code == 403


def test_a_role_in_another_unit_opens_nothing_here(ward: Ward) -> None:
    anne = ward.employee()
    take(anne, ward.tool)
    ward.name("nora", Role.ASSESSOR, Scope.UNIT, "Et annet hjem")

    assert sign(ward.open("nora")).json["error"]["code"] == "no-right"


def test_what_is_missing_from_a_sign_off_is_said(ward: Ward) -> None:
    anne, nina = ward.employee(), ward.nurse()
    take(anne, ward.tool)

    assert sign(nina, observations=["liste"]).json["error"]["code"] == "not-all-seen"
    assert sign(nina, identity=False).json["error"]["code"] == "identity-not-confirmed"
    assert sign(nina, title=" ").json["error"]["code"] == "title-missing"
    assert sign(nina, subject="安娜").json["error"]["code"] == "name-not-latin"
    assert sign(nina, approved=False).json["error"]["code"] == "note-missing"
    assert sign(nina, person="nobody").status_code == 404
    assert anne.get("certification/mine").json["state"] == "needs-sign-off"


def test_more_practice_is_a_record_too_and_the_newest_counts(ward: Ward) -> None:
    anne, nina = ward.employee(), ward.nurse()
    take(anne, ward.tool)

    sign(nina, approved=False, observations=["liste"], note="Øv på identitet")
    mine = anne.get("certification/mine").json
    assert (mine["state"], mine["signOff"]["note"]) == ("needs-sign-off", "Øv på identitet")

    ward.clock.advance(minutes=5)
    assert sign(nina).json["state"] == "needs-decision"


def test_what_is_wrong_with_a_decision_is_said(ward: Ward) -> None:
    anne, nina, leif = ward.employee(), ward.nurse(), ward.leader()
    take(anne, ward.tool)
    sign(nina)

    assert decide(leif, scopes=[]).json["error"]["code"] == "no-scope"
    assert decide(leif, scopes=["infusjon"]).json["error"]["code"] == "no-scope"
    assert decide(leif, until="2026-03-01").json["error"]["code"] == "until-out-of-reach"
    refused = decide(leif, until="2029-03-02").json["error"]
    assert refused["code"] == "until-out-of-reach"
    assert "2029-03-01" in refused["message"]
    assert decide(leif, until="soon").json["error"]["code"] == "bad-request"
    assert decide(leif, until="2029-03-01").status_code == 201


def test_a_revoked_certificate_is_revoked_with_a_reason_and_for_good(ward: Ward) -> None:
    anne, _, leif = certified(ward)
    decision = anne.get("certification/mine").json["decision"]["id"]
    form = {"person": "anne", "decision": decision, "reason": "", "name": "Leif", "title": "leder"}

    assert leif.post("certification/revocations", form).json["error"]["code"] == "reason-missing"
    revoked = leif.post("certification/revocations", form | {"reason": "Byttet avdeling"})
    assert revoked.json["state"] == "revoked"

    again = leif.post("certification/revocations", form | {"reason": "En gang til"})
    assert again.json["error"]["code"] == "revoked-already"
    mine = anne.get("certification/mine").json
    assert (mine["mayRenew"], mine["revocation"]["reason"]) == (False, "Byttet avdeling")


def test_a_decision_is_corrected_by_a_new_one_and_the_old_stays(
    ward: Ward, clock: FakeClock
) -> None:
    anne, _, leif = certified(ward)
    clock.advance(minutes=1)

    decide(leif, until="2027-01-01", scopes=["dele-ut", "mikstur"])

    mine = anne.get("certification/mine").json
    assert (mine["decision"]["until"], len(mine["history"])) == ("2027-01-01", 2)


def test_the_renewal_window_opens_a_new_round_and_keeps_the_old(
    ward: Ward, clock: FakeClock
) -> None:
    certified(ward)
    assert ward.employee().post("certification/renewal").json["error"]["code"] == "not-yet"

    clock.advance(days=740)
    anne = ward.employee()
    renewed = anne.post("certification/renewal")

    assert (renewed.status_code, renewed.json["state"]) == (201, "expiring")
    assert (renewed.json["next"], renewed.json["round"]) == ("missing", 2)
    assert anne.post("certification/renewal").json["error"]["code"] == "not-yet"
    take(anne, ward.tool)
    sign(ward.open("nina"))
    leif = ward.open("leif")
    assert decide(leif, until="2030-01-01").json["state"] == "valid"
    assert len(anne.get("certification/mine").json["history"]) == 2


def test_a_leaders_reset_gives_the_attempts_back(ward: Ward) -> None:
    anne, leif = ward.employee(), ward.leader()
    for _ in range(3):
        take(anne, ward.tool, right=0)
    assert anne.post("tests/prove").json["error"]["code"] == "attempts-used"

    ward.clock.advance(minutes=1)
    form = {"person": "anne", "reason": "Har øvd mer", "seen": mark(leif), **LEIF}
    assert leif.post("certification/rounds", form).json["round"] == 2

    assert take(anne, ward.tool)["passed"]
    assert anne.get("certification/mine").json["state"] == "needs-sign-off"


def test_a_new_rounds_score_is_sent_when_it_is_final(ward: Ward, clock: FakeClock) -> None:
    certified(ward)
    clock.advance(days=740)
    anne = ward.employee()
    anne.post("certification/renewal")
    clock.advance(minutes=1)

    take(anne, ward.tool, right=0)
    assert len(queued_scores(ward.tool)) == 1  # the old pass stands while attempts are left
    clock.advance(minutes=1)
    take(anne, ward.tool)

    first, second = queued_scores(ward.tool)
    assert (first["scoreGiven"], second["scoreGiven"]) == (100, 100)
    assert second["timestamp"] > first["timestamp"]


def test_a_round_that_is_failed_for_good_takes_the_old_score_down(
    ward: Ward, clock: FakeClock
) -> None:
    certified(ward)
    clock.advance(days=740)
    anne = ward.employee()
    anne.post("certification/renewal")
    for _ in range(3):
        clock.advance(minutes=1)
        take(anne, ward.tool, right=0)

    assert [each["scoreGiven"] for each in queued_scores(ward.tool)] == [100, 0]


def test_every_act_stands_in_the_audit_log_without_a_name(ward: Ward, tool: Tool) -> None:
    certified(ward)

    with tool.database.read() as session:
        acts = audit.entries(session, TENANT.key)

    assert [(each.act, each.actor) for each in acts] == [("sign-off", "nina"), ("decide", "leif")]
    assert not any("Eksempel" in str(each) for each in acts)


def test_at_the_bedside_the_nurse_signs_on_her_own_page(ward: Ward) -> None:
    anne, nina = ward.employee(), ward.nurse()
    assert anne.post("certification/code").json["error"]["code"] == "nothing-to-sign"
    take(anne, ward.tool)
    code = anne.post("certification/code").json["code"]

    shown = nina.post("certification/lookup", {"code": f"{code[:3]} {code[3:]}"}).json
    assert shown["person"]["name"] == "Anne Eksempel"
    assert [each["id"] for each in shown["signing"]["observations"]] == SEEN

    assert sign(nina, code=f"{code[:3]} {code[3:]}").json["state"] == "needs-decision"
    assert sign(nina, code=code).json["error"]["code"] == "no-such-code"


def test_a_code_signs_nothing_in_the_employees_own_hands(ward: Ward) -> None:
    anne = ward.employee()
    take(anne, ward.tool)
    code = anne.post("certification/code").json["code"]

    assert sign(anne, code=code).json["error"]["code"] == "no-right"
    assert anne.post("certification/lookup", {"code": code}).status_code == 403


def test_a_code_reaches_as_far_as_the_nurses_role(ward: Ward) -> None:
    anne = ward.employee()
    take(anne, ward.tool)
    code = anne.post("certification/code").json["code"]
    elsewhere = {"link": "link-2", "custom": {"kurspakke_course": "eksempel"}}
    ward.name("nora", Role.ASSESSOR, Scope.TENANT, "")
    ward.name("noor", Role.ASSESSOR, Scope.UNIT, "Et annet hjem")

    assert (
        ward.open("noor", **elsewhere).post("certification/lookup", {"code": code}).status_code
        == 403
    )
    assert sign(ward.open("nora", **elsewhere), code=code, **NINA).status_code == 201


def test_a_code_lives_for_ten_minutes_and_cannot_be_guessed_for_long(
    ward: Ward, clock: FakeClock
) -> None:
    anne, nina = ward.employee(), ward.nurse()
    take(anne, ward.tool)
    code = anne.post("certification/code").json["code"]
    clock.advance(minutes=10)
    assert nina.post("certification/lookup", {"code": code}).status_code == 404

    answers = [
        nina.post("certification/lookup", {"code": f"{guess:06d}"}).status_code
        for guess in range(31)
    ]
    assert answers[-1] == 429


def test_where_the_platform_tells_no_name_the_employee_writes_it(ward: Ward) -> None:
    anne = ward.employee(name=None)
    assert anne.get("certification/mine").json["name"] is None

    assert anne.put("certification/name", {"name": "A"}).json["error"]["code"] == "name-missing"
    saved = anne.put("certification/name", {"name": " Anne  Márjá Eksempel "}).json

    assert (saved["name"], saved["nameGiven"]) == ("Anne Márjá Eksempel", False)
    named = ward.employee("bo", name="Bo Eksempel")
    refused = named.put("certification/name", {"name": "En annen"})
    assert refused.json["error"]["code"] == "name-known"


def test_a_link_that_certifies_asks_the_platform_for_the_name(ward: Ward) -> None:
    told = CUSTOM | {"kurspakke_name": "Anne Márjá Eksempel"}
    kept = CUSTOM | {"kurspakke_name": "$Person.name.full"}

    anne, bo = ward.open("anne", custom=told), ward.open("bo", custom=kept)

    assert anne.get("certification/mine").json["name"] == "Anne Márjá Eksempel"
    assert bo.get("certification/mine").json["name"] is None


def test_the_leader_sees_everybody_and_the_nurse_no_last_day(ward: Ward) -> None:
    _, nina, leif = certified(ward)
    ward.employee("bo", "Bo Eksempel")

    seen = leif.get("certification/people").json
    assert [(each["name"], each["state"]) for each in seen["people"] if each["name"]] == [
        ("Anne Eksempel", "valid"),
        ("Bo Eksempel", "missing"),
    ]
    assert seen["people"][0]["lastDay"] == "2029-03-01"
    assert seen["signature"] == {"by": "Leif Eksempel", "title": "virksomhetsleder"}
    assert (seen["signing"], seen["decides"]) == (None, True)
    assert nina.get("certification/people").json["deciding"] is None


def test_a_test_of_example_questions_certifies_nobody_outside_a_sandbox(
    app: Flask, tool: Tool, clock: FakeClock, tmp_path: Path
) -> None:
    publish(tool.database, write_course(tmp_path), write_localizations(tmp_path))
    ward = Ward(app, tool, clock)
    anne = ward.employee()
    take(anne, tool)

    mine = anne.get("certification/mine").json
    assert (mine["state"], mine["uncounted"]) == ("missing", True)
    assert sign(ward.nurse()).json["error"]["code"] == "no-test-yet"


def test_a_sandbox_shows_a_certificate_that_says_it_is_an_example(
    app: Flask, tool: Tool, clock: FakeClock, tmp_path: Path
) -> None:
    course = write_course(tmp_path)
    approval = "{name: Kari Eksempel, role: Fagansvarlig, date: 2026-01-15}"
    swap(course / "course.yaml", f"approval: {approval}", "approval: null")
    publish(tool.database, course, write_localizations(tmp_path))
    ward = Ward(app, tool, clock)
    ward.employee()
    with tool.database.begin() as session:
        session.execute(update(RegistrationRow).values(sandbox=True))

    anne, _, _ = certified(ward)

    decision = anne.get("certification/mine").json["decision"]
    assert decision["example"] is True
    page = anne.client.get(f"/bevis/{decision['code']}", headers={"Accept-Language": "nb"}).text
    assert "Det beviser ingenting" in page


def test_a_certificate_runs_out_at_midnight_in_norway(ward: Ward, clock: FakeClock) -> None:
    certified(ward)
    clock.now = clock.now.replace(year=2028, month=6, day=1, hour=21, minute=59)
    assert ward.employee().get("certification/mine").json["state"] == "expiring"

    clock.advance(minutes=1)
    clock.now += timedelta(seconds=1)
    assert ward.employee().get("certification/mine").json["state"] == "expired"
