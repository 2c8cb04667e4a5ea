"""
Keys change while people are on their way in: theirs between login and launch, ours between the
picker and its answer. Security framework 1.0, 6.3: keys are told apart by their id and fetched
again where one is unknown.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jwt.algorithms import RSAAlgorithm
from sqlalchemy import event

from lti_tool.protocol.platform_keys import FETCH_PAUSE, FRESH, LAST_GOOD
from lti_tool.protocol.tool_keys import PUBLISHED_BEFORE
from lti_tool.storage.tool_keys import rotate
from lti_tool.tool import Tool
from tests.conformance.test_bad_launches import assert_no_session, claims_of
from tests.lti_tool.classroom import Browser, publish
from tests.lti_tool.clock import FakeClock
from tests.lti_tool.journey import Journey
from tests.lti_tool.platform_side import as_json, public_jwk, signed


def test_a_platform_that_rotates_between_login_and_launch_is_followed(
    moodle: Journey, client: FlaskClient, clock: FakeClock
) -> None:
    assert moodle.deep_link(client).status_code == 200  # warm: the old key is in our cache
    clock.advance(minutes=1)
    asked = moodle.log_in(client)
    moodle.platform.answer = lambda request: as_json({"keys": [public_jwk("rotated")]})

    response = moodle.launch(
        client, asked.state, signed(claims_of(asked, at=clock()), kid="rotated")
    )

    assert response.status_code == 200


def test_a_token_that_was_signed_just_before_the_rotation_is_taken(
    moodle: Journey, app: Flask, clock: FakeClock
) -> None:
    """Platforms publish both for a while; those that do not are helped by what we have."""
    early, late = app.test_client(), app.test_client()
    assert moodle.deep_link(early).status_code == 200
    asked_early, asked_late = moodle.log_in(early), moodle.log_in(late)
    clock.advance(seconds=40)
    both = [public_jwk(), public_jwk("rotated")]
    moodle.platform.answer = lambda request: as_json({"keys": both})
    new = signed(claims_of(asked_late, at=clock()), kid="rotated")
    old = signed(claims_of(asked_early))

    assert moodle.launch(late, asked_late.state, new).status_code == 200
    assert moodle.launch(early, asked_early.state, old).status_code == 200


@pytest.mark.parametrize("answer", [as_json({"error": "busy"}, 503), as_json({"keys": []})])
def test_the_last_good_keys_let_people_in_while_the_platforms_are_away(
    answer: Any, moodle: Journey, client: FlaskClient, clock: FakeClock
) -> None:
    assert moodle.deep_link(client).status_code == 200
    moodle.platform.answer = lambda request: answer

    clock.advance(seconds=FRESH.total_seconds() + 60)
    assert moodle.deep_link(client).status_code == 200

    clock.advance(seconds=(LAST_GOOD - FRESH).total_seconds())
    assert moodle.deep_link(client).status_code == 502


def test_launches_with_forged_key_ids_make_one_fetch_in_half_a_minute(
    moodle: Journey, client: FlaskClient, clock: FakeClock, tool: Tool
) -> None:
    asked = moodle.log_in(client)
    for number in range(20):
        forged = signed(claims_of(asked), kid=f"forged-{number}", key="thief")
        assert moodle.launch(client, asked.state, forged).status_code == 403

    assert len(moodle.platform.seen("/jwks")) == 1
    clock.advance(seconds=FETCH_PAUSE.total_seconds())
    moodle.launch(client, asked.state, signed(claims_of(asked), kid="forged", key="thief"))
    assert len(moodle.platform.seen("/jwks")) == 2
    assert_no_session(tool)


@pytest.mark.parametrize("at_once", [False, True])
def test_our_own_rotation_between_the_picker_and_its_answer_is_no_matter(
    at_once: bool,
    moodle: Journey,
    app: Flask,
    client: FlaskClient,
    tool: Tool,
    clock: FakeClock,
    sample_course: Any,
) -> None:
    publish(tool.database, sample_course)
    page = moodle.deep_link(client)
    token = page.text.split('"token": "')[1].split('"')[0]
    picker = Browser(app.test_client(), token, [])
    before = client.get("/lti/jwks.json").json
    with tool.database.begin() as session:
        rotate(session, tool.settings.secret, clock(), at_once=at_once)
    clock.advance(seconds=0 if not at_once else 61)

    during = picker.post("deep-link", {"items": [{"course": "eksempel"}]})
    assert during.status_code == 200
    assert is_signed_by_published_key(during.json["jwt"], client.get("/lti/jwks.json").json)
    if at_once:
        # A leaked key is withdrawn: nothing that it signs counts any more.
        assert not is_signed_by_published_key(during.json["jwt"], before)
        return
    # What was signed before the change-over is still good after it.
    clock.advance(seconds=(PUBLISHED_BEFORE + timedelta(minutes=2)).total_seconds())
    assert is_signed_by_published_key(during.json["jwt"], client.get("/lti/jwks.json").json)
    assert moodle.deep_link(app.test_client()).status_code == 200


def is_signed_by_published_key(token: str, key_set: dict[str, Any]) -> bool:
    kid = jwt.get_unverified_header(token)["kid"]
    keys = {key["kid"]: RSAAlgorithm.from_jwk(key) for key in key_set["keys"]}
    if kid not in keys:
        return False
    options: Any = {"verify_exp": False, "verify_aud": False, "verify_iat": False}
    jwt.decode(token, keys[kid], algorithms=["RS256"], options=options)  # type: ignore[arg-type]
    return True


def test_a_warm_launch_commits_twice_and_asks_nobody(
    moodle: Journey, client: FlaskClient, tool: Tool
) -> None:
    assert moodle.deep_link(client).status_code == 200
    commits: list[object] = []
    event.listen(tool.database.engine, "commit", commits.append)

    assert moodle.deep_link(client).status_code == 200

    assert len(commits) == 2
    assert len(moodle.platform.received) == 1  # the keys, at the first launch
