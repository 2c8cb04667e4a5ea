from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jwt
import pytest
from flask import Flask

from courseware.model import Kind
from lti_tool.learning import publishing
from lti_tool.learning.placements import Choice
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import audit
from lti_tool.storage.placements import keep_placement
from lti_tool.storage.platforms import DeploymentRow
from lti_tool.texts import LANGUAGES, entries
from lti_tool.tool import Tool
from tests.lti_tool.classroom import (
    DEEP_LINK,
    VIK,
    Browser,
    a_launch,
    a_picking,
    launched,
    publish,
)
from tests.lti_tool.clock import START
from tests.lti_tool.journey import Journey
from tests.lti_tool.platform_side import CLIENT_ID, DEPLOYMENT, DL, ISSUER
from tests.sample_course import swap
from tests.sample_plans import add_plans

WHOLE = {"course": "eksempel", "chapter": None, "assessment": None, "localization": None}


@pytest.fixture
def tenant(moodle: Journey) -> Tenant:
    return Tenant(moodle.registration.id, DEPLOYMENT)


@pytest.fixture
def liv(app: Flask, tool: Tool, edition: str, tenant: Tenant) -> Browser:
    """A teacher who selects content."""
    return launched(app, tool, a_picking("liv", tenant=tenant))


def picked(browser: Browser, tool: Tool, *items: dict[str, Any]) -> list[dict[str, Any]]:
    """The content items that the platform gets, its signature checked."""
    response = browser.post("deep-link", {"items": list(items)})
    assert response.status_code == 200, response.text
    key = tool.keys.signing().private_key.public_key()
    claims = jwt.decode(
        response.json["jwt"],
        key,
        algorithms=["RS256"],
        audience=ISSUER,
        issuer=CLIENT_ID,
        options={"verify_exp": False, "verify_iat": False},
    )
    assert response.json["action"] == DEEP_LINK.return_url
    assert claims[DL + "data"] == "opaque"
    found: list[dict[str, Any]] = claims[DL + "content_items"]
    return found


def test_the_picker_offers_every_part_of_every_active_course(liv: Browser) -> None:
    offers = liv.get("deep-link").json

    (course,) = offers["courses"]
    assert (offers["accepts"], offers["multiple"], offers["localization"]) == (True, True, None)
    whole = course["parts"][0]
    assert (course["title"], course["version"]) == ("Eksempelkurs", "1.2.0")
    assert (whole["minutes"], whole["lessons"]) == (20, 3)
    assert [(part["kind"], part["title"], part["scoredBy"]) for part in course["parts"]] == [
        ("course", "Eksempelkurs", "test"),
        ("chapter", "Taushetsplikt", "lessons"),
        ("chapter", "Regning", "lessons"),
        ("practice", "Øvelse", None),
        ("pass", "Prøve", "test"),
    ]
    assert not any(part["lessonsFirst"] for part in course["parts"])
    assert [each["id"] for each in offers["localizations"]] == ["fjellregionen", VIK]
    assert offers["texts"]["title"] == "Velg innhold"


def test_a_course_is_told_as_the_municipality_has_it(liv: Browser) -> None:
    offers = liv.get(f"deep-link?localization={VIK}").json

    (course,) = offers["courses"]
    assert (offers["localization"], course["localization"]) == (VIK, VIK)
    assert (course["title"], course["language"]) == ("Døme på kurs", "nn")
    assert course["parts"][1]["title"] == "Teieplikt"
    assert "~fjellregionen~vik/bundle.json" in course["bundle"]
    assert liv.get(course["bundle"]).json["course"]["owner"] == "Vik kommune"


@pytest.mark.parametrize(
    ("asked", "localization"),
    [("", VIK), ("?localization=-", None), ("?localization=fjellregionen", "fjellregionen")],
)
def test_the_deployments_own_municipality_is_chosen_until_another_is(
    liv: Browser, tool: Tool, tenant: Tenant, asked: str, localization: str | None
) -> None:
    with tool.database.begin() as session:
        row = session.get(DeploymentRow, (tenant.registration_id, tenant.deployment_id))
        assert row is not None
        row.localization = VIK

    offers = liv.get(f"deep-link{asked}").json

    assert (offers["default"], offers["localization"]) == (VIK, localization)


def test_a_course_that_the_municipality_has_no_edition_of_is_shared(liv: Browser) -> None:
    offers = liv.get("deep-link?localization=fjellregionen/annen").json

    assert offers["localization"] is None
    assert offers["courses"][0]["localization"] is None


