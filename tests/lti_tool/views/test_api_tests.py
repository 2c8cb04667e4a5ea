from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from courseware.model import Calculation, SingleChoice
from lti_tool.learning.testroom import hand_in_overdue
from lti_tool.protocol.registration import Tenant
from lti_tool.tool import Tool
from tests.lti_tool.classroom import (
    TEACHER,
    TEST,
    VIK,
    Browser,
    a_launch,
    launched,
    publish,
    queued_scores,
    right_answers,
    take,
)
from tests.lti_tool.clock import FakeClock
from tests.sample_course import swap


def test_all_answers_right_is_a_pass_that_goes_to_the_gradebook(anne: Browser, tool: Tool) -> None:
    result = take(anne, tool)

    assert (result["earned"], result["possible"], result["percent"]) == (3, 3, 100)
    assert result["passed"]
    assert result["delivery"] == "waiting"
    assert [topic["topic"] for topic in result["topics"]] == ["taushetsplikt", "regning"]
    (message,) = queued_scores(tool)
    assert (message["userId"], message["scoreGiven"], message["scoreMaximum"]) == ("anne", 100, 100)
    assert message["comment"] == "Bestått: 3 av 3 poeng. Kursversjon 1.2.0."


def test_nothing_that_the_browser_receives_tells_a_key(
    anne: Browser, tool: Tool, edition: str
) -> None:
    session = anne.get("session").json
    anne.get(session["bundle"])
    take(anne, tool, right=1)
    anne.get("results")
    anne.get("session")

    everything = "\n".join(anne.heard)
    course = tool.shelf.get(edition, None).course
    bank = course.bank("prove")
    for question in bank.questions:
        assert question.id not in everything
        if isinstance(question, SingleChoice):
            assert '"correct"' not in anne.heard[2]
        if isinstance(question, Calculation):
            assert question.formula not in everything
    items = anne.heard[2]
    for word in ("correct", "answer", "value", "tolerance", "feedback", "mistakes", "seed", "law"):
        assert f'"{word}' not in items, word


def test_a_second_tab_goes_on_with_the_same_test(anne: Browser) -> None:
    first = anne.start()
    anne.answer(first["attempt"], 1, "2,5")

    second = anne.start()

    assert second["attempt"] == first["attempt"]
    assert second["items"] == first["items"]
    assert second["responses"] == ["", "2,5", ""]


def test_a_person_who_comes_back_finds_the_answers_and_the_same_deadline(
    app: Flask, tool: Tool, anne: Browser, clock: FakeClock
) -> None:
    view = anne.start()
    anne.put(f"attempts/{view['attempt']}/answers/0", {"response": "A", "marked": True})
    clock.advance(minutes=30)

    again = launched(app, tool, a_launch("anne")).start()

    assert again["attempt"] == view["attempt"]
    assert again["deadline"] == view["deadline"]
    assert again["responses"][0] == "A"
    assert again["marked"] == [True, False, False]


def test_the_last_answer_counts(anne: Browser, tool: Tool) -> None:
    view = anne.start()
    keys = right_answers(tool, view["attempt"])
    for position, key in enumerate(keys):
        anne.answer(view["attempt"], position, "")
        anne.answer(view["attempt"], position, key)

    assert anne.submit(view["attempt"]).json["percent"] == 100


def test_a_second_submit_gives_the_same_result(anne: Browser, tool: Tool, clock: FakeClock) -> None:
    view = anne.start()
    first = anne.submit(view["attempt"])
    clock.advance(minutes=1)

    second = anne.submit(view["attempt"])

    assert second.status_code == 200
    assert second.json == first.json
    assert len(queued_scores(tool)) == 1


def test_many_submits_at_once_make_one_result(app: Flask, anne: Browser, tool: Tool) -> None:
    view = anne.start()

    def submit(_: int) -> object:
        return replace(anne, client=app.test_client(), heard=[]).submit(view["attempt"]).json

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(submit, range(6)))

    assert all(result == results[0] for result in results)
    assert len(queued_scores(tool)) == 1


