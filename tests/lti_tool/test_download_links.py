from __future__ import annotations

import pytest

from lti_tool.download_links import opened, signed
from tests.lti_tool.clock import START, FakeClock

SECRET = "a secret of at least thirty-two characters"


def test_a_link_opens_what_it_was_signed_for() -> None:
    assert opened(signed({"kind": "x"}, SECRET, START), SECRET, START) == {"kind": "x"}


def test_a_link_is_over_after_a_minute() -> None:
    clock = FakeClock()
    link = signed({"kind": "x"}, SECRET, clock())

    clock.advance(seconds=60)

    assert opened(link, SECRET, clock()) is None


@pytest.mark.parametrize("link", ["", ".", "a.b", "æ.ø", "x" * 3000, "e30.e30"])
def test_what_we_did_not_sign_opens_nothing(link: str) -> None:
    assert opened(link, SECRET, START) is None


def test_a_link_of_another_secret_opens_nothing() -> None:
    assert opened(signed({}, SECRET, START), SECRET[::-1], START) is None
