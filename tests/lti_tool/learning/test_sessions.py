from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.learning.sessions import Token


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=255))
def test_a_token_names_its_tenant_and_comes_back_whole(tenant: str) -> None:
    token = Token.new(tenant)

    assert Token.parse(str(token)) == token


def test_tokens_are_random_and_show_themselves_nowhere() -> None:
    one, other = Token.new("moodle:1"), Token.new("moodle:1")

    assert one.secret != other.secret
    assert len(one.secret) >= 43
    assert one.secret not in repr(one)
    assert one.secret not in one.digest


@pytest.mark.parametrize(
    "text", ["", ".", "a", "a.", "!.x", "w\u00e6.x", "_w.x", "YQBi.x", "a" * 2000 + ".x"]
)
def test_what_is_no_token_is_none(text: str) -> None:
    assert Token.parse(text) is None
