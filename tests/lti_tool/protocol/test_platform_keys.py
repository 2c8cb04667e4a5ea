from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from lti_tool.errors import KeysNotUsable
from lti_tool.outgoing import Outgoing
from lti_tool.protocol import platform_keys
from lti_tool.protocol.platform_keys import PlatformKeys, read_key_set
from tests.lti_tool.clock import FakeClock
from tests.lti_tool.platform_side import (
    FakePlatform,
    Received,
    as_json,
    fake_platform,
    private_key,
    public_jwk,
    registration,
)


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    with fake_platform(lambda request: as_json({"keys": [public_jwk("old")]})) as platform:
        yield platform


@pytest.fixture
def keys(clock: FakeClock) -> PlatformKeys:
    return PlatformKeys(Outgoing(allow_loopback=True), clock)


def test_a_key_is_fetched_once_and_kept(keys: PlatformKeys, platform: FakePlatform) -> None:
    of_platform = registration(jwks_url=f"{platform.url}/jwks")

    found = [keys.key_for(of_platform, "old") for _ in range(3)]

    assert found == [private_key("old").public_key()] * 3
    assert len(platform.received) == 1


def test_a_new_key_of_the_platform_is_found_at_once(
    keys: PlatformKeys, platform: FakePlatform, clock: FakeClock
) -> None:
    of_platform = registration(jwks_url=f"{platform.url}/jwks")
    keys.key_for(of_platform, "old")
    platform.answer = lambda request: as_json({"keys": [public_jwk("old"), public_jwk("new")]})
    clock.advance(minutes=1)

    assert keys.key_for(of_platform, "new") == private_key("new").public_key()


def test_forged_key_ids_do_not_make_us_ask_the_platform_each_time(
    keys: PlatformKeys, platform: FakePlatform
) -> None:
    of_platform = registration(jwks_url=f"{platform.url}/jwks")

    assert [keys.key_for(of_platform, f"forged-{number}") for number in range(50)] == [None] * 50
    assert len(platform.received) == 1


def test_a_withdrawn_key_is_trusted_for_an_hour_at_most(
    keys: PlatformKeys, platform: FakePlatform, clock: FakeClock
) -> None:
    of_platform = registration(jwks_url=f"{platform.url}/jwks")
    keys.key_for(of_platform, "old")
    platform.answer = lambda request: as_json({"keys": [public_jwk("new")]})
    clock.advance(minutes=61)

    assert keys.key_for(of_platform, "old") is None


@pytest.mark.parametrize(
    "answer",
    [
        as_json({"keys": [public_jwk("new")]}, status=503),
        as_json({"error": "try later"}),
        as_json([]),
        (200, {}, b"<html>Maintenance</html>"),
        (302, {"Location": "https://elsewhere.example/jwks"}, b""),
        as_json({"keys": []}),
    ],
)
def test_the_last_good_keys_serve_while_the_platform_has_none(
    answer: tuple[int, dict[str, str], bytes],
    keys: PlatformKeys,
    platform: FakePlatform,
    clock: FakeClock,
) -> None:
    of_platform = registration(jwks_url=f"{platform.url}/jwks")
    keys.key_for(of_platform, "old")
    platform.answer = lambda request: answer
    clock.advance(hours=2)

    assert keys.key_for(of_platform, "old") == private_key("old").public_key()

    clock.advance(hours=23)
    with pytest.raises(KeysNotUsable):
        keys.key_for(of_platform, "old")


def test_a_platform_that_does_not_answer_is_not_asked_by_every_launch(
    keys: PlatformKeys, platform: FakePlatform, clock: FakeClock
) -> None:
    of_platform = registration(jwks_url=f"{platform.url}/jwks")
    platform.answer = lambda request: (500, {}, b"")

    for _ in range(5):
        with pytest.raises(KeysNotUsable, match="answered 500"):
            keys.key_for(of_platform, "old")

    assert len(platform.received) == 1

    platform.answer = lambda request: as_json({"keys": [public_jwk("old")]})
    clock.advance(seconds=31)
    assert keys.key_for(of_platform, "old") is not None


def test_launches_at_once_make_one_fetch(keys: PlatformKeys, platform: FakePlatform) -> None:
    of_platform = registration(jwks_url=f"{platform.url}/jwks")

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: keys.key_for(of_platform, "old"), range(8)))

    assert None not in found
    assert len(platform.received) == 1


def test_a_slow_platform_holds_up_only_the_launch_that_asks_it(
    keys: PlatformKeys, platform: FakePlatform, clock: FakeClock
) -> None:
    of_platform = registration(jwks_url=f"{platform.url}/jwks")
    keys.key_for(of_platform, "old")
    clock.advance(hours=2)
    asked, answer = threading.Event(), threading.Event()

    with ThreadPoolExecutor(1) as pool, held(platform, asked, answer):
        first = pool.submit(keys.key_for, of_platform, "old")
        assert asked.wait(10)

        assert keys.key_for(of_platform, "old") == private_key("old").public_key()

        assert not first.done()
        answer.set()
        assert first.result(10) == private_key("old").public_key()
    assert len(platform.received) == 2


def test_without_any_keys_yet_a_launch_does_not_wait_long(
    keys: PlatformKeys,
    platform: FakePlatform,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(platform_keys, "WAIT_SECONDS", 0.05)
    of_platform = registration(jwks_url=f"{platform.url}/jwks")
    asked, answer = threading.Event(), threading.Event()

    with ThreadPoolExecutor(1) as pool, held(platform, asked, answer):
        first = pool.submit(keys.key_for, of_platform, "old")
        assert asked.wait(10)

        with pytest.raises(KeysNotUsable, match="has not answered yet"):
            keys.key_for(of_platform, "old")

        answer.set()
        assert first.result(10) is not None


def test_the_pause_begins_when_a_slow_fetch_has_ended(
    keys: PlatformKeys, platform: FakePlatform, clock: FakeClock
) -> None:
    of_platform = registration(jwks_url=f"{platform.url}/jwks")

    def slowly_nothing(request: Received) -> tuple[int, dict[str, str], bytes]:
        clock.advance(seconds=40)
        return 500, {}, b""

    platform.answer = slowly_nothing
    for _ in range(2):
        with pytest.raises(KeysNotUsable):
            keys.key_for(of_platform, "old")

    assert len(platform.received) == 1


@contextmanager
def held(platform: FakePlatform, asked: threading.Event, answer: threading.Event) -> Iterator[None]:
    """The platform tells that it was asked, and answers when it is told to."""
    say = platform.answer

    def wait(request: Received) -> tuple[int, dict[str, str], bytes]:
        asked.set()
        answer.wait(10)
        return say(request)

    platform.answer = wait
    try:
        yield
    finally:
        answer.set()
        platform.answer = say


def test_keys_of_another_kind_or_use_are_passed_over() -> None:
    small = rsa.generate_private_key(public_exponent=65_537, key_size=1024).public_key()
    numbers = small.public_numbers()
    entries: list[Any] = [
        {"kty": "EC", "kid": "ec", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "oct", "kid": "shared", "k": "c2VjcmV0"},
        public_jwk("for encryption", use="enc"),
        public_jwk("another algorithm", alg="RS512"),
        {**public_jwk("no id"), "kid": None},
        {**public_jwk("broken"), "n": "!"},
        {**public_jwk("small"), "n": _base64(numbers.n)},
        "not even a key",
        public_jwk("good", use="sig"),
    ]

    assert list(read_key_set(json.loads(json.dumps({"keys": entries})))) == ["good"]


def _base64(number: int) -> str:
    from jwt.utils import to_base64url_uint

    return to_base64url_uint(number).decode()
