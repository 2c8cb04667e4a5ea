"""What is handed out, what anybody may check, and that a changed file fails."""

from __future__ import annotations

import io
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jwcrypto import jwk, jws, jwt
from jwcrypto.jws import InvalidJWSSignature
from sqlalchemy import delete, select

from lti_tool.protocol.registration import Standing
from lti_tool.storage import evidence_keys, platforms
from lti_tool.storage.certification import DecisionRow
from lti_tool.tool import Tool
from tests.conformance.pdf_standards import faults
from tests.lti_tool.certification.ward import RULE, Ward, certified, decide, publish_certifying
from tests.lti_tool.classroom import Browser
from tests.lti_tool.clock import START, FakeClock


def fetched(browser: Browser, kind: str, language: str = "nb") -> bytes:
    decision = browser_decision(browser)
    asked = {"decision": decision, "kind": kind, "language": language}
    made = browser.post("certification/proofs", asked)
    assert made.status_code == 201, made.text
    answer = browser.client.get(made.json["address"])
    assert answer.status_code == 200, answer.text
    return answer.data


def browser_decision(browser: Browser) -> str:
    people = browser.get("certification/people")
    if people.status_code == 200:
        found = next(each for each in people.json["people"] if each["person"] == "anne")
        return str(found["decision"]["id"])
    return str(browser.get("certification/mine").json["decision"]["id"])


def published(browser: Browser) -> jwk.JWKSet:
    return jwk.JWKSet.from_json(browser.client.get("/bevis/keys.json").text)


def checked(browser: Browser, data: bytes) -> tuple[int, str]:
    form = {"file": (io.BytesIO(data), "bevis.pdf")}
    answer = browser.client.post("/bevis/check", data=form, headers={"Accept-Language": "nb"})
    return answer.status_code, answer.text


def test_another_library_says_that_the_record_is_signed_by_the_published_key(ward: Ward) -> None:
    _, _, leif = certified(ward)
    document = fetched(leif, "record").decode()

    token = jws.JWS()
    token.deserialize(document)
    token.verify(published(leif))

    record = json.loads(token.payload)
    assert record["person"]["name"] == "Anne Eksempel"
    assert record["unit"] == "Vikheimen"
    assert record["valid"] == {"from": "2026-03-02", "until": "2028-06-01"}
    assert record["course"]["approval"]["name"] == "Kari Eksempel"
    assert record["sign_off"]["by"]["title"] == "sykepleier"
    assert record["decision"]["by"]["name"] == "Leif Eksempel"
    assert record["test"]["rule"]["percent"] == 80
    assert record["invigilator"] is None
    assert [each["passed"] for each in record["attempts"]] == [True]
    assert len(record["test"]["items"]) == 3
    assert all(len(item["sha256"]) == 64 for item in record["test"]["items"])


def test_a_changed_record_fails_its_signature(ward: Ward) -> None:
    _, _, leif = certified(ward)
    document = json.loads(fetched(leif, "record"))
    padded = document["payload"] + "=" * (-len(document["payload"]) % 4)
    changed = urlsafe_b64decode(padded).replace(b"2028-06-01", b"2038-06-01")
    document["payload"] = urlsafe_b64encode(changed).decode().rstrip("=")

    token = jws.JWS()
    token.deserialize(json.dumps(document))

    (key,) = published(leif)["keys"]
    with pytest.raises(InvalidJWSSignature):
        token.verify(key)


def test_a_signature_outlives_its_key(ward: Ward, tool: Tool, clock: FakeClock) -> None:
    _, _, leif = certified(ward)
    before = fetched(leif, "record").decode()
    with tool.database.begin() as session:
        evidence_keys.rotate(session, tool.settings.secret, clock())
    clock.advance(minutes=1)
    decide(leif, until="2027-01-01")
    after = fetched(leif, "record").decode()

    for document in (before, after):
        token = jws.JWS()
        token.deserialize(document)
        token.verify(published(leif))


def test_the_same_certificate_has_the_same_bytes_and_is_known_by_its_file(ward: Ward) -> None:
    anne, _, _ = certified(ward)
    first = fetched(anne, "certificate")

    assert first.startswith(b"%PDF-")
    assert fetched(anne, "certificate") == first
    status, page = checked(anne, first)
    assert (status, "Beviset er ekte og gyldig" in page) == (200, True)
    assert "Anne Eksempel" in page


