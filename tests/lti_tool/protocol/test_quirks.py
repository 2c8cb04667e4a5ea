"""One test for each row of the table of platforms (`lti_tool/protocol/quirks.py`)."""

from __future__ import annotations

import json

import pytest

from lti_tool.protocol.access_tokens import assertion
from lti_tool.protocol.grades import Score, results_url, score_message
from lti_tool.protocol.quirks import TABLE, Quirks, as_sent, quirks_of
from tests.lti_tool.clock import START
from tests.lti_tool.platform_side import registration

MESSAGE = score_message("42", Score(0, 100), START, "Ikke bestått")


def of(code: str | None) -> Quirks:
    return quirks_of(registration(family=code))


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("moodle", "moodle"),
        ("Canvas", "canvas"),
        ("openedx", "open-edx"),
        ("desire2learn", "brightspace"),
        ("BlackboardLearn", "blackboard"),
        ("itslearning", "itslearning"),
        ("schoology", "other"),
        (None, "other"),
    ],
)
def test_a_platform_is_known_by_the_code_it_sends(code: str | None, family: str) -> None:
    assert of(code).family == family


@pytest.mark.parametrize("code", ["moodle", "openedx", "desire2learn", "itslearning", None])
def test_most_platforms_get_the_message_as_the_specification_has_it(code: str | None) -> None:
    assert as_sent(MESSAGE, of(code)) == MESSAGE.encode()


def test_moodle_gets_a_zero_and_the_comment_in_so_many_words() -> None:
    """Without `scoreGiven` Moodle keeps the old grade, without `comment` it erases the old one."""
    message = json.loads(as_sent(MESSAGE, of("moodle")))

    assert (message["scoreGiven"], message["comment"]) == (0, "Ikke bestått")
    assert message["gradingProgress"] == "FullyGraded"


def test_canvas_is_told_that_a_score_is_no_new_submission() -> None:
    message = json.loads(as_sent(MESSAGE, of("canvas")))

    extension = message.pop("https://canvas.instructure.com/lti/submission")
    assert extension == {"new_submission": False}
    assert message == json.loads(MESSAGE)
    assert as_sent(MESSAGE, of("canvas")) == as_sent(MESSAGE, of("canvas"))


def test_open_edx_is_known_to_drop_zeros() -> None:
    assert [row.family for row in TABLE if row.drops_zero] == ["open-edx"]


def test_brightspace_wants_one_audience_for_all_unless_the_operator_says_otherwise() -> None:
    brightspace = registration(family="desire2learn")
    told = registration(family="desire2learn", token_audience="https://other.example/token")

    assert assertion(brightspace, START)["aud"] == "https://api.brightspace.com/auth/token"
    assert assertion(told, START)["aud"] == "https://other.example/token"
    assert assertion(registration(), START)["aud"] == registration().token_url


def test_blackboards_results_are_read_whole() -> None:
    assert not of("blackboard").results_by_person
    assert results_url("https://bb.example/li/1", None) == "https://bb.example/li/1/results"


def test_blackboard_gets_whole_seconds_in_what_we_sign() -> None:
    signed = assertion(registration(family="blackboard"), START)

    assert isinstance(signed["iat"], int)
    assert isinstance(signed["exp"], int)


def test_itslearning_needs_no_more_than_the_specification() -> None:
    row = of("itslearning")

    assert (row.token_audience, row.score_extras, row.drops_zero) == (None, {}, False)
