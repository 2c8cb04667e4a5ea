from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.errors import LaunchRejected
from lti_tool.protocol.id_token import ExpectedLogin
from lti_tool.protocol.launch import Launch, verify_launch
from lti_tool.protocol.registration import Tenant
from lti_tool.protocol.roles import Roles
from tests.lti_tool.clock import START
from tests.lti_tool.platform_side import (
    AGS,
    DL,
    ISSUER,
    LTI,
    FixedKeys,
    claims,
    deep_linking_claims,
    registration,
    signed,
)

NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
LOGIN = ExpectedLogin(nonce="our nonce", started_at=START)


def verified(message: dict[str, Any], login: ExpectedLogin = LOGIN, **changes: Any) -> Launch:
    return verify_launch(signed(message), registration(**changes), login, FixedKeys(), START)


def test_a_launch_is_read_into_our_words() -> None:
    launch = verified(claims("our nonce", name="Kari Nordmann"))

    assert launch.tenant == Tenant("moodle", "7")
    assert launch.registration_id == "moodle"
    assert launch.sub == "42"
    assert launch.roles == Roles(learner=True)
    assert launch.locale == "no"
    assert launch.resource_link_id == "3"
    assert launch.line_item == f"{ISSUER}/lineitems/5/lineitem?type_id=7"
    assert launch.ags_scopes == {"https://purl.imsglobal.org/spec/lti-ags/scope/score"}
    assert launch.return_url == f"{ISSUER}/return.php?a=1"
    assert launch.name == "Kari Nordmann"
    assert launch.platform_name == "Kommunens Moodle"
    assert launch.deep_linking is None


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (f"{ISSUER}/mod/lti/services.php/CourseSection/2/bindings/7/memberships", True),
        ("http://moodle.example.no/members", False),
        ("javascript:alert(1)", False),
        (7, False),
    ],
)
def test_the_address_of_the_member_list_is_one_that_we_would_call(url: Any, kept: bool) -> None:
    claim = {"context_memberships_url": url, "service_versions": ["1.0", "2.0"]}

    launch = verified(claims("our nonce", **{NRPS: claim}))

    assert launch.memberships_url == (url if kept else None)


def test_a_launch_with_nothing_but_what_is_required_is_enough() -> None:
    optional = ["target_link_uri", "context", "launch_presentation", "custom", "tool_platform"]
    launch = verified(
        claims("our nonce", **dict.fromkeys(map(LTI.__add__, optional)), **{AGS: None})
    )

    assert (launch.name, launch.locale, launch.line_item) == (None, None, None)
    assert launch.custom == {}
    assert launch.platform_name == "Moodle"


def test_variables_that_the_platform_could_not_resolve_are_absent() -> None:
    custom = {
        "history": "$ResourceLink.id.history",
        "nothing": None,
        "number": 7,
        "price": "$ 7",
        "course": "medication",
    }

    launch = verified(claims("our nonce", **{LTI + "custom": custom}))

    assert launch.custom == {"price": "$ 7", "course": "medication"}


def test_deep_linking_needs_no_resource_link() -> None:
    launch = verified(deep_linking_claims("our nonce"))

    assert launch.deep_linking is not None
    assert launch.deep_linking.return_url == f"{ISSUER}/contentitem_return.php?course=2"
    assert launch.deep_linking.accept_types == ("ltiResourceLink",)
    assert launch.deep_linking.accept_multiple
    assert launch.deep_linking.accept_line_item
    assert launch.deep_linking.data is None
    assert launch.resource_link_id is None


@pytest.mark.parametrize("aud", [["client-1"], ["client-1", "another"]])
def test_the_audience_may_be_a_list(aud: list[str]) -> None:
    assert verified(claims("our nonce", aud=aud, azp="client-1")).sub == "42"


def test_fractions_of_seconds_are_tolerated() -> None:
    now = START.timestamp()

    assert verified(claims("our nonce", iat=now + 0.25, exp=now + 60.5)).sub == "42"


@pytest.mark.parametrize("seconds", [-55, 0, 55])
def test_the_platforms_clock_may_be_nearly_a_minute_off(seconds: int) -> None:
    assert verified(claims("our nonce", at=START.timestamp() + seconds)).sub == "42"


@pytest.mark.parametrize(
    ("seconds", "check"), [(-90, "issued_before_login"), (90, "issued_in_future")]
)
def test_a_clock_further_off_is_named(seconds: int, check: str) -> None:
    with pytest.raises(LaunchRejected) as refused:
        verified(claims("our nonce", at=START.timestamp() + seconds))

    assert refused.value.check == check


def test_a_slow_person_does_not_make_the_token_old() -> None:
    login = ExpectedLogin("our nonce", started_at=START - timedelta(minutes=9))

    assert verified(claims("our nonce"), login).sub == "42"


