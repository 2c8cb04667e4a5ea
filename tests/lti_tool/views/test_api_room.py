from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lti_tool.learning.granting import add
from lti_tool.learning.grants import Grant, Role, Scope
from lti_tool.storage import audit
from lti_tool.storage.attempts import AttemptRow
from lti_tool.storage.grants import add_grant
from lti_tool.storage.invigilation import invigilator_of
from lti_tool.tool import Tool
from tests.lti_tool.classroom import (
    TEACHER,
    TENANT,
    Browser,
    a_launch,
    launched,
    publish,
    queued_scores,
    take,
)
from tests.lti_tool.clock import START, FakeClock
from tests.sample_course import swap

GUARD = {"name": "Vigdis  Vakt", "title": "Fagsykepleier", "hours": 3}

Opened = Callable[..., Browser]


@pytest.fixture
def held(app: Flask, tool: Tool, sample_course: Path) -> Opened:
    """Publishes the course with these settings of its test; gives Anne's page."""

    def opened(settings: str = "") -> Browser:
        lines = "".join(f"    {line.strip()}\n" for line in settings.splitlines() if line.strip())
        swap(sample_course / "course.yaml", "    attempts: 3\n", lines or "    attempts: 3\n")
        publish(tool.database, sample_course)
        return launched(app, tool, a_launch("anne", name="Anne Eksempel"))

    return opened


def teacher(app: Flask, tool: Tool, person: str = "liv", **more: Any) -> Browser:
    return launched(app, tool, a_launch(person, roles=TEACHER, **more))


def refused(response: TestResponse) -> str:
    assert response.status_code == 409, response.text
    code: str = response.json["error"]["code"]
    return code


def row(liv: Browser, person: str = "anne") -> dict[str, Any]:
    people = liv.get("room").json["people"]
    found: dict[str, Any] = next(each for each in people if each["person"] == person)
    return found


def unlocking(**more: Any) -> dict[str, Any]:
    return {"person": "anne", "assessment": "prove", "reason": "Syk under prøven"} | more


def more_time(percent: int = 25) -> dict[str, Any]:
    return unlocking(percent=percent, reason="Avtalt med leder")


# --- when a test may be started ------------------------------------------------------------------


def test_one_waits_from_the_end_of_an_attempt_and_no_longer(
    held: Opened, tool: Tool, clock: FakeClock
) -> None:
    anne = held("wait: 24")
    take(anne, tool, right=0)

    clock.advance(hours=23, minutes=59, seconds=59)
    anne = launched(anne.client.application, tool, a_launch("anne"))
    early = anne.post("tests/prove")
    clock.advance(seconds=1)

    assert refused(early) == "test-waits"
    assert "03.03.2026 09.00" in early.json["error"]["message"]
    assert anne.start()["submitted"] is False


def test_a_test_under_way_is_gone_on_with_whatever_the_hour(
    held: Opened, tool: Tool, clock: FakeClock
) -> None:
    """START is Monday at nine in Norway."""
    anne = held('open: [{days: [mon], from: "08:00", to: "09:30"}]')
    attempt = anne.start()["attempt"]

    clock.advance(minutes=45)

    assert anne.start()["attempt"] == attempt
    anne.submit(attempt)
    assert refused(anne.post("tests/prove")) == "test-closed"


@pytest.mark.parametrize(
    ("minutes", "opened"), [(-61, False), (-60, True), (30, True), (31, False), (24 * 60, False)]
)
def test_hours_are_those_of_the_clock_on_the_wall(
    held: Opened, clock: FakeClock, app: Flask, tool: Tool, minutes: int, opened: bool
) -> None:
    held('open: [{days: [mon], from: "08:00", to: "09:30"}]')
    clock.advance(minutes=minutes)
    bo = launched(app, tool, a_launch("bo"))

    assert (bo.post("tests/prove").status_code == 200) is opened


def test_the_lessons_come_first_where_the_course_says_so(
    held: Opened, app: Flask, tool: Tool
) -> None:
    anne = held("requires: completed")
    before = anne.post("tests/prove")
    other_link = launched(app, tool, a_launch("anne", link="link-2"))

    other_link.put("state", {"state": "1!nb!1!0-vvv!!!"})  # every lesson there may be

    assert refused(before) == "lessons-first"
    assert anne.post("tests/prove").status_code == 200


