from __future__ import annotations

import base64
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_tool.learning import publishing
from lti_tool.learning.errors import Unopenable
from lti_tool.learning.sessions import Token
from lti_tool.learning.shelf import Shelf
from lti_tool.protocol.registration import Tenant
from lti_tool.protocol.roles import Roles
from lti_tool.storage import audit, platforms
from lti_tool.storage.courses import archive_of
from lti_tool.storage.progress import ProgressRow
from lti_tool.tool import Tool, install
from tests.lti_tool.classroom import (
    TEACHER,
    VIK,
    Browser,
    a_launch,
    a_picking,
    launched,
    publish,
    queued_scores,
    right_answers,
    take,
)
from tests.lti_tool.clock import START, FakeClock
from tests.sample_course import swap, write_course

NOTHING_SEEN = "1!nb!1!!!!"
FIRST_SEEN = "1!nb!1!0-2!!!"
FIRST_CHAPTER_SEEN = "1!nb!2!0-6!!!"
ALL_SEEN = "1!nb!3!0-e!!!"


def without_tests(course: Path) -> None:
    text = (course / "course.yaml").read_text(encoding="utf-8")
    head, _, _ = text.partition("  - id: prove\n    kind: pass")
    (course / "course.yaml").write_text(
        head.replace("banks: [ovelse, prove]", "banks: [ovelse]"), encoding="utf-8"
    )
    (course / "questions" / "prove.yaml").unlink()
    lock = course / "ids.lock.yaml"
    lines = lock.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "prove" not in line]
    lock.write_text("".join(kept), encoding="utf-8")


def test_a_learner_is_told_everything_the_player_needs(anne: Browser) -> None:
    session = anne.get("session").json

    assert session["runtime"] == "lti"
    assert session["page"] == "course"
    assert session["language"] == "nb"
    assert session["readOnly"] is False
    assert session["state"] is None
    assert session["results"] == []
    assert session["underway"] == []
    assert (session["assessment"], session["chapter"]) == (None, None)
    assert session["platform"] == {
        "name": "Moodle",
        "returnUrl": "https://lms.example.no/course/view.php?id=2",
    }
    bundle = anne.get(session["bundle"]).json
    assert bundle["course"]["id"] == "eksempel"
    assert session["media"] == session["bundle"].replace("bundle.json", "media/")


def test_state_is_kept_from_one_visit_to_the_next(app: Flask, tool: Tool, anne: Browser) -> None:
    assert anne.put("state", {"state": FIRST_SEEN}).status_code == 204

    again = launched(app, tool, a_launch("anne"))

    assert again.get("session").json["state"] == FIRST_SEEN


def test_the_next_person_at_the_machine_meets_nothing_of_the_last(
    anne: Browser, bo: Browser, tool: Tool
) -> None:
    anne.put("state", {"state": FIRST_SEEN})
    take(anne, tool, right=1)

    session = bo.get("session").json

    assert session["state"] is None
    assert session["results"] == []


def test_a_test_that_was_left_is_told_of_until_it_is_handed_in(
    app: Flask, tool: Tool, anne: Browser, bo: Browser
) -> None:
    view = anne.start()
    anne.answer(view["attempt"], 0, right_answers(tool, view["attempt"])[0])
    again = launched(app, tool, a_launch("anne"))
    elsewhere = launched(app, tool, a_launch("anne", link="another"))

    left = again.get("session").json["underway"]

    assert left == [{"assessment": "prove", "answered": 1, "of": len(view["items"])}]
    assert bo.get("session").json["underway"] == []
    assert elsewhere.get("session").json["underway"] == []
    again.submit(view["attempt"])
    assert again.get("session").json["underway"] == []


def test_a_test_whose_time_ran_out_is_not_gone_on_with(anne: Browser, clock: FakeClock) -> None:
    anne.start()
    clock.advance(minutes=61)

    session = anne.get("session").json

    assert session["underway"] == []
    assert [result["assessment"] for result in session["results"]] == ["prove"]


def test_the_same_user_id_of_another_platform_is_somebody_else(
    app: Flask, tool: Tool, anne: Browser
) -> None:
    anne.put("state", {"state": FIRST_SEEN})
    elsewhere = launched(app, tool, a_launch("anne", tenant=Tenant("canvas", "1")))

    assert elsewhere.get("session").json["state"] is None