def test_what_lies_in_the_lms_course_already_is_said(
    app: Flask, tool: Tool, liv: Browser, tenant: Tenant
) -> None:
    whole = {"kurspakke_course": "eksempel"}
    for link, context, custom in [
        ("1", "2", whole),
        ("2", "9", whole),
        ("3", "9", whole),
        ("4", "9", {**whole, "kurspakke_chapter": "regning"}),
    ]:
        launched(app, tool, a_launch(tenant=tenant, link=link, context=context, custom=custom))
    launched(app, tool, a_launch(tenant=Tenant("other", "1"), link="5", context="7"))

    parts = liv.get("deep-link").json["courses"][0]["parts"]

    used = {part["title"]: (part["usedHere"], part["usedElsewhere"]) for part in parts}
    assert used["Eksempelkurs"] == (START.isoformat(), 1)
    assert used["Regning"] == (None, 1)
    assert used["Taushetsplikt"] == (None, 0)


def test_a_workplace_goes_along_with_every_link(
    app: Flask, tool: Tool, liv: Browser, tenant: Tenant
) -> None:
    answer = liv.post("deep-link", {"items": [WHOLE], "unit": "  Solsida   sykehjem "})

    claims = jwt.decode(answer.json["jwt"], options={"verify_signature": False})
    (item,) = claims[DL + "content_items"]
    assert item["custom"]["kurspakke_unit"] == "Solsida sykehjem"
    launched(app, tool, a_launch(tenant=tenant, custom=item["custom"]))
    assert liv.get("deep-link").json["units"] == ["Solsida sykehjem"]


def test_workplaces_are_those_of_the_chosen_municipality_or_of_this_lms_course(
    tool: Tool, liv: Browser, tenant: Tenant
) -> None:
    named = [
        ("Felles", None, "9"),
        ("I Vik", VIK, "9"),
        ("I hele regionen", "fjellregionen", "9"),
        ("I Nes", "fjellregionen/nes", "9"),
        ("I Vikøy", f"{VIK}oy", "9"),
        ("I samme kurs", "fjellregionen/nes", "2"),
    ]
    with tool.database.begin() as session:
        for unit, localization, context in named:
            choice = Choice("eksempel", localization, unit=unit)
            keep_placement(session, tenant.key, unit, choice, context=context, at=START)
        other = Choice("eksempel", VIK, unit="I en annen tenant")
        keep_placement(session, "other:1", "x", other, context="2", at=START)

    def suggested(localization: str) -> set[str]:
        return set(liv.get(f"deep-link?localization={localization}").json["units"])

    assert suggested("-") == {"Felles", "I samme kurs"}
    assert suggested(VIK) == {"I Vik", "I samme kurs"}
    assert suggested("fjellregionen/nes") == {"I Nes", "I samme kurs"}
    assert suggested("fjellregionen") == {
        "I hele regionen",
        "I Nes",
        "I samme kurs",
        "I Vik",
        "I Vikøy",
    }


@pytest.mark.parametrize("unit", ["Avdeling $A", "x" * 65])
def test_a_workplace_that_no_link_can_carry_is_refused(liv: Browser, unit: str) -> None:
    refused = liv.post("deep-link", {"items": [WHOLE], "unit": unit})

    assert (refused.status_code, refused.json["error"]["code"]) == (400, "unit-not-usable")


def test_a_teacher_who_changes_their_mind_goes_back_with_nothing(liv: Browser) -> None:
    answer = liv.post("deep-link/cancel").json

    claims = jwt.decode(answer["jwt"], options={"verify_signature": False})
    assert answer["action"] == DEEP_LINK.return_url
    assert claims[DL + "content_items"] == []
    assert claims[DL + "data"] == "opaque"


def test_the_preview_of_a_test_asks_only_what_everybody_may_practise_on(liv: Browser) -> None:
    answer = liv.get("deep-link/examples?course=eksempel&assessment=prove")

    items = answer.json["items"]
    assert len(items) == 3
    asked = json.dumps(answer.json, ensure_ascii=False).replace("\u00a0", " ")
    assert "5 mg av 2 mg/ml" in asked
    assert "3 mg av 2 mg/ml" not in asked
    for secret in ("prove-", "correct", "feedback", "tolerance", "answer", "value", "mistakes"):
        assert secret not in asked


