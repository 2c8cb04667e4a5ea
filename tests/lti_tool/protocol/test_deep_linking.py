from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.learning.placements import Choice, is_choice, write_custom
from lti_tool.protocol.deep_linking import ContentItem, LineItemWish, response_jwt
from lti_tool.protocol.launch import DeepLinkingSettings
from lti_tool.protocol.tool_keys import ToolKey
from tests.lti_tool.clock import START
from tests.lti_tool.platform_side import DL, LTI, private_key, registration

KEY = ToolKey("ours", private_key("ours"), START)
ITEM = ContentItem(title="Medikamentregning", url="https://kurs.example.no/lti/launch")


def settings(**changes: Any) -> DeepLinkingSettings:
    values: dict[str, Any] = {
        "return_url": "https://moodle.example.no/contentitem_return.php",
        "accept_types": ("ltiResourceLink",),
        "accept_multiple": True,
        "accept_line_item": True,
        "data": None,
    }
    return DeepLinkingSettings(**values | changes)


def response(*items: ContentItem, **changes: Any) -> dict[str, Any]:
    token = response_jwt(registration(), "7", settings(**changes), items, KEY, START)
    public = private_key("ours").public_key()
    options: Any = {"verify_exp": False, "verify_iat": False}
    claims: dict[str, Any] = jwt.decode(
        token, public, algorithms=["RS256"], audience="https://moodle.example.no", options=options
    )
    return claims


def test_the_response_says_who_answers_whom_and_when() -> None:
    claims = response(ITEM, data="opaque; goes back")

    assert claims["iss"] == "client-1"
    assert claims["iat"] == int(START.timestamp())
    assert claims["exp"] - claims["iat"] == 300
    assert len(claims["nonce"]) >= 32
    assert claims[LTI + "deployment_id"] == "7"
    assert claims[LTI + "message_type"] == "LtiDeepLinkingResponse"
    assert claims[LTI + "version"] == "1.3.0"
    assert claims[DL + "data"] == "opaque; goes back"


def test_an_item_holds_only_what_was_said() -> None:
    claims = response(ITEM)

    assert claims[DL + "content_items"] == [
        {
            "type": "ltiResourceLink",
            "title": "Medikamentregning",
            "url": "https://kurs.example.no/lti/launch",
        }
    ]
    assert DL + "data" not in claims


def test_an_item_may_have_custom_values_and_a_column() -> None:
    item = ContentItem(
        title="Prøve",
        url="https://kurs.example.no/lti/launch",
        text="Ti oppgaver",
        custom={"kurspakke_course": "medication"},
        line_item=LineItemWish("Prøve", 10, resource_id="medication", tag="prove"),
    )

    written = response(item, ITEM)[DL + "content_items"]

    assert len(written) == 2
    assert written[0]["text"] == "Ti oppgaver"
    assert written[0]["custom"] == {"kurspakke_course": "medication"}
    assert written[0]["lineItem"] == {
        "label": "Prøve",
        "scoreMaximum": 10,
        "resourceId": "medication",
        "tag": "prove",
        "submissionReview": {
            "reviewableStatus": ["InProgress", "Submitted", "Completed"],
            "url": "https://kurs.example.no/lti/launch",
        },
    }


def test_nothing_picked_is_an_answer_too() -> None:
    assert response()[DL + "content_items"] == []


def test_a_platform_that_takes_one_item_gets_one() -> None:
    with pytest.raises(ValueError, match="takes one item"):
        response(ITEM, ITEM, accept_multiple=False)


def test_a_title_is_no_longer_than_any_platform_takes() -> None:
    """Open edX: `title` and `lineItem.label` at most 255 characters, else nothing is taken."""
    long = replace(ITEM, title="ø" * 300, line_item=LineItemWish("ø" * 300, 100))

    (written,) = response(long)[DL + "content_items"]

    assert written["title"] == written["lineItem"]["label"] == "ø" * 254 + "…"


@given(
    st.builds(
        Choice,
        course=st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True),
        localization=st.none() | st.from_regex(r"[a-z]{1,9}/[a-z]{1,9}", fullmatch=True),
        chapter=st.none() | st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True),
        unit=st.none() | st.text(max_size=70),
    )
)
def test_no_custom_value_is_one_that_a_platform_would_change(choice: Choice) -> None:
    """Moodle cuts at a line break and fills in `$Variables`; Canvas takes strings only."""
    if not is_choice(choice):
        return

    for value in write_custom(choice).values():
        assert isinstance(value, str)
        assert value
        assert not set(value) & set("\n\r$")


def test_nothing_in_the_answer_is_null() -> None:
    """Open edX and Blackboard read a null where they expect a text as an error."""
    assert "null" not in json.dumps(response(ITEM, replace(ITEM, line_item=LineItemWish("a", 1))))
