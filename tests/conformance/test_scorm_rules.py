"""The rules that a course's calls are checked by: each sees the mistake that it is there for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.scorm_rules import (
    RULES,
    SCORM12,
    SCORM2004,
    Model,
    Session,
    broken,
    read_calls,
)

Log = list[list[Any]]


def said(model: Model, *words: str) -> list[Any]:
    return [model.prefix + words[0], list(words[1:]), "true"]


def put(element: str, value: str, model: Model = SCORM12) -> Log:
    return [said(model, "SetValue", element, value), [model.prefix + "GetLastError", [], "0"]]


def got(element: str, value: str) -> Log:
    return [["LMSGetValue", [element], value], ["LMSGetLastError", [], "0"]]


START = [said(SCORM12, "Initialize", "")]
SUSPEND = put("cmi.core.exit", "suspend")
TIME = put("cmi.core.session_time", "00:00:01.00")
LATER = put("cmi.core.session_time", "00:00:09.00")
COMMIT = [said(SCORM12, "Commit", "")]
FINISH = [said(SCORM12, "Finish", "")]
ANSWER = [
    *put("cmi.interactions.0.id", "u7_1"),
    *put("cmi.interactions.0.type", "choice"),
    *put("cmi.interactions.0.student_response", "a,c"),
    *put("cmi.interactions.0.result", "wrong"),
]
SCORE = [
    *put("cmi.core.score.raw", "60"),
    *put("cmi.core.score.min", "0"),
    *put("cmi.core.score.max", "100"),
]
GOOD = [*START, *SUSPEND, *TIME, *COMMIT, *ANSWER, *SCORE, *LATER, *COMMIT, *FINISH]


def between(*steps: Log) -> Log:
    """A session in which these come after what every session opens with."""
    return [*START, *SUSPEND, *TIME, *COMMIT, *(call for step in steps for call in step), *FINISH]


BREACHES: dict[str, Log] = {
    "starts_once": [*START, *GOOD],
    "ends_once": [*GOOD, *FINISH],
    "nothing_is_refused": between(
        [["LMSSetValue", ["cmi.suspend_data", "1!"], "false"], ["LMSGetLastError", [], "0"]],
        LATER, COMMIT,
    ),
    "errors_are_asked_for": between(put("cmi.suspend_data", "1!")[:1], LATER, COMMIT),
    "exit_comes_first": [*START, *TIME, *SUSPEND, *COMMIT, *FINISH],
    "values_are_in_the_common_subset": between(put("cmi.suspend_data", "x" * 4097), LATER, COMMIT),
    "nothing_reached_is_taken_back": between(
        got("cmi.core.lesson_status", "passed"),
        put("cmi.core.lesson_status", "incomplete"), LATER, COMMIT,
    ),
    "a_score_is_whole": between(ANSWER, put("cmi.core.score.raw", "60"), LATER, COMMIT),
    "a_score_comes_when_a_test_ends": between(SCORE, LATER, COMMIT),
    "time_goes_on": between(put("cmi.core.session_time", "00:00:00.50"), COMMIT),
    "interactions_are_whole_and_in_order": between(
        put("cmi.interactions.1.id", "u7_1"), LATER, COMMIT
    ),
    "all_is_committed_before_the_end": between(put("cmi.suspend_data", "1!")),
    "only_what_is_new_is_said": between(
        put("cmi.suspend_data", "1!"), put("cmi.suspend_data", "1!"), LATER, COMMIT
    ),
    "review_writes_nothing": [*START, *got("cmi.core.lesson_mode", "review"), *SUSPEND, *FINISH],
}  # fmt: skip


def rules_broken_by(log: Log, model: Model = SCORM12) -> set[str]:
    return {line.split(":")[0] for line in broken(Session(model, read_calls(log, model)))}


def test_a_session_as_it_should_be_breaks_no_rule() -> None:
    assert rules_broken_by(GOOD) == set()


@pytest.mark.parametrize("rule", BREACHES)
def test_a_rule_sees_its_mistake(rule: str) -> None:
    assert rule in rules_broken_by(BREACHES[rule])


def test_every_rule_has_a_mistake_to_see_and_cites_why_it_is_there() -> None:
    assert set(BREACHES) == {rule.__name__ for rule in RULES}
    assert all(rule.__doc__ for rule in RULES)


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ("cmi.location", ""),
        ("cmi.exit", "normal"),
        ("cmi.interactions.0.timestamp", "2026-03-02T10:00:05.123Z"),
        ("cmi.interactions.0.id", "u7.1"),
        ("cmi.score.scaled", ".6"),
        ("cmi.objectives.0.id", "u7"),
    ],
)
def test_in_scorm_2004_what_some_lms_refuses_is_seen(element: str, value: str) -> None:
    log = [said(SCORM2004, "Initialize", ""), *put(element, value, SCORM2004)]

    assert "values_are_in_the_common_subset" in rules_broken_by(log, SCORM2004)


def test_a_session_that_lost_its_power_has_no_last_word() -> None:
    cut = Session(SCORM12, read_calls(GOOD[:-1], SCORM12), left=False)
    ended = Session(SCORM12, read_calls(GOOD, SCORM12), left=False)

    assert broken(cut) == []
    assert [line.split(":")[0] for line in broken(ended)] == ["ends_once"]