def test_many_starts_at_once_make_one_attempt(app: Flask, anne: Browser) -> None:
    def start(_: int) -> object:
        return replace(anne, client=app.test_client(), heard=[]).start()["attempt"]

    with ThreadPoolExecutor(6) as pool:
        attempts = set(pool.map(start, range(6)))

    assert len(attempts) == 1


def test_an_answer_after_the_submit_is_refused_and_changes_nothing(
    anne: Browser, tool: Tool
) -> None:
    view = anne.start()
    result = anne.submit(view["attempt"]).json

    late = anne.answer(view["attempt"], 0, "a")

    assert late.status_code == 409
    assert late.json["error"]["code"] == "test-ended"
    assert anne.submit(view["attempt"]).json == result


@pytest.mark.parametrize("path", ["answers/0", "submit"])
def test_another_persons_attempt_does_not_exist(anne: Browser, bo: Browser, path: str) -> None:
    attempt = anne.start()["attempt"]

    response = bo.submit(attempt) if path == "submit" else bo.answer(attempt, 0, "a")

    assert response.status_code == 404
    assert response.json["error"]["code"] == "not-there"
    assert anne.start()["responses"] == ["", "", ""]


def test_the_same_user_id_in_another_deployment_is_another_person(
    app: Flask, tool: Tool, anne: Browser
) -> None:
    attempt = anne.start()["attempt"]
    other = launched(app, tool, a_launch("anne", tenant=Tenant("moodle", "2")))

    assert other.answer(attempt, 0, "a").status_code == 404
    assert other.submit(attempt).status_code == 404
    assert other.start()["attempt"] != attempt


def test_the_same_person_in_another_link_has_another_test(
    app: Flask, tool: Tool, anne: Browser
) -> None:
    attempt = anne.start()["attempt"]
    copied = launched(app, tool, a_launch("anne", link="link-of-the-copied-course"))

    assert copied.submit(attempt).status_code == 404
    assert copied.start()["attempt"] != attempt


@pytest.mark.parametrize(
    ("position", "response"),
    [
        (0, "z"),
        (0, "ab"),
        (0, "a" * 65),
        (0, "a\n"),
        (1, "1" * 17),
        (1, "2,5|ml"),
        (3, "a"),
        (999, "a"),
    ],
)
def test_what_is_no_answer_to_the_question_is_refused(
    anne: Browser, position: int, response: str
) -> None:
    view = anne.start()

    refused = anne.answer(view["attempt"], position, response)

    assert refused.status_code == 400
    assert anne.start()["responses"] == ["", "", ""]


@pytest.mark.parametrize("body", [{}, {"response": 3}, {"response": "a", "marked": "yes"}, [], "a"])
def test_a_body_that_is_none_of_ours_is_refused(anne: Browser, body: object) -> None:
    view = anne.start()

    response = anne.put(f"attempts/{view['attempt']}/answers/0", body)

    assert response.status_code == 400
    assert response.json["error"]["code"] == "bad-request"


def test_half_a_number_is_kept(anne: Browser) -> None:
    view = anne.start()

    for typed in ("-", "2,", "1 0"):
        assert anne.answer(view["attempt"], 1, typed).status_code == 200


def test_an_answer_under_way_at_the_deadline_still_counts(
    anne: Browser, tool: Tool, clock: FakeClock
) -> None:
    view = anne.start()
    keys = right_answers(tool, view["attempt"])
    for position in (0, 1):
        anne.answer(view["attempt"], position, keys[position])
    clock.advance(minutes=60, seconds=5)

    assert anne.answer(view["attempt"], 2, keys[2]).status_code == 200
    assert anne.submit(view["attempt"]).json["percent"] == 100


def test_when_time_is_up_the_test_hands_itself_in_as_of_its_deadline(
    anne: Browser, tool: Tool, clock: FakeClock
) -> None:
    view = anne.start()
    keys = right_answers(tool, view["attempt"])
    for position, key in enumerate(keys):
        anne.answer(view["attempt"], position, key)
    clock.advance(minutes=61)

    late = anne.answer(view["attempt"], 0, "b")
    result = anne.submit(view["attempt"]).json

    assert late.status_code == 409
    assert (result["percent"], result["byClock"]) == (100, True)
    assert result["submittedAt"] == view["deadline"]
    assert len(queued_scores(tool)) == 1