@pytest.mark.parametrize(
    ("state", "check"),
    [
        ("", "state-not-ours"),
        ("3!nb!!!!!!", "state-not-ours"),
        ("1", "state-not-ours"),
        ("1!nb!\u00e6!!!!", "state-not-ours"),
        ("1!nb!!!!!\n", "state-not-ours"),
        ("1!" + "a" * 4095, "state-not-ours"),
        ("<script>", "state-not-ours"),
        ("1!\x00!", "bad-request"),
    ],
)
def test_what_is_no_state_is_not_kept(anne: Browser, state: str, check: str) -> None:
    anne.put("state", {"state": FIRST_SEEN})

    refused = anne.put("state", {"state": state})

    assert refused.status_code == 400
    assert refused.json["error"]["code"] == check
    assert anne.get("session").json["state"] == FIRST_SEEN


def test_the_longest_state_is_kept(anne: Browser) -> None:
    state = "1!nb!1!!" + "a" * (4096 - 10) + "!!"

    assert len(state) == 4096
    assert anne.put("state", {"state": state}).status_code == 204


@pytest.mark.parametrize(
    "header",
    [
        None,
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer bW9vZGxlOjE.",
        "Basic YTpi",
        pytest.param(f"Bearer {Token.new('moodle:1')}", id="one of nobody's"),
        "Bearer " + "a" * 2000,
        "Bearer \u00e6.\u00f8",
    ],
)
def test_without_a_token_of_ours_nothing_is_answered(
    client: FlaskClient, edition: str, header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header}
    for method, path in [
        ("GET", "session"),
        ("PUT", "state"),
        ("GET", "results"),
        ("POST", "tests/prove"),
        ("GET", "deep-link"),
        ("GET", "teacher"),
    ]:
        response = client.open(
            f"/api/{path}",
            method=method,
            headers=headers,
            json={"state": FIRST_SEEN} if method == "PUT" else None,
        )

        assert response.status_code == 401, path
        assert response.json is not None
        assert response.json["error"]["code"] == "session-over"
        assert response.headers["Cache-Control"] == "no-store"


DEEP = b"[" * 200_000


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "state"),
        ("PUT", "attempts/abcdefghij/answers/0"),
        ("POST", "deep-link"),
    ],
)
@pytest.mark.parametrize("body", [DEEP, b'{"state":' + DEEP, b"{", b"1" * 5000])
def test_what_is_no_json_is_refused_but_first_those_who_may_not_ask(
    client: FlaskClient, anne: Browser, method: str, path: str, body: bytes
) -> None:
    json = {"data": body, "content_type": "application/json"}
    headers = {"Authorization": f"Bearer {anne.token}"}

    unknown = client.open(f"/api/{path}", method=method, **json)
    known = client.open(f"/api/{path}", method=method, headers=headers, **json)

    assert unknown.status_code == 401
    assert known.status_code == 400
    assert known.json is not None
    assert known.json["error"]["code"] == "bad-request"


def test_a_token_of_a_tenant_that_no_database_can_hold_is_none(
    client: FlaskClient, edition: str
) -> None:
    tenant = base64.urlsafe_b64encode(b"a\0b").decode().rstrip("=")

    response = client.get("/api/session", headers={"Authorization": f"Bearer {tenant}.x"})

    assert response.status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "attempts/%00/answers/0"),
        ("PUT", "attempts/a%00b/answers/0"),
        ("PUT", "attempts/%ED%A0%80/answers/0"),
        ("PUT", "attempts/{attempt}/answers/%D9%A1"),
        ("PUT", "attempts/{attempt}/answers/99999"),
        ("POST", "attempts/%00/submit"),
        ("POST", "tests/%00"),
        ("POST", "tests/prove%00"),
    ],
)
def test_what_no_address_of_ours_holds_is_not_found(anne: Browser, method: str, path: str) -> None:
    attempt = anne.start()["attempt"]

    response = anne.call(method, path.format(attempt=attempt), {"response": "a"})

    assert response.status_code == 404


def test_reading_waits_for_nobody_who_writes(anne: Browser, tool: Tool) -> None:
    take(anne, tool)

    with tool.database.begin() as session:
        audit.record(session, "test", "nothing", at=START, by="test")
        began = time.monotonic()
        answered = anne.get("results")
        took = time.monotonic() - began

    assert answered.status_code == 200
    assert len(answered.json) == 1
    assert took < 5


def test_who_has_no_token_waits_for_nobody_either(
    client: FlaskClient, tool: Tool, edition: str
) -> None:
    with tool.database.begin():
        began = time.monotonic()
        response = client.put("/api/state", json={"state": FIRST_SEEN})
        took = time.monotonic() - began

    assert response.status_code == 401
    assert took < 5