def test_there_is_no_preview_of_what_is_not_on_offer(liv: Browser) -> None:
    refused = liv.get("deep-link/examples?course=eksempel&assessment=borte")

    assert refused.json["error"]["code"] == "not-offered"


def test_several_picks_become_several_links_at_one_address(liv: Browser, tool: Tool) -> None:
    whole, test = picked(liv, tool, WHOLE, {**WHOLE, "assessment": "prove", "localization": VIK})

    assert whole["type"] == test["type"] == "ltiResourceLink"
    assert whole["url"] == test["url"] == "https://kurs.example.no/lti/launch"
    assert whole["title"] == "Eksempelkurs"
    assert whole["text"] == "Et lite kurs for prøver."
    assert whole["custom"] == {
        "kurspakke_course": "eksempel",
        "kurspakke_localization": "-",
        "kurspakke_version": "1.2.0",
        "kurspakke_name": "$Person.name.full",
    }
    assert test["title"] == "Døme på kurs: Prøve"
    assert test["text"] == "Prøve i kurset «Døme på kurs». Talet på spørsmål: 3. Tid: 60 min."
    assert test["custom"]["kurspakke_assessment"] == "prove"
    assert test["custom"]["kurspakke_localization"] == VIK


def test_a_placement_test_is_offered_as_what_it_is(
    app: Flask, tool: Tool, sample_course: Path, tenant: Tenant
) -> None:
    add_plans(sample_course)
    publish(tool.database, sample_course)
    liv = launched(app, tool, a_picking("liv", tenant=tenant))

    (course,) = liv.get("deep-link").json["courses"]
    (item,) = picked(liv, tool, {**WHOLE, "assessment": "kartlegging"})

    (part,) = (part for part in course["parts"] if part["kind"] == "placement")
    assert (part["questions"], part["scoredBy"]) == (3, None)
    assert item["text"].startswith("Kartlegging til kurset «Eksempelkurs». Antall spørsmål: 3.")
    assert "lineItem" not in item