NO_ADDRESSES = [
    "javascript:alert(1)",
    "https://",
    "https://[x",
    "https://[::1",
    "https://a;frame-ancestors *;/x",
    "https://a;frame-ancestors/x",
    "https://a,b/x",
    "https://例え.jp/x",
    "https://lms.example.no/æ",
    "https://lms.example.no:port/x",
    "https://lms.example.no:0/x",
    "https://lms.example.no:65536/x",
    "https://lms.example.no:/x",
    "https://me@lms.example.no/x",
    "https://lms.example.no\\@other.example/x",
    "https://lms.example.no/a b",
    'https://lms.example.no/"',
    "https://lms.example.no/\r\nx",
    "https://lms.example.no/\t",
    "https://-/x",
    "https://a..b/x",
    "https://lms.example.no/" + "a" * 4000,
    f"http{ISSUER.removeprefix('https')}/x",
    "http://127.0.0.1:8000/x",
]


@pytest.mark.parametrize("url", NO_ADDRESSES)
def test_an_address_that_is_none_is_not_kept(url: str) -> None:
    message = claims("our nonce", **{LTI + "launch_presentation": {"return_url": url}})
    message[AGS] |= {"lineitem": url}

    launch = verified(message)

    assert (launch.return_url, launch.line_item) == (None, None)


@pytest.mark.parametrize("url", NO_ADDRESSES)
def test_a_choice_that_could_not_be_sent_back_is_not_begun(url: str) -> None:
    message = deep_linking_claims("our nonce")
    message[DL + "deep_linking_settings"] |= {"deep_link_return_url": url}

    with pytest.raises(LaunchRejected) as refused:
        verified(message)

    assert refused.value.check == "deep_linking_settings"


@pytest.mark.parametrize(
    "url",
    [
        "https://xn--r8jz45g.jp/x",
        "https://lms.example.no:8443/a;jsessionid=1?b='c'&d=%20#e",
        "https://[2001:db8::1]:8443/x",
        "https://192.0.2.1/",
        "https://LMS.example.no",
    ],
)
def test_every_proper_address_is_kept_as_it_is(url: str) -> None:
    launch = verified(claims("our nonce", **{LTI + "launch_presentation": {"return_url": url}}))

    assert launch.return_url == url


def test_plain_http_is_for_platforms_that_are_registered_with_it() -> None:
    message = claims("our nonce", **{LTI + "launch_presentation": {"return_url": "http://[::1]/x"}})
    message[AGS] |= {"lineitem": "http://localhost:9000/lineitem"}

    launch = verified(message, token_url="http://localhost:9000/token")

    assert launch.line_item == "http://localhost:9000/lineitem"
    assert launch.return_url is None


def test_texts_that_a_database_cannot_hold_are_cleaned_and_ids_refused() -> None:
    assert (
        verified(claims("our nonce", name="Kari\x00 \ud800Nord\u202emann\x07\n")).name
        == "Kari Nordmann"
    )

    with pytest.raises(LaunchRejected) as refused:
        verified(claims("our nonce", sub="4\x002"))

    assert refused.value.check == "claim_shape"


def test_scopes_and_types_that_a_database_cannot_hold_count_as_not_sent() -> None:
    message = deep_linking_claims("our nonce")
    message[DL + "deep_linking_settings"] |= {"accept_types": ["a\x00b", "link", "x" * 300, 7]}
    message[AGS] = {"scope": ["a\x00b", "\ud800", "https://example.no/scope"]}

    launch = verified(message)

    assert launch.ags_scopes == {"https://example.no/scope"}
    assert launch.deep_linking is not None
    assert launch.deep_linking.accept_types == ("link",)


def test_a_header_too_deep_to_read_is_no_token() -> None:
    header = base64.urlsafe_b64encode(b"[" * 30_000).decode()

    with pytest.raises(LaunchRejected) as refused:
        verify_launch(f"{header}.e30.x", registration(), LOGIN, FixedKeys(), START)

    assert refused.value.check == "token_unreadable"


def test_the_deployment_of_the_login_must_be_that_of_the_launch() -> None:
    login = ExpectedLogin("our nonce", START, deployment_id="8")

    with pytest.raises(LaunchRejected) as refused:
        verified(claims("our nonce"), login, deployments={"7": None, "8": None})

    assert refused.value.check == "deployment"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(name=st.sampled_from(sorted(deep_linking_claims("n") | claims("n"))), value=_JSON)
def test_no_claim_makes_the_verifier_fail_otherwise_than_by_refusing(name: str, value: Any) -> None:
    for message in (claims("our nonce"), deep_linking_claims("our nonce")):
        try:
            launch = verified(message | {name: value})
        except LaunchRejected:
            continue

        assert launch.sub
        assert launch.tenant == Tenant("moodle", "7")


@given(token=st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_no_text_is_taken_for_a_token(token: str) -> None:
    with pytest.raises(LaunchRejected):
        verify_launch(token, registration(), LOGIN, FixedKeys(), START)


@pytest.mark.parametrize(
    ("settings", "line_items"),
    [({"accept_lineitem": False}, False), ({"accept_lineitem": True}, True)],
)
def test_a_platform_may_say_that_it_takes_no_line_items(
    settings: dict[str, Any], line_items: bool
) -> None:
    message = deep_linking_claims("our nonce")
    message[DL + "deep_linking_settings"] |= settings

    deep_linking = verified(message).deep_linking

    assert deep_linking is not None
    assert deep_linking.accept_line_item is line_items