def test_a_course_is_never_parsed_while_others_wait_to_write(
    app: Flask, tool: Tool, sample_course: Path, sample_localizations: Path
) -> None:
    edition = publish(tool.database, sample_course, sample_localizations)
    anne = launched(app, tool, a_launch("anne"))
    free: list[bool] = []

    def read_archive(wanted: str) -> bytes | None:
        # Nobody holds the one write transaction of SQLite: this would wait for it, and fail.
        with tool.database.begin() as session:
            free.append(True)
            return archive_of(session, wanted)

    def afresh() -> Tool:
        shelf = Shelf(read_archive, lambda _: frozenset())
        renewed = replace(tool, shelf=shelf)
        install(renewed, app.extensions)
        return renewed

    afresh()
    assert anne.put("state", {"state": FIRST_SEEN}).status_code == 204
    afresh()
    attempt = anne.start()["attempt"]
    afresh()
    assert anne.answer(attempt, 0, "a").status_code == 200
    afresh()
    assert anne.submit(attempt).status_code == 200
    afresh()
    assert anne.get("session").status_code == 200
    assert len(free) == 5
    assert edition


def test_a_visit_ends_with_its_platform(app: Flask, tool: Tool, edition: str) -> None:
    anne = launched(app, tool, a_launch("anne"))
    bo = launched(app, tool, a_launch("bo", tenant=Tenant("moodle", "2")))
    eve = launched(app, tool, a_launch("eve", tenant=Tenant("canvas", "1")))

    with tool.database.begin() as session:
        assert platforms.remove_deployment(session, "moodle", "1")
    assert [each.get("session").status_code for each in (anne, bo, eve)] == [401, 200, 200]
    assert anne.put("state", {"state": FIRST_SEEN}).json["error"]["code"] == "session-over"

    with tool.database.begin() as session:
        assert platforms.remove(session, "moodle")
    assert [each.get("session").status_code for each in (anne, bo, eve)] == [401, 401, 200]


def test_a_token_opens_nothing_in_another_tenant(tool: Tool, anne: Browser, app: Flask) -> None:
    secret = Token.parse(anne.token)
    assert secret is not None
    moved = Browser(app.test_client(), str(Token("moodle:2", secret.secret)), [])

    assert moved.get("session").status_code == 401


def test_only_a_hash_of_the_token_is_stored(tool: Tool, anne: Browser) -> None:
    secret = anne.token.partition(".")[2]

    with tool.database.read() as session:
        dump = str(session.connection().exec_driver_sql("SELECT * FROM visit").all())

    assert secret not in dump


def test_a_visit_ends_two_hours_after_its_last_use(anne: Browser, clock: FakeClock) -> None:
    for _ in range(3):
        clock.advance(minutes=119)
        assert anne.get("session").status_code == 200
    clock.advance(minutes=121)

    assert anne.get("session").status_code == 401


def test_a_visit_ends_after_twelve_hours_however_it_is_used(
    anne: Browser, clock: FakeClock
) -> None:
    for _ in range(11):
        clock.advance(hours=1)
        assert anne.get("session").status_code == 200
    clock.advance(hours=1)

    assert anne.get("session").status_code == 401


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("nn-NO,nb;q=0.5", "Økta er over."),
        ("en-GB", "Your session is over."),
        ("de", "Økten er ov"),
    ],
)
def test_an_error_is_in_the_browsers_language(
    client: FlaskClient, edition: str, asked: str, said: str
) -> None:
    response = client.get("/api/session", headers={"Accept-Language": asked})

    assert response.json is not None
    error = response.json["error"]
    assert error["message"].startswith(said)
    assert error["mend"]
    assert error["correlation"] == response.headers["X-Correlation-Id"]


def test_an_error_is_in_the_language_of_the_launch(app: Flask, tool: Tool, edition: str) -> None:
    browser = launched(app, tool, a_launch("anne", locale="nn_NO"))

    error = browser.put("state", {"state": "?"}).json["error"]

    assert error["message"].startswith("Det du har gjort i kurset, kunne ikkje lagrast.")


@pytest.mark.parametrize(
    ("locale", "localization", "language"),
    [
        ("nb", "-", "nb"),
        ("no", VIK, "nn"),
        ("nb_NO", VIK, "nb"),
        ("en", VIK, "en"),
        (None, VIK, "nn"),
        ("fr", "-", "nb"),
        ("fr", VIK, "nn"),
    ],
)
def test_norwegian_that_does_not_say_which_is_the_municipalitys(
    app: Flask, tool: Tool, edition: str, locale: str | None, localization: str, language: str
) -> None:
    custom = {"kurspakke_course": "eksempel", "kurspakke_localization": localization}
    browser = launched(app, tool, a_launch("anne", locale=locale, custom=custom))

    assert browser.get("session").json["language"] == language