def test_a_test_that_asks_for_the_lessons_says_so_to_whoever_picks_it_alone(
    app: Flask, tool: Tool, sample_course: Path, tenant: Tenant
) -> None:
    swap(
        sample_course / "course.yaml",
        "    time_limit: 60\n",
        "    time_limit: 60\n    requires: completed\n",
    )
    publish(tool.database, sample_course)
    liv = launched(app, tool, a_picking("liv", tenant=tenant))

    (course,) = liv.get("deep-link").json["courses"]

    asking = [part["assessment"] for part in course["parts"] if part["lessonsFirst"]]
    assert asking == ["prove"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_test_has_a_name_in_the_picker(language: str) -> None:
    words = entries("picker", language)

    assert [kind for kind in Kind if f"kind.{kind}" not in words] == []


def test_only_what_is_graded_gets_a_column(liv: Browser, tool: Tool) -> None:
    whole, chapter, practice, test = picked(
        liv,
        tool,
        WHOLE,
        {**WHOLE, "chapter": "regning"},
        {**WHOLE, "assessment": "ovelse"},
        {**WHOLE, "assessment": "prove"},
    )

    assert whole["lineItem"] == {
        "scoreMaximum": 100,
        "label": "Eksempelkurs",
        "resourceId": "eksempel",
        "tag": "test",
        "submissionReview": {
            "reviewableStatus": ["InProgress", "Submitted", "Completed"],
            "url": "https://kurs.example.no/lti/launch",
        },
    }
    assert (chapter["lineItem"]["resourceId"], chapter["lineItem"]["tag"]) == (
        "eksempel/regning",
        "lessons",
    )
    assert "lineItem" not in practice
    assert test["lineItem"]["resourceId"] == "eksempel/prove"


def test_a_platform_that_takes_no_columns_gets_none(
    app: Flask, tool: Tool, edition: str, tenant: Tenant
) -> None:
    settings = replace(DEEP_LINK, accept_line_item=False)
    liv = launched(app, tool, a_picking("liv", tenant=tenant, deep_linking=settings))

    (item,) = picked(liv, tool, WHOLE)

    assert "lineItem" not in item


def test_what_was_picked_is_what_a_launch_opens(
    app: Flask, tool: Tool, liv: Browser, tenant: Tenant
) -> None:
    (item,) = picked(liv, tool, {**WHOLE, "chapter": "regning", "localization": VIK})

    anne = launched(app, tool, a_launch("anne", tenant=tenant, custom=item["custom"]))
    session = anne.get("session").json

    assert session["chapter"] == "regning"
    assert "~fjellregionen~vik/" in session["bundle"]


def test_a_copied_lms_course_keeps_every_link(
    app: Flask, tool: Tool, liv: Browser, tenant: Tenant
) -> None:
    """A copy has the same custom values, new resource link ids and a new context."""
    picks = [WHOLE, {**WHOLE, "chapter": "regning", "localization": VIK}]
    links = [item["custom"] for item in picked(liv, tool, *picks)]

    def opened(first: int, context: str) -> list[dict[str, Any]]:
        found = []
        for number, custom in enumerate(links, start=first):
            place = {"link": f"link-{number}", "context": context}
            # As Moodle restores them: every key once more, in small letters.
            twice = custom | {key.lower(): value for key, value in custom.items()}
            anne = launched(app, tool, a_launch("anne", tenant=tenant, custom=twice, **place))
            session = anne.get("session").json
            found.append({key: session[key] for key in ("bundle", "chapter", "assessment")})
        return found

    original, copy = opened(1, "2"), opened(11, "9")

    assert copy == original
    assert [each["chapter"] for each in copy] == [None, "regning"]
    assert opened(11, "9") == copy  # the original was deleted; the copy does not need it


def test_a_platform_that_takes_one_item_gets_one(
    app: Flask, tool: Tool, edition: str, tenant: Tenant
) -> None:
    settings = replace(DEEP_LINK, accept_multiple=False)
    liv = launched(app, tool, a_picking("liv", tenant=tenant, deep_linking=settings))

    refused = liv.post("deep-link", {"items": [WHOLE, WHOLE]})

    assert liv.get("deep-link").json["multiple"] is False
    assert refused.json["error"]["code"] == "one-at-a-time"
    assert len(picked(liv, tool, WHOLE)) == 1


def test_a_platform_that_takes_no_links_is_told_about(
    app: Flask, tool: Tool, edition: str, tenant: Tenant
) -> None:
    settings = replace(DEEP_LINK, accept_types=("file", "html"))
    liv = launched(app, tool, a_picking("liv", tenant=tenant, deep_linking=settings))

    assert liv.get("deep-link").json["accepts"] is False
    refused = liv.post("deep-link", {"items": [WHOLE]})
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "no-links-taken")


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([], "nothing-picked"),
        ([{**WHOLE, "course": "annet"}], "not-offered"),
        ([{**WHOLE, "chapter": "borte"}], "not-offered"),
        ([{**WHOLE, "assessment": "borte"}], "not-offered"),
        ([{**WHOLE, "chapter": "regning", "assessment": "prove"}], "not-offered"),
        ([{**WHOLE, "localization": "fjellregionen/annen"}], "not-offered"),
        ([{**WHOLE, "course": "../etc"}], "bad-request"),
        ([{**WHOLE, "course": 7}], "bad-request"),
        ([{}], "bad-request"),
        (["eksempel"], "bad-request"),
        ("eksempel", "bad-request"),
        ([WHOLE] * 51, "bad-request"),
    ],
)
def test_what_is_not_on_offer_is_refused(liv: Browser, items: object, code: str) -> None:
    refused = liv.post("deep-link", {"items": items})

    assert refused.status_code == 400
    assert refused.json["error"]["code"] == code


def test_a_course_that_is_retired_meanwhile_is_no_longer_on_offer(liv: Browser, tool: Tool) -> None:
    publishing.retire(tool.database, "eksempel", "1.2.0", at=START, by="test")

    assert liv.get("deep-link").json["courses"] == []
    assert liv.post("deep-link", {"items": [WHOLE]}).json["error"]["code"] == "not-offered"


def test_a_learners_visit_picks_nothing(
    app: Flask, tool: Tool, edition: str, tenant: Tenant
) -> None:
    anne = launched(app, tool, a_launch("anne", tenant=tenant))

    assert anne.get("deep-link").json["error"]["code"] == "not-for-picking"
    assert anne.post("deep-link", {"items": [WHOLE]}).status_code == 403


def test_what_was_picked_is_audited(liv: Browser, tool: Tool, tenant: Tenant) -> None:
    picked(liv, tool, WHOLE)

    with tool.database.read() as session:
        (entry,) = audit.entries(session, tenant.key)
    assert (entry.actor, entry.act) == ("liv", "content.pick")
    assert entry.subject.startswith("eksempel ")