def test_a_changed_certificate_is_not_known(ward: Ward) -> None:
    anne, _, _ = certified(ward)
    data = fetched(anne, "certificate")
    at = len(data) // 2

    status, page = checked(anne, data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])

    assert (status, "er ikke utstedt her, eller den er endret" in page) == (404, True)
    assert "Anne" not in page


@pytest.mark.parametrize("what", ["the record", "its signature", "its key", "the register"])
def test_what_was_changed_in_the_database_is_not_answered_for(
    ward: Ward, tool: Tool, what: str
) -> None:
    """By its code and by its file, and nothing of it is shown."""
    anne, _, _ = certified(ward)
    paper = fetched(anne, "certificate")
    code = anne.get("certification/mine").json["decision"]["code"]
    with tool.database.begin() as session:
        row = session.scalars(select(DecisionRow)).one()
        header, payload, signature = row.evidence.split(".")
        if what == "the record":
            said = urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
            longer = said.replace(b"2028-06-01", b"2038-06-01")
            payload = urlsafe_b64encode(longer).decode().rstrip("=")
        if what == "its signature":
            signature = signature[::-1]
        if what == "its key":
            evidence_keys.retire(session, START)
            session.execute(delete(evidence_keys.EvidenceKeyRow))
        if what == "the register":
            row.until = date(2038, 6, 1)
        row.evidence = f"{header}.{payload}.{signature}"

    by_code = anne.client.get(f"/bevis/{code}", headers={"Accept-Language": "nb"})

    for status, page in ((by_code.status_code, by_code.text), checked(anne, paper)):
        assert (status, "Vi kan ikke gå god for dette beviset" in page) == (409, True)
        assert "Anne" not in page


def test_the_record_says_what_each_part_of_the_rule_took(
    tool: Tool, app: Flask, clock: FakeClock, tmp_path: Path
) -> None:
    part = "{id: teori, title: {nb: Teori, nn: Teori}, topics: [taushetsplikt], percent: 70}"
    publish_certifying(tool, tmp_path, rule=f"{RULE}, sections: [{part}]")
    _, _, leif = certified(Ward(app, tool, clock))

    token = jws.JWS()
    token.deserialize(fetched(leif, "record").decode())
    token.verify(published(leif))

    assert json.loads(token.payload)["test"]["parts"] == [
        {
            "id": "teori",
            "title": {"nb": "Teori", "nn": "Teori"},
            "topics": ["taushetsplikt"],
            "percent": 100,
            "needed": 70,
        }
    ]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("kind", ["certificate", "evidence"])
def test_papers_are_pdf_a_and_pdf_ua(ward: Ward, kind: str, language: str) -> None:
    _, _, leif = certified(ward)

    data = fetched(leif, kind, language)

    archive = {"certificate": "PDF/A-2a", "evidence": "PDF/A-3a"}[kind]
    assert faults(data, archive) == []
    assert faults(data, "PDF/UA-1") == []
    assert checked(leif, data)[0] == 200


def test_the_employee_does_not_get_what_was_drawn(ward: Ward) -> None:
    anne, _, leif = certified(ward)
    asked = {"decision": browser_decision(leif), "language": "nb"}

    for kind in ("record", "evidence"):
        refused = anne.post("certification/proofs", asked | {"kind": kind})
        assert refused.json["error"]["code"] == "no-right"
    other = ward.employee("bo", "Bo Eksempel")
    refused = other.post("certification/proofs", asked | {"kind": "certificate"})
    assert refused.status_code == 403


def test_a_link_to_a_file_lives_for_a_minute_and_cannot_be_made_up(
    ward: Ward, clock: FakeClock
) -> None:
    anne, _, _ = certified(ward)
    asked = {"decision": browser_decision(anne), "kind": "certificate", "language": "nb"}
    address = anne.post("certification/proofs", asked).json["address"]

    assert anne.client.get(address[:-1] + "x").status_code == 404
    assert anne.client.get("/bevis/file/x.y").status_code == 404
    clock.advance(seconds=60)
    assert anne.client.get(address).status_code == 404


