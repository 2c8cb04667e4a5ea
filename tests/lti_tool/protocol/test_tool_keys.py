from __future__ import annotations

from datetime import timedelta

import jwt
import pytest

from lti_tool.errors import LtiToolError, SecretDoesNotFit
from lti_tool.protocol.tool_keys import KeyRing, ToolKey, key_set, signing_key
from tests.lti_tool.clock import START, FakeClock
from tests.lti_tool.platform_side import private_key

HOUR = timedelta(hours=1)
OLD = ToolKey("old", private_key("old"), START - HOUR)
NEW = ToolKey("new", private_key("new"), START + HOUR)


def test_the_newest_key_whose_time_has_come_signs() -> None:
    assert signing_key([OLD, NEW], START) is OLD
    assert signing_key([OLD, NEW], START + HOUR) is NEW


def test_a_withdrawn_key_neither_signs_nor_is_published() -> None:
    withdrawn = ToolKey("old", private_key("old"), START - HOUR, published_until=START)

    assert key_set([withdrawn, NEW], START) == {"keys": [NEW.public_jwk()]}
    with pytest.raises(LtiToolError, match="has no key yet"):
        signing_key([withdrawn], START)


def test_what_is_published_checks_what_is_signed_and_tells_no_secret() -> None:
    token = OLD.sign({"iss": "us"})

    published = key_set([OLD], START)["keys"][0]

    key = jwt.PyJWK.from_dict(published)
    assert jwt.decode(token, key, algorithms=["RS256"]) == {"iss": "us"}
    assert jwt.get_unverified_header(token)["kid"] == published["kid"] == "old"
    assert set(published) == {"kty", "n", "e", "kid", "use", "alg"}


def test_a_rotation_reaches_a_running_process_within_a_minute(clock: FakeClock) -> None:
    store = _Store([OLD])
    ring = KeyRing(store, clock)
    assert ring.signing() is OLD

    store.keys = [OLD, ToolKey("new", private_key("new"), START)]
    clock.advance(seconds=59)
    assert ring.signing() is OLD
    clock.advance(seconds=1)

    assert ring.signing().kid == "new"
    assert store.loads == 2


def test_a_change_of_the_secret_leaves_a_running_process_its_keys(clock: FakeClock) -> None:
    ring = KeyRing(resealed := _Store([OLD]), clock)
    assert ring.signing() is OLD

    resealed.keys = None
    clock.advance(minutes=1)

    assert ring.signing() is OLD
    with pytest.raises(SecretDoesNotFit):
        KeyRing(resealed, clock).signing()


class _Store:
    """keys: None where they were sealed with another secret."""

    def __init__(self, keys: list[ToolKey]) -> None:
        self.keys: list[ToolKey] | None = keys
        self.loads = 0

    def load(self) -> list[ToolKey]:
        self.loads += 1
        if self.keys is None:
            raise SecretDoesNotFit("sealed with another secret")
        return self.keys