@pytest.mark.parametrize("roles", [TEACHER, Roles(administrator=True), Roles()])
def test_nothing_is_kept_for_anybody_but_learners(
    app: Flask, tool: Tool, edition: str, roles: Roles
) -> None:
    browser = launched(app, tool, a_launch("liv", roles=roles))

    session = browser.get("session").json
    refused = browser.put("state", {"state": FIRST_SEEN})

    assert session["readOnly"] is True
    assert refused.status_code == 403
    with tool.database.read() as database:
        assert database.query(ProgressRow).count() == 0


def test_who_teaches_and_learns_in_the_same_course_teaches(
    app: Flask, tool: Tool, edition: str
) -> None:
    both = Roles(learner=True, instructor=True)
    browser = launched(app, tool, a_launch("liv", roles=both))

    session = browser.get("session").json

    assert (session["page"], session["readOnly"]) == ("teacher", True)


def test_a_link_opens_the_part_that_was_picked(app: Flask, tool: Tool, edition: str) -> None:
    chapter = {"kurspakke_course": "eksempel", "kurspakke_chapter": "regning"}
    test = {"kurspakke_course": "eksempel", "kurspakke_assessment": "prove"}

    first = launched(app, tool, a_launch("anne", link="a", custom=chapter)).get("session").json
    second = launched(app, tool, a_launch("anne", link="b", custom=test)).get("session").json

    assert (first["chapter"], first["assessment"]) == ("regning", None)
    assert (second["chapter"], second["assessment"]) == (None, "prove")


def test_a_copied_lms_course_opens_the_same_course_afresh(
    app: Flask, tool: Tool, edition: str
) -> None:
    custom = {"kurspakke_course": "eksempel", "kurspakke_localization": VIK}
    launched(app, tool, a_launch("anne", link="1", custom=custom)).put(
        "state", {"state": FIRST_SEEN}
    )

    copied = launched(app, tool, a_launch("anne", link="2", custom=custom))
    session = copied.get("session").json

    assert "~fjellregionen~vik" in session["bundle"]
    assert session["state"] is None


def test_a_link_without_a_choice_opens_the_only_course(
    app: Flask, tool: Tool, edition: str
) -> None:
    browser = launched(app, tool, a_launch("anne", custom={"context_memberships_url": "x"}))

    assert browser.get(browser.get("session").json["bundle"]).json["course"]["id"] == "eksempel"


@pytest.mark.parametrize(
    ("roles", "check"),
    [(TEACHER, "nothing-chosen"), (Roles(learner=True), "nothing-chosen-learner")],
)
def test_a_link_without_a_choice_opens_nothing_where_there_are_several(
    app: Flask, tool: Tool, edition: str, tmp_path: Path, roles: Roles, check: str
) -> None:
    another = write_course(tmp_path / "more")
    swap(another / "course.yaml", "id: eksempel", "id: annet")
    another.rename(tmp_path / "more" / "annet")
    publish(tool.database, tmp_path / "more" / "annet")

    with pytest.raises(Unopenable) as refused:
        launched(app, tool, a_launch("anne", roles=roles, custom={}))

    assert (refused.value.check, refused.value.status) == (check, 404)


def test_a_course_that_nobody_has_added_is_said_to_be_missing(
    app: Flask, tool: Tool, edition: str
) -> None:
    with pytest.raises(Unopenable) as refused:
        launched(app, tool, a_launch("liv", roles=TEACHER, custom={"kurspakke_course": "annet"}))

    assert (refused.value.check, refused.value.values) == (
        "course-not-active",
        {"course": "annet"},
    )


def test_a_localization_that_does_not_fit_is_never_left_out_in_silence(
    app: Flask, tool: Tool, edition: str
) -> None:
    custom = {"kurspakke_course": "eksempel", "kurspakke_localization": "fjellregionen/annen"}

    with pytest.raises(Unopenable) as refused:
        launched(app, tool, a_launch("anne", custom=custom))

    assert refused.value.check == "localization-not-there-learner"


def test_a_part_that_a_new_version_lacks_is_said_to_be_gone(
    app: Flask, tool: Tool, edition: str
) -> None:
    custom = {"kurspakke_course": "eksempel", "kurspakke_chapter": "borte"}
    browser = launched(app, tool, a_launch("anne", custom=custom))

    refused = browser.get("session")

    assert refused.status_code == 404
    assert refused.json["error"]["code"] == "part-not-there-learner"