def test_a_placement_has_days_of_its_own(
    held: Opened, app: Flask, tool: Tool, clock: FakeClock
) -> None:
    anne, liv = held(), teacher(app, tool)

    liv.post("room/days", {"first": "2026-03-03", "last": "2026-03-03"})
    early = anne.post("tests/prove")
    clock.advance(hours=24)
    anne = launched(app, tool, a_launch("anne"))
    on_the_day = anne.post("tests/prove")
    anne.submit(on_the_day.json["attempt"])
    clock.advance(hours=24)
    anne = launched(app, tool, a_launch("anne"))

    assert refused(early) == "test-not-yet"
    assert on_the_day.status_code == 200
    assert refused(anne.post("tests/prove")) == "test-days-over"
    backwards = teacher(app, tool).post("room/days", {"first": "2026-03-03", "last": "2026-03-02"})
    assert backwards.json["error"]["code"] == "days-backwards"


# --- unlocking -----------------------------------------------------------------------------------


def test_a_leader_gives_one_more_attempt_and_one_only(held: Opened, app: Flask, tool: Tool) -> None:
    anne, liv = held("attempts: 1"), teacher(app, tool)
    assert refused(liv.post("room/unlock", unlocking())) == "attempts-left"
    take(anne, tool, right=0)
    assert refused(anne.post("tests/prove")) == "attempts-used"
    assert row(liv)["mayUnlock"] is True

    assert liv.post("room/unlock", unlocking()).status_code == 200

    assert row(liv)["mayUnlock"] is False
    assert refused(liv.post("room/unlock", unlocking())) == "attempts-left"
    assert take(anne, tool)["passed"] is True
    assert refused(anne.post("tests/prove")) == "attempts-used"
    with tool.database.read() as session:
        [entry] = [e for e in audit.entries(session, TENANT.key) if e.act == "test.unlock"]
    assert (entry.actor, entry.subject) == ("liv", "anne")
    assert entry.details == {"assessment": "prove", "reason": "Syk under prøven"}


def test_a_leader_gives_no_more_attempts_than_the_course_lets(
    held: Opened, app: Flask, tool: Tool
) -> None:
    anne, liv = held("attempts: 1\nunlocks: 1"), teacher(app, tool)
    take(anne, tool, right=0)
    liv.post("room/unlock", unlocking())
    take(anne, tool, right=0)

    again = liv.post("room/unlock", unlocking())

    assert refused(again) == "unlocks-used"
    assert "høyst 1 ekstra forsøk" in again.json["error"]["message"]
    assert (row(liv)["stopped"], row(liv)["mayUnlock"]) == (True, False)


def test_nobody_gets_more_time_than_the_course_lets(held: Opened, app: Flask, tool: Tool) -> None:
    held("extra_time: 25")
    liv = teacher(app, tool)
    giving = {"person": "anne", "assessment": "prove", "reason": "Avtalt"}

    most = liv.post("room/extra-time", {**giving, "percent": 25})
    more = liv.post("room/extra-time", {**giving, "percent": 26})

    assert most.status_code == 200
    assert (more.status_code, more.json["error"]["code"]) == (400, "extra-out-of-bounds")
    assert more.json["error"]["mend"] == "Skriv et helt tall fra 0 til 25."
    assert row(liv)["extraPercent"] == 25


def test_an_unlock_ends_the_waiting_too(held: Opened, app: Flask, tool: Tool) -> None:
    anne, liv = held("wait: 24"), teacher(app, tool)
    take(anne, tool, right=0)

    liv.post("room/unlock", unlocking())

    assert anne.post("tests/prove").status_code == 200


def test_a_result_with_an_unlocked_attempt_is_the_best_of_all(
    held: Opened, app: Flask, tool: Tool
) -> None:
    anne, liv = held("attempts: 1"), teacher(app, tool)
    take(anne, tool, right=0)
    liv.post("room/unlock", unlocking())

    take(anne, tool)

    assert [message["scoreGiven"] for message in queued_scores(tool)] == [0, 100]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_nothing_is_given_without_a_reason(
    held: Opened, app: Flask, tool: Tool, reason: str
) -> None:
    anne, liv = held("attempts: 1"), teacher(app, tool)
    take(anne, tool, right=0)

    response = liv.post("room/unlock", unlocking(reason=reason))

    assert (response.status_code, response.json["error"]["code"]) == (400, "reason-missing")
    assert anne.post("tests/prove").status_code == 409


