from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.errors import RegistrationRefused
from lti_tool.protocol.families import OTHER, family_of
from lti_tool.protocol.platform_configuration import (
    check_configuration_url,
    read_configuration,
)

URL = "https://moodle.example.no/mod/lti/openid-configuration.php"
MOODLE: dict[str, Any] = {
    "issuer": "https://moodle.example.no",
    "authorization_endpoint": "https://moodle.example.no/mod/lti/auth.php",
    "token_endpoint": "https://moodle.example.no/mod/lti/token.php",
    "jwks_uri": "https://moodle.example.no/mod/lti/certs.php",
    "registration_endpoint": "https://moodle.example.no/mod/lti/openid-registration.php",
    "https://purl.imsglobal.org/spec/lti-platform-configuration": {
        "product_family_code": "moodle",
        "version": "4.5.6 (Build: 20250811)",
    },
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


def test_what_moodle_says_of_itself_is_read() -> None:
    read = read_configuration(MOODLE, URL, insecure=False)

    assert read.host == "moodle.example.no"
    assert (read.family, read.version) == ("moodle", "4.5.6 (Build: 20250811)")
    assert read.token_audience is None


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ([{"type": "LtiDeepLinkingRequest", "placements": ["x"]}], {"LtiDeepLinkingRequest"}),
        ([{"type": ["x"]}, "LtiResourceLinkRequest", {}, None], set()),
        ({"type": "LtiResourceLinkRequest"}, set()),
        (None, set()),
    ],
)
def test_messages_that_a_platform_can_send_are_read_and_anything_else_is_not(
    said: object, read: set[str]
) -> None:
    about = {"messages_supported": said}
    document = MOODLE | {"https://purl.imsglobal.org/spec/lti-platform-configuration": about}

    assert read_configuration(document, URL, insecure=False).messages == read


def test_an_issuer_with_another_case_of_the_same_host_is_the_same() -> None:
    document = MOODLE | {"issuer": "https://Moodle.Example.NO"}

    assert read_configuration(document, URL, insecure=False).issuer == "https://Moodle.Example.NO"


@pytest.mark.parametrize("host", ["evil.example", "moodle.example.no.evil.example", "example.no"])
def test_the_issuer_must_be_of_the_host_that_was_asked(host: str) -> None:
    with pytest.raises(RegistrationRefused) as refused:
        read_configuration(MOODLE, f"https://{host}/openid", insecure=False)

    assert refused.value.check == "issuer_host"


def test_plain_http_is_for_development() -> None:
    document = {
        name: value.replace("https://", "http://") if isinstance(value, str) else value
        for name, value in MOODLE.items()
    }

    url = URL.replace("https://", "http://")
    assert read_configuration(document, url, insecure=True).issuer == "http://moodle.example.no"
    with pytest.raises(RegistrationRefused):
        read_configuration(document, URL, insecure=False)
    with pytest.raises(RegistrationRefused):
        check_configuration_url("http://moodle.example.no/", insecure=False)


@given(name=st.sampled_from(sorted(MOODLE)), value=JSON)
def test_whatever_stands_in_a_field_is_read_or_refused(name: str, value: Any) -> None:
    checks = {"configuration_missing", "configuration_field", "issuer_host"}

    assert outcome(MOODLE | {name: value}) in checks | {MOODLE["issuer"]}


def outcome(document: dict[str, Any]) -> str:
    """The issuer, or the check that failed."""
    try:
        return read_configuration(document, URL, insecure=False).issuer
    except RegistrationRefused as error:
        return error.check


@given(document=JSON)
def test_anything_else_is_refused(document: Any) -> None:
    with pytest.raises(RegistrationRefused):
        read_configuration(document, URL, insecure=False)


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("moodle", "moodle"),
        ("BlackboardLearn", "blackboard"),
        ("desire2learn", "brightspace"),
        ("canvas", "canvas"),
        ("sakai", OTHER),
        (None, OTHER),
    ],
)
def test_product_families_are_known_by_their_codes(code: str | None, family: str) -> None:
    assert family_of(code) == family
