from __future__ import annotations

import pytest

from lti_tool.asker import asker


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8::1", "2001:db8::2:1:1:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        (None, "not an address", True),
    ],
)
def test_an_asker_is_a_network(one: str | None, other: str, same: bool) -> None:
    assert (asker(one, "secret") == asker(other, "secret")) is same


def test_an_address_is_not_found_without_the_secret() -> None:
    assert asker("192.0.2.1", "secret") != asker("192.0.2.1", "another")
    assert len(asker("192.0.2.1", "secret")) == 16