# --- extra time ----------------------------------------------------------------------------------


def test_extra_time_given_before_counts_from_the_start(
    held: Opened, app: Flask, tool: Tool
) -> None:
    anne, liv = held(), teacher(app, tool)

    liv.post("room/extra-time", more_time(25))
    view = anne.start()

    assert datetime.fromisoformat(view["deadline"]) == START + timedelta(minutes=75)
    assert row(liv)["extraPercent"] == 25


def test_extra_time_given_in_the_middle_moves_the_end(
    held: Opened, app: Flask, tool: Tool, clock: FakeClock
) -> None:
    anne, liv = held(), teacher(app, tool)
    attempt = anne.start()["attempt"]
    clock.advance(minutes=50)

    liv.post("room/extra-time", more_time(50))

    told = anne.get(f"attempts/{attempt}").json
    assert datetime.fromisoformat(told["deadline"]) == START + timedelta(minutes=90)
    clock.advance(minutes=35)
    assert anne.answer(attempt, 0, "").status_code == 200


def test_extra_time_wakes_no_test_that_is_over(
    held: Opened, app: Flask, tool: Tool, clock: FakeClock
) -> None:
    anne, liv = held(), teacher(app, tool)
    attempt = anne.start()["attempt"]
    clock.advance(minutes=61)

    liv.post("room/extra-time", more_time(100))

    assert anne.get(f"attempts/{attempt}").json["submitted"] is True
    assert anne.answer(attempt, 0, "").status_code == 409
    with tool.database.read() as session:
        assert session.query(AttemptRow).one().deadline == START + timedelta(minutes=60)


def test_the_time_of_a_test_is_ones_own_to_see(held: Opened, app: Flask, tool: Tool) -> None:
    anne = held()
    attempt = anne.start()["attempt"]
    bo = launched(app, tool, a_launch("bo"))

    assert bo.get(f"attempts/{attempt}").status_code == 404


@pytest.mark.parametrize("percent", [-1, 101, 10**20])
def test_extra_time_has_its_bounds(held: Opened, app: Flask, tool: Tool, percent: int) -> None:
    held()

    response = teacher(app, tool).post("room/extra-time", more_time(percent))

    assert (response.status_code, response.json["error"]["code"]) == (400, "extra-out-of-bounds")


# --- the invigilator's code ----------------------------------------------------------------------


def test_a_supervised_test_starts_with_the_code_and_says_who_watched(
    held: Opened, app: Flask, tool: Tool
) -> None:
    anne, liv = held("session_code: true"), teacher(app, tool)
    assert refused(anne.post("tests/prove")) == "code-needed"
    assert refused(anne.post("tests/prove", {"code": "ABCDEF"})) == "code-wrong"
    (made,) = liv.post("room/session", GUARD).json["sessions"]

    typed = f" {made['code'][:3].lower()} {made['code'][3:]}"
    view = anne.post("tests/prove", {"code": typed})

    assert view.status_code == 200
    assert anne.start()["attempt"] == view.json["attempt"], "going on takes no code"
    with tool.database.read() as session:
        supervised = session.query(AttemptRow).one().test_session
        watched = invigilator_of(session, TENANT.key, supervised)
    assert watched is not None
    assert (watched.person, watched.name, watched.title) == ("liv", "Vigdis Vakt", "Fagsykepleier")


def test_a_code_ends_with_its_hours_or_by_the_invigilator(
    held: Opened, app: Flask, tool: Tool, clock: FakeClock
) -> None:
    anne, liv = held("session_code: true"), teacher(app, tool)
    (first,) = liv.post("room/session", GUARD).json["sessions"]
    assert liv.post(f"room/session/{first['id']}/end").json["sessions"] == []
    assert refused(anne.post("tests/prove", {"code": first["code"]})) == "code-wrong"
    (second,) = liv.post("room/session", GUARD | {"hours": 1}).json["sessions"]

    clock.advance(minutes=60)

    assert refused(anne.post("tests/prove", {"code": second["code"]})) == "code-wrong"
    assert liv.post(f"room/session/{second['id']}/end").status_code == 404