def test_a_test_that_ran_out_is_never_replaced_by_a_new_one_unasked(
    anne: Browser, clock: FakeClock
) -> None:
    view = anne.start()
    clock.advance(minutes=61)

    over = anne.start()
    fresh = anne.start()

    assert (over["attempt"], over["submitted"]) == (view["attempt"], True)
    assert (fresh["attempt"] != view["attempt"], fresh["submitted"]) == (True, False)


def test_a_worker_hands_in_what_nobody_comes_back_to(
    anne: Browser, bo: Browser, tool: Tool, clock: FakeClock
) -> None:
    anne.start()
    clock.advance(minutes=30)
    bo.start()
    clock.advance(minutes=31)

    assert hand_in_overdue(tool.database, tool.shelf, clock()) == 1
    assert hand_in_overdue(tool.database, tool.shelf, clock()) == 0
    (message,) = queued_scores(tool)
    assert (message["userId"], message["scoreGiven"]) == ("anne", 0)


def test_the_worker_and_the_person_at_once_make_one_result(
    app: Flask, anne: Browser, tool: Tool, clock: FakeClock
) -> None:
    view = anne.start()
    clock.advance(minutes=61)

    def act(number: int) -> None:
        if number % 2:
            hand_in_overdue(tool.database, tool.shelf, clock())
        else:
            replace(anne, client=app.test_client(), heard=[]).submit(view["attempt"])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, range(6)))

    assert len(queued_scores(tool)) == 1


def test_no_attempt_remains_after_the_last(anne: Browser, tool: Tool) -> None:
    for _ in range(3):
        take(anne, tool, right=0)

    refused = anne.post(f"tests/{TEST}")

    assert refused.status_code == 409
    assert refused.json["error"]["code"] == "attempts-used"
    assert "3" in refused.json["error"]["message"]


def test_only_a_better_result_is_sent(anne: Browser, tool: Tool, clock: FakeClock) -> None:
    take(anne, tool, right=1)
    clock.advance(minutes=5)
    take(anne, tool)
    clock.advance(minutes=5)
    worse = take(anne, tool, right=2)

    scores = [message["scoreGiven"] for message in queued_scores(tool)]
    assert scores == [33, 100]
    assert worse["percent"] == 66
    (standing,) = anne.get("results").json
    assert (standing["percent"], standing["passed"]) == (100, True)


def test_a_section_that_is_not_reached_fails_the_test_and_is_named(
    app: Flask, tool: Tool, sample_course: Path
) -> None:
    section = "{id: regning, title: {nb: Rekning, nn: Rekning}, topics: [regning], percent: 90}"
    swap(
        sample_course / "course.yaml",
        "rule: {percent: 80, all_right: [regning]",
        f"rule: {{percent: 30, sections: [{section}]",
    )
    publish(tool.database, sample_course)
    anne = launched(app, tool, a_launch("anne"))

    failed, passed = take(anne, tool, right=2), take(anne, tool)

    shown = {"title": {"nb": "Rekning", "nn": "Rekning"}, "needed": 90}
    assert (failed["percent"], failed["passed"]) == (66, False)
    assert failed["sections"] == [{**shown, "percent": 50}]
    assert passed["passed"]
    assert passed["sections"] == [{**shown, "percent": 100}]


def test_a_failed_test_never_reaches_the_pass_mark_of_the_gradebook(
    app: Flask, tool: Tool, sample_course: Path
) -> None:
    swap(
        sample_course / "course.yaml",
        "rule: {percent: 80, all_right: [regning]",
        "rule: {percent: 30, all_right: [regning]",
    )
    publish(tool.database, sample_course)
    anne = launched(app, tool, a_launch("anne"))

    result = take(anne, tool, right=1)

    assert (result["percent"], result["passed"]) == (33, False)
    assert result["incompleteTopics"] == ["regning"]
    (message,) = queued_scores(tool)
    assert message["scoreGiven"] == 29
    assert message["comment"].startswith("Ikke bestått: 1 av 3 poeng.")