def test_a_retired_course_keeps_what_is_still_being_written(tool: Tool, anne: Browser) -> None:
    publishing.retire(tool.database, "eksempel", "1.2.0", at=START, by="test")

    assert anne.put("state", {"state": FIRST_SEEN}).status_code == 204
    assert anne.get("session").json["error"]["code"] == "course-not-active-learner"


def test_a_started_test_is_finished_though_its_course_is_retired(tool: Tool, anne: Browser) -> None:
    view = anne.start()
    publishing.retire(tool.database, "eksempel", "1.2.0", at=START, by="test")

    assert anne.start()["attempt"] == view["attempt"]
    assert anne.answer(view["attempt"], 0, "a").status_code == 200
    assert anne.submit(view["attempt"]).json["percent"] == 33


def chapter_of(app: Flask, tool: Tool, **more: Any) -> Browser:
    custom = {"kurspakke_course": "eksempel", "kurspakke_chapter": "taushetsplikt"}
    return launched(app, tool, a_launch("anne", custom=custom, **more))


def test_a_chapter_is_graded_once_when_every_lesson_has_been_seen(
    app: Flask, tool: Tool, edition: str, clock: FakeClock
) -> None:
    browser = chapter_of(app, tool)

    browser.put("state", {"state": FIRST_SEEN})
    assert queued_scores(tool) == []
    browser.put("state", {"state": FIRST_CHAPTER_SEEN})
    clock.advance(minutes=1)
    browser.put("state", {"state": ALL_SEEN})
    browser.get("session")

    (message,) = queued_scores(tool)
    assert (message["scoreGiven"], message["scoreMaximum"]) == (100, 100)
    assert message["comment"] == "Hele kapitlet er gjennomgått. Kursversjon 1.2.0."


def test_what_was_seen_once_stays_seen(app: Flask, tool: Tool, edition: str) -> None:
    browser = chapter_of(app, tool, line_item=None)
    browser.put("state", {"state": FIRST_CHAPTER_SEEN})
    browser.put("state", {"state": NOTHING_SEEN})

    chapter_of(app, tool).get("session")

    assert [message["scoreGiven"] for message in queued_scores(tool)] == [100]


def test_lessons_alone_give_no_grade_where_there_is_a_test(anne: Browser, tool: Tool) -> None:
    anne.put("state", {"state": ALL_SEEN})

    assert queued_scores(tool) == []


def test_a_course_without_a_test_is_graded_when_it_has_been_seen(
    app: Flask, tool: Tool, sample_course: Path
) -> None:
    without_tests(sample_course)
    publish(tool.database, sample_course)
    browser = launched(app, tool, a_launch("anne"))

    browser.put("state", {"state": ALL_SEEN})

    assert [message["scoreGiven"] for message in queued_scores(tool)] == [100]


def test_a_local_lesson_belongs_to_what_has_to_be_seen(
    app: Flask, tool: Tool, edition: str
) -> None:
    custom = {
        "kurspakke_course": "eksempel",
        "kurspakke_chapter": "taushetsplikt",
        "kurspakke_localization": VIK,
    }
    browser = launched(app, tool, a_launch("anne", custom=custom))

    browser.put("state", {"state": FIRST_CHAPTER_SEEN})
    assert queued_scores(tool) == []
    browser.put("state", {"state": "1!nn!!0-6.5k-1!!!"})

    assert len(queued_scores(tool)) == 1


def test_picking_content_is_no_visit_to_a_course(app: Flask, tool: Tool, edition: str) -> None:
    browser = launched(app, tool, a_picking())

    assert browser.get("session").json["error"]["code"] == "not-in-a-course"
    assert browser.get("teacher").status_code == 403


def test_who_is_inside_when_a_link_gets_another_course_opens_it_again(
    app: Flask, tool: Tool, anne: Browser, tmp_path: Path
) -> None:
    another = write_course(tmp_path / "more")
    swap(another / "course.yaml", "id: eksempel", "id: annet")
    another.rename(tmp_path / "more" / "annet")
    publish(tool.database, tmp_path / "more" / "annet")
    view = anne.start()

    launched(app, tool, a_launch("liv", roles=TEACHER, custom={"kurspakke_course": "annet"}))

    assert anne.put("state", {"state": FIRST_SEEN}).status_code == 401
    assert anne.submit(view["attempt"]).status_code == 401
    again = launched(app, tool, a_launch("anne", custom={"kurspakke_course": "annet"}))
    assert again.get("session").json["results"] == []
    assert again.start()["attempt"] != view["attempt"]