def test_nobody_is_watched_by_themselves(held: Opened, app: Flask, tool: Tool) -> None:
    anne = held("session_code: true")
    with tool.database.begin() as session:
        add_grant(
            session,
            Grant(TENANT.key, "g1", "anne", Role.INVIGILATOR, Scope.TENANT, "", "liv", START),
        )
    ((own,), both) = (
        [made["code"] for made in holder.post("room/session", GUARD).json["sessions"]]
        for holder in (anne, teacher(app, tool))
    )
    (other,) = set(both) - {own}

    assert refused(anne.post("tests/prove", {"code": own})) == "code-own"
    assert anne.post("tests/prove", {"code": other}).status_code == 200


def test_a_code_is_of_its_own_placement(held: Opened, app: Flask, tool: Tool) -> None:
    anne = held("session_code: true")
    (made,) = teacher(app, tool, link="link-2").post("room/session", GUARD).json["sessions"]

    assert refused(anne.post("tests/prove", {"code": made["code"]})) == "code-wrong"


def test_codes_are_not_guessed(held: Opened, app: Flask, tool: Tool, clock: FakeClock) -> None:
    anne, liv = held("session_code: true"), teacher(app, tool)
    (made,) = liv.post("room/session", GUARD).json["sessions"]
    tries = [anne.post("tests/prove", {"code": f"AAAAA{n}"}).status_code for n in range(11)]

    assert tries == [409] * 10 + [429]
    assert anne.post("tests/prove", {"code": made["code"]}).status_code == 429
    clock.advance(minutes=10)
    assert anne.post("tests/prove", {"code": made["code"]}).status_code == 200


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "name-and-title-missing"),
        ({"title": "x" * 101}, "name-and-title-missing"),
        ({"hours": 0}, "hours-out-of-bounds"),
        ({"hours": 13}, "hours-out-of-bounds"),
        ({"hours": "3"}, "bad-request"),
        ({"hours": True}, "bad-request"),
    ],
)
def test_a_session_needs_a_name_a_title_and_some_hours(
    held: Opened, app: Flask, tool: Tool, change: dict[str, Any], code: str
) -> None:
    held()

    response = teacher(app, tool).post("room/session", GUARD | change)

    assert (response.status_code, response.json["error"]["code"]) == (400, code)


# --- who is in the room --------------------------------------------------------------------------


def test_the_room_tells_how_far_people_are_and_nothing_of_what_they_answer(
    held: Opened, app: Flask, tool: Tool, clock: FakeClock
) -> None:
    anne, liv = held(), teacher(app, tool)
    assert row(liv)["startedAt"] is None
    attempt = anne.start()["attempt"]
    anne.answer(attempt, 1, "")
    clock.advance(minutes=2)
    anne.get(f"attempts/{attempt}")

    under_way = row(liv)
    clock.advance(minutes=4)
    silent = row(liv)
    anne.submit(attempt)
    handed_in = row(liv)
    clock.advance(hours=13)

    assert under_way == {
        "person": "anne",
        "name": "Anne Eksempel",
        "assessment": "prove",
        "startedAt": START.isoformat(),
        "deadline": (START + timedelta(minutes=60)).isoformat(),
        "endedAt": None,
        "byClock": False,
        "answered": 0,
        "of": 3,
        "extraPercent": 0,
        "seenAt": (START + timedelta(minutes=2)).isoformat(),
        "lost": False,
        "stopped": False,
        "mayUnlock": False,
    }
    assert silent["lost"] is True
    assert (handed_in["lost"], handed_in["endedAt"] is not None) == (False, True)
    assert row(teacher(app, tool))["startedAt"] is None, "it is another day"


def test_the_room_is_for_those_who_hold_tests(held: Opened, app: Flask, tool: Tool) -> None:
    anne = held("attempts: 1")
    take(anne, tool, right=0)
    with tool.database.begin() as session:
        add(
            session, TENANT.key, "vigdis", Role.INVIGILATOR, Scope.TENANT, "",
            by="liv", at=START, until=None,
        )  # fmt: skip
    vigdis = launched(app, tool, a_launch("vigdis"))

    assert anne.get("room").status_code == 403
    assert vigdis.get("room").json["mayUnlock"] is False
    assert vigdis.post("room/session", GUARD).status_code == 200
    assert vigdis.post("room/unlock", unlocking()).status_code == 403
    assert vigdis.post("room/extra-time", more_time() | {"person": "vigdis"}).status_code == 403
    assert vigdis.post("room/extra-time", more_time() | {"person": "nobody"}).status_code == 404
    assert anne.post("room/unlock", unlocking()).status_code == 403