def test_a_draft_is_marked_wherever_its_result_goes(
    app: Flask, tool: Tool, sample_course: Path
) -> None:
    swap(
        sample_course / "course.yaml",
        "approval: {name: Kari Eksempel, role: Fagansvarlig, date: 2026-01-15}\n",
        "",
    )
    publish(tool.database, sample_course)
    anne = launched(app, tool, a_launch("anne"))

    result = take(anne, tool)

    assert result["draft"]
    (message,) = queued_scores(tool)
    assert message["comment"].startswith("Bestått")
    assert message["comment"].endswith("Kurset er et utkast, ikke godkjent av fagansvarlig.")


def test_a_started_test_stays_with_its_version(
    app: Flask, tool: Tool, anne: Browser, sample_course: Path
) -> None:
    view = anne.start()
    keys = right_answers(tool, view["attempt"])
    swap(sample_course / "course.yaml", "version: 1.2.0", "version: 2.0.0")
    swap(sample_course / "questions" / "prove.yaml", "value: 1.5", "value: 99")
    publish(tool.database, sample_course)

    for position, key in enumerate(keys):
        anne.answer(view["attempt"], position, key)
    old = anne.submit(view["attempt"]).json
    bo = launched(app, tool, a_launch("bo"))
    new = right_answers(tool, bo.start()["attempt"])

    assert old["percent"] == 100
    assert "1,5" in keys
    assert "99" in new


def test_a_test_in_nynorsk_is_drawn_from_the_localization(
    app: Flask, tool: Tool, edition: str
) -> None:
    custom = {"kurspakke_course": "eksempel", "kurspakke_localization": VIK}
    browser = launched(app, tool, a_launch("anne", custom=custom, locale="no"))

    view = browser.start()

    assert set(view["items"][0]["textHtml"]) == {"nb", "nn"}
    assert browser.get("session").json["language"] == "nn"


def test_a_private_bank_takes_the_place_of_the_example(
    app: Flask, tool: Tool, sample_course: Path, tmp_path: Path
) -> None:
    private = tmp_path / "private" / "eksempel"
    private.mkdir(parents=True)
    bank = (sample_course / "questions" / "prove.yaml").read_text(encoding="utf-8")
    (private / "prove.yaml").write_text(
        bank.replace("example: true", "example: false").replace("En nabo spør", "Hemmelig"),
        encoding="utf-8",
    )
    publish(tool.database, sample_course, private=private.parent)
    anne = launched(app, tool, a_launch("anne"))

    assert anne.start()["items"][0]["textHtml"]["nb"].startswith("Hemmelig")
    assert "Hemmelig" not in anne.get(anne.get("session").json["bundle"]).text


def test_a_teacher_takes_no_test(app: Flask, tool: Tool, edition: str) -> None:
    teacher = launched(app, tool, a_launch("liv", roles=TEACHER))

    refused = teacher.post(f"tests/{TEST}")

    assert refused.status_code == 403
    assert refused.json["error"]["code"] == "learners-only"


@pytest.mark.parametrize("test", ["ovelse", "finnes-ikke"])
def test_only_the_pass_test_is_held_by_the_server(anne: Browser, test: str) -> None:
    assert anne.post(f"tests/{test}").status_code == 404


def test_a_chapter_alone_has_no_test(app: Flask, tool: Tool, edition: str) -> None:
    custom = {"kurspakke_course": "eksempel", "kurspakke_chapter": "regning"}
    browser = launched(app, tool, a_launch("anne", custom=custom))

    assert browser.post(f"tests/{TEST}").status_code == 404


def test_without_a_column_nothing_is_sent_and_the_result_says_so(
    app: Flask, tool: Tool, edition: str
) -> None:
    browser = launched(app, tool, a_launch("anne", line_item=None))

    assert take(browser, tool)["delivery"] == "none"
    assert queued_scores(tool) == []


def test_a_column_that_comes_later_gets_the_best_result(
    app: Flask, tool: Tool, edition: str
) -> None:
    take(launched(app, tool, a_launch("anne", line_item=None)), tool)

    later = launched(app, tool, a_launch("anne"))
    (standing,) = later.get("session").json["results"]

    assert standing["delivery"] == "waiting"
    assert [message["scoreGiven"] for message in queued_scores(tool)] == [100]