def test_a_link_to_a_file_ends_when_the_platform_is_suspended(ward: Ward, tool: Tool) -> None:
    anne, _, _ = certified(ward)
    asked = {"decision": browser_decision(anne), "kind": "certificate", "language": "nb"}
    address = anne.post("certification/proofs", asked).json["address"]
    with tool.database.begin() as session:
        for each in platforms.everything(session):
            platforms.set_standing(session, each.id, Standing.SUSPENDED)

    assert anne.client.get(address).status_code == 404


@pytest.mark.parametrize("shape", [str, str.lower, lambda code: code.replace("-", "")])
def test_anybody_may_look_a_certificate_up_by_its_code(ward: Ward, shape: Any) -> None:
    anne, _, _ = certified(ward)
    code = anne.get("certification/mine").json["decision"]["code"]

    page = anne.client.get(f"/bevis/{shape(code)}", headers={"Accept-Language": "nb"}).text

    assert "Beviset er ekte og gyldig" in page
    assert "Fra 2. mars 2026 til og med 1. juni 2028" in page
    for private in ("anne<", "Nina", "Leif", "Fast på avdelingen", "moodle"):
        assert private not in page


def test_the_page_says_what_holds_now(ward: Ward, clock: FakeClock) -> None:
    anne, _, leif = certified(ward)
    first = anne.get("certification/mine").json["decision"]
    clock.advance(minutes=1)
    decide(leif, until="2027-01-01")
    second = anne.get("certification/mine").json["decision"]

    def title(code: str) -> str:
        page = anne.client.get(f"/bevis/{code}", headers={"Accept-Language": "nb"}).text
        return page.partition("<h1>")[2].partition("</h1>")[0]

    assert title(first["code"]) == "Beviset er erstattet av et nyere"
    assert title(second["code"]) == "Beviset er ekte og gyldig"
    form = {"person": "anne", "decision": second["id"], "reason": "x", "name": "Leif", "title": "l"}
    leif.post("certification/revocations", form)
    assert title(second["code"]) == "Beviset er trukket tilbake"
    clock.advance(days=900)
    assert title(first["code"]) == "Beviset er ekte, men det er utløpt"
    assert title("ABCD-ABCD-ABCD") == "Vi kjenner ikke denne koden"


def test_the_form_leads_to_the_code_and_bad_input_to_a_clear_answer(ward: Ward) -> None:
    browser = ward.employee()
    client = browser.client

    assert client.get("/verify").headers["Location"] == "/bevis"
    assert client.get("/bevis").status_code == 200
    sent = client.post("/bevis", data={"code": " abcd-efgh jkmn "})
    assert sent.headers["Location"] == "/bevis/abcd-efghjkmn"
    for bad in ("", "short", "æøåæøåæøåæøå", "a" * 500, "../../etc/pass"):
        assert client.post("/bevis", data={"code": bad}).status_code == 404
    assert client.post("/bevis/check").status_code == 400
    kind = "multipart/form-data; boundary=x"
    huge = client.post("/bevis/check", data=b"x" * 600_000, content_type=kind)
    assert huge.status_code == 413


def test_the_verification_page_has_a_brake(ward: Ward) -> None:
    client = ward.employee().client

    answers = [client.get("/bevis/ABCDABCDABCD").status_code for _ in range(31)]

    assert (answers[29], answers[30]) == (404, 429)


def test_a_badge_is_an_open_badge_that_another_library_verifies(ward: Ward) -> None:
    anne, _, _ = certified(ward)

    compact = fetched(anne, "badge").decode()

    token = jwt.JWT(jwt=compact, key=None, check_claims=None, expected_type="JWS", algs=["RS256"])
    header = json.loads(token.token.objects["protected"])
    path = header["kid"].removeprefix("https://kurs.example.no")
    key = jwk.JWK.from_json(anne.client.get(path).text)
    verified = jws.JWS()
    verified.deserialize(compact, key=key)
    credential = json.loads(verified.payload)
    assert credential["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert credential["iss"] == credential["issuer"]["id"]
    assert credential["jti"] == credential["id"]
    assert credential["sub"] == credential["credentialSubject"]["id"]
    achievement = credential["credentialSubject"]["achievement"]
    assert set(achievement) >= {"id", "type", "name", "description", "criteria"}
    assert credential["validUntil"] == "2028-06-01T22:00:00Z"
    assert anne.client.get("/bevis/issuer.json").json["id"] == credential["iss"]
