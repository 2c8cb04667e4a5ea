from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.protocol.grades import (
    SCORE_SCOPE,
    Score,
    is_share,
    read_score,
    results_url,
    score_message,
    scores_url,
    share_shown,
    takes_scores,
)

AT = datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=1)))
MOODLE = "https://moodle.example.no/mod/lti/services.php/2/lineitems/5/lineitem?type_id=7"


def test_a_score_message_is_final_and_in_whole_seconds() -> None:
    message = json.loads(score_message("42", Score(8.5, 10), AT, comment="Bestått"))

    assert message == {
        "userId": "42",
        "scoreGiven": 8.5,
        "scoreMaximum": 10,
        "timestamp": "2026-11-23T08:30:00+00:00",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "comment": "Bestått",
    }


def test_nothing_earned_is_said_in_so_many_words() -> None:
    assert json.loads(score_message("42", Score(0, 10), AT))["scoreGiven"] == 0


@pytest.mark.parametrize(
    "at",
    [datetime(2026, 11, 23, 9), datetime(2026, 11, 23, 9, 0, 0, 1, tzinfo=UTC)],  # noqa: DTZ001
)
def test_a_time_without_zone_or_finer_than_seconds_is_refused(at: datetime) -> None:
    with pytest.raises(ValueError, match="no time zone or is not in whole seconds"):
        score_message("42", Score(1, 1), at)


@pytest.mark.parametrize(
    ("given", "maximum"), [(-1, 10), (11, 10), (0, 0), (float("nan"), 1), (1, float("inf"))]
)
def test_an_impossible_score_cannot_be_made(given: float, maximum: float) -> None:
    with pytest.raises(ValueError, match="impossible score"):
        Score(given, maximum)


@given(maximum=st.floats(0.01, 1e6), share=st.floats(0, 1))
def test_a_message_holds_the_score_it_was_made_of(maximum: float, share: float) -> None:
    score = Score(min(maximum * share, maximum), maximum)

    assert read_score(score_message("42", score, AT)) == score


def test_moodles_type_id_stays_at_the_end_of_the_address() -> None:
    below = "https://moodle.example.no/mod/lti/services.php/2/lineitems/5/lineitem"

    assert scores_url(MOODLE) == f"{below}/scores?type_id=7"
    assert results_url(MOODLE, "42") == f"{below}/results?type_id=7&user_id=42"
    assert scores_url("https://lms.example/items/1/") == "https://lms.example/items/1/scores"
    assert (
        results_url("https://lms.example/1", "a&b") == "https://lms.example/1/results?user_id=a%26b"
    )


@pytest.mark.parametrize(
    ("results", "there"),
    [
        ([{"userId": "42", "resultScore": 80, "resultMaximum": 100}], True),
        ([{"userId": 42, "resultScore": 8, "resultMaximum": 10}], True),
        ([{"userId": "42", "resultScore": 70, "resultMaximum": 100}], False),
        ([{"userId": "43", "resultScore": 80, "resultMaximum": 100}], False),
        ([{"userId": "42", "resultScore": None}], False),
        ([], False),
        ({"error": "no"}, False),
        ("text", False),
    ],
)
def test_a_result_is_compared_whatever_its_scale(results: object, there: bool) -> None:
    assert is_share(share_shown(results, "42"), Score(8, 10)) is there


def test_a_column_and_the_right_to_write_are_both_needed() -> None:
    assert takes_scores(MOODLE, {SCORE_SCOPE})
    assert not takes_scores(None, {SCORE_SCOPE})
    assert not takes_scores(MOODLE, set())
